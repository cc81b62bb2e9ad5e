"""Effects on paper: one document, printed once, followed to its end by the printer's own count."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from drivers.printer import contract as printer
from drivers.slip.contract import Slip, SlipPrinted, SlipPrinter
from kiosk.certificates import failures
from kiosk.certificates.messages import Outcome, OutcomeKind
from kiosk.terminal.visit.casefile import CaseFile, PreparedOrder
from kiosk.terminal.visit.events import Event, PrintDone, PrintResumed, PrintStalled, SheetOut
from kiosk.terminal.visit.journal import Entry, Journal
from kiosk.terminal.visit.ordering import still_good
from kiosk.terminal.visit.ports import CityHall, ReceiptLines, Studio
from kiosk.terminal.visit.settlement import Settler, end_order


@dataclass
class Press:
    """Prints prepared orders on one printer. ``left_over``: a job of an order that has ended may still be
    in the printer."""

    machine: printer.Printer
    slips: SlipPrinter
    studio: Studio
    settler: Settler
    journal: Journal
    terminal_id: str
    left_over: bool = False

    def print_order(
        self,
        case: CaseFile,
        order: PreparedOrder,
        city_hall: CityHall,
        change_given: int,
        dispatch: Callable[[Event], None],
    ) -> Event:
        """Check the document once more, spool it, follow it, and say how it ended."""
        broken = still_good(case, city_hall, order)
        if broken is not None:
            return self.settler.settle(
                case, order, city_hall, broken, sheets_printed=0, change_given=change_given
            )
        print_id = case.print_id = secrets.token_hex(16)
        paper = order.paper
        self.journal.write(order.order_id, Entry.SPOOLING, print_id=print_id, sides=paper.sides)
        job = printer.PrintJob(print_id, paper.pdf, paper.sheets, paper.sides)
        match self.machine.submit(job):
            case printer.Submitted():
                ended = self._follow(case, order, job, dispatch)
            case printer.SubmitRefused(trouble):
                ended = printer.JobFailed(0, trouble)
            case printer.SubmitUnknown():
                ended = printer.JobLost(0)
            case other:
                assert_never(other)
        return self._finish(case, order, city_hall, ended, change_given)

    def cancel(self, case: CaseFile) -> None:
        """Drop the job of this visit; what came out until then is reported by the one who follows."""
        if case.print_id is not None:
            self.machine.cancel(case.print_id)

    def tidy(self) -> bool:
        """Drop what is left over; whether nothing is."""
        self.left_over = self.left_over and not self.machine.purge()
        return not self.left_over

    def _follow(
        self,
        case: CaseFile,
        order: PreparedOrder,
        job: printer.PrintJob,
        dispatch: Callable[[Event], None],
    ) -> printer.JobCompleted | printer.JobFailed | printer.JobLost:
        sheets = 0
        for event in self.machine.follow(job.print_id, job.sides):
            match event:
                case printer.SheetPrinted(sheet):
                    sheets = sheet
                    self.journal.write(order.order_id, Entry.SHEET, sheet=sheet)
                    dispatch(SheetOut(case.serial, sheet))
                case printer.Stalled(trouble):
                    dispatch(PrintStalled(case.serial, trouble))
                case printer.Resumed():
                    dispatch(PrintResumed(case.serial))
                case printer.JobCompleted() | printer.JobFailed() | printer.JobLost():
                    return event
                case other:
                    assert_never(other)
        return printer.JobLost(sheets)

    def _finish(
        self,
        case: CaseFile,
        order: PreparedOrder,
        city_hall: CityHall,
        ended: printer.JobCompleted | printer.JobFailed | printer.JobLost,
        change_given: int,
    ) -> Event:
        counted = not isinstance(ended, printer.JobLost)
        if counted and ended.sheets >= order.paper.sheets:
            return self._issued(case, order, city_hall, ended.sheets, change_given)
        self.left_over = True
        self.tidy()
        return self.settler.settle(
            case,
            order,
            city_hall,
            failures.PRINT_FAILED if counted else failures.PRINT_UNKNOWN,
            sheets_printed=ended.sheets,
            sheets_known=counted,
            change_given=change_given,
        )

    def _issued(
        self, case: CaseFile, order: PreparedOrder, city_hall: CityHall, sheets: int, change_given: int
    ) -> Event:
        received = case.till.inserted
        outcome = Outcome(
            outcome=OutcomeKind.PRINTED, sheets=sheets, received=received, returned=change_given
        )
        end_order(self.journal, order.order_id, outcome)
        lines = ReceiptLines(
            order_id=order.order_id,
            municipality=city_hall.name,
            kind=order.document.choices.kind,
            copies=order.document.choices.copies,
            fee=order.document.fee,
            received=received,
            change=change_given,
            issued_at=city_hall.now(),
            terminal_id=self.terminal_id,
        )
        case.ended_order = order.order_id
        case.forget_person()
        return PrintDone(case.serial, self._receipt(lines))

    def _receipt(self, lines: ReceiptLines) -> bool:
        if not lines.fee:
            return False
        slip = Slip(secrets.token_hex(16), "receipt", self.studio.receipt(lines))
        return isinstance(self.slips.issue(slip), SlipPrinted)
