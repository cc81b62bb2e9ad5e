"""What a PDF says and where, read back from its own bytes."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.rendering.fitting import MM
from kiosk.rendering.pdfium import opened
from kiosk.rendering.placement import Rectangle

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_FORM_DEPTH = 5


@dataclass(frozen=True, slots=True)
class ReadGlyph:
    """One drawn glyph: its text (a base with its selector, if any), its origin on the baseline and the
    right edge of its ink, in mm from the top left of the page."""

    text: str = field(repr=False)
    x: float
    y: float
    right: float


@dataclass(frozen=True)
class ReadPage:
    """One page of a PDF, in the order in which it was drawn."""

    width: float
    height: float
    glyphs: tuple[ReadGlyph, ...] = field(repr=False)
    images: tuple[Rectangle, ...]


def read_pages(pdf: bytes) -> tuple[ReadPage, ...]:
    """Every page of a PDF. Raises pypdfium2.PdfiumError for what is none."""
    with opened(pdf) as document:
        return tuple(_read(document[index]) for index in range(len(document)))


def _read(page: PdfPage) -> ReadPage:
    width, height = page.get_size()
    return ReadPage(width / MM, height / MM, tuple(_glyphs(page, height)), tuple(_images(page, height)))


def _glyphs(page: PdfPage, height: float) -> Iterator[ReadGlyph]:
    """PDFium gives UTF-16 units; those of one glyph share its origin and its box."""
    from pypdfium2 import raw

    text_page = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    units, origin, edge = bytearray(), (0.0, 0.0), 0.0
    for index in range(text_page.count_chars()):
        unit = raw.FPDFText_GetUnicode(text_page, index)
        if unit in _MADE_UP and raw.FPDFText_IsGenerated(text_page, index):
            continue
        raw.FPDFText_GetCharOrigin(text_page, index, x, y)
        here = (x.value, y.value)
        if units and here != origin:
            yield _glyph(units, origin, edge, height)
            units = bytearray()
        if not units:
            raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
            origin, edge = here, right.value
        units += unit.to_bytes(2 if unit <= 0xFFFF else 4, "little")
    if units:
        yield _glyph(units, origin, edge, height)


_MADE_UP = frozenset((0x20, 0x0D, 0x0A))
"""What PDFium puts between glyphs of its own accord, to make words and lines."""


def _glyph(units: bytearray, origin: tuple[float, float], edge: float, height: float) -> ReadGlyph:
    text = units.decode("utf-16-le", errors="replace")
    return ReadGlyph(text, origin[0] / MM, (height - origin[1]) / MM, edge / MM)


def _images(page: PdfPage, height: float) -> Iterator[Rectangle]:
    from pypdfium2 import raw

    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_FORM_DEPTH):
        left, bottom, right, top = image.get_bounds()
        yield Rectangle(left / MM, (height - top) / MM, (right - left) / MM, (top - bottom) / MM)
