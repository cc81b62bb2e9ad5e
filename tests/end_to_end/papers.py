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


def pages(pdf: bytes) -> list[str]:
    """The text of each page, line by line."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


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
    """Each page is the picture ``golden/<name>-<page>.png``, to the pixel; only 発行番号, which no two
    papers share, is covered.

    After a wanted change: ``pytest tests/golden tests/end_to_end -n 0 --regenerate-golden``, then look.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        pictures = [_picture_but_for_the_number(page) for page in document]
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
    return picture
