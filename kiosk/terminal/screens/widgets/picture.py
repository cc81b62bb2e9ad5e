"""Icons and drawings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.animation import AnimationTransition
from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.terminal.screens import art
from kiosk.terminal.screens.widgets.placed import Board

_ICON_GRID = 48
_FRAMES_PER_SECOND = 30
_TRAVEL = 24.0
_TRAVEL_SECONDS = 0.9
_REST_SECONDS = 0.6


class Icon(Board):
    """The icon ``name`` in a colour role, as large as its box."""

    name = StringProperty("")
    tone = StringProperty("accent")

    def source(self, name: str, width: float) -> str:
        """Where the picture of an icon is, large enough for ``width`` (kv)."""
        if not name:
            return ""
        large = width > art.SCALE * _ICON_GRID
        return str(art.picture(f"icons/{name}", art.LARGE_ICON_SCALE if large else art.SCALE))


class Drawing(Board):
    """The drawing ``name`` in its own colours, fitted into its box; ``turned`` upside down."""

    name = StringProperty("")
    turned = BooleanProperty(False)

    def source(self, name: str) -> str:
        """Where the picture of a drawing is (kv)."""
        return str(art.picture(name)) if name else ""


class MovingArrow(Drawing):
    """The arrow of what a hand has to do: moves along its direction, rests, begins again; stands still
    where nothing moves."""

    moving = BooleanProperty(True)
    travelled = NumericProperty(0)

    def __init__(self, **properties: Any) -> None:
        self._seconds = 0.0
        super().__init__(**properties)
        if self.look.moves:
            Clock.schedule_interval(self._advance, 1 / _FRAMES_PER_SECOND)

    def _advance(self, seconds: float) -> bool:
        if self.get_parent_window() is None:
            return self.parent is not None
        self._seconds = (self._seconds + seconds) % (_TRAVEL_SECONDS + _REST_SECONDS)
        way = AnimationTransition.in_out_sine(min(1.0, self._seconds / _TRAVEL_SECONDS))
        self.travelled = round(_TRAVEL * way) if self.moving else 0
        return True


class IconTile(Board):
    """An icon of 64 % in the middle of a rounded tile."""

    name = StringProperty("")
    tone = StringProperty("accent")
    fill = StringProperty("tint")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
