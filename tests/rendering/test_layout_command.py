"""`kiosk layout`: what somebody who writes a form uses."""

import shutil
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from kiosk.commands.layout import app
from kiosk.rendering.layouts.layout import LAYOUTS

FORM = LAYOUTS / "standard" / "resident-record.toml"


def test_all_forms_of_the_house_are_good() -> None:
    done = CliRunner().invoke(app, ["check"])
    assert done.exit_code == 0, done.output
    assert "resident-record.toml: good" in done.stdout
    assert "income-tax.toml: good" in done.stdout


def test_a_wrong_form_is_named_in_one_line(tmp_path: Path) -> None:
    wrong = tmp_path / "resident-record.toml"
    wrong.write_text(FORM.read_text().replace('field = "head"', 'field = "haed"'))
    done = CliRunner().invoke(app, ["check", str(wrong)])
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "resident-record.toml, fields.haed" in done.stderr


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_a_form_is_looked_at_with_a_sample(ending: str, tmp_path: Path) -> None:
    out = tmp_path / f"form.{ending}"
    done = CliRunner().invoke(
        app, ["preview", str(FORM), str(out), "--sample", "resident-record-two-sheets", "--page", "2"]
    )
    assert done.exit_code == 0, done.output
    if ending == "png":
        with Image.open(out) as picture:
            assert picture.width == 1240
    else:
        assert out.read_bytes().startswith(b"%PDF")


def test_a_content_of_ones_own_is_rendered(tmp_path: Path) -> None:
    mine = tmp_path / "mine.json"
    shutil.copy(LAYOUTS / "samples" / "resident-record-household.json", mine)
    done = CliRunner().invoke(app, ["render", str(FORM), str(mine), str(tmp_path / "mine.pdf")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "mine.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    "arguments",
    [
        ["preview", str(FORM), "form.gif"],
        ["preview", str(FORM), "form.pdf", "--sample", "nobody"],
        ["preview", str(FORM), "form.png", "--page", "9"],
        ["preview", str(FORM), "/nowhere/at/all/form.pdf"],
        ["check", "/nowhere.toml"],
    ],
)
def test_bad_input_is_refused_with_a_message(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code != 0
    assert done.stderr
    assert not list(tmp_path.iterdir())
