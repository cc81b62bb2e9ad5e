"""Who watches the states of a terminal: the screen, which is built after the terminal began, and others."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.terminal.visit.states import State


class Audience:
    """Passes each state on to all who joined. Its :meth:`show` is the conductor's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watching: tuple[Callable[[State], None], ...] = ()
        self._latest: State | None = None

    def show(self, state: State) -> None:
        """Pass ``state`` on, in the order of joining."""
        with self._lock:
            self._latest = state
            watching = self._watching
        for watch in watching:
            watch(state)

    def join(self, watch: Callable[[State], None]) -> None:
        """Tell ``watch`` every state from now on, beginning with the latest. It must return at once, and
        is called on the thread that shows."""
        with self._lock:
            self._watching = (*self._watching, watch)
            latest = self._latest
        if latest is not None:
            watch(latest)
