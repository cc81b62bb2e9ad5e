"""A13: sheets come out. The bars are filled by the printer's own count, one for each sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kivy.animation import Animation
from kivy.core.image import Image as Picture
from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.terminal.screens import art
from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets import figure
from kiosk.terminal.screens.widgets.frame import Panel
from kiosk.terminal.screens.widgets.placed import Placed
from kiosk.terminal.screens.widgets.row import kept
from kiosk.terminal.visit.states import Printing, State

PARTS = (figure,)

SECONDS_A_SHEET: Final = 12
"""What a sheet takes on an office printer, the first one warm-up included; only the drawing of the
sheet and the rough time left follow it, never the count."""

_NEARLY = 5
_PEEPS_OUT = 0.1
_BAR_GAP = 12
_BARS_WIDTH = 564


class SheetBar(Panel):
    """The bar of one sheet."""


class EmergingSheet(Placed):
    """A sheet of which the lower ``out`` (0 to 1) has come out of the slot at its box's top."""

    out = NumericProperty(0)

    def part(self, out: float) -> Texture:
        """The picture of what is out (kv)."""
        whole = Picture(str(art.picture("printing_sheet"))).texture
        return whole.get_region(0, 0, whole.width, max(1, whole.height * out))


class PrintingScreen(StepScreen):
    """Which sheet of how many, and roughly how long it takes."""

    out = NumericProperty(0)
    sheet = NumericProperty(0)
    of = StringProperty("")
    time_left = StringProperty("")
    paid = StringProperty("")
    trouble = StringProperty("")
    stalled = BooleanProperty(False)
    _motion: Animation | None = None
    _motion_of = 0

    def draw(self, state: State) -> None:
        """Show how far the printer has counted, or what it waits for."""
        super().draw(state)
        printing = state.screen
        if not isinstance(printing, Printing):
            return
        words = self.look.words
        sheets = printing.order.sheets
        current = min(printing.printed + 1, sheets)
        self.stalled = printing.stalled is not None
        self.question = words.text("printing.stalled.question" if self.stalled else "printing.question")
        self.help_line = words.text("printing.stalled.help" if self.stalled else "printing.help")
        self.ids.count.show(words.figure("printing.sheet", current))
        self.of = words.text("printing.of", count=sheets)
        self.time_left = "" if self.stalled else self._time_left(state, sheets - printing.printed)
        self.paid = self._paid(printing)
        if printing.stalled is not None:
            trouble = words.text(f"printing.stalled.{printing.stalled.value}")
            money = f"\n{words.text('printing.stalled.money')}" if printing.received else ""
            self.trouble = f"**{trouble}**{money}"
        self._draw_bars(sheets, printing.printed)
        self._move_sheet(current if printing.printed < sheets else 0)

    def leave(self) -> None:
        """Nothing moves on a screen that is gone."""
        Animation.cancel_all(self)
        super().leave()

    def _time_left(self, state: State, sheets: int) -> str:
        seconds = sheets * SECONDS_A_SHEET - (state.now - state.entered)
        if sheets <= 0 or seconds < _NEARLY:
            return self.look.text("printing.nearly")
        return self.look.text("printing.seconds", seconds=max(_NEARLY, round(seconds / 5) * 5))

    def _paid(self, printing: Printing) -> str:
        words = self.look.words
        if not printing.received:
            return words.text("printing.free")
        if not printing.change:
            return words.text("printing.paid")
        return words.text("printing.paid_change", change=words.yen(printing.change))

    def _draw_bars(self, sheets: int, printed: int) -> None:
        width = (_BARS_WIDTH - (sheets - 1) * _BAR_GAP) / sheets
        gap = _BAR_GAP if width >= _BAR_GAP else 2
        width = (_BARS_WIDTH - (sheets - 1) * gap) / sheets
        for place, bar in enumerate(kept(self.ids.bars, SheetBar, sheets)):
            bar.box = [place * (width + gap), 0, width, 28]
            bar.radius = min(14, width / 2)
            bar.fill = "accent" if place < printed else "empty_bar"

    def _move_sheet(self, sheet: int) -> None:
        """Let the drawn sheet come out once for each sheet; it waits while the printer does."""
        if sheet != self.sheet:
            self.sheet, self.out = sheet, _PEEPS_OUT
        if self._motion is not None and (self.stalled or sheet != self._motion_of):
            self._motion.cancel(self)
            self._motion = None
        if self._motion is None and sheet and not self.stalled:
            self._motion_of = sheet
            self._motion = Animation(out=1, duration=SECONDS_A_SHEET * (1 - self.out))
            self._motion.start(self)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
