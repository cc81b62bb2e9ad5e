"""What the journal's lines of one order add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from kiosk.certificates.messages import Outcome, OutcomeKind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.terminal.visit.journal import Entry, Line, Value


@dataclass(frozen=True)
class Account:
    """One order by its journal: yen and sheets. ``open_payout`` is a payout whose end was not written;
    ``print_id`` was about to be spooled."""

    order_id: str
    municipality: MunicipalityCode | None = None
    fee: int = 0
    sheets: int = 0
    sheets_of_copy: int = 1
    received: int = 0
    returned: int = 0
    open_payout: tuple[str, int] | None = None
    print_id: str | None = None
    printed: int = 0
    outcome: Outcome | None = None
    problem: str | None = None
    reported: frozenset[OutcomeKind] = frozenset()
    settled: bool = False
    last_at: datetime | None = None

    @property
    def held(self) -> int:
        """Yen of the payer that are in the machine."""
        return self.received - self.returned

    @property
    def unreported(self) -> tuple[Outcome, ...]:
        """Outcomes that the city hall has not acknowledged yet, in the order in which it wants them."""
        if self.outcome is None:
            return ()
        outcomes = [self.outcome]
        if self.problem is not None:
            changes = {"outcome": OutcomeKind.PRINT_PROBLEM, "claim": self.problem}
            outcomes.append(self.outcome.model_copy(update=changes))
        return tuple(outcome for outcome in outcomes if outcome.outcome not in self.reported)

    @property
    def is_unsettled(self) -> bool:
        """Whether staff still has to do something: a claim that nobody settled."""
        claimed = self.outcome is not None and self.outcome.outcome is OutcomeKind.CLAIM
        return (claimed or self.problem is not None) and not self.settled


def account(order_id: str, lines: Iterable[Line]) -> Account:
    """Add up ``lines``, all of them of ``order_id`` and in their order."""
    result = Account(order_id)
    for line in lines:
        result = replace(_add(result, line), last_at=line.written_at)
    return result


def _number(value: Value) -> int:
    if not isinstance(value, int):
        raise TypeError(f"the journal holds {type(value).__name__} where an amount belongs")
    return value


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise TypeError(f"the journal holds {type(value).__name__} where a text belongs")
    return value


def _add(so_far: Account, line: Line) -> Account:
    values = line.values
    match line.entry:
        case Entry.PREPARED:
            return replace(
                so_far,
                municipality=MunicipalityCode(_text(values["municipality"])),
                fee=_number(values["fee"]),
                sheets=_number(values["sheets"]),
                sheets_of_copy=_number(values["sheets_of_copy"]),
            )
        case Entry.ACCEPTING:
            return so_far
        case Entry.INSERTED:
            return replace(so_far, received=so_far.received + _number(values["yen"]))
        case Entry.PAYING_OUT:
            return replace(so_far, open_payout=(_text(values["payout_id"]), _number(values["yen"])))
        case Entry.PAID_OUT:
            return replace(so_far, open_payout=None, returned=so_far.returned + _number(values["yen"]))
        case Entry.SPOOLING:
            return replace(so_far, print_id=_text(values["print_id"]))
        case Entry.SHEET:
            return replace(so_far, printed=_number(values["sheet"]))
        case Entry.ENDED:
            return replace(so_far, outcome=Outcome.model_validate(dict(values)))
        case Entry.PROBLEM:
            return replace(so_far, problem=_text(values["claim"]))
        case Entry.REPORTED:
            return replace(so_far, reported=so_far.reported | {OutcomeKind(_text(values["outcome"]))})
        case Entry.SETTLED:
            return replace(so_far, settled=True)
    assert_never(line.entry)
