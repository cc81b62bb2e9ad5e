"""The terminal's own picture, 1280×1024 design pixels, in whatever window an app puts it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any, Final

from kivy.animation import Animation
from kivy.input.motionevent import MotionEvent
from kivy.uix.widget import Widget

from kiosk.terminal.screens.look import Look, building, look_of
from kiosk.terminal.screens.registry import dialog_for, screen_for
from kiosk.terminal.screens.screen import DialogScreen, Drawn, VisitScreen
from kiosk.terminal.screens.theme import LANDSCAPE
from kiosk.terminal.visit.conversation import Conversation
from kiosk.terminal.visit.states import State

GUARD_SECONDS: Final = 0.4
"""How long after a change of screen a second touch on the same place is ignored."""

_SAME_PLACE: Final = 60
_DIALOG_SECONDS: Final = 0.12


class TerminalView(Widget):
    """Shows one state after another and sends events into ``conversation``.

    Its size is fixed; an app places and scales it. ``monotonic`` is the clock of the touch guard.
    """

    def __init__(
        self,
        conversation: Conversation,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        **properties: Any,
    ) -> None:
        super().__init__(size_hint=(None, None), size=LANDSCAPE, **properties)
        self._conversation = conversation
        self._monotonic = monotonic
        self._look: Look | None = None
        self._changed_at = -math.inf
        self._last_touch = (-math.inf, -math.inf)
        self.screen: VisitScreen | None = None
        self.dialog: DialogScreen | None = None
        self.bind(pos=self._place)

    def show(self, state: State) -> None:
        """Draw ``state``, on Kivy's thread. A screen is made anew when it or the look changes."""
        look = look_of(state.preferences)
        same_look = look is self._look
        self._look = look
        with building(look):
            self._show_screen(state, screen_for(state), same_look)
            self._show_dialog(state, dialog_for(state.dialog) if state.dialog else None, same_look)
        self._place()

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Hand the finger on, unless it repeats a touch that has just changed the screen."""
        if not self.collide_point(*touch.pos):
            return False
        repeated = math.dist(self._last_touch, touch.pos) <= _SAME_PLACE
        self._last_touch = touch.pos
        if repeated and self._monotonic() - self._changed_at < GUARD_SECONDS:
            return True
        front = self.dialog or self.screen
        return bool(front and front.dispatch("on_touch_down", touch))

    def _show_screen(self, state: State, wanted: type[VisitScreen], same_look: bool) -> None:
        if same_look and type(self.screen) is wanted:
            self.screen.draw(state)
            return
        self._leave(self.screen)
        self.screen = wanted(self._conversation, state)
        self.screen.draw(state)
        self.add_widget(self.screen, index=len(self.children))
        self._changed_at = self._monotonic()

    def _show_dialog(self, state: State, wanted: type[DialogScreen] | None, same_look: bool) -> None:
        if wanted is None:
            if self.dialog is not None:
                self._changed_at = self._monotonic()
            self._leave(self.dialog)
            self.dialog = None
            return
        if same_look and type(self.dialog) is wanted:
            self.dialog.draw(state)
            return
        fades_in = self.dialog is None and self._look is not None and self._look.moves
        self._leave(self.dialog)
        self.dialog = wanted(self._conversation, state)
        self.dialog.draw(state)
        self.add_widget(self.dialog)
        self._changed_at = self._monotonic()
        if fades_in:
            self.dialog.opacity = 0
            Animation(opacity=1, duration=_DIALOG_SECONDS).start(self.dialog)

    def _leave(self, drawn: Drawn | None) -> None:
        if drawn is not None:
            self.remove_widget(drawn)
            drawn.leave()

    def _place(self, *_: Any) -> None:
        for drawn in (self.screen, self.dialog):
            if drawn is not None:
                drawn.size = LANDSCAPE
                drawn.pos = self.pos
