"""Forms and documents as nobody would write them, and as somebody might by mistake: hypothesis strategies."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from kiosk.certificates.table import Table
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.layouts.schema import TableBox
from kiosk.rendering.samples import SAMPLE_SEAL, Sample
from tests.rendering.repertoire import repertoire

FIELDS = ("name", "address", "remarks")
TABLES = ("entries", "amounts")
STYLES = ("small", "large", "spread", "long")

_ANY_NUMBER = st.one_of(st.floats(), st.integers(-5, 2000), st.none(), st.text(max_size=3))


def _mostly(
    usual: st.SearchStrategy[Any], other: st.SearchStrategy[Any] = _ANY_NUMBER
) -> st.SearchStrategy[Any]:
    """One in some hundred is something else. (0 would come far more often.)"""
    return st.integers(0, 149).flatmap(lambda number: other if number == 97 else usual)


BAND = 55
"""Millimetres: each box of a form begins in a band of its own, so that many forms have boxes apart."""

LENGTHS = _mostly(st.floats(0, 60))
EXTENTS = _mostly(st.floats(5, 60))
POSITIONS = st.tuples(LENGTHS, _mostly(st.floats(0, 10)))
SIZES = st.tuples(_mostly(st.floats(5, 120)), _mostly(st.floats(3, 45)))
_WIDTH = {"width": _mostly(st.floats(0.05, 2))}

_STYLE = st.fixed_dictionaries(
    {"largest": _mostly(st.floats(8, 30)), "smallest": _mostly(st.floats(4, 8))},
    optional={
        "font": _mostly(st.sampled_from(["mincho", "gothic", "gothic-bold"])),
        "align": _mostly(st.sampled_from(["left", "center", "right"])),
        "lines": _mostly(st.integers(1, 6)),
        "padding": _mostly(st.floats(0, 5)),
        "top": st.booleans(),
    },
)
_SPREAD = st.fixed_dictionaries(
    {"largest": _mostly(st.floats(8, 30)), "smallest": _mostly(st.floats(4, 8)), "align": st.just("spread")}
)
_STYLE_NAME = _mostly(st.sampled_from(STYLES), st.text(max_size=3))
_FIXED = st.sampled_from(["氏名", "住民票の写し", "ABC def", "以下余白", "葛\U000e0102城", "\ue000"])
_TEXT = st.fixed_dictionaries({"style": _STYLE_NAME, "text": _FIXED})
_FILLING = st.one_of(
    st.fixed_dictionaries({"style": _STYLE_NAME, "field": st.sampled_from(FIELDS)}),
    st.fixed_dictionaries({"style": _STYLE_NAME, "text": _FIXED}, optional={"when": st.sampled_from(FIELDS)}),
    st.fixed_dictionaries({"style": _STYLE_NAME, "counter": _mostly(st.just("page"), st.just("person"))}),
)


def _parts(
    kind: str, needed: dict[str, Any], optional: dict[str, Any] | None = None
) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"kind": st.just(kind), **needed}, optional=optional or {})


def _text_boxes(filling: st.SearchStrategy[dict[str, Any]] = _FILLING) -> st.SearchStrategy[dict[str, Any]]:
    boxes = _parts("text", {"at": POSITIONS, "size": SIZES})
    return st.tuples(boxes, filling).map(lambda both: both[0] | both[1])


@st.composite
def _grids(draw: st.DrawFn) -> dict[str, Any]:
    columns = draw(st.lists(EXTENTS, min_size=1, max_size=3))
    rows = draw(st.lists(_mostly(st.floats(2, 15)), min_size=1, max_size=3))
    slots = [(row, column) for row in range(1, len(rows) + 1) for column in range(1, len(columns) + 1)]
    taken = draw(st.lists(_mostly(st.sampled_from(slots), st.just((2, 4))), max_size=4, unique=True))
    cells = [{"row": row, "column": column, **draw(_FILLING)} for row, column in taken]
    more = draw(st.fixed_dictionaries({}, optional={"outer": _WIDTH["width"]}))
    return {"kind": "grid", "at": draw(POSITIONS), "columns": columns, "rows": rows, "cells": cells, **more}


_TABLES = _parts(
    "table",
    {
        "at": POSITIONS,
        "field": st.sampled_from(TABLES),
        "columns": st.lists(
            st.fixed_dictionaries({"width": EXTENTS, "style": _STYLE_NAME}), min_size=1, max_size=3
        ),
        "row_height": _mostly(st.floats(2, 8)),
        "rows": _mostly(st.integers(1, 6), st.integers(0, 10**12)),
    },
    {
        "continues": _mostly(st.just(False), st.just(True)),
        "rules": st.sampled_from(["cells", "entries"]),
        "after_last": _TEXT,
    },
)
_LINES = _parts("line", {"start": POSITIONS, "end": POSITIONS}, _WIDTH)
_FRAMES = _parts("frame", {"at": POSITIONS, "size": SIZES}, _WIDTH)
_IMAGES = _parts(
    "image", {"at": POSITIONS, "size": SIZES}, {"field": st.sampled_from(["official_seal", "imprint"])}
)
_SYMBOLS = _parts(
    "two-d-seal",
    {"at": POSITIONS, "symbols": _mostly(st.integers(1, 2)), "version": _mostly(st.integers(1, 8))},
    {"gap": LENGTHS},
)
_REPEATS = _parts(
    "repeat",
    {
        "per_page": _mostly(st.integers(1, 4), st.integers(0, 10**12)),
        "step": _mostly(st.floats(10, 60)),
        "boxes": st.lists(st.one_of(_text_boxes(), _grids(), _LINES, _FRAMES), max_size=3),
    },
    {"after_last": _text_boxes(st.one_of(_TEXT, _TEXT, _FILLING))},
)


def _in_bands(boxes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_lowered(box, number * BAND) for number, box in enumerate(boxes)]


def _lowered(box: dict[str, Any], down: float) -> dict[str, Any]:
    lowered = dict(box)
    for key in ("at", "start", "end"):
        if key in box and isinstance(box[key][1], float):
            lowered[key] = (box[key][0], box[key][1] + down)
    if "boxes" in box:
        lowered["boxes"] = [_lowered(one, down) for one in box["boxes"]]
    if "after_last" in box:
        lowered["after_last"] = _lowered(box["after_last"], down)
    return lowered


_BOXES = st.lists(
    st.one_of(_text_boxes(), _text_boxes(), _grids(), _TABLES, _LINES, _FRAMES, _IMAGES), max_size=4
)
_FLOWING = st.one_of(st.just([]), _REPEATS.map(lambda box: [box]), _SYMBOLS.map(lambda box: [box]))

FORMS = st.fixed_dictionaries(
    {
        "name": st.just("fuzz"),
        "title": st.text(max_size=5),
        "page": st.fixed_dictionaries(
            {"width": _mostly(st.just(210)), "height": _mostly(st.just(297)), "margin": _mostly(st.just(0))}
        ),
        "styles": st.fixed_dictionaries(dict.fromkeys(STYLES, _STYLE) | {"spread": _SPREAD}),
        "boxes": st.tuples(_BOXES, _FLOWING).map(lambda both: _in_bands(both[0] + both[1])),
    },
    optional={
        "omissions": st.just(["【省略】"]),
        "leaves_out": st.lists(st.sampled_from(["fields.remarks"])),
    },
)
"""What stands in a form's JSON, right more often than not."""


def _characters() -> st.SearchStrategy[str]:
    names = repertoire()
    return st.one_of(
        st.sampled_from(sorted(names.sequences)).map(lambda one: chr(one[0]) + chr(one[1])),
        st.sampled_from(sorted(names.encoded)).map(lambda one: chr(one[0])),
        st.sampled_from(sorted(names.encoded)).map(lambda one: chr(one[0])),
    )


def _marred() -> st.SearchStrategy[str]:
    """What does not belong into a name: controls, marks, directions, emoji, selectors of nothing."""
    odd = "\0 \n \t \u3099 \u0301 \u200d \u202e \u2066 \ufeff \u00ad \U0001f468 \ufe0f \U000e0100 \U000e01ef"
    more = "\ue000 \U000f0000 \u2028 שלום مرحبا \U0003134a \uffff"
    return st.sampled_from([*odd.split(" "), *more.split(" ")]) | st.characters(codec="utf-8")


TEXTS = st.one_of(
    st.just(""),
    st.lists(_characters(), min_size=1, max_size=12).map("".join),
    st.lists(_characters(), min_size=1, max_size=12).map("".join),
    st.lists(_characters(), min_size=100, max_size=300).map("".join),
    st.lists(_characters() | _marred(), min_size=1, max_size=12).map("".join),
)
"""Of the whole repertoire, now and then very long, empty, or marred."""


@st.composite
def contents(draw: st.DrawFn, layout: Layout) -> Sample:
    """A document for a form, one in ten with something missing or too much."""
    fields = {name: draw(TEXTS) for name in sorted(layout.field_names)}
    people = range(draw(st.integers(1, 6)) if layout.persons_per_page else 0)
    persons = [{name: draw(TEXTS) for name in sorted(layout.person_field_names)} for _ in people]
    columns = {box.field: len(box.columns) for box in layout.file.boxes if isinstance(box, TableBox)}
    tables = {
        name: Table(
            rows=tuple(tuple(draw(TEXTS) for _ in range(width)) for _ in range(draw(st.integers(0, 9))))
        )
        for name, width in columns.items()
    }
    seal = draw(_mostly(st.just(SAMPLE_SEAL.read_bytes()), st.binary(max_size=60)))
    symbols = draw(_mostly(st.just(("HTTPS 1234",)), st.just(("not alphanumeric 漢字",))))
    pages = layout.page_count(Sample(fields=fields, persons=tuple(persons), tables=tables))
    match draw(st.integers(0, 19)):
        case 0:
            fields.pop(next(iter(fields), ""), None)
        case 1:
            fields["more"] = "more"
    return Sample(
        fields=fields,
        persons=tuple(persons),
        tables=tables,
        pictures=dict.fromkeys(layout.picture_names, seal),
        official_seal=seal,
        two_d_seals=(symbols,) * pages if layout.two_d_seal is not None else (),
    )


def as_json(form: dict[str, Any]) -> bytes:
    """As a city hall would hand it out."""
    return json.dumps(form).encode()
