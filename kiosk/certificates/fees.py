"""手数料: what a copy costs on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NewType

Yen = NewType("Yen", int)


@dataclass(frozen=True)
class FeePeriod:
    """``yen`` per copy from ``first`` through ``last``, both included; None means without end."""

    yen: Yen
    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.yen < 0 or self.yen % 10:
            raise ValueError(f"fee {self.yen}: a terminal takes no coin under 10 yen")
        if self.last is not None and self.last < self.first:
            raise ValueError(f"fee {self.yen}: ends on {self.last}, before it begins on {self.first}")


def fee_on(day: date, periods: Iterable[FeePeriod]) -> Yen | None:
    """The fee per copy on ``day``; of overlapping periods the one that began last. None: no fee is
    set, so nothing may be sold."""
    in_force = [p for p in periods if p.first <= day and (p.last is None or day <= p.last)]
    return max(in_force, key=lambda period: period.first).yen if in_force else None
