"""Payouts from several hoppers, each once per id, counted by the hoppers themselves.

The record has each hopper's life count before the first coin moves. Whatever happens then to the
terminal or to the power, the difference to its life count is what came out.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence

from drivers.cashbox.cctalk.hopper import MOST_AT_ONCE, Hopper, Uncounted
from drivers.cashbox.cctalk.line import NoAnswer, Refused
from drivers.cashbox.cctalk.record import BegunPayout, HopperBefore, Record
from drivers.cashbox.change import can_always_give_change
from drivers.cashbox.contract import PaidOut, PaidShort, Payout


class Payouts:
    """One payout at a time. Thread-safe."""

    def __init__(self, hoppers: Sequence[Hopper], record: Record) -> None:
        self._hoppers = sorted(hoppers, key=lambda hopper: hopper.denomination, reverse=True)
        self._record = record
        self._lock = threading.Lock()

    def can_give_change(self, fee: int) -> bool:
        """From the reserves of the hoppers that answer, are not low and report no trouble."""
        with self._lock:
            levels = {hopper.denomination: _surely_in(hopper) for hopper in self._hoppers}
        return can_always_give_change(fee, levels)

    def pay(self, payout_id: str, yen: int) -> Payout:
        """As the contract says. A hopper that stays out of reach in the middle counts as nothing and ends the
        payout, since nobody knows what is still missing; asked again when it answers, the same id tells
        what really came out. Raises ValueError."""
        with self._lock:
            begun = self._record.payout(payout_id)
            if begun is None:
                paid = self._give(payout_id, yen)
            elif begun.yen != yen:
                raise ValueError(f"payout {payout_id} was for ¥{begun.yen}, not ¥{yen}")
            else:
                paid = self._given(begun)
        return PaidOut(yen) if paid == yen else PaidShort(paid, yen - paid)

    def given(self, payout_id: str) -> int | None:
        """As the contract says; a hopper that stays out of reach counts as nothing."""
        with self._lock:
            begun = self._record.payout(payout_id)
            return None if begun is None else self._given(begun)

    def _given(self, begun: BegunPayout) -> int:
        return self._count(begun)[0] if begun.paid is None else begun.paid

    def _give(self, payout_id: str, yen: int) -> int:
        uncounted = {address for torn in self._record.torn() for address in self._count(torn)[1]}
        before: dict[Hopper, HopperBefore] = {}
        for hopper in self._hoppers:
            if hopper.address in uncounted:
                continue
            try:
                before[hopper] = HopperBefore(hopper.address, hopper.denomination, hopper.dispensed())
            except (NoAnswer, Refused, ValueError):
                continue
        self._record.begin(payout_id, yen, tuple(before.values()))
        left, all_counted = yen, True
        for hopper, at_first in before.items():
            if pieces := min(left // hopper.denomination, MOST_AT_ONCE):
                try:
                    left -= hopper.denomination * _run(hopper, pieces, at_first.dispensed)
                except Uncounted:
                    all_counted = False
                    break
        if all_counted:
            self._record.end(payout_id, yen - left)
        return yen - left

    def _count(self, torn: BegunPayout) -> tuple[int, set[int]]:
        """Yen that came out for ``torn``, and the addresses of the hoppers that can't be counted now."""
        by_address = {hopper.address: hopper for hopper in self._hoppers}
        paid, uncounted = 0, set()
        for at_first in torn.hoppers:
            try:
                hopper = by_address.get(at_first.address)
                if hopper is None:
                    raise Uncounted(f"no hopper is wired at address {at_first.address}")
                paid += at_first.denomination * hopper.finish(at_first.dispensed)
            except Uncounted:
                uncounted.add(at_first.address)
        if not uncounted:
            self._record.end(torn.payout_id, paid)
        return paid, uncounted


def _run(hopper: Hopper, pieces: int, before: int) -> int:
    """Let it give ``pieces``; what came out. Raises Uncounted."""
    with contextlib.suppress(NoAnswer, Refused, ValueError):
        hopper.start(pieces)
    return hopper.finish(before)


def _surely_in(hopper: Hopper) -> int:
    try:
        return 0 if hopper.is_low() or hopper.troubles() else hopper.place.reserve
    except (NoAnswer, Refused, ValueError):
        return 0
