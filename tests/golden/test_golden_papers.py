"""Golden papers: the samples as bytes (a hash; a PDF holds glyphs of the font), as text and as pictures.

After a wanted change: ``pytest tests/golden -n 0 --regenerate-golden``, then look at the pictures.
"""

import hashlib
import json
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops

from kiosk.certificates.kinds import Kind
from kiosk.rendering.draw import draw
from kiosk.rendering.layouts.layout import find_layout
from kiosk.rendering.samples import samples_of

GOLDEN = Path(__file__).parent / "papers"
HASHES = GOLDEN / "sha256.json"
DOTS_PER_INCH = 80
SAMPLES = [(kind, name) for kind in Kind for name in samples_of(kind)]


def pages_of(pdf: bytes) -> list[tuple[str, Image.Image]]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            (
                page.get_textpage().get_text_range().replace("\r\n", "\n") + "\n",
                page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil().convert("L"),
            )
            for page in document
        ]


@pytest.mark.parametrize(("kind", "name"), SAMPLES)
def test_a_sample_looks_and_reads_as_it_did(kind: Kind, name: str, request: pytest.FixtureRequest) -> None:
    pdf = draw(samples_of(kind)[name], find_layout(kind), copies=1).pdf
    pages = pages_of(pdf)
    if request.config.getoption("--regenerate-golden", default=False):
        write(name, pdf, pages)
    for number, (text, picture) in enumerate(pages, start=1):
        assert text == (GOLDEN / f"{name}-{number}.txt").read_text()
        with Image.open(GOLDEN / f"{name}-{number}.png") as golden:
            assert picture.size == golden.size
            assert ImageChops.difference(picture, golden).getextrema() == (0, 0)
    assert not (GOLDEN / f"{name}-{len(pages) + 1}.txt").exists()
    assert hashlib.sha256(pdf).hexdigest() == json.loads(HASHES.read_text())[name]


def write(name: str, pdf: bytes, pages: list[tuple[str, Image.Image]]) -> None:
    GOLDEN.mkdir(exist_ok=True)
    for number, (text, picture) in enumerate(pages, start=1):
        (GOLDEN / f"{name}-{number}.txt").write_text(text)
        picture.save(GOLDEN / f"{name}-{number}.png", optimize=True)
    hashes = json.loads(HASHES.read_text()) if HASHES.exists() else {}
    hashes[name] = hashlib.sha256(pdf).hexdigest()
    HASHES.write_text(json.dumps(hashes, indent=2, sort_keys=True) + "\n")
