"""What can be touched: acts on release inside; sliding off cancels."""

from __future__ import annotations

from typing import Any

from kivy.core.window import Window
from kivy.input.motionevent import MotionEvent
from kivy.properties import BooleanProperty

from kiosk.terminal.screens.widgets.frame import Panel


class Touchable(Panel):
    """A panel that can be touched. ``pressed`` while a finger that began on it is inside; dispatches
    ``on_release`` when it goes up there. ``off``: touches do nothing."""

    __events__ = ("on_release",)

    pressed = BooleanProperty(False)
    off = BooleanProperty(False)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Take the finger that comes down on it; an off control takes it and does nothing."""
        if self.disabled or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self.pressed = not self.off
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Follow the finger in and out."""
        if touch.grab_current is not self:
            return False
        self.pressed = not self.off and self.collide_point(*touch.pos)
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """Act, if the finger is still inside."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        acts = self.pressed and self.collide_point(*touch.pos)
        self.pressed = False
        if acts:
            self.dispatch("on_release")
        return True

    def on_release(self) -> None:
        """The finger went up inside."""


class Holdable(Panel):
    """A panel that is ``held`` while the finger that came down on it is down, wherever it slides; a lost
    window lets go as well. Dispatches ``on_hold`` and ``on_let_go``."""

    __events__ = ("on_hold", "on_let_go")

    held = BooleanProperty(False)
    off = BooleanProperty(False)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Hold, with the first finger that comes down on it."""
        if self.disabled or not self.collide_point(*touch.pos):
            return False
        if not self.held and not self.off:
            touch.grab(self)
            self.held = True
            Window.bind(focus=self._window_changed)
            self.dispatch("on_hold")
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """Let go, wherever the finger went up."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self.let_go()
        return True

    def on_parent(self, _: Any, parent: Any) -> None:
        """A control that leaves the screen is held no longer."""
        if parent is None:
            self.let_go()

    def let_go(self) -> None:
        """End the hold, if there is one."""
        if self.held:
            Window.unbind(focus=self._window_changed)
            self.held = False
            self.dispatch("on_let_go")

    def on_hold(self) -> None:
        """The finger came down."""

    def on_let_go(self) -> None:
        """The finger is gone."""

    def _window_changed(self, _: Any, focused: bool) -> None:
        if not focused:
            self.let_go()
