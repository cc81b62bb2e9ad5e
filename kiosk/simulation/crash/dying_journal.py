"""A journal at a line of which its own process is killed."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from kiosk.simulation.crash.plan import AtLine, Part, Side
from kiosk.terminal.visit.journal import Entry, Journal, Value


class DyingJournal(Journal):
    """Writes as any journal does, until its ``last`` line."""

    def __init__(
        self, path: Path, clock: Callable[[], datetime], last: AtLine, tell: Callable[[Entry, Part], None]
    ) -> None:
        """``tell`` hears of the line at which the process is about to be killed."""
        self._last = last
        self._tell = tell
        self._counting = threading.Lock()
        self._counted = 0
        super().__init__(path, clock)

    def write(self, order_id: str, entry: Entry, /, **values: Value) -> None:
        """Append one line, and be killed exactly before or after it where that was planned."""
        part = _part(entry)
        with self._counting:
            counts = self._last.entry in (None, entry) and self._last.part in (None, part)
            self._counted += counts
            is_last = counts and self._counted == self._last.number
            if is_last and self._last.side is Side.BEFORE:
                self._die(entry, part)
        super().write(order_id, entry, **values)
        if is_last:
            self._die(entry, part)

    def _die(self, entry: Entry, part: Part) -> None:
        self._tell(entry, part)
        os.kill(os.getpid(), signal.SIGKILL)


def _part(entry: Entry) -> Part:
    """Recovery runs on the thread that starts the terminal, before there are others."""
    if entry in (Entry.REPORTED, Entry.REJECTED):
        return Part.COURIER
    return Part.RECOVERY if threading.current_thread() is threading.main_thread() else Part.VISIT
