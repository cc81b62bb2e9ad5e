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

from kiosk.rendering.ground.copy_evident import ground_mask
from kiosk.rendering.mask import Mask

Ink = NDArray[np.bool_]

PAGE = (595.276, 841.89)
"""A4 in points, as it is written into a PDF."""


def sheet_with(mask: Mask) -> bytes:
    """A PDF of one A4 page with the mask where ``ground_mask`` says, written out by hand."""
    width, height = mask.width * 0.12, mask.height * 0.12
    painted = f"{width:.2f} 0 0 {height:.2f} 0 {PAGE[1] - height:.2f} cm /G Do".encode()
    picture = f"/Subtype /Image /Width {mask.width} /Height {mask.height} /ImageMask true /BitsPerComponent 1"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE[0]} {PAGE[1]}] /Contents 4 0 R"
        " /Resources << /XObject << /G 5 0 R >> >> >>".encode(),
        b"<< /Length %d >> stream\n%s\nendstream" % (len(painted), painted),
        f"<< /Type /XObject {picture} /Filter /FlateDecode /Length {len(mask.deflated)} >> stream\n".encode()
        + mask.deflated
        + b"\nendstream",
    ]
    pdf = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(pdf))
        pdf += b"%d 0 obj %s endobj\n" % (number, content)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(pdf)}\n"
    return pdf + end.encode() + b"%%EOF\n"


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


@pytest.mark.parametrize("engine", [by_pdfium, by_poppler])
def test_every_dot_lands_on_its_own_pixel(engine: Callable[[bytes, Path], Ink], tmp_path: Path) -> None:
    ground = ground_mask(210, 297, "複写")
    rows = np.frombuffer(ground.pixels, np.uint8).reshape(ground.height, -1)
    dots = np.unpackbits(rows, axis=1)[:, : ground.width] == 0

    drawn = engine(sheet_with(ground), tmp_path)

    assert np.array_equal(drawn[: ground.height, : ground.width], dots)
    assert not drawn[ground.height :].any()
    assert not drawn[:, ground.width :].any()
