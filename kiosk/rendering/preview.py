"""A page as a picture for the screen. What a picture hides was never drawn into it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kiosk.rendering.draw import Paper, draw_pages
from kiosk.rendering.pdfium import opened
from kiosk.rendering.showing import Showing


@dataclass(frozen=True)
class Picture:
    """Pixels in rows from the top, four bytes each: red, green, blue, alpha (always opaque)."""

    width: int
    height: int
    rgba: bytes = field(repr=False)

    def save_png(self, path: Path) -> None:
        """Write the picture to a file; never one of a resident's document."""
        from PIL import Image

        Image.frombytes("RGBA", (self.width, self.height), self.rgba).save(path, format="PNG")


_SMOOTH_WIDTH = 900
"""Pixels from which PDFium's thinnest line, one pixel, is thin enough for a ruled form."""


def preview(paper: Paper, page: int, width: int, *, masked: bool) -> Picture:
    """Page ``page`` (from 1) of one copy, ``width`` pixels wide.

    ``masked`` puts bars in the place of all personal texts. Fields that no screen may show, My Number
    above all, are replaced in the unmasked picture as well (the layout's ``on_screen``).
    """
    if not 1 <= page <= paper.pages_per_copy:
        raise ValueError(f"page {page} of {paper.pages_per_copy}")
    showing = Showing.MASKED if masked else Showing.SCREEN
    pdf = draw_pages(paper.pages[page - 1 : page], paper.title, paper.source, showing=showing)
    return rasterise(pdf, width)


def rasterise(pdf: bytes, width: int, page: int = 1) -> Picture:
    """Any page (from 1) of a PDF, ``width`` pixels wide, on white; small pictures are drawn larger and
    reduced, so that hairlines stay light."""
    from PIL import Image

    factor = -(-_SMOOTH_WIDTH // width)
    with opened(pdf) as document:
        sheet = document[page - 1]
        scale = width * factor / sheet.get_width()
        bitmap = sheet.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
        size, stride = (bitmap.width, bitmap.height), bitmap.stride
        pixels = bytes(bitmap.buffer)
    image = Image.frombuffer("RGBX", size, pixels, "raw", "RGBX", stride, 1).convert("RGB")
    if factor > 1:
        image = image.crop((0, 0, width * factor, size[1])).reduce(factor)
    image = image.convert("RGBA")
    return Picture(image.width, image.height, image.tobytes())
