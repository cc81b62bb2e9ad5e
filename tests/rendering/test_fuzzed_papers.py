"""Whatever form and whatever document: a right page or a named LayoutError, never anything between.

A right page passes the gate, which reads it from the PDF's own bytes: every text whole and in its box. What
the gate does not ask, whether the boxes lie on the page, is asked here.
"""

from __future__ import annotations

import json

import pypdfium2
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from kiosk.rendering.draw import draw
from kiosk.rendering.errors import LayoutError
from kiosk.rendering.gate.check import prove
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.samples import Sample
from tests.rendering.fuzzed_forms import FORMS, as_json, contents

QUICK = settings(
    max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
LONG = settings(QUICK, max_examples=20_000)


def right_or_refused(content: Sample, layout: Layout) -> str:
    """How it ended; fails for anything between."""
    try:
        paper = draw(content, layout, copies=1)
    except LayoutError as refused:
        return type(refused).__name__
    prove(paper.pdf, content, layout, copies=1)
    for page in paper.pages:
        for one in (*page.texts, *page.frames, *page.images, *page.symbols):
            box = one.rectangle
            assert min(box.left, box.top) >= 0, "outside the page"
            assert max(box.right - page.width, box.bottom - page.height) <= 1e-6, "outside the page"
    with pypdfium2.PdfDocument(paper.pdf) as document:
        assert len(document) == len(paper.pages)
    return "drawn"


def _any_form(data: st.DataObject) -> None:
    form = data.draw(FORMS)
    try:
        layout = Layout.received(as_json(form), "fuzz")
    except LayoutError:
        event("form refused")
        return
    event(right_or_refused(data.draw(contents(layout)), layout))


@QUICK
@given(st.data())
def test_any_form_with_any_document(data: st.DataObject) -> None:
    _any_form(data)


def _boxed(size: str, style: str) -> Layout:
    return Layout.parse(
        f"""
        name = "fuzz"
        title = "fuzz"
        page = {{ width = 210, height = 297 }}
        [styles]
        one = {{ {style} }}
        [[boxes]]
        kind = "text"
        at = [20, 20]
        size = {size}
        style = "one"
        field = "name"
        [[boxes]]
        kind = "text"
        at = [20, 80]
        size = [50, 10]
        style = "one"
        text = "氏"
        """
    )


MET_BEFORE = {
    "a wide character in a narrow box of several lines": (
        "[5, 14]",
        "largest = 25, smallest = 4, lines = 3",
        "匙",
    ),
    "a text at the top of a padded box": (
        "[40, 9]",
        "largest = 30, smallest = 8, top = true, padding = 4",
        "匙",
    ),
    "a space and nothing else": ("[40, 9]", "largest = 10, smallest = 8", " "),
    "a wide space and nothing else": ("[40, 9]", "largest = 10, smallest = 8", "\u3000"),
}


@pytest.mark.parametrize(("size", "style", "name"), MET_BEFORE.values(), ids=MET_BEFORE.keys())
def test_what_fuzzing_has_met_before_is_right_or_refused(size: str, style: str, name: str) -> None:
    """The first two were drawn over the edge of their box, and stopped only by the gate."""
    assert right_or_refused(Sample(fields={"name": name}), _boxed(size, style)) in ("drawn", "TextOverflow")


@pytest.mark.parametrize(
    ("change", "problem"), [({"at": [190, 20]}, "leaves"), ({"at": [40, 75]}, "overlaps")]
)
def test_a_terminal_takes_no_form_whose_box_leaves_the_page_or_lies_on_another(
    change: dict[str, list[int]], problem: str
) -> None:
    form = json.loads(_boxed("[40, 9]", "largest = 10, smallest = 8").form)
    assert Layout.received(json.dumps(form).encode(), "form")
    form["boxes"][0].update(change)
    with pytest.raises(LayoutError, match=problem):
        Layout.received(json.dumps(form).encode(), "form")


def test_a_line_feed_is_no_blank() -> None:
    form = _boxed("[40, 9]", "largest = 10, smallest = 8")
    assert right_or_refused(Sample(fields={"name": "\n"}), form) == "MissingGlyph"


@pytest.mark.soak
@pytest.mark.timeout(7200)
@LONG
@given(st.data())
def test_twenty_thousand_forms_with_any_document(data: st.DataObject) -> None:
    _any_form(data)
