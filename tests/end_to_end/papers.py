"""What a printed paper says and looks like, by judges that have no part in drawing it: poppler and PDFium."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops

GOLDEN = Path(__file__).parent / "golden"
DOTS_PER_INCH = 80
CERTIFICATE_NUMBER = re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}")
HALF_A_LINE = 8
BACK = "この証明書について"
SEAL = (16, 259, 115, 292)
"""The place of the 2D seal on every form, in mm: left, top, right, lower edge."""


def pages(pdf: bytes) -> list[str]:
    """The text of each page, line by line; backs are no pages of a document."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_text(side).replace("\r\n", "\n") for side in _faces(document)]


def _faces(document: pypdfium2.PdfDocument) -> list[pypdfium2.PdfPage]:
    return [side for side in document if BACK not in _text(side)]


def _text(side: pypdfium2.PdfPage) -> str:
    text: str = side.get_textpage().get_text_range()
    return text


def assert_fonts_embedded(pdf: bytes) -> None:
    """Every font of the document travels with it."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        done = subprocess.run(["pdffonts", file.name], capture_output=True, check=True)
    _, _, *fonts = done.stdout.decode().splitlines()
    # name, type, encoding, then: emb sub uni object ID
    assert fonts
    assert {tuple(font.split()[-5:-2]) for font in fonts} == {("yes", "yes", "yes")}, fonts


def assert_looks_like(pdf: bytes, name: str, request: pytest.FixtureRequest) -> None:
    """Each page is the picture ``golden/<name>-<page>.png``, to the pixel; only what no two papers share is
    covered: 発行番号 and the 2D seal.

    After a wanted change: ``pytest tests/golden tests/end_to_end -n 0 --regenerate-golden``, then look.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        pictures = [_picture_but_for_the_number(page) for page in _faces(document)]
    if request.config.getoption("--regenerate-golden", default=False):
        for number, picture in enumerate(pictures, start=1):
            picture.save(GOLDEN / f"{name}-{number}.png", optimize=True)
    assert len(pictures) == len(list(GOLDEN.glob(f"{name}-[0-9].png")))
    for number, picture in enumerate(pictures, start=1):
        with Image.open(GOLDEN / f"{name}-{number}.png") as golden:
            assert picture.size == golden.size
            assert ImageChops.difference(picture, golden).getextrema() == (0, 0), f"{name}, page {number}"


def _picture_but_for_the_number(page: pypdfium2.PdfPage) -> Image.Image:
    """The line of the number is covered from side to side: it is as high for every number, not as wide."""
    scale = DOTS_PER_INCH / 72
    picture = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    text = page.get_textpage()
    for number in CERTIFICATE_NUMBER.findall(text.get_text_range()):
        first, _ = text.search(number).get_next()
        _, bottom, _, top = text.get_charbox(first + number.index("-"))
        line = round((page.get_height() - (bottom + top) / 2) * scale)
        picture.paste(255, (0, line - HALF_A_LINE, picture.width, line + HALF_A_LINE))
    picture.paste(255, tuple(round(edge / 25.4 * DOTS_PER_INCH) for edge in SEAL))
    return picture.point([level // 17 * 17 for level in range(256)])
