"""How an order that took money ends when it cannot be fulfilled: paid back, or a numbered claim."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from drivers.slip.contract import Slip, SlipPrinter
from kiosk.certificates.failures import Failure
from kiosk.certificates.messages import Outcome, OutcomeKind
from kiosk.terminal.visit.casefile import CaseFile, PreparedOrder
from kiosk.terminal.visit.events import OrderBroken
from kiosk.terminal.visit.journal import Entry, Journal
from kiosk.terminal.visit.ports import CityHall, ClaimLines, Studio
from kiosk.terminal.visit.till import Cashier


def new_claim_number() -> str:
    """A number that can be read out by telephone: ``4821-7730``, random."""
    digits = f"{secrets.randbelow(10**8):08d}"
    return f"{digits[:4]}-{digits[4:]}"


def end_order(journal: Journal, order_id: str, outcome: Outcome) -> None:
    """Write how the order ended; from now on it only has to be reported."""
    journal.write(order_id, Entry.ENDED, **outcome.model_dump(mode="json"))


@dataclass(frozen=True)
class Settler:
    """Pays back what can be paid back and opens a claim for the rest."""

    cashier: Cashier
    slips: SlipPrinter
    studio: Studio
    journal: Journal
    terminal_id: str

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
        due = case.till.inserted - _earned(order, sheets_printed) - change_given
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
        end_order(self.journal, order.order_id, outcome)
        if claim is not None:
            lines = ClaimLines(
                claim=claim,
                municipality=city_hall.name,
                desk_phone=city_hall.desk_phone,
                kind=order.document.choices.kind,
                received=received,
                returned=returned,
                owed=owed,
                issued_at=city_hall.now(),
                terminal_id=self.terminal_id,
            )
            self.print_claim_slip(case, lines)
        return OrderBroken(case.serial, failure, sheets_printed, received, returned, owed, claim)

    def print_claim_slip(self, case: CaseFile, lines: ClaimLines) -> None:
        """Draw the slip, keep it for one more copy, and print it."""
        case.claim_slip = self.studio.claim_slip(lines)
        self.slips.issue(Slip(secrets.token_hex(16), "claim", case.claim_slip))


def _earned(order: PreparedOrder, sheets_printed: int) -> int:
    """Yen of the fee for the copies that came out whole."""
    copies = order.document.choices.copies
    return order.document.fee // copies * min(copies, sheets_printed // order.document.pages)
