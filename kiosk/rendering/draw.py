"""A document on its layout as a PDF, every copy in one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from kiosk.rendering.content import Content
from kiosk.rendering.ground.calibration import STANDARD, Calibration
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.placement import PlacedPage, Rectangle, place
from kiosk.rendering.showing import Showing
from kiosk.rendering.sides import Side, sides_of
from kiosk.rendering.writer.document import write


@dataclass(frozen=True)
class DrawnBox:
    """A text's box on a page (from 1) of one copy."""

    page: int
    rectangle: Rectangle
    path: str
    text: str = field(repr=False)
    is_personal: bool


@dataclass(frozen=True)
class Paper:
    """A drawn document. ``pages`` are the faces; ``pdf`` holds them ``copies`` times, copy after copy."""

    pdf: bytes = field(repr=False)
    pages: tuple[PlacedPage, ...] = field(repr=False)
    copies: int
    title: str
    source: str
    sides: Literal[1, 2] = 1
    """2 where every face is followed by its back in ``pdf``."""

    @property
    def pages_per_copy(self) -> int:
        """Faces of one copy."""
        return len(self.pages)

    @property
    def sheets(self) -> int:
        """Sheets of paper for all copies."""
        return len(self.pages) * self.copies

    @property
    def boxes(self) -> tuple[DrawnBox, ...]:
        """The boxes with text, of one copy."""
        return tuple(
            DrawnBox(text.page, text.rectangle, text.path, text.text, text.is_personal)
            for page in self.pages
            for text in page.texts
        )


def draw(document: Content, layout: Layout, copies: int, *, calibration: Calibration = STANDARD) -> Paper:
    """Draw ``copies`` of a sealed document (or of any content), its ground for a printer so calibrated.
    Equal input gives equal bytes.

    Raises LayoutError: MissingField, TextOverflow or MissingGlyph, before anything is drawn.
    """
    pages = place(document, layout)
    pdf = draw_sheets(pages, layout, document.order_id, copies=copies, calibration=calibration)
    sides: Literal[1, 2] = 1 if layout.file.back is None else 2
    return Paper(pdf, pages, copies, layout.title, layout.source, sides)


def draw_sheets(
    faces: Sequence[PlacedPage],
    layout: Layout,
    order_id: str,
    *,
    copies: int = 1,
    calibration: Calibration = STANDARD,
) -> bytes:
    """A PDF of placed faces with the layout's ground, each followed by its back if the layout has one,
    ``copies`` times one after another. Raises LayoutError."""
    if copies < 1:
        raise ValueError(f"copies: {copies}")
    sides = sides_of(faces, layout, order_id, calibration)
    return write(sides, layout.title, layout.source, copies=copies, showing=Showing.PAPER)


def draw_pages(
    pages: Sequence[PlacedPage], title: str, source: str, *, showing: Showing = Showing.PAPER
) -> bytes:
    """A PDF of placed pages and no more: slips, and pictures for a screen. Raises LayoutError."""
    return write([Side(page) for page in pages], title, source, copies=1, showing=showing)
