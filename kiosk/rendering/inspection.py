"""Proves a layout against its samples: every sample can be drawn, is what the gate reads back, and its
boxes lie apart and on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from kiosk.rendering.content import Content
from kiosk.rendering.draw import draw
from kiosk.rendering.errors import LayoutError
from kiosk.rendering.gate.check import prove
from kiosk.rendering.gate.refusal import GateRefused
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.placement import PlacedPage, Rectangle

_TOLERANCE = 1e-6


def inspect(layout: Layout, samples: Mapping[str, Content]) -> None:
    """Raise LayoutError naming file, sample and box for the first fault; the gate's own refusals are
    reported as such."""
    if not samples:
        raise LayoutError(layout.source, "there is no sample to prove it with")
    for name, sample in samples.items():
        paper = draw(sample, layout, copies=1)
        for page in paper.pages:
            _inspect_page(page, f"{layout.source}, {name}, page {page.number}")
        try:
            prove(paper.pdf, sample, layout, copies=1)
        except GateRefused as refusal:
            raise LayoutError(f"{layout.source}, {name}", f"the gate refused it: {refusal}") from None


def _inspect_page(page: PlacedPage, where: str) -> None:
    for box, path in _boxes(page):
        if box.right > page.width + _TOLERANCE or box.bottom > page.height + _TOLERANCE:
            raise LayoutError(f"{where}, {path}", "the box leaves the page")
    for line in page.lines:
        if max(line.x1, line.x2) > page.width or max(line.y1, line.y2) > page.height:
            raise LayoutError(f"{where}, line", "the line leaves the page")
    for first, second in combinations(page.texts, 2):
        if _overlap(first.rectangle, second.rectangle):
            raise LayoutError(f"{where}, {first.path}", f"the box overlaps that of {second.path}")


def _boxes(page: PlacedPage) -> Iterable[tuple[Rectangle, str]]:
    yield from ((text.rectangle, text.path) for text in page.texts)
    yield from ((frame.rectangle, "frame") for frame in page.frames)
    yield from ((image.rectangle, "official_seal") for image in page.images)


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return (
        one.left < other.right - _TOLERANCE
        and other.left < one.right - _TOLERANCE
        and one.top < other.bottom - _TOLERANCE
        and other.top < one.bottom - _TOLERANCE
    )
