"""Numbered choices: cards, wide choices, options that stay chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ListProperty, OptionProperty, StringProperty

from kiosk.terminal.screens.widgets.button import Paint
from kiosk.terminal.screens.widgets.placed import Board
from kiosk.terminal.screens.widgets.text import text_width
from kiosk.terminal.screens.widgets.touch import Touchable


class NumberBadge(Board):
    """The number of a choice in a rounded frame of 44 px, in one colour role."""

    number = StringProperty("")
    tone = StringProperty("control")
    ink = StringProperty("ink")
    ground = StringProperty("ground")


class Chip(Board):
    """A word on a dark pill, with the pause icon: why something is off."""

    text = StringProperty("")
    icon = StringProperty("pause")

    def width_of(self, text: str) -> float:
        """How wide the chip is around ``text`` (kv)."""
        return round(text_width(self.look.faces, text, "small", 24) * 1.06 + 72)


class ChoiceCard(Touchable):
    """588×188: icon, name, one line, number; the fee as three parts (before, amount, after). In
    another language the name has two lines, and the Japanese one stands beside the fee (C07).

    ``closed``: off but readable and touchable, with a chip and when it opens.
    """

    number = StringProperty("")
    icon = StringProperty("")
    title = StringProperty("")
    line = StringProperty("")
    fee = ListProperty(["", "", ""])
    closed = BooleanProperty(False)
    chip = StringProperty("")
    opens = StringProperty("")

    def fee_widths(self, fee: tuple[str, str, str]) -> tuple[float, float]:
        """Widths of what stands behind the amount, and of the amount (kv)."""
        faces = self.look.faces
        return text_width(faces, fee[2], "small"), text_width(faces, fee[1], "fee", 43)


WIDE_PAINTS: Final = {
    "primary": Paint("accent", "accent_pressed", "", "on_accent"),
    "danger": Paint("ground", "danger_pressed", "danger", "danger"),
    "secondary": Paint("ground", "tint_pressed", "control", "ink"),
}


class WideChoice(Touchable):
    """A large numbered choice with an arrow: title, and a line under it where there is one."""

    kind = OptionProperty("secondary", options=list(WIDE_PAINTS))
    number = StringProperty("")
    title = StringProperty("")
    line = StringProperty("")
    sizes = ListProperty([36, 34, 32, 30])
    face = OptionProperty("", options=["", "ja", "en"])

    def paint(self, kind: str) -> Paint:
        """The colours of a kind of choice (kv)."""
        return WIDE_PAINTS[kind]


class Option(Touchable):
    """One of several settings that exclude each other; the chosen one has a check. ``inverse``: in the
    colours of the other screen."""

    text = StringProperty("")
    chosen = BooleanProperty(False)
    face = OptionProperty("", options=["", "ja", "en"])
    inverse = BooleanProperty(False)

    def words_width(self, text: str) -> float:
        """How wide the words are (kv)."""
        return text_width(self.look.faces, text, "button", 30)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
