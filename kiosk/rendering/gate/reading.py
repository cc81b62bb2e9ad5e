"""What a PDF says and where, as PDFium reads it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.rendering.fitting import MM
from kiosk.rendering.pdfium import opened

if TYPE_CHECKING:
    from pypdfium2 import PdfPage


@dataclass(frozen=True, slots=True)
class ReadGlyph:
    """One drawn glyph: its text (a base with its selector, if any) and its origin on the baseline in mm
    from the top left of the page."""

    text: str = field(repr=False)
    x: float
    y: float


@dataclass(frozen=True)
class ReadPage:
    """One page of a PDF, in the order in which it was drawn."""

    width: float
    height: float
    glyphs: tuple[ReadGlyph, ...] = field(repr=False)


def read_pages(pdf: bytes, numbers: Iterable[int] | None = None) -> tuple[ReadPage, ...]:
    """Every page of a PDF, or those of ``numbers`` (from 1). Raises pypdfium2.PdfiumError."""
    with opened(pdf) as document:
        wanted = range(1, len(document) + 1) if numbers is None else numbers
        return tuple(_read(document[number - 1]) for number in wanted)


def _read(page: PdfPage) -> ReadPage:
    width, height = page.get_size()
    return ReadPage(width / MM, height / MM, tuple(_glyphs(page, height)))


def _glyphs(page: PdfPage, height: float) -> Iterator[ReadGlyph]:
    """PDFium gives UTF-16 units; those of one glyph share its origin."""
    from pypdfium2 import raw

    text_page = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    units, origin = bytearray(), (0.0, 0.0)
    for index in range(text_page.count_chars()):
        unit = raw.FPDFText_GetUnicode(text_page, index)
        if unit in _MADE_UP and raw.FPDFText_IsGenerated(text_page, index):
            continue
        raw.FPDFText_GetCharOrigin(text_page, index, x, y)
        here = (x.value, y.value)
        if units and here != origin:
            yield _glyph(units, origin, height)
            units = bytearray()
        origin = here
        units += unit.to_bytes(2 if unit <= 0xFFFF else 4, "little")
    if units:
        yield _glyph(units, origin, height)


_MADE_UP = frozenset((0x20, 0x0D, 0x0A))
"""What PDFium puts between glyphs of its own accord, to make words and lines."""


def _glyph(units: bytearray, origin: tuple[float, float], height: float) -> ReadGlyph:
    text = units.decode("utf-16-le", errors="replace")
    return ReadGlyph(text, origin[0] / MM, (height - origin[1]) / MM)
