"""How an order that took money ends when it cannot be fulfilled: paid back, or a numbered claim."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from drivers.slip.contract import Slip, SlipPrinter
from kiosk.certificates.failures import Failure
from kiosk.certificates.messages import Outcome, OutcomeKind
from kiosk.terminal.visit.account import SHEETS_UNKNOWN, Account, account
from kiosk.terminal.visit.casefile import CaseFile, PreparedOrder
from kiosk.terminal.visit.events import OrderBroken
from kiosk.terminal.visit.journal import Entry, Journal
from kiosk.terminal.visit.ports import CityHall, ClaimLines, ProblemLines, Studio
from kiosk.terminal.visit.till import Cashier


def new_claim_number() -> str:
    """A number that can be read out by telephone: ``4821-7730``, random."""
    digits = f"{secrets.randbelow(10**8):08d}"
    return f"{digits[:4]}-{digits[4:]}"


def end_order(journal: Journal, order_id: str, outcome: Outcome, *, sheets_known: bool = True) -> None:
    """Write how the order ended, and whether more sheets than the outcome says may be out; from now on it
    only has to be reported."""
    doubt = {} if sheets_known else {SHEETS_UNKNOWN: True}
    journal.write(order_id, Entry.ENDED, **outcome.model_dump(mode="json"), **doubt)


@dataclass(frozen=True)
class SlipDesk:
    """Draws slips for what only staff can settle, and prints them. All that they say is in the journal."""

    slips: SlipPrinter
    studio: Studio
    terminal_id: str

    def print_claim_slip(self, state: Account, issued_at: datetime) -> bytes:
        """The slip of an order that ended with a claim, printed; returned for one more copy. Raises
        LookupError for an order without one."""
        if state.claim is None or state.kind is None:
            raise LookupError(f"order {state.order_id} has no claim")
        return self._issue(
            self.studio.claim_slip(
                ClaimLines(
                    claim=state.claim,
                    municipality=state.city,
                    desk_phone=state.desk_phone,
                    kind=state.kind,
                    received=state.received,
                    returned=state.returned,
                    owed=state.owed,
                    issued_at=issued_at,
                    terminal_id=self.terminal_id,
                )
            )
        )

    def print_problem_slip(self, state: Account, issued_at: datetime) -> bytes:
        """The slip of a print that was complained of. Raises LookupError for one that was not."""
        if state.problem is None or state.kind is None:
            raise LookupError(f"order {state.order_id} was not complained of")
        return self._issue(
            self.studio.problem_slip(
                ProblemLines(
                    claim=state.problem,
                    order_id=state.order_id,
                    municipality=state.city,
                    desk_phone=state.desk_phone,
                    kind=state.kind,
                    issued_at=issued_at,
                    terminal_id=self.terminal_id,
                )
            )
        )

    def _issue(self, pdf: bytes) -> bytes:
        self.slips.issue(Slip(secrets.token_hex(16), "claim", pdf))
        return pdf


@dataclass(frozen=True)
class Settler:
    """Pays back what can be paid back and opens a claim for the rest."""

    cashier: Cashier
    desk: SlipDesk
    journal: Journal

    def settle(
        self,
        case: CaseFile,
        order: PreparedOrder,
        city_hall: CityHall,
        failure: Failure,
        *,
        sheets_printed: int,
        sheets_known: bool = True,
        change_given: int = 0,
    ) -> OrderBroken:
        """End the order: what was put in, less the fee for whole copies and the change given, goes back.
        Where it is not known what came out, nothing is paid and all of it is a claim."""
        due = case.till.inserted - self._account(order.order_id).fee_for(sheets_printed) - change_given
        paid = self.cashier.pay_out(order.order_id, due) if sheets_known else 0
        return self.close(
            case,
            order,
            city_hall,
            failure,
            sheets_printed=sheets_printed,
            returned=change_given + paid,
            owed=due - paid,
            sheets_known=sheets_known,
        )

    def close(
        self,
        case: CaseFile,
        order: PreparedOrder,
        city_hall: CityHall,
        failure: Failure,
        *,
        sheets_printed: int,
        returned: int,
        owed: int,
        sheets_known: bool = True,
    ) -> OrderBroken:
        """Write the outcome, open a claim where yen are owed or sheets unknown, and print its slip."""
        received = case.till.inserted
        claim = new_claim_number() if owed or not sheets_known else None
        kind = OutcomeKind.CLAIM if claim else (OutcomeKind.REFUNDED if received else OutcomeKind.NOT_PRINTED)
        outcome = Outcome(
            outcome=kind, sheets=sheets_printed, received=received, returned=returned, claim=claim
        )
        end_order(self.journal, order.order_id, outcome, sheets_known=sheets_known)
        if claim is not None:
            case.claim_slip = self.desk.print_claim_slip(self._account(order.order_id), city_hall.now())
        return OrderBroken(case.serial, failure, sheets_printed, received, returned, owed, claim)

    def _account(self, order_id: str) -> Account:
        return account(order_id, self.journal.lines(order_id))
