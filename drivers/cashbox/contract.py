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
    """One coin or note was accepted. ``sequence`` grows by one with each, so none counts twice."""

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

    def accept(self, up_to: int) -> None:
        """Take coins and notes until ``up_to`` yen or more are in."""
        ...

    def refuse(self) -> None:
        """Take nothing more; what is on its way in is still reported."""
        ...

    def wait_for_money(self, timeout: float) -> CashEvent | None:
        """The next coin, note or fault; None after ``timeout`` seconds."""
        ...

    def pay_out(self, payout_id: str, yen: int) -> Payout:
        """Give ``yen`` into the tray once per ``payout_id``; a repeated id gives nothing more and
        answers as the first time."""
        ...

    def diagnose(self) -> Sequence[Finding]:
        """The technician's check of this cash box."""
        ...
