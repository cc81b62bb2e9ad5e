"""Bars that tell something, rings that wait or count, and lines of icon and words."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, OptionProperty, StringProperty

from kiosk.terminal.screens.widgets.frame import Panel
from kiosk.terminal.screens.widgets.placed import Board

_BARS: Final = {
    "info": ("tint", "", "accent", "info"),
    "caution": ("caution_ground", "", "caution", "warn"),
    "danger": ("danger_ground", "danger", "danger", "warn"),
    "aside": ("soft", "", "ink", "info"),
}
"""Kind of a bar → roles of ground, border and icon, and its usual icon."""

_TURN_SECONDS = 2.4
_FRAMES_PER_SECOND = 20


class NoticeBar(Panel):
    """An icon of 40 px and words, on the ground of its kind."""

    kind = OptionProperty("info", options=list(_BARS))
    icon = StringProperty("")
    text = StringProperty("")
    role = StringProperty("note")
    sizes = ListProperty([])

    def ground(self, kind: str) -> str:
        """Colour role of the ground (kv)."""
        return _BARS[kind][0]

    def border(self, kind: str) -> str:
        """Colour role of the border, if any (kv)."""
        return _BARS[kind][1]

    def icon_tone(self, kind: str) -> str:
        """Colour role of the icon (kv)."""
        return _BARS[kind][2]

    def icon_name(self, kind: str, icon: str) -> str:
        """The icon asked for, or the usual one (kv)."""
        return icon or _BARS[kind][3]


class Ring(Board):
    """An arc on a ring: ``share`` of it from the top, clockwise; ``waiting`` lets it turn, where the look
    moves at all."""

    share = NumericProperty(0.3)
    stroke = NumericProperty(8)
    start = NumericProperty(0)
    waiting = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        self._turning: Any = None
        super().__init__(**properties)

    def on_waiting(self, _: Any, waiting: bool) -> None:
        """Begin or end turning."""
        self._turn(waiting and self.parent is not None)

    def on_parent(self, _: Any, parent: Any) -> None:
        """Nothing turns that is not on the screen."""
        self._turn(self.waiting and parent is not None)

    def _turn(self, turning: bool) -> None:
        if self._turning is not None:
            self._turning.cancel()
            self._turning = None
        if turning and self.look.moves:
            self._turning = Clock.schedule_interval(self._advance, 1 / _FRAMES_PER_SECOND)

    def _advance(self, seconds: float) -> bool:
        if self.get_parent_window() is None:
            return False
        self.start = (self.start + 360 * seconds / _TURN_SECONDS) % 360
        return True


class WaitingBar(Panel):
    """What is being waited for, beside a ring that may be ``turning``."""

    text = StringProperty("")
    turning = BooleanProperty(True)


class TriesLeft(Board):
    """Three circles: filled while a try is left, gray with a cross once used; red at the last."""

    left = NumericProperty(3)
    diameter = NumericProperty(40)
    gap = NumericProperty(12)


class TryMark(Board):
    """One circle of TriesLeft."""

    used = BooleanProperty(False)
    last = BooleanProperty(False)


class PhoneBar(Panel):
    """A telephone number and what it is for."""

    label = StringProperty("")
    number = StringProperty("")


class Reference(Panel):
    """The code that the desk asks for."""

    label = StringProperty("")
    code = StringProperty("")


class PhotoNote(Board):
    """This screen may be photographed: nothing personal is on it."""


class Answer(Board):
    """One of the three answers of a refusal: icon on a tile, question, answer, detail."""

    icon = StringProperty("info")
    label = StringProperty("")
    title = StringProperty("")
    detail = StringProperty("")
    call = StringProperty("")
    number = StringProperty("")
    detail_height = NumericProperty(0)
    call_width = NumericProperty(0)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
