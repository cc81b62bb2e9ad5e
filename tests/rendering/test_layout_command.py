"""`kiosk layout`: what somebody who writes a form uses."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from typer.testing import CliRunner

from kiosk.commands.layout import app
from kiosk.rendering.layouts.layout import LAYOUTS
from kiosk.rendering.trial import GOLDEN

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
            assert picture.height == 1754
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


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A preview of a clerk's own file that goes on until it is stopped."""
    mine = tmp_path / "tax-payment.toml"
    shutil.copy(LAYOUTS / "standard" / mine.name, mine)
    command = ["-m", "kiosk", "layout", "preview", str(mine), str(tmp_path / "form.png"), "--watch"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen([sys.executable, *command], **pipes, text=True)
    yield process
    process.kill()
    process.communicate()


def test_a_form_is_drawn_anew_at_every_save_and_a_fault_ends_nothing(
    watching: subprocess.Popen[str], tmp_path: Path
) -> None:
    mine, out = tmp_path / "tax-payment.toml", tmp_path / "form.png"
    good = mine.read_text()
    assert watching.stdout is not None
    assert watching.stderr is not None
    assert watching.stdout.readline().strip() == str(out)
    first = out.read_bytes()

    mine.write_text(good.replace('text = "納税証明書"', 'text = "納税証明"'))
    assert watching.stdout.readline().strip() == str(out)
    assert out.read_bytes() != first

    mine.write_text(good.replace("rows = 15", "rows = 16"))
    assert "tax-payment.toml, boxes.remarks-frame.remarks-label: the box" in watching.stderr.readline()

    mine.write_text(good)
    assert watching.stdout.readline().strip() == str(out)
    assert out.read_bytes() == first
    watching.send_signal(signal.SIGINT)
    assert watching.wait() == 0


def test_the_picture_stands_beside_the_golden_one(tmp_path: Path) -> None:
    both, alone = tmp_path / "both.png", tmp_path / "alone.png"
    name = "resident-record-household"
    for arguments in (
        ["preview", str(FORM), str(both), "--sample", name],
        ["render", str(FORM), str(LAYOUTS / "samples" / f"{name}.json"), str(alone)],
    ):
        done = CliRunner().invoke(app, arguments)
        assert done.exit_code == 0, done.output
    with (
        Image.open(both) as picture,
        Image.open(alone) as form,
        Image.open(GOLDEN / f"{name}-1.png") as golden,
    ):
        middle = picture.width - form.width
        before, after = (picture.crop((left, 0, left + form.width, form.height)) for left in (0, middle))
        assert middle > form.width
        assert ImageChops.difference(after, form).getbbox() is None
        same = golden.convert("RGB").resize(form.size, Image.Resampling.LANCZOS)
        assert ImageChops.difference(before, same).getbbox() is None


def test_the_boxes_of_a_form_are_listed_by_name() -> None:
    done = CliRunner().invoke(app, ["boxes", str(FORM)])
    assert done.exit_code == 0, done.output
    assert "face seal                           170     243      22      22" in done.stdout.splitlines()
