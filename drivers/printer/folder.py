"""A printer whose paper is a folder of PDFs: for the demo, and for terminals in a test room."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from drivers.diagnosis import Finding, Health
from drivers.paper_folder import PaperFolder
from drivers.printer.contract import (
    JobCompleted,
    JobEvent,
    JobLost,
    PrinterNotReady,
    PrinterReady,
    PrinterStatus,
    PrintJob,
    SheetPrinted,
    Sides,
    Submission,
    SubmitRefused,
    Submitted,
    Trouble,
)
from drivers.printer.pages import NotAPrintablePdf, count_sheets


class FolderPrinter:
    """Lays ``<print_id>.pdf`` into ``directory`` at submission; the file is the proof that it was printed,
    also after a restart. Sheets are counted from the PDF, reported one every ``seconds_per_sheet``."""

    def __init__(self, directory: Path, *, seconds_per_sheet: float = 0.0) -> None:
        self._paper = PaperFolder(directory)
        self._seconds_per_sheet = seconds_per_sheet

    def status(self, sides: Sides = 1) -> PrinterStatus:
        """OFFLINE where the folder is gone or can't be written."""
        return PrinterReady() if self._paper.writable() else PrinterNotReady((Trouble.OFFLINE,))

    def submit(self, job: PrintJob) -> Submission:
        """The whole document is there afterwards, or nothing of it."""
        try:
            count_sheets(job.pdf, job.sides)
            self._paper.lay(job.print_id, job.pdf)
        except NotAPrintablePdf:
            return SubmitRefused(Trouble.OTHER)
        except OSError:
            return SubmitRefused(Trouble.OFFLINE)
        return Submitted()

    def follow(self, print_id: str, sides: Sides) -> Iterator[JobEvent]:
        """Every sheet of the document, then its end; JobLost where there is no such document."""
        end = self.count(print_id, sides) or JobLost(0)
        if isinstance(end, JobCompleted):
            for sheet in range(1, end.sheets + 1):
                time.sleep(self._seconds_per_sheet)
                yield SheetPrinted(sheet)
        yield end

    def cancel(self, print_id: str) -> None:
        """Too late always: the paper is out with the submission."""

    def count(self, print_id: str, sides: Sides) -> JobCompleted | JobLost | None:
        """The sheets of the document of this id."""
        try:
            pdf = self._paper.read(print_id)
        except OSError:
            return JobLost(0)
        return None if pdf is None else JobCompleted(count_sheets(pdf, sides))

    def purge(self) -> bool:
        """Nothing is ever queued."""
        return True

    def diagnose(self) -> Sequence[Finding]:
        """Whether the folder can be written."""
        if self._paper.writable():
            return (Finding("printer.folder", Health.OK, f"papers go to {self._paper.directory}"),)
        return (
            Finding(
                "printer.folder",
                Health.FAULT,
                f"{self._paper.directory} cannot be written",
                "Make the folder and allow the terminal to write there.",
            ),
        )
