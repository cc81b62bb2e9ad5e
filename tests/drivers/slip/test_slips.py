"""A slip is printed once, and what can't be printed is said so at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.diagnosis import Health
from drivers.printer.folder import FolderPrinter
from drivers.printer.simulated import (
    Abort,
    Fault,
    Jam,
    LostReply,
    Offline,
    OutOfPaper,
    ShortCount,
    SimulatedPrinter,
)
from drivers.slip.contract import Slip, SlipFailed, SlipPrinted, SlipPrinter
from drivers.slip.folder import FolderSlipPrinter
from drivers.slip.main_printer import MainPrinterSlips
from drivers.slip.simulated import OutOfSlips, SimulatedSlipPrinter
from tests.drivers.printer.documents import document


def slip(slip_id: str) -> Slip:
    return Slip(slip_id, "Receipt", document(1))


@pytest.fixture(params=["folder", "simulated", "simulated onto a folder", "main printer"])
def slips(request: pytest.FixtureRequest, tmp_path: Path) -> SlipPrinter:
    match request.param:
        case "folder":
            return FolderSlipPrinter(tmp_path)
        case "simulated":
            return SimulatedSlipPrinter()
        case "simulated onto a folder":
            return SimulatedSlipPrinter(FolderSlipPrinter(tmp_path))
        case _:
            return MainPrinterSlips(FolderPrinter(tmp_path))


def test_a_slip_comes_out_and_again_is_no_second_slip(slips: SlipPrinter) -> None:
    assert slips.issue(slip("receipt-1")) == SlipPrinted()
    assert slips.issue(slip("receipt-1")) == SlipPrinted()
    assert slips.issue(slip("receipt-2")) == SlipPrinted()


def test_a_slip_printer_that_is_well_tells_the_technician_no_fault(slips: SlipPrinter) -> None:
    assert Health.FAULT not in {finding.health for finding in slips.diagnose()}


def test_the_slips_lie_in_the_folder(tmp_path: Path) -> None:
    printer = FolderSlipPrinter(tmp_path / "slips")

    printer.issue(slip("receipt-1"))
    printer.issue(slip("receipt-1"))

    assert [paper.name for paper in (tmp_path / "slips").iterdir()] == ["receipt-1.pdf"]


def test_a_folder_that_is_gone_fails_in_words(tmp_path: Path) -> None:
    printer = FolderSlipPrinter(tmp_path / "slips")
    (tmp_path / "slips").rmdir()

    assert printer.issue(slip("receipt-1")) == SlipFailed("the folder of slips: No such file or directory")
    assert [finding.health for finding in printer.diagnose()] == [Health.FAULT]


def test_an_empty_roll_fails_until_there_is_a_new_one() -> None:
    printer = SimulatedSlipPrinter()
    printer.plan(OutOfSlips())

    assert printer.issue(slip("receipt-1")) == SlipFailed("the roll of slips is empty")
    assert [finding.health for finding in printer.diagnose()] == [Health.FAULT]
    assert len(printer.slips) == 0

    printer.clear()

    assert printer.issue(slip("receipt-1")) == SlipPrinted()
    assert [printed.slip_id for printed in printer.slips] == ["receipt-1"]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (OutOfPaper(), "media-empty"),
        (Offline(), "offline"),
        (Jam(), "media-jam"),
        (Abort(), "other"),
        (ShortCount(), "counted no sheet"),
        (LostReply(), "not known"),
    ],
)
def test_a_slip_is_not_waited_for_when_the_main_printer_cannot_print_it(fault: Fault, reason: str) -> None:
    printer = SimulatedPrinter(lost_after=0.0)
    printer.plan(fault)

    outcome = MainPrinterSlips(printer).issue(slip("claim-1"))

    assert isinstance(outcome, SlipFailed)
    assert reason in outcome.reason


def test_a_slip_on_the_main_printer_is_one_sheet() -> None:
    printer = SimulatedPrinter()

    assert MainPrinterSlips(printer).issue(slip("claim-1")) == SlipPrinted()

    assert printer.sheets_out == {"slip-claim-1": 1}


def test_a_slip_that_is_out_stays_out_when_the_main_printer_has_trouble_since() -> None:
    printer = SimulatedPrinter()
    slips = MainPrinterSlips(printer)
    slips.issue(slip("claim-1"))

    printer.plan(OutOfPaper())

    assert slips.issue(slip("claim-1")) == SlipPrinted()
