"""PDF engines at 600 dpi: one pixel of theirs is one of the printer."""

from __future__ import annotations

import math
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as raw
from numpy.typing import NDArray

from kiosk.rendering.mask import Mask

Ink = NDArray[np.bool_]
Engine = Callable[[bytes, Path], Ink]
"""What is inked of the first page of a PDF; the folder is for its files."""


def by_pdfium(pdf: bytes, _: Path) -> Ink:
    """By PDFium, as in the gate."""
    return pages_by_pdfium(pdf)[0]


def pages_by_pdfium(pdf: bytes) -> list[Ink]:
    """What is inked of each page."""
    return [_inked(page) for page in pypdfium2.PdfDocument(pdf)]


def _inked(page: pypdfium2.PdfPage) -> Ink:
    """At 600 dpi exactly: its usual call stretches the page to whole pixels."""
    scale = 600 / 72
    width, height = (math.ceil(side * scale) for side in page.get_size())
    picture = pypdfium2.PdfBitmap.new_native(width, height, raw.FPDFBitmap_Gray)
    picture.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    raw.FPDF_RenderPageBitmapWithMatrix(
        picture, page, raw.FS_MATRIX(scale, 0, 0, scale, 0, 0), raw.FS_RECTF(0, 0, width, height), 0
    )
    shown: Ink = picture.to_numpy() < 128
    return shown


def by_poppler(pdf: bytes, directory: Path) -> Ink:
    """By poppler, as many printers' drivers have it."""
    (directory / "sheet.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "600", "-mono", "-singlefile", directory / "sheet.pdf", directory / "sheet"],
        check=True,
    )
    return bitmap((directory / "sheet.pbm").read_bytes())


def bitmap(pbm: bytes) -> Ink:
    """A picture in the raw portable bitmap format."""
    lines = [line for line in pbm.split(b"\n", 3)[:3] if not line.startswith(b"#")]
    width, height = map(int, b" ".join(lines[1:]).split()[:2])
    rows = np.frombuffer(pbm[-(-(-width // 8) * height) :], np.uint8).reshape(height, -1)
    return np.unpackbits(rows, axis=1)[:, :width].astype(bool)


def dots_of(mask: Mask) -> Ink:
    """The pixels of a mask that are ink."""
    rows = np.frombuffer(mask.pixels, np.uint8).reshape(mask.height, -1)
    dots: Ink = np.unpackbits(rows, axis=1)[:, : mask.width] == 0
    return dots
