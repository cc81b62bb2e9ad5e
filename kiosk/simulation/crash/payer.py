"""Whoever pays: puts money in as long as something is missing, and outlives the terminal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from drivers.cashbox.contract import DENOMINATIONS
from drivers.cashbox.simulated_bus import Hand
from kiosk.simulation.crash.plan import Purse, VisitPlan

_SMALL = (50, 10)
_AT_ONCE = 4
"""Coins that a hand drops in at once: one less than an acceptor remembers."""

_FIRST_CHOICE = {Purse.LARGE_COIN: 500, Purse.NOTE: 1000}


class Payer:
    """One payer of one visit. A note lies in escrow until the terminal decides, so that hands are busy on a
    thread of their own: ``hands`` has one."""

    def __init__(
        self, hands: ThreadPoolExecutor, hand: Hand, plan: VisitPlan, stop: Callable[[], None]
    ) -> None:
        """``stop`` touches the screen where the payer wants no more."""
        self._hands = hands
        self._hand = hand
        self._plan = plan
        self._stop = stop
        self._fee: int | None = None
        self._put_in = 0
        self._pieces = 0
        self._gone = threading.Event()

    def see(self, missing: int) -> None:
        """The screen says that so many yen are missing. More is put in once it has counted what is in."""
        self._hands.submit(self._pay, missing)

    def leave(self) -> Future[None]:
        """The terminal is dead: put nothing more in. Done when the hands are empty."""
        self._gone.set()
        return self._hands.submit(lambda: None)

    def _pay(self, missing: int) -> None:
        if self._fee is None:
            self._fee = missing
        short = self._fee - self._put_in
        if short <= 0 or missing != short or self._gone.is_set():
            return
        if self._plan.stops_after is not None and self._pieces >= self._plan.stops_after:
            self._stop()
            return
        if self._plan.purse is Purse.SMALL_COINS and self._put_in_small_coins(short):
            return
        first = _FIRST_CHOICE.get(self._plan.purse)
        exact = [yen for yen in sorted(DENOMINATIONS, reverse=True) if yen <= short]
        for yen in (first, *exact) if first is not None else exact:
            if self._gone.is_set():
                return
            if self._hand.insert(yen):
                self._keep_count(yen)
                return
        self._stop()

    def _put_in_small_coins(self, short: int) -> bool:
        yen = next(yen for yen in _SMALL if short % yen == 0)
        stayed = sum(self._hand.insert_at_once([yen] * min(_AT_ONCE, short // yen)))
        self._keep_count(yen * stayed, stayed)
        return stayed > 0

    def _keep_count(self, yen: int, pieces: int = 1) -> None:
        self._put_in += yen
        self._pieces += pieces
