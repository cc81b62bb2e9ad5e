"""Carries outcomes to the city hall: at least once, over any length of outage."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import structlog

from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.terminal.visit.account import account
from kiosk.terminal.visit.journal import Entry, Journal
from kiosk.terminal.visit.ports import CityHall

_log = structlog.get_logger()

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 60.0


class Courier:
    """One thread that reports every ended order until the city hall has acknowledged it."""

    def __init__(self, journal: Journal, city_halls: Mapping[MunicipalityCode, CityHall]) -> None:
        self._journal = journal
        self._city_halls = city_halls
        self._waiting = dict.fromkeys(journal.order_ids())
        self._changed = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin with what earlier processes left unreported."""
        self._thread.start()

    def carry(self, order_id: str) -> None:
        """This order has a new outcome."""
        with self._changed:
            self._waiting[order_id] = None
            self._changed.notify()

    def deliver(self) -> bool:
        """Try each waiting outcome once; whether all of them arrived. An order that gets a further
        outcome meanwhile waits again."""
        with self._changed:
            waiting, self._waiting = self._waiting, {}
        left = [order_id for order_id in waiting if not self._delivered(order_id)]
        with self._changed:
            self._waiting = dict.fromkeys(left) | self._waiting
        return not left

    def stop(self) -> None:
        """One last try, then end; what is left is in the journal for the next process."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()
        self.deliver()

    def _run(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopping or bool(self._waiting))
                if self._stopping:
                    return
            if self.deliver():
                pause = _FIRST_PAUSE
                continue
            with self._changed:
                self._changed.wait_for(lambda: self._stopping, timeout=pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _delivered(self, order_id: str) -> bool:
        state = account(order_id, self._journal.lines(order_id))
        city_hall = self._city_halls.get(state.municipality) if state.municipality else None
        if city_hall is None:
            return state.outcome is None
        for outcome in state.unreported:
            if not city_hall.report(order_id, outcome):
                _log.info("outcome waits", order=order_id, outcome=outcome.outcome.value)
                return False
            self._journal.write(order_id, Entry.REPORTED, outcome=outcome.outcome.value)
        return True
