"""What the journal's lines of one order add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from drivers.printer.contract import Sides
from kiosk.certificates.kinds import Kind
from kiosk.certificates.messages import Outcome, OutcomeKind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.terminal.visit.journal import TERMINAL, Entry, Line, Value

SHEETS_UNKNOWN = "more_sheets_may_be_out"
"""Stands beside an outcome of which the printer could not be asked to the end."""


@dataclass(frozen=True)
class Account:
    """One order by its journal: yen and sheets. ``open_payout`` is a payout whose end was not written;
    ``print_id`` was about to be spooled, on ``sides`` a sheet; ``heard`` is the number of the last coin or
    note that the journal knows of, None where no money was asked for. Without ``sheets_known`` more sheets
    than the outcome says may have come out."""

    order_id: str
    municipality: MunicipalityCode | None = None
    city: str = ""
    desk_phone: str = ""
    kind: Kind | None = None
    fee: int = 0
    sheets: int = 0
    sheets_of_copy: int = 1
    heard: int | None = None
    received: int = 0
    returned: int = 0
    open_payout: tuple[str, int] | None = None
    print_id: str | None = None
    sides: Sides = 1
    printed: int = 0
    outcome: Outcome | None = None
    sheets_known: bool = True
    problem: str | None = None
    settlement: Outcome | None = None
    reported: frozenset[OutcomeKind] = frozenset()
    rejected: frozenset[OutcomeKind] = frozenset()
    began_at: datetime | None = None
    last_at: datetime | None = None

    @property
    def held(self) -> int:
        """Yen of the payer that are in the machine."""
        return self.received - self.returned

    @property
    def claim(self) -> str | None:
        """The number under which staff has to do something, or had to."""
        return self.problem or (self.outcome.claim if self.outcome is not None else None)

    @property
    def owed(self) -> int:
        """Yen that an open claim is over; 0 for a print that was complained of."""
        if self.outcome is None or self.outcome.claim is None or self.settlement is not None:
            return 0
        return self.due(self.outcome.sheets)

    def due(self, sheets: int) -> int:
        """Yen in the machine that ``sheets`` sheets have not earned."""
        return max(0, self.held - self.fee_for(sheets))

    def fee_for(self, sheets: int) -> int:
        """Yen of the fee that ``sheets`` sheets earn: that of the copies which are whole."""
        copies = max(1, self.sheets // self.sheets_of_copy)
        return self.fee // copies * min(copies, sheets // self.sheets_of_copy)

    @property
    def unreported(self) -> tuple[Outcome, ...]:
        """Outcomes that the city hall has not answered yet, in the order in which it wants them."""
        if self.outcome is None:
            return ()
        outcomes = [self.outcome]
        if self.problem is not None:
            changes = {"outcome": OutcomeKind.PRINT_PROBLEM, "claim": self.problem}
            outcomes.append(self.outcome.model_copy(update=changes))
        if self.settlement is not None:
            outcomes.append(self.settlement)
        answered = self.reported | self.rejected
        return tuple(outcome for outcome in outcomes if outcome.outcome not in answered)

    @property
    def is_unsettled(self) -> bool:
        """Whether staff still has to do something: a claim that nobody settled, or an outcome that the
        city hall did not take."""
        return (self.claim is not None and self.settlement is None) or bool(self.rejected)


def account(order_id: str, lines: Iterable[Line]) -> Account:
    """Add up ``lines``, all of them of ``order_id`` and in their order."""
    result = Account(order_id)
    for line in lines:
        began_at = result.began_at or line.written_at
        result = replace(_add(result, line), began_at=began_at, last_at=line.written_at)
    return result


def accounts(lines: Iterable[Line]) -> tuple[Account, ...]:
    """The account of every order that ``lines`` speak of, the oldest first."""
    of_order: dict[str, list[Line]] = {}
    for line in lines:
        if line.order_id != TERMINAL:
            of_order.setdefault(line.order_id, []).append(line)
    return tuple(account(order_id, its_lines) for order_id, its_lines in of_order.items())


def _number(value: Value) -> int:
    if not isinstance(value, int):
        raise TypeError(f"the journal holds {type(value).__name__} where an amount belongs")
    return value


def _sides(value: Value) -> Sides:
    """Lines of before there were two-sided forms don't say."""
    match value:
        case 1 | 2:
            return value
    raise ValueError(f"the journal says that a sheet has {value} sides")


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
                city=_text(values["city"]),
                desk_phone=_text(values["desk_phone"]),
                kind=Kind(_text(values["kind"])),
                fee=_number(values["fee"]),
                sheets=_number(values["sheets"]),
                sheets_of_copy=_number(values["sheets_of_copy"]),
            )
        case Entry.ACCEPTING:
            return replace(so_far, heard=_number(values["after"]))
        case Entry.INSERTED:
            received = so_far.received + _number(values["yen"])
            return replace(so_far, received=received, heard=_number(values["sequence"]))
        case Entry.PAYING_OUT:
            return replace(so_far, open_payout=(_text(values["payout_id"]), _number(values["yen"])))
        case Entry.PAID_OUT:
            return replace(so_far, open_payout=None, returned=so_far.returned + _number(values["yen"]))
        case Entry.SPOOLING:
            return replace(so_far, print_id=_text(values["print_id"]), sides=_sides(values.get("sides", 1)))
        case Entry.SHEET:
            return replace(so_far, printed=_number(values["sheet"]))
        case Entry.ENDED:
            said = {name: value for name, value in values.items() if name != SHEETS_UNKNOWN}
            known = SHEETS_UNKNOWN not in values
            return replace(so_far, outcome=Outcome.model_validate(said), sheets_known=known)
        case Entry.PROBLEM:
            return replace(so_far, problem=_text(values["claim"]))
        case Entry.SETTLED:
            returned, claim = _number(values["yen"]), _text(values["claim"])
            settlement = Outcome(
                outcome=OutcomeKind.SETTLED, sheets=0, received=0, returned=returned, claim=claim
            )
            return replace(so_far, settlement=settlement)
        case Entry.REPORTED:
            return replace(so_far, reported=so_far.reported | {OutcomeKind(_text(values["outcome"]))})
        case Entry.REJECTED:
            return replace(so_far, rejected=so_far.rejected | {OutcomeKind(_text(values["outcome"]))})
        case Entry.STRAY | Entry.ALARM | Entry.RELEASED:
            raise ValueError(f"{line.entry} stands under no order")
    assert_never(line.entry)
