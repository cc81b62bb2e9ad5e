"""Slips on the page printer, where a terminal has no receipt printer."""

from __future__ import annotations

from collections.abc import Sequence

from drivers.diagnosis import Finding
from drivers.printer.contract import (
    JobCompleted,
    JobFailed,
    JobLost,
    Printer,
    PrinterNotReady,
    PrintJob,
    Resumed,
    SheetPrinted,
    Stalled,
    SubmitRefused,
    Submitted,
    SubmitUnknown,
)
from drivers.slip.contract import Slip, SlipFailed, SlipPrinted


class MainPrinterSlips:
    """One sheet of the page printer for each slip."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer

    def issue(self, slip: Slip) -> SlipPrinted | SlipFailed:
        """Printed once the printer has counted the sheet.

        A slip is never waited for while the printer stands still: it is cancelled and reported as
        failed, and the caller shows its number on the screen instead.
        """
        job = PrintJob(f"slip-{slip.slip_id}", slip.pdf, sheets=1)
        already = self._printer.count(job.print_id, job.sides)
        if not isinstance(already, JobCompleted):
            status = self._printer.status(job.sides)
            if isinstance(status, PrinterNotReady):
                return SlipFailed(f"the page printer: {status.troubles[0].value}")
        match self._printer.submit(job):
            case SubmitRefused(trouble):
                return SlipFailed(f"the page printer: {trouble.value}")
            case SubmitUnknown():
                return SlipFailed("the page printer: it is not known whether it has the slip")
            case Submitted():
                return self._await(job)

    def diagnose(self) -> Sequence[Finding]:
        """The page printer reports for itself."""
        return ()

    def _await(self, job: PrintJob) -> SlipPrinted | SlipFailed:
        for event in self._printer.follow(job.print_id, job.sides):
            match event:
                case JobCompleted(sheets) if sheets > 0:
                    return SlipPrinted()
                case JobCompleted():
                    return SlipFailed("the page printer: it counted no sheet")
                case JobFailed(_, trouble):
                    return SlipFailed(f"the page printer: {trouble.value}")
                case JobLost():
                    return SlipFailed("the page printer: it no longer answers")
                case Stalled(trouble, _):
                    self._printer.cancel(job.print_id)
                    return SlipFailed(f"the page printer: {trouble.value}")
                case SheetPrinted() | Resumed():
                    continue
        return SlipFailed("the page printer: it did not say how the slip ended")
