"""A technician prints the calibration sheet, copies it, and sets the number that is best."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from typer.testing import CliRunner

from kiosk.commands.layout import app
from kiosk.rendering.ground.calibration import CHOICES, STANDARD, Calibration
from kiosk.simulation.ippeveprinter import IppEvePrinter
from kiosk.simulation.town.places import AOBA
from kiosk.simulation.town.terminal_file import write_terminal_file
from kiosk.terminal.configuration import ConfigurationError, load


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "sheet.pdf"


FOLDER = 'driver = "folder"\ndirectory = "paper"\n'


def terminal(directory: Path, printer: str) -> Path:
    """A terminal of the sample town with this printer."""
    write_terminal_file(directory, [AOBA.code], "hanako", "https://city-hall.example")
    file = directory / "terminal.toml"
    file.write_text(file.read_text().replace(f"[printer]\n{FOLDER}", f"[printer]\n{printer}"))
    return file


def test_the_sheet_says_what_to_do_and_numbers_every_choice(sheet: Path) -> None:
    done = CliRunner().invoke(app, ["calibrate", str(sheet)])

    assert done.exit_code == 0, done.output
    document = pypdfium2.PdfDocument(sheet)
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx((595.276, 841.89), abs=0.01)
    lines = document[0].get_textpage().get_text_range().split()
    assert {str(number) for number in CHOICES} <= set(lines)
    assert any("ground" in line for line in lines)


def test_it_is_printed_on_the_terminals_own_printer_as_it_is(sheet: Path, tmp_path: Path) -> None:
    with IppEvePrinter() as device:
        own = terminal(tmp_path, f'driver = "ipp"\nuri = "{device.uri}"\n')
        done = CliRunner().invoke(app, ["calibrate", str(sheet), "--config", str(own)])

        assert done.exit_code == 0, done.output
        ((job, sheets),) = device.sheets_out.items()
        assert sheets == 1
        assert device.received(job) == sheet.read_bytes()


def test_a_printer_without_paper_is_named_in_one_line(sheet: Path, tmp_path: Path) -> None:
    with IppEvePrinter() as device:
        device.load("iso_a4_210x297mm", sheets=0)
        own = terminal(tmp_path, f'driver = "ipp"\nuri = "{device.uri}"\n')
        done = CliRunner().invoke(app, ["calibrate", str(sheet), "--config", str(own)])

        assert done.exit_code == 1
        assert done.stderr == "the printer can't print: media-empty\n"


def test_the_number_on_the_sheet_is_the_ground_of_the_terminal(tmp_path: Path) -> None:
    assert load(terminal(tmp_path, FOLDER)).printer.calibration == STANDARD
    assert load(terminal(tmp_path, FOLDER + "ground = 9\n")).printer.calibration == Calibration(1, 4, 12, 160)


@pytest.mark.parametrize("wrong", ["ground = 0", "ground = 26", 'ground = "best"', "grond = 2"])
def test_a_number_that_is_not_on_the_sheet_is_refused(wrong: str, tmp_path: Path) -> None:
    own = terminal(tmp_path, f"{FOLDER}{wrong}\n")

    with pytest.raises(ConfigurationError, match=r"terminal.toml: printer\.folder\.gro"):
        load(own)


def test_a_number_never_changes_its_meaning() -> None:
    """Terminals in the field are set by number."""
    assert [CHOICES[number] for number in (2, 7, 12, 17, 22)] == [
        Calibration(1, 4, 16),
        Calibration(1, 4, 12),
        Calibration(1, 5, 20),
        Calibration(1, 5, 15),
        Calibration(2, 8, 24),
    ]
    assert [one.balance for one in CHOICES.values()] == [80, 100, 125, 160, 200] * 5
