"""Golden papers: the samples as bytes (a hash; a PDF holds glyphs of the font), as text and as pictures.

After a wanted change: ``pytest tests/golden -n 0 --regenerate-golden``, then look at the pictures.
"""

import hashlib
import json
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops
from typer.testing import CliRunner

from kiosk.certificates.kinds import Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.commands.layout import app
from kiosk.rendering.contact_sheet import SHEET
from kiosk.rendering.draw import Paper, draw, draw_pages
from kiosk.rendering.layouts.layout import Layout, find_layout
from kiosk.rendering.sample_seal import with_sample_seals
from kiosk.rendering.samples import SAMPLES as SAMPLE_FILES
from kiosk.rendering.samples import load_sample, samples_of
from kiosk.rendering.slips import SLIPS
from tests.house.checkout import ROOT

GOLDEN = Path(__file__).parent / "papers"
HASHES = GOLDEN / "sha256.json"
DOTS_PER_INCH = 80
SAMPLES = [(kind, name) for kind in Kind for name in samples_of(kind)]


def faces_of(paper: Paper) -> list[tuple[str, Image.Image]]:
    """The text of each face and its picture without the ground, of which every move of a box would change all
    dots."""
    faces = draw_pages(paper.pages, paper.title, paper.source)
    with pypdfium2.PdfDocument(paper.pdf) as document, pypdfium2.PdfDocument(faces) as shown:
        texts = [document[at].get_textpage().get_text_range() for at in range(0, len(document), paper.sides)]
        pictures = [picture_of(page, DOTS_PER_INCH) for page in shown]
    return [(text.replace("\r\n", "\n") + "\n", one) for text, one in zip(texts, pictures, strict=True)]


def picture_of(page: pypdfium2.PdfPage, dots_per_inch: int) -> Image.Image:
    return page.render(scale=dots_per_inch / 72, grayscale=True).to_pil().convert("L")


@pytest.mark.parametrize(("kind", "name"), SAMPLES)
def test_a_sample_looks_and_reads_as_it_did(kind: Kind, name: str, request: pytest.FixtureRequest) -> None:
    layout = find_layout(kind)
    sample = with_sample_seals(samples_of(kind)[name], layout, kind)
    assert_as_it_was(name, draw(sample, layout, copies=1), request)


@pytest.mark.parametrize("name", ["receipt", "claim-slip", "problem-slip"])
def test_a_slip_looks_and_reads_as_it_did(name: str, request: pytest.FixtureRequest) -> None:
    sample = load_sample(SAMPLE_FILES / "slips" / f"{name}.json")
    assert_as_it_was(name, draw(sample, Layout.load(SLIPS / f"{name}.toml"), copies=1), request)


def test_wakabas_own_form_looks_and_reads_as_it_did(request: pytest.FixtureRequest) -> None:
    kind, code = Kind.RESIDENT_RECORD, MunicipalityCode("999318")
    layout = find_layout(kind, code)
    sample = with_sample_seals(samples_of(kind)["resident-record-household"], layout, kind)
    assert_as_it_was(f"{code}-resident-record", draw(sample, layout, copies=1), request)


def test_all_papers_lie_on_one_sheet_to_be_looked_at() -> None:
    done = CliRunner().invoke(app, ["papers", str(ROOT / "out" / "papers")])
    assert done.exit_code == 0, done.output
    written = {Path(line).name for line in done.stdout.splitlines()}
    assert {f"{name}.pdf" for _, name in SAMPLES} | {"receipt.pdf", SHEET} <= written
    with Image.open(ROOT / "out" / "papers" / SHEET) as sheet:
        assert sheet.height > sheet.width


def test_both_sides_of_a_sheet_look_as_they_did(request: pytest.FixtureRequest) -> None:
    """With the ground on both, and the scrambled image of the face on its back."""
    layout = find_layout(Kind.RESIDENT_RECORD)
    sample = samples_of(Kind.RESIDENT_RECORD)["resident-record-household"]
    paper = draw(with_sample_seals(sample, layout, Kind.RESIDENT_RECORD), layout, copies=1)
    with pypdfium2.PdfDocument(paper.pdf) as document:
        pictures = [picture_of(page, 2 * DOTS_PER_INCH) for page in document]
    for side, picture in zip(("face", "back"), pictures, strict=True):
        path = GOLDEN / f"sheet-{side}.png"
        if request.config.getoption("--regenerate-golden", default=False):
            picture.save(path, optimize=True)
        assert_looks_as(picture, path)


def assert_as_it_was(name: str, paper: Paper, request: pytest.FixtureRequest) -> None:
    faces = faces_of(paper)
    if request.config.getoption("--regenerate-golden", default=False):
        write(name, paper.pdf, faces)
    for number, (text, picture) in enumerate(faces, start=1):
        assert text == (GOLDEN / f"{name}-{number}.txt").read_text()
        assert_looks_as(picture, GOLDEN / f"{name}-{number}.png")
    assert not (GOLDEN / f"{name}-{len(faces) + 1}.txt").exists()
    assert hashlib.sha256(paper.pdf).hexdigest() == json.loads(HASHES.read_text())[name]


def assert_looks_as(picture: Image.Image, path: Path) -> None:
    with Image.open(path) as golden:
        assert picture.size == golden.size
        assert ImageChops.difference(picture, golden).getextrema() == (0, 0)


def write(name: str, pdf: bytes, faces: list[tuple[str, Image.Image]]) -> None:
    GOLDEN.mkdir(exist_ok=True)
    for number, (text, picture) in enumerate(faces, start=1):
        (GOLDEN / f"{name}-{number}.txt").write_text(text)
        picture.save(GOLDEN / f"{name}-{number}.png", optimize=True)
    hashes = json.loads(HASHES.read_text()) if HASHES.exists() else {}
    hashes[name] = hashlib.sha256(pdf).hexdigest()
    HASHES.write_text(json.dumps(hashes, indent=2, sort_keys=True) + "\n")
