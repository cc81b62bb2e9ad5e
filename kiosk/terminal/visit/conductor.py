"""The conductor: one thread runs ``step`` and hands effects to their runner.

Nothing here decides: what happens next is ``step``'s, how a thing is done is the drivers'. Of what a
state may not hold it keeps the PIN's digits.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from kiosk.certificates import failures
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.terminal.visit import events
from kiosk.terminal.visit.conversation import Picture
from kiosk.terminal.visit.effect_runner import Devices, EffectRunner, place_of
from kiosk.terminal.visit.events import Event
from kiosk.terminal.visit.journal import TERMINAL, Journal
from kiosk.terminal.visit.pin_buffer import PinBuffer
from kiosk.terminal.visit.ports import CityHall, Studio
from kiosk.terminal.visit.recovery import Recovered
from kiosk.terminal.visit.standing import standing
from kiosk.terminal.visit.states import Confirm, EnterPin, OutOfService, State, Terminal, Welcome
from kiosk.terminal.visit.step import step
from kiosk.terminal.visit.watching import Watches

_log = structlog.get_logger()


@dataclass(frozen=True)
class _PinDigit:
    """A digit on its way to the buffer; never logged, never in a state."""

    digit: int

    def __repr__(self) -> str:
        return "_PinDigit(•)"


class Conductor:
    """Runs one terminal. Implements ``Conversation`` for the screen."""

    def __init__(
        self,
        terminal_id: str,
        devices: Devices,
        city_halls: Mapping[MunicipalityCode, CityHall],
        studio: Studio,
        journal: Journal,
        show: Callable[[State], None],
        recovered: Recovered,
    ) -> None:
        """``show`` is called on the conductor's thread with each new state; it must return at once.
        ``recovered`` is what an earlier process had left to be put right."""
        self._studio = studio
        self._show = show
        self._runner = EffectRunner(
            terminal_id, devices, city_halls, studio, journal, self.send, recovered=recovered
        )
        self._watches = Watches(devices, city_halls, journal, self._runner.tidy, self.send)
        self._events: queue.SimpleQueue[Event | _PinDigit | None] = queue.SimpleQueue()
        self._pin = PinBuffer()
        began = time.monotonic()
        closed_by = standing(journal.lines(TERMINAL)).closed_by
        self._state = State(
            Terminal(tuple(city_halls), stopped=closed_by),
            Welcome()
            if recovered.settlement is None
            else OutOfService(failures.POWER_CUT, recovered.settlement),
            now=began,
            entered=began,
            touched=began,
        )
        self._thread = threading.Thread(target=self._run, name="conductor", daemon=True)

    # The screen's side ----------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """The state that was shown last."""
        return self._state

    @property
    def late_answers(self) -> Mapping[str, int]:
        """How many answers to dead visits and given-up orders were dropped, by event."""
        return self._runner.late_answers

    def send(self, event: Event) -> None:
        """Something happened; ``step`` sees events in the order in which they were sent."""
        self._events.put(event)

    def enter_pin_digit(self, digit: int) -> None:
        """A digit of the PIN: into the buffer if the state wants one more."""
        self._events.put(_PinDigit(digit))

    def delete_pin_digit(self) -> None:
        """Take the last digit back."""
        self._events.put(events.PinDigitDeleted())

    def clear_pin(self) -> None:
        """Empty the buffer."""
        self._events.put(events.PinCleared())

    def preview(self, page: int, width: int, *, revealed: bool) -> Picture | None:
        """The prepared paper as a picture; unmasked only while the state says so."""
        order, screen = self._runner.order, self._state.screen
        if order is None or not isinstance(screen, Confirm) or screen.order is None:
            return None
        return self._studio.picture(
            order.paper, page, width, revealed=revealed and screen.revealed_at is not None
        )

    # Life -----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin: watch devices and city halls, report what earlier processes left."""
        self._thread.start()
        self._runner.start()
        self._watches.start()

    def stop(self) -> None:
        """End: the visit is forgotten, devices are left to their owner."""
        self._watches.stop()
        self._events.put(None)
        self._thread.join()
        self._runner.stop()

    def _run(self) -> None:
        while (arrived := self._events.get()) is not None:
            try:
                self._advance(arrived)
            except Exception as error:
                _log.error("step failed", error=type(error).__name__, where=place_of(error))
                self._events.put(events.TerminalStopped(failures.TERMINAL_FAULT))

    def _advance(self, arrived: Event | _PinDigit) -> None:
        digit = arrived.digit if isinstance(arrived, _PinDigit) else None
        event = events.PinDigitEntered() if isinstance(arrived, _PinDigit) else arrived
        before = self._state
        ticked, timed = step(before, events.Ticked(time.monotonic()))
        state, wanted = step(ticked, event)
        self._keep_pin(ticked, state, digit)
        self._state = state
        attempt = state.visit.attempt if state.visit is not None else 0
        for effect in (*timed, *wanted):
            self._runner.run(effect, self._pin, attempt)
        if state != before:
            if type(state.screen) is not type(before.screen):
                _log.info("screen", before=type(before.screen).__name__, now=type(state.screen).__name__)
            self._show(state)

    def _keep_pin(self, before: State, after: State, digit: int | None) -> None:
        """Keep the buffer as long as the state says it is."""
        if not isinstance(before.screen, EnterPin) or not isinstance(after.screen, EnterPin):
            return
        if after.screen.digits == before.screen.digits + 1 and digit is not None:
            self._pin.append(digit)
        elif after.screen.digits == before.screen.digits - 1:
            self._pin.delete()
