"""What becomes of orders that an earlier process left unfinished: printed, refunded, or a claim."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from drivers.cashbox.contract import CashBox, PaidOut, PaidShort
from drivers.printer.contract import JobCompleted, JobFailed, JobLost, Printer, Sides
from kiosk.certificates.messages import Outcome, OutcomeKind
from kiosk.terminal.visit.account import Account, account
from kiosk.terminal.visit.journal import TERMINAL, Entry, Journal
from kiosk.terminal.visit.settlement import SlipDesk, end_order, new_claim_number
from kiosk.terminal.visit.states import Settlement

_PRINTER_WAITS = 10.0
"""Seconds in which a printer that comes up with the terminal may find its count of the last job."""

_ASK_AGAIN = 0.25


@dataclass(frozen=True)
class Recovered:
    """What was put right. ``left_over``: the printer may still have a job of an earlier visit.
    ``settlement`` and ``claim_slip`` are for a payer who still stands there."""

    ended: tuple[Account, ...] = ()
    left_over: bool = False
    settlement: Settlement | None = None
    claim_slip: bytes | None = None


def recover(
    journal: Journal,
    printer: Printer,
    cashbox: CashBox,
    desk: SlipDesk,
    now: datetime,
    payer_waits: timedelta,
) -> Recovered:
    """End every unfinished order in exactly one way and drop what the printer still has queued.

    The printer's own count proves a print, the cash box's own record what was put in. Nothing is printed
    again: after a crash there is no document. Money is given back, and a claim's slip printed, only while
    the payer can still be there: ``payer_waits`` after the journal's last line of the order.
    """
    recovery = _Recovery(journal, printer, cashbox)
    left_over = not printer.purge()
    cut = recovery.unfinished()
    recovery.hear_money(cut)
    ended: list[Account] = []
    present: list[Account] = []
    for order in cut:
        payer_is_there = order.last_at is not None and now - order.last_at <= payer_waits
        ended.append(recovery.end(order.order_id, pay_back=payer_is_there))
        if payer_is_there and (ended[-1].received or ended[-1].claim):
            present.append(ended[-1])
    if not present:
        return Recovered(tuple(ended), left_over)
    last = present[-1]
    slip = desk.print_claim_slip(last, now) if last.claim is not None else None
    return Recovered(tuple(ended), left_over, _settlement(last), slip)


@dataclass(frozen=True)
class _Recovery:
    journal: Journal
    printer: Printer
    cashbox: CashBox

    def unfinished(self) -> tuple[Account, ...]:
        """Orders that had come as far as money or paper."""
        accounts = [self._account(order_id) for order_id in self.journal.unfinished()]
        return tuple(state for state in accounts if state.municipality is not None)

    def hear_money(self, cut: Sequence[Account]) -> None:
        """Write down what fell in and was not heard any more: it is of the order that was asking for it,
        or of nobody's."""
        self.cashbox.refuse()
        heard = self.journal.last_sequence()
        if heard is None:
            return
        asking = [state.order_id for state in cut if state.heard is not None]
        order_id, entry = (asking[-1], Entry.INSERTED) if asking else (TERMINAL, Entry.STRAY)
        for money in self.cashbox.taken_after(heard):
            self.journal.write(order_id, entry, yen=money.yen, sequence=money.sequence)

    def end(self, order_id: str, *, pay_back: bool) -> Account:
        """Write how the order ended; money that was not earned goes back only if ``pay_back``."""
        state = self._account(order_id)
        if state.open_payout is not None:
            state = self._close_payout(state, state.open_payout[0])
        sheets, known = self._sheets(state)
        owed = state.due(sheets)
        if owed and known and pay_back:
            state = self._pay_out(state, owed)
            owed = state.due(sheets)
        kind = OutcomeKind.CLAIM if owed or not known else _kind(state, sheets)
        end_order(self.journal, order_id, _ended(state, kind, sheets), sheets_known=known)
        return self._account(order_id)

    def _account(self, order_id: str) -> Account:
        return account(order_id, self.journal.lines(order_id))

    def _sheets(self, state: Account) -> tuple[int, bool]:
        """The sheets that surely came out, and whether no more did."""
        if state.print_id is None:
            return 0, True
        match self._count(state.print_id, state.sides):
            case JobCompleted(sheets) | JobFailed(sheets, _):
                return sheets, True
            case JobLost(sheets):
                sheets = max(sheets, state.printed)
            case None:
                sheets = state.printed
        return sheets, sheets >= state.sheets

    def _count(self, print_id: str, sides: Sides) -> JobCompleted | JobFailed | JobLost | None:
        due = time.monotonic() + _PRINTER_WAITS
        while isinstance(counted := self.printer.count(print_id, sides), JobLost) and time.monotonic() < due:
            time.sleep(_ASK_AGAIN)
        return counted

    def _close_payout(self, state: Account, payout_id: str) -> Account:
        """Write what came out of a payout that was cut. It is not gone on with: what is left goes back, or
        not, as everything that is held."""
        self._write_paid(state, payout_id, self.cashbox.given(payout_id) or 0)
        return self._account(state.order_id)

    def _pay_out(self, state: Account, yen: int) -> Account:
        payout_id = secrets.token_hex(16)
        self.journal.write(state.order_id, Entry.PAYING_OUT, payout_id=payout_id, yen=yen)
        match self.cashbox.pay_out(payout_id, yen):
            case PaidOut(given) | PaidShort(given):
                self._write_paid(state, payout_id, given)
        return self._account(state.order_id)

    def _write_paid(self, state: Account, payout_id: str, yen: int) -> None:
        self.journal.write(state.order_id, Entry.PAID_OUT, payout_id=payout_id, yen=yen)


def _kind(state: Account, sheets: int) -> OutcomeKind:
    """Of an order that owes nothing to anybody."""
    if sheets and sheets >= state.sheets:
        return OutcomeKind.PRINTED
    return OutcomeKind.REFUNDED if state.received else OutcomeKind.NOT_PRINTED


def _ended(state: Account, kind: OutcomeKind, sheets: int) -> Outcome:
    claim = new_claim_number() if kind is OutcomeKind.CLAIM else None
    return Outcome(outcome=kind, sheets=sheets, received=state.received, returned=state.returned, claim=claim)


def _settlement(state: Account) -> Settlement | None:
    if state.outcome is None:
        return None
    return Settlement(
        sheets_printed=state.outcome.sheets,
        sheets=state.sheets,
        received=state.received,
        returned=state.returned,
        owed=state.owed,
        claim=state.claim,
    )
