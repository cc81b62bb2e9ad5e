"""`kiosk verify`: somebody holds a paper and wants to know."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from PIL import Image
from typer import Typer
from typer.testing import CliRunner

from kiosk.certificates.two_d_seal.trust import TrustList, WithdrawnPaper
from kiosk.commands.verify import verify
from kiosk.rendering.sample_seal import SAMPLE_MUNICIPALITY, SAMPLE_ORDER
from tests.rendering.scans.sealed_page import TRUST, scanned

BETWEEN = 588
"""Pixels from the left to between the two symbols."""

app = Typer()
app.command()(verify)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "paper.png"
    scanned().copy().save(file)
    return file


def asked(tmp_path: Path, *arguments: str | Path, trust: TrustList = TRUST) -> Result:
    trusted = tmp_path / "verification.json"
    trusted.write_text(trust.model_dump_json())
    return CliRunner().invoke(app, [*map(str, arguments), "--trust", str(trusted)])


def test_a_genuine_paper_is_told_with_the_words_to_compare(paper: Path, tmp_path: Path) -> None:
    done = asked(tmp_path, paper)
    assert done.exit_code == 0, done.output
    told = done.stdout
    assert told.startswith(
        "genuine: signed by 青葉市\n所得・課税証明書, number 66FA-0B12-9C4E, issued on 2025-11-22"
    )
    assert "  氏名: 葛\U000e0102城　一郎\n" in told
    assert "  合計所得金額: 5,008,000円\n" in told
    assert "not withdrawn as of 2026-01-10" in told


def test_a_program_reads_the_same(paper: Path, tmp_path: Path) -> None:
    done = asked(tmp_path, paper, "--json")
    facts = json.loads(done.stdout)
    assert (facts["verdict"], facts["kind"], facts["missing_pages"]) == ("genuine", "income-tax", [])
    assert {"person": None, "label": "住所", "text": "架空県青葉市緑町1丁目2番3号"} in facts["seals"][0][
        "words"
    ]


def test_a_withdrawn_paper_is_told(paper: Path, tmp_path: Path) -> None:
    withdrawn = WithdrawnPaper(
        municipality_code=SAMPLE_MUNICIPALITY, order_id=SAMPLE_ORDER, withdrawn_on=date(2026, 1, 9)
    )
    done = asked(tmp_path, paper, trust=TRUST.model_copy(update={"withdrawn": (withdrawn,)}))
    assert done.exit_code == 4
    assert done.stdout.startswith("withdrawn on 2026-01-09: 青葉市")


def test_a_paper_of_a_key_that_is_not_published_is_not_genuine(paper: Path, tmp_path: Path) -> None:
    (town,) = TRUST.municipalities
    nobody = TRUST.model_copy(update={"municipalities": (town.model_copy(update={"keys": ()}),)})
    done = asked(tmp_path, paper, "--json", trust=nobody)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["reason"] == "key-unknown"
    assert asked(tmp_path, paper, trust=nobody).stdout.startswith("not genuine: no key")


def test_a_photo_of_half_the_codes_is_unreadable_not_false(tmp_path: Path) -> None:
    half = tmp_path / "half.jpg"
    scanned().crop((0, 0, BETWEEN, 3508)).save(half, quality=80)
    done = asked(tmp_path, half)
    assert done.exit_code == 3
    assert done.stdout.startswith("can't be read: some codes of its 2D seal were not found")
    empty = tmp_path / "empty.png"
    Image.new("L", (400, 600), 255).save(empty)
    assert asked(tmp_path, empty).exit_code == 3


def test_pages_in_several_files_are_one_paper(tmp_path: Path) -> None:
    left, right = tmp_path / "left.png", tmp_path / "right.png"
    scanned().crop((0, 0, BETWEEN, 3508)).save(left)
    scanned().crop((BETWEEN, 0, 2480, 3508)).save(right)
    assert asked(tmp_path, left, right).exit_code == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a letter", "neither a PDF nor a picture"),
        (b"%PDF-1.7", "damaged; it can't be opened"),
        (None, "No such file or directory"),
    ],
)
def test_a_wrong_file_is_named_in_one_line(tmp_path: Path, content: bytes | None, says: str) -> None:
    file = tmp_path / "wrong"
    if content is not None:
        file.write_bytes(content)
    done = asked(tmp_path, file)
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert f"wrong: {says}" in done.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "GET /verify/keys.json"),
        ("{", "Invalid JSON"),
        ('{"version": 2, "published_at": "2026-01-10T00:00:00Z", "municipalities": []}', "version"),
    ],
)
def test_a_wrong_trust_list_is_named_in_one_line(
    paper: Path, tmp_path: Path, content: str | None, says: str
) -> None:
    trust = tmp_path / "trust.json"
    if content is not None:
        trust.write_text(content)
    done = CliRunner().invoke(app, [str(paper), "--trust", str(trust)])
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert says in done.stderr
