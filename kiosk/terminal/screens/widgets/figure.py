"""A number set large, with its small words on the same baseline."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty, OptionProperty, StringProperty

from kiosk.terminal.screens.fonts import BASELINE
from kiosk.terminal.screens.widgets.placed import Board
from kiosk.terminal.screens.widgets.text import text_width
from kiosk.terminal.words import Figure


class LargeFigure(Board):
    """``digits`` of ``digit_size`` px between words of ``unit_size`` px; its baseline lies where that of
    the digits would, if they stood at the foot of the box."""

    before = StringProperty("")
    digits = StringProperty("")
    after = StringProperty("")
    digit_size = NumericProperty(88)
    unit_size = NumericProperty(36)
    tone = StringProperty("ink")
    unit_tone = StringProperty("")
    halign = OptionProperty("right", options=["left", "center", "right"])

    def show(self, figure: Figure) -> None:
        """Set what is shown."""
        self.before, self.digits, self.after = figure.before, figure.digits, figure.after

    def width_of(self, text: str, size: float) -> float:
        """How wide ``text`` is in bold (kv)."""
        return text_width(self.look.faces, text, "button", size) if text else 0.0

    def left(self, width: float, total: float, halign: str) -> float:
        """Where the first of its words begins (kv)."""
        return (width - total) * {"left": 0.0, "center": 0.5, "right": 1.0}[halign]

    def lift(self, digit_size: float, unit_size: float) -> float:
        """How far the feet of digits and words are apart when both stand on one baseline (kv)."""
        return (digit_size - unit_size) * (1 - BASELINE)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
