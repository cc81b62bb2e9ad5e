"""Proves a layout: its boxes lie apart in the printable area, it shows what documents of its kind carry,
takes the longest texts, and every sample on it is what the gate reads back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.certificates.contents import CONTENTS
from kiosk.certificates.kinds import Kind
from kiosk.certificates.table import Table
from kiosk.rendering.content import Content
from kiosk.rendering.draw import draw
from kiosk.rendering.errors import LayoutError
from kiosk.rendering.gate.check import prove
from kiosk.rendering.gate.refusal import GateRefused
from kiosk.rendering.geometry import check_geometry
from kiosk.rendering.layouts.layout import LAYOUTS, Layout
from kiosk.rendering.layouts.schema import TableBox
from kiosk.rendering.sample_seal import with_sample_seals
from kiosk.rendering.samples import SAMPLE_SEAL, SAMPLES, Sample, load_sample, samples_of

LONGEST = LAYOUTS / "longest.json"
"""The longest text of each name that any form must take."""


class _Longest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    fields: dict[str, str]
    persons: dict[str, str]
    tables: dict[str, tuple[str, ...]]
    slips: dict[str, str]


def inspect_form(layout: Layout, kind: Kind) -> int:
    """Prove the form of a kind with all its samples and the longest texts; how many samples there are.

    Raises LayoutError naming file, sample and box for the first fault.
    """
    check_geometry(layout)
    _check_names(layout, kind)
    samples = samples_of(kind)
    contents = {**samples, "longest": longest_content(layout, kind)} if samples else {}
    inspect(layout, {name: _sealed(name, content, layout, kind) for name, content in contents.items()})
    return len(samples)


def inspect_slip(layout: Layout) -> None:
    """Prove the form of a slip with the longest texts. Raises LayoutError."""
    longest = _longest().slips
    for name in layout.field_names - longest.keys():
        raise LayoutError(f"{layout.source}, fields.{name}", f"{LONGEST.name} has no longest text of it")
    sample = load_sample(SAMPLES / "slips" / f"{Path(layout.source).stem}.json")
    fullest = Sample(fields={name: longest[name] for name in layout.field_names})
    inspect(layout, {"sample": sample, "longest": fullest})


def _sealed(name: str, content: Sample, layout: Layout, kind: Kind) -> Sample:
    """The content with its 2D seal, which must find room on the form."""
    try:
        return with_sample_seals(content, layout, kind)
    except LayoutError as error:
        raise LayoutError(f"{error.place}, sample {name}", error.problem) from None


def inspect(layout: Layout, samples: Mapping[str, Content]) -> None:
    """Prove a layout with contents of one's own. Raises LayoutError naming file, sample and box for the
    first fault; the gate's own refusals are reported as such."""
    check_geometry(layout)
    if not samples:
        raise LayoutError(layout.source, "there is no sample to prove it with")
    for name, sample in samples.items():
        try:
            prove(draw(sample, layout, copies=1).pdf, sample, layout, copies=1)
        except LayoutError as error:
            raise LayoutError(f"{error.place}, sample {name}", error.problem) from None
        except GateRefused as refusal:
            raise LayoutError(f"{layout.source}, {name}", f"the gate refused it: {refusal}") from None


def longest_content(layout: Layout, kind: Kind) -> Sample:
    """A full page on which every name has its longest text. Raises LayoutError naming the name that
    :data:`LONGEST` lacks."""
    longest = _longest()
    contents, boxes = CONTENTS[kind], layout.file.boxes
    rows = {box.field: box.rows for box in boxes if isinstance(box, TableBox)}
    for group, names in (
        ("fields", contents.fields),
        ("persons", contents.persons),
        ("tables", contents.tables),
    ):
        for name in names:
            if name not in getattr(longest, group):
                raise LayoutError(f"{LONGEST.name}, {group}.{name}", "there is no longest text")
    person = {name: longest.persons[name] for name in contents.persons}
    return Sample(
        fields={name: longest.fields[name] for name in contents.fields},
        persons=(person,) * (layout.persons_per_page or 0),
        tables={name: Table(rows=(longest.tables[name],) * rows.get(name, 1)) for name in contents.tables},
        pictures={name: SAMPLE_SEAL.read_bytes() for name in contents.pictures},
        official_seal=SAMPLE_SEAL.read_bytes(),
    )


def _longest() -> _Longest:
    try:
        return _Longest.model_validate_json(LONGEST.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        raise LayoutError(f"{LONGEST.name}, {'.'.join(map(str, first['loc']))}", first["msg"]) from None


def _check_names(layout: Layout, kind: Kind) -> None:
    """The form shows each name that documents of the kind carry, or leaves it out on purpose."""
    contents = CONTENTS[kind]
    shown: dict[str, tuple[Iterable[str], Iterable[str]]] = {
        "fields": (layout.field_names, contents.fields),
        "persons": (layout.person_field_names, contents.persons),
        "tables": (layout.table_names, contents.tables),
        "pictures": (layout.picture_names, contents.pictures),
    }
    for group, (names, carried) in shown.items():
        for name in sorted(set(names) - set(carried)):
            raise LayoutError(f"{layout.source}, {group}.{name}", f"no document of {kind} carries it")
        for name in sorted(set(carried) - set(names)):
            if f"{group}.{name}" not in layout.file.leaves_out:
                raise LayoutError(
                    f"{layout.source}, {group}.{name}", "the form neither shows it nor leaves it out"
                )
