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
from kiosk.rendering.draw import Paper, draw
from kiosk.rendering.layouts.layout import Layout, find_layout
from kiosk.rendering.sample_seal import with_sample_seals
from kiosk.rendering.samples import SAMPLES as SAMPLE_FILES
from kiosk.rendering.samples import load_sample, samples_of
from kiosk.rendering.slips import SLIPS
from tests.house.checkout import ROOT

GOLDEN = Path(__file__).parent / "papers"
HASHES = GOLDEN / "sha256.json"
DOTS_PER_INCH = 80
LEVELS = [level // 17 * 17 for level in range(256)]
"""Sixteen greys: pictures of a ground are large otherwise."""
SAMPLES = [(kind, name) for kind in Kind for name in samples_of(kind)]
FIRST = {next(iter(samples_of(kind))) for kind in Kind}
"""Whose back is kept as well: the backs of a kind differ in nothing but the scrambled image."""


def sides_of(paper: Paper, name: str) -> dict[str, tuple[str, Image.Image]]:
    """Text and picture of each face, ``<name>-1`` …, and of the first back, ``<name>-back``."""
    sides = {}
    with pypdfium2.PdfDocument(paper.pdf) as document:
        for index, side in enumerate(document):
            face, is_back = divmod(index, paper.sides)
            if is_back and (face or name not in FIRST):
                continue
            text = side.get_textpage().get_text_range().replace("\r\n", "\n") + "\n"
            drawn = side.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil().convert("L")
            sides[f"{name}-back" if is_back else f"{name}-{face + 1}"] = text, drawn.point(LEVELS)
    return sides


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


def assert_as_it_was(name: str, paper: Paper, request: pytest.FixtureRequest) -> None:
    sides = sides_of(paper, name)
    if request.config.getoption("--regenerate-golden", default=False):
        write(name, paper.pdf, sides)
    assert {
        path.stem for path in GOLDEN.glob("*.txt") if path.stem.rpartition("-")[0] == name
    } == sides.keys()
    for side, (text, picture) in sides.items():
        assert text == (GOLDEN / f"{side}.txt").read_text()
        with Image.open(GOLDEN / f"{side}.png") as golden:
            assert picture.size == golden.size
            assert ImageChops.difference(picture, golden).getextrema() == (0, 0)
    assert hashlib.sha256(paper.pdf).hexdigest() == json.loads(HASHES.read_text())[name]


def write(name: str, pdf: bytes, sides: dict[str, tuple[str, Image.Image]]) -> None:
    GOLDEN.mkdir(exist_ok=True)
    for side, (text, picture) in sides.items():
        (GOLDEN / f"{side}.txt").write_text(text)
        picture.save(GOLDEN / f"{side}.png", optimize=True)
    hashes = json.loads(HASHES.read_text()) if HASHES.exists() else {}
    hashes[name] = hashlib.sha256(pdf).hexdigest()
    HASHES.write_text(json.dumps(hashes, indent=2, sort_keys=True) + "\n")
