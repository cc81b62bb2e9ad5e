"""Buttons by what they mean, and the fixed places of back, stop and the blue one."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty

from kiosk.terminal.screens import theme
from kiosk.terminal.screens.widgets.text import text_width
from kiosk.terminal.screens.widgets.touch import Holdable, Touchable


class Paint(NamedTuple):
    """Colour roles of a kind of button."""

    fill: str
    pressed: str
    edge: str
    ink: str


PAINTS: Final = {
    "primary": Paint("accent", "accent_pressed", "", "on_accent"),
    "secondary": Paint("ground", "tint_pressed", "accent", "accent"),
    "neutral": Paint("ground", "neutral_pressed", "control", "ink"),
    "danger": Paint("ground", "danger_pressed", "danger", "danger"),
    "key": Paint("ground", "tint_pressed", "control", "ink"),
    "soft": Paint("soft", "soft_pressed", "", "ink"),
}
"""Meaning of a button → its colours: filled blue, blue outline, gray outline, red outline,
a key, no outline."""

OFF_PAINT: Final = Paint("off", "off", "off_edge", "off_ink")

ICON = 40
ICON_GAP = 16
PADDING = 32


def paint_of(kind: str, off: bool) -> Paint:
    """The colours of a button of ``kind``."""
    return OFF_PAINT if off else PAINTS[kind]


class PushButton(Touchable):
    """A button with words, an icon at their left and an arrow at their right where wanted."""

    kind = OptionProperty("neutral", options=list(PAINTS))
    text = StringProperty("")
    icon = StringProperty("")
    arrow = BooleanProperty(False)
    text_size = NumericProperty(32)

    def paint(self, kind: str, off: bool) -> Paint:
        """The colours of a kind of button (kv)."""
        return paint_of(kind, off)

    def words_width(self, text: str, text_size: float) -> float:
        """How wide the words are (kv)."""
        return text_width(self.look.faces, text, "button", text_size)

    def group_width(self, text: str, icon: str, arrow: bool, text_size: float) -> float:
        """How wide icon, words and arrow are together (kv)."""
        marks = (1 if icon else 0) + (1 if arrow else 0)
        return self.words_width(text, text_size) + marks * (ICON + ICON_GAP)

    def natural_width(self, text: str, icon: str, arrow: bool) -> float:
        """How wide the button wants to be, paddings included (kv)."""
        return round(self.group_width(text, icon, arrow, self.text_size) + 2 * PADDING)


class BackButton(PushButton):
    """もどる, always bottom left."""


class StopButton(PushButton):
    """やめる, always beside back; grows to the right with its words."""


class ExtraButton(PushButton):
    """What else the footer offers: after the stop button at ``after``, or right-aligned without."""

    after = NumericProperty(0)

    def footer_box(self, text: str, icon: str, after: float) -> tuple[float, float, float, float]:
        """Where it stands (kv)."""
        width = self.natural_width(text, icon, False)
        left = after + theme.FOOTER_GAP if after else theme.PRIMARY_RIGHT - width
        return left, theme.FOOTER_BUTTON_TOP, width, theme.BUTTON_HEIGHT


class PrimaryButton(PushButton):
    """The one blue button of a screen, bottom right."""

    def footer_box(self, text: str, icon: str, arrow: bool) -> tuple[float, float, float, float]:
        """Where it stands (kv)."""
        width = max(theme.PRIMARY_WIDTH, self.natural_width(text, icon, arrow))
        return theme.PRIMARY_RIGHT - width, theme.FOOTER_BUTTON_TOP, width, theme.BUTTON_HEIGHT


class HoldButton(Holdable):
    """A button that acts as long as it is held."""

    text = StringProperty("")
    icon = StringProperty("eye")

    def words_width(self, text: str) -> float:
        """How wide the words are (kv)."""
        return text_width(self.look.faces, text, "button")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
