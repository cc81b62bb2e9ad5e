"""Whose turn it is: one at a time, in the order of coming."""

from __future__ import annotations

import threading
from collections import deque


class TurnQueue:
    """Thread-safe. Whoever has the turn gives it to whoever has waited longest."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Event] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        with self._guard:
            return len(self._waiting)

    def enter(self, timeout: float) -> bool:
        """Wait for the turn; False when it did not come within ``timeout`` seconds."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            called = threading.Event()
            self._waiting.append(called)
        if called.wait(timeout):
            return True
        with self._guard:
            if called.is_set():
                return True
            self._waiting.remove(called)
            return False

    def leave(self) -> None:
        """Give the turn on."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
