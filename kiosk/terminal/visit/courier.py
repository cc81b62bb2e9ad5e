"""Carries outcomes and alarms to the city hall: at least once, over any length of outage."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import structlog

from kiosk.certificates.messages import Alarm, Outcome
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.terminal.visit.account import account
from kiosk.terminal.visit.journal import TERMINAL, Entry, Journal
from kiosk.terminal.visit.ports import CityHall, Delivery
from kiosk.terminal.visit.standing import standing

_log = structlog.get_logger()

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 60.0
_LOOK_AGAIN = 30.0
"""Seconds after which the journal is looked through for what staff wrote beside the terminal."""


class Courier:
    """One thread that reports every ended order and every alarm until the city hall has answered."""

    def __init__(self, journal: Journal, city_halls: Mapping[MunicipalityCode, CityHall]) -> None:
        self._journal = journal
        self._city_halls = city_halls
        self._waiting = dict.fromkeys((TERMINAL, *journal.unreported()))
        self._changed = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin with what earlier processes left unreported."""
        self._thread.start()

    def carry(self, order_id: str) -> None:
        """This order has a new outcome, or the terminal (TERMINAL) a new alarm."""
        with self._changed:
            self._waiting[order_id] = None
            self._changed.notify()

    def deliver(self) -> bool:
        """Try each waiting outcome and alarm once; whether all were answered. An order that gets a further
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
                called = self._changed.wait_for(
                    lambda: self._stopping or bool(self._waiting), timeout=_LOOK_AGAIN
                )
                if self._stopping:
                    return
                if not called:
                    self._waiting = dict.fromkeys(self._journal.unreported())
            if self.deliver():
                pause = _FIRST_PAUSE
                continue
            with self._changed:
                self._changed.wait_for(lambda: self._stopping, timeout=pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _delivered(self, order_id: str) -> bool:
        if order_id == TERMINAL:
            alarms = standing(self._journal.lines(TERMINAL)).unreported
            untold = [alarm for alarm in alarms if not self._told(alarm)]
            return not untold
        state = account(order_id, self._journal.lines(order_id))
        if state.municipality is None:
            return True
        return all(self._reported(state.municipality, order_id, outcome) for outcome in state.unreported)

    def _reported(self, municipality: MunicipalityCode, order_id: str, outcome: Outcome) -> bool:
        """Whether the city hall answered. What it rejects is not told again: staff see it in the journal,
        and the city hall has an alarm of its own."""
        city_hall = self._city_halls.get(municipality)
        delivery = Delivery.LATER if city_hall is None else city_hall.report(order_id, outcome)
        match delivery:
            case Delivery.TAKEN:
                self._journal.write(order_id, Entry.REPORTED, outcome=outcome.outcome.value)
            case Delivery.REJECTED:
                _log.error("outcome rejected", order=order_id, outcome=outcome.outcome.value)
                self._journal.write(order_id, Entry.REJECTED, outcome=outcome.outcome.value)
            case Delivery.LATER:
                _log.info("outcome waits", order=order_id, outcome=outcome.outcome.value)
        return delivery is not Delivery.LATER

    def _told(self, alarm: Alarm) -> bool:
        city_hall = self._city_halls.get(alarm.municipality)
        delivery = Delivery.LATER if city_hall is None else city_hall.raise_alarm(alarm)
        if delivery is Delivery.LATER:
            _log.info("alarm waits", alarm=alarm.alarm_id, failure=alarm.failure)
            return False
        self._journal.write(TERMINAL, Entry.REPORTED, alarm_id=alarm.alarm_id)
        return True
