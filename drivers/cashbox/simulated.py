"""A cash box in software: coins are put in from a dock or a test, faults are planned, money is counted."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drivers.cashbox.change import can_always_give_change, coins_for, worth
from drivers.cashbox.contract import (
    DENOMINATIONS,
    CashBoxFault,
    CashEvent,
    MoneyInserted,
    PaidOut,
    PaidShort,
    Payout,
)
from drivers.diagnosis import Finding, Health

FULL_LEVELS: Mapping[int, int] = {10: 100, 50: 50, 100: 100, 500: 50, 1000: 10}
"""Pieces of each denomination after a technician has filled the box."""


@dataclass(frozen=True)
class HopperEmpty:
    """The hopper of ``denomination`` (all where None) is empty and says so: change may be impossible."""

    denomination: int | None = None


@dataclass(frozen=True)
class HopperJam:
    """The next payout ends after ``pieces`` coins or notes; nothing foretells it."""

    pieces: int = 0


@dataclass(frozen=True)
class CoinJam:
    """The way in is blocked from now on; whatever is put in falls through."""


Fault = HopperEmpty | HopperJam | CoinJam


class SimulatedCashBox:
    """Holds ``levels`` pieces of each denomination, and gives back from what was put in. Thread-safe.

    The object is the box itself: handed to a second terminal, it remembers what it took and paid out.
    """

    def __init__(self, levels: Mapping[int, int] = FULL_LEVELS) -> None:
        unknown = set(levels) - set(DENOMINATIONS)
        if unknown:
            raise ValueError(f"a cash box holds {DENOMINATIONS}, not {sorted(unknown)}")
        self._levels = Counter(levels)
        self._changed = threading.Condition()
        self._events: deque[CashEvent] = deque()
        self._taken: list[MoneyInserted] = []
        self._payouts: dict[str, Payout] = {}
        self._faults: list[Fault] = []
        self._missing = 0
        self._exact = False
        self._paid_out = 0

    def plan(self, fault: Fault) -> None:
        """Let this go wrong."""
        with self._changed:
            self._faults.append(fault)
            if isinstance(fault, CoinJam):
                self._events.append(self._coin_jam())
            self._changed.notify_all()

    def clear(self) -> None:
        """Put everything right; hoppers hold again what they held."""
        with self._changed:
            self._faults.clear()

    def insert(self, yen: int) -> bool:
        """Put one coin or note in; False where it falls through: refused, jammed, of no use here, or
        more than is missing where no change could be given."""
        with self._changed:
            if yen not in DENOMINATIONS or self._missing <= 0 or self._is_jammed():
                return False
            if self._exact and yen > self._missing:
                return False
            self._missing -= yen
            self._levels[yen] += 1
            self._taken.append(MoneyInserted(len(self._taken) + 1, yen))
            self._events.append(self._taken[-1])
            self._changed.notify_all()
            return True

    @property
    def levels(self) -> Mapping[int, int]:
        """Pieces of each denomination in the box."""
        with self._changed:
            return {denomination: self._levels[denomination] for denomination in DENOMINATIONS}

    @property
    def inserted(self) -> int:
        """Yen that were ever taken in."""
        with self._changed:
            return sum(money.yen for money in self._taken)

    @property
    def paid_out(self) -> int:
        """Yen that ever came out."""
        with self._changed:
            return self._paid_out

    @property
    def holds(self) -> int:
        """Yen in the box, counted from its pieces."""
        with self._changed:
            return worth(self._levels)

    @property
    def accepting(self) -> bool:
        """Whether a coin put in now would stay in."""
        with self._changed:
            return self._missing > 0 and not self._is_jammed()

    def ready(self) -> CashBoxFault | None:
        """A fault while the way in is jammed."""
        with self._changed:
            return self._coin_jam() if self._is_jammed() else None

    def can_give_change(self, fee: int) -> bool:
        """By the levels of the hoppers that are not known to be empty."""
        with self._changed:
            return can_always_give_change(fee, self._payable())

    @property
    def sequence(self) -> int:
        """The number of the last coin or note taken."""
        with self._changed:
            return len(self._taken)

    def taken_after(self, sequence: int) -> Sequence[MoneyInserted]:
        """From all that was ever taken."""
        with self._changed:
            return tuple(self._taken[sequence:])

    def accept(self, up_to: int, *, exact: bool = False) -> None:
        """Take money from now until ``up_to`` yen more are in."""
        with self._changed:
            self._missing = up_to
            self._exact = exact
            self._events = deque(event for event in self._events if isinstance(event, CashBoxFault))

    def refuse(self) -> None:
        """Let everything fall through from now on."""
        with self._changed:
            self._missing = 0

    def wait_for_money(self, timeout: float) -> CashEvent | None:
        """Each event once, in order."""
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self._events), timeout):
                return None
            return self._events.popleft()

    def pay_out(self, payout_id: str, yen: int) -> Payout:
        """From the largest pieces down. Raises ValueError where the id was used for another sum."""
        with self._changed:
            earlier = self._payouts.get(payout_id)
            if earlier is None:
                earlier = self._payouts[payout_id] = self._pay(yen)
            if _asked(earlier) != yen:
                raise ValueError(f"payout {payout_id} was for ¥{_asked(earlier)}, not ¥{yen}")
            return earlier

    def given(self, payout_id: str) -> int | None:
        """From all that was ever paid."""
        with self._changed:
            match self._payouts.get(payout_id):
                case PaidOut(yen) | PaidShort(yen):
                    return yen
                case None:
                    return None

    def diagnose(self) -> Sequence[Finding]:
        """The way in, and the hoppers."""
        with self._changed:
            empty = [denomination for denomination in DENOMINATIONS if not self._payable()[denomination]]
            jammed = self._is_jammed()
        way_in = (
            Finding("cashbox.way_in", Health.FAULT, "a coin is stuck", "Open the coin path and clear it.")
            if jammed
            else Finding("cashbox.way_in", Health.OK, "the way in is free")
        )
        hoppers = (
            Finding(
                "cashbox.hoppers",
                Health.WARNING,
                f"empty: {', '.join(f'¥{denomination}' for denomination in empty)}",
                "Fill the empty hoppers.",
            )
            if empty
            else Finding("cashbox.hoppers", Health.OK, "every hopper has money")
        )
        return (way_in, hoppers)

    def close(self) -> None:
        """Refuse money; the box remembers what it holds."""
        self.refuse()

    def _pay(self, yen: int) -> Payout:
        coins = Counter(coins_for(yen, self._payable()))
        jam = next((fault for fault in self._faults if isinstance(fault, HopperJam)), None)
        if jam is not None:
            self._faults.remove(jam)
            coins = Counter(list(coins.elements())[: jam.pieces])
        self._levels -= coins
        paid = worth(coins)
        self._paid_out += paid
        return PaidOut(yen) if paid == yen else PaidShort(paid, yen - paid)

    def _payable(self) -> Counter[int]:
        empty = [fault.denomination for fault in self._faults if isinstance(fault, HopperEmpty)]
        if None in empty:
            return Counter()
        return Counter({piece: count for piece, count in self._levels.items() if piece not in empty})

    def _is_jammed(self) -> bool:
        return any(isinstance(fault, CoinJam) for fault in self._faults)

    def _coin_jam(self) -> CashBoxFault:
        return CashBoxFault("a coin is stuck in the way in")


def _asked(payout: Payout) -> int:
    match payout:
        case PaidOut(yen):
            return yen
        case PaidShort(paid, missing):
            return paid + missing
