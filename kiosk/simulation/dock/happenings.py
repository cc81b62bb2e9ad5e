"""What happened: the terminal's screens one after another, and what hands did between them."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.terminal.visit import states
from kiosk.terminal.visit.states import State, local_time

_KEPT = 500


@dataclass(frozen=True)
class Happening:
    """One line: the demo's wall clock, and what happened."""

    at: str
    text: str


class Happenings:
    """Writes down what it is told, by the city hall's clock. Thread-safe."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._lines: deque[Happening] = deque(maxlen=_KEPT)
        self._screen: states.Screen | None = None
        self._dialog: str | None = None
        self._clock = (datetime.now().astimezone(), monotonic())

    def see(self, state: State) -> None:
        """Take notice of a state; a line is written when its screen or dialog is another."""
        told = local_time(state)
        with self._lock:
            if told is not None:
                self._clock = (told, self._monotonic())
            before, self._screen = self._screen, state.screen
            dialog = type(state.dialog).__name__ if state.dialog is not None else None
            opened = dialog if dialog != self._dialog else None
            self._dialog = dialog
            if before is None or type(before) is not type(state.screen):
                start = f"{type(before).__name__} → " if before is not None else ""
                self._write(start + type(state.screen).__name__ + _detail(state.screen))
            if opened is not None:
                self._write(f"{type(state.screen).__name__} + {opened}")

    def note(self, text: str) -> None:
        """Write down what was done."""
        with self._lock:
            self._write(text)

    def latest(self, count: int) -> tuple[Happening, ...]:
        """The last lines, the newest last."""
        with self._lock:
            return tuple(self._lines)[-count:]

    @property
    def now(self) -> datetime:
        """The demo's wall clock."""
        with self._lock:
            return self._wall_clock()

    def _write(self, text: str) -> None:
        self._lines.append(Happening(self._wall_clock().strftime("%H:%M:%S"), text))

    def _wall_clock(self) -> datetime:
        said, at = self._clock
        return said + timedelta(seconds=self._monotonic() - at)


def _detail(screen: states.Screen) -> str:
    """What tells two screens of one kind apart."""
    match screen:
        case states.Refused(failure=failure) | states.OutOfService(failure=failure):
            return f"  {failure.code}"
        case states.EnterPin(tries_left=tries_left):
            return f"  のこり{tries_left}回"
        case states.TakePaper(order=order, change=change):
            return f"  {order.sheets}枚・おつり{change}円"
        case _:
            return ""
