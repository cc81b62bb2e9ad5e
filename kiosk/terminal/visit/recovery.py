"""What becomes of orders that an earlier process left unfinished: printed, refunded, or a claim."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from drivers.cashbox.contract import CashBox, PaidOut, PaidShort
from drivers.printer.contract import JobCompleted, JobFailed, Printer
from kiosk.certificates.messages import Outcome, OutcomeKind
from kiosk.terminal.visit.account import Account, account
from kiosk.terminal.visit.journal import Entry, Journal
from kiosk.terminal.visit.settlement import new_claim_number

PAYER_WAITS = timedelta(seconds=120)
"""How long after the last line the payer is taken to be still there; later, money is a claim."""


def recover(journal: Journal, printer: Printer, cashbox: CashBox, now: datetime) -> tuple[Account, ...]:
    """End every unfinished order in exactly one way and drop what the printer still has queued.

    The printer's own count proves a print. Nothing is printed again: after a crash there is no
    document. Returns the accounts of the orders that were ended here.
    """
    printer.purge()
    recovery = _Recovery(journal, printer, cashbox, now)
    unfinished = [
        state
        for order_id in journal.order_ids()
        if (state := account(order_id, journal.lines(order_id))).outcome is None and state.municipality
    ]
    return tuple(recovery.end(state) for state in unfinished)


@dataclass(frozen=True)
class _Recovery:
    journal: Journal
    printer: Printer
    cashbox: CashBox
    now: datetime

    def end(self, state: Account) -> Account:
        outcome = self._outcome(state)
        self.journal.write(state.order_id, Entry.ENDED, **outcome.model_dump(mode="json"))
        return account(state.order_id, self.journal.lines(state.order_id))

    def _outcome(self, state: Account) -> Outcome:
        if state.open_payout is not None:
            state = self._pay_out(state, *state.open_payout)
        sheets = 0
        if state.print_id is not None:
            counted = self.printer.count(state.print_id)
            if not isinstance(counted, JobCompleted | JobFailed):
                return _ended(state, OutcomeKind.CLAIM, state.printed)
            sheets = counted.sheets
        if sheets and sheets >= state.sheets:
            return _ended(state, OutcomeKind.PRINTED, sheets)
        owed = max(0, state.held - _earned(state, sheets))
        if owed and state.last_at is not None and self.now - state.last_at <= PAYER_WAITS:
            state = self._pay_out(state, secrets.token_hex(16), owed)
            owed = max(0, state.held - _earned(state, sheets))
        if owed:
            return _ended(state, OutcomeKind.CLAIM, sheets)
        return _ended(state, OutcomeKind.REFUNDED if state.received else OutcomeKind.NOT_PRINTED, sheets)

    def _pay_out(self, state: Account, payout_id: str, yen: int) -> Account:
        """The same payout id gives nothing twice, whatever the earlier process had reached."""
        self.journal.write(state.order_id, Entry.PAYING_OUT, payout_id=payout_id, yen=yen)
        match self.cashbox.pay_out(payout_id, yen):
            case PaidOut(given) | PaidShort(given):
                self.journal.write(state.order_id, Entry.PAID_OUT, payout_id=payout_id, yen=given)
        return account(state.order_id, self.journal.lines(state.order_id))


def _earned(state: Account, sheets: int) -> int:
    """Yen of the fee for the copies that came out whole."""
    copies = max(1, state.sheets // state.sheets_of_copy)
    return state.fee // copies * min(copies, sheets // state.sheets_of_copy)


def _ended(state: Account, kind: OutcomeKind, sheets: int) -> Outcome:
    claim = new_claim_number() if kind is OutcomeKind.CLAIM else None
    return Outcome(outcome=kind, sheets=sheets, received=state.received, returned=state.returned, claim=claim)
