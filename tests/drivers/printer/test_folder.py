"""A folder as a printer: the file is the paper."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from drivers.diagnosis import Health
from drivers.printer.contract import (
    JobLost,
    PrinterNotReady,
    SheetPrinted,
    SubmitRefused,
    Trouble,
)
from drivers.printer.folder import FolderPrinter
from tests.drivers.printer.documents import document, job


def test_the_paper_lies_in_the_folder_as_it_was_sent_and_nothing_else(tmp_path: Path) -> None:
    FolderPrinter(tmp_path / "papers").submit(job("p-1", 2))

    assert [paper.name for paper in (tmp_path / "papers").iterdir()] == ["p-1.pdf"]
    assert (tmp_path / "papers" / "p-1.pdf").read_bytes() == document(2)


def test_a_paper_that_lies_there_is_never_replaced(tmp_path: Path) -> None:
    printer = FolderPrinter(tmp_path)
    printer.submit(job("p-1", 2))

    printer.submit(job("p-1", 3))

    assert (tmp_path / "p-1.pdf").read_bytes() == document(2)


def test_a_folder_that_is_gone_is_a_printer_that_is_off(tmp_path: Path) -> None:
    printer = FolderPrinter(tmp_path / "papers")
    shutil.rmtree(tmp_path / "papers")

    assert printer.status() == PrinterNotReady((Trouble.OFFLINE,))
    assert printer.submit(job("p-1", 1)) == SubmitRefused(Trouble.OFFLINE)
    assert list(printer.follow("p-1", 1)) == [JobLost(0)]
    assert [finding.health for finding in printer.diagnose()] == [Health.FAULT]


@pytest.mark.parametrize("print_id", ["../escape", "", ".hidden", "a/b", "x" * 300])
def test_an_id_that_would_leave_the_folder_is_refused(tmp_path: Path, print_id: str) -> None:
    with pytest.raises(ValueError, match="name of a file"):
        FolderPrinter(tmp_path).submit(job(print_id, 1))
    assert list(tmp_path.iterdir()) == []


def test_sheets_come_at_the_pace_asked_for(tmp_path: Path) -> None:
    printer = FolderPrinter(tmp_path, seconds_per_sheet=0.05)
    printer.submit(job("p-1", 2))

    began = time.monotonic()
    events = printer.follow("p-1", 1)
    assert next(events) == SheetPrinted(1)
    assert time.monotonic() - began >= 0.05
    assert next(events) == SheetPrinted(2)
    assert time.monotonic() - began >= 0.1
