"""What a terminal asks of its cash box, and every answer it can get. Pure: no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from drivers.diagnosis import Finding

DENOMINATIONS = (10, 50, 100, 500, 1000)
"""Yen that a terminal takes: four coins and the ¥1,000 note."""


@dataclass(frozen=True)
class MoneyInserted:
    """One coin or note was taken. ``sequence`` grows by one with each over the life of the box's own
    record, over every restart of the terminal, so none counts twice."""

    sequence: int
    yen: int


@dataclass(frozen=True)
class CashBoxFault:
    """The cash box cannot take or give money; ``reason`` is for the technician."""

    reason: str


CashEvent = MoneyInserted | CashBoxFault


@dataclass(frozen=True)
class PaidOut:
    """``yen`` lie in the tray, exactly as asked."""

    yen: int


@dataclass(frozen=True)
class PaidShort:
    """Only ``paid`` yen of what was asked came out, by the hopper's own count."""

    paid: int
    missing: int


Payout = PaidOut | PaidShort


class CashBox(Protocol):
    """One cash box. Money is refused (inhibited) unless :meth:`accept` allowed it."""

    def ready(self) -> CashBoxFault | None:
        """None when it can take money now."""
        ...

    def can_give_change(self, fee: int) -> bool:
        """Whether change can be given for whatever a resident may put in for ``fee`` yen."""
        ...

    @property
    def sequence(self) -> int:
        """The number of the last coin or note taken; 0 before the first."""
        ...

    def taken_after(self, sequence: int) -> Sequence[MoneyInserted]:
        """Every coin or note taken after number ``sequence``, in order; also what fell in while an
        earlier process of the terminal took money and died before it heard of it."""
        ...

    def accept(self, up_to: int, *, exact: bool = False) -> None:
        """Take coins and notes until ``up_to`` yen or more are in. With ``exact``, what is worth more than
        is still missing is refused, because no change could be given."""
        ...

    def refuse(self) -> None:
        """Take nothing more; what is on its way in is still reported."""
        ...

    def wait_for_money(self, timeout: float) -> CashEvent | None:
        """The next coin or note taken since the last :meth:`accept`, or a fault; None after ``timeout``
        seconds. What was taken before and not heard is told by :meth:`taken_after` only."""
        ...

    def pay_out(self, payout_id: str, yen: int) -> Payout:
        """Give ``yen`` into the tray, once per ``payout_id``, over every restart of the terminal.

        An id that was begun before gives nothing more: it answers what came out for it by the hoppers'
        own counts, PaidShort where the terminal or the power was cut in the middle. The rest takes an
        id of its own: only the caller knows whether the payer still stands there. An id that never
        reached the box is paid as new. Raises ValueError where the id was used for another sum.
        """
        ...

    def given(self, payout_id: str) -> int | None:
        """Yen that came out for this id, by the hoppers' own counts; None where it never reached the box.
        Moves no coin."""
        ...

    def diagnose(self) -> Sequence[Finding]:
        """The technician's check of this cash box."""
        ...

    def close(self) -> None:
        """Refuse money and give the device back."""
        ...
