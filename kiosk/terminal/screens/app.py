"""The terminal as an application of its own: one window, one view, scaled to fit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from kiosk.terminal.screens.theme import LANDSCAPE
from kiosk.terminal.screens.window import configure
from kiosk.terminal.visit.conversation import Conversation
from kiosk.terminal.visit.states import State


class KioskApp:
    """Shows the states of a conversation in a window of ``size`` pixels, until ``stop``.

    Kivy has one window a process; the window opens when this is made, on the thread that will ``run``.
    """

    def __init__(
        self,
        conversation: Conversation,
        size: tuple[int, int] = LANDSCAPE,
        *,
        full_screen: bool = False,
        framed: Callable[[Any], Any] = lambda view: view,
    ) -> None:
        """``framed`` puts the terminal's view into a widget of fixed size that the window shows in its
        place, with what stands beside it."""
        configure(size, full_screen=full_screen)
        from kivy.app import App
        from kivy.clock import Clock

        from kiosk.terminal.screens.stage import Stage
        from kiosk.terminal.screens.view import TerminalView

        self._clock = Clock
        self._lock = threading.Lock()
        self._latest: State | None = None
        self.view = TerminalView(conversation)
        stage = Stage(framed(self.view))

        class _Application(App):  # type: ignore[misc, unused-ignore]
            title = "Kiosk"

            def build(self) -> Any:
                return stage

        self.application = _Application()

    def show(self, state: State) -> None:
        """Draw ``state`` with the next frame. From any thread; only the newest state is drawn."""
        with self._lock:
            waiting = self._latest is not None
            self._latest = state
        if not waiting:
            self._clock.schedule_once(self._draw, -1)

    def run(self) -> None:
        """Run until ``stop``; returns when the window is closed."""
        self.application.run()

    def stop(self) -> None:
        """Close the window. From any thread."""
        self._clock.schedule_once(lambda _: self.application.stop(), 0)

    def _draw(self, _: float) -> None:
        with self._lock:
            state, self._latest = self._latest, None
        if state is not None:
            self.view.show(state)
