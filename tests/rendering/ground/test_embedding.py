"""Each dot of the ground is one dot of the printer: PDF engines at 600 dpi draw it pixel by pixel."""

from __future__ import annotations

import math
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as raw
import pytest
from numpy.typing import NDArray

from kiosk.rendering.ground.calibration_sheet import calibration_fields, calibration_sheet
from kiosk.rendering.ground.copy_evident import ground_mask
from kiosk.rendering.mask import Mask
from kiosk.rendering.placement import PlacedPage
from kiosk.rendering.showing import Showing
from kiosk.rendering.writer.document import Side, write

Ink = NDArray[np.bool_]
Engine = Callable[[bytes, Path], Ink]


def sheet_with(mask: Mask) -> bytes:
    """An A4 page with nothing but this ground."""
    empty = PlacedPage(1, 210, 297, (), (), (), ())
    return write([Side(empty, ground=mask)], "sheet", "sheet", copies=1, showing=Showing.PAPER)


def by_pdfium(pdf: bytes, _: Path) -> Ink:
    """At 600 dpi exactly: its usual call stretches the page to whole pixels."""
    page = pypdfium2.PdfDocument(pdf)[0]
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
    rows = np.frombuffer(mask.pixels, np.uint8).reshape(mask.height, -1)
    dots: Ink = np.unpackbits(rows, axis=1)[:, : mask.width] == 0
    return dots


@pytest.mark.parametrize("engine", [by_pdfium, by_poppler])
def test_every_dot_lands_on_its_own_pixel(engine: Engine, tmp_path: Path) -> None:
    ground = ground_mask(210, 297, "複写")

    drawn = engine(sheet_with(ground), tmp_path)

    assert np.array_equal(drawn[: ground.height, : ground.width], dots_of(ground))
    assert not drawn[ground.height :].any()
    assert not drawn[:, ground.width :].any()


@pytest.mark.parametrize("engine", [by_pdfium, by_poppler])
def test_every_field_of_the_calibration_sheet_is_printed_as_it_would_be_on_a_certificate(
    engine: Engine, tmp_path: Path
) -> None:
    dots = dots_of(calibration_fields())

    drawn = engine(calibration_sheet(), tmp_path)[: dots.shape[0], : dots.shape[1]]

    inked = np.flatnonzero(dots.any(axis=1))
    ends = np.flatnonzero(np.diff(inked) > 100)
    rows_of_fields = list(zip(inked[[0, *(ends + 1)]], inked[[*ends, -1]], strict=True))
    assert len(rows_of_fields) == 5
    for first, last in rows_of_fields:
        assert np.array_equal(drawn[first : last + 1], dots[first : last + 1])
