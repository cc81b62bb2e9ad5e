"""A10: how many copies? Minus and plus, and what it costs."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty, StringProperty

from kiosk.terminal.screens.choose_items import chosen_so_far
from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets import figure
from kiosk.terminal.screens.widgets.touch import Touchable
from kiosk.terminal.visit.events import CopiesSet
from kiosk.terminal.visit.offer import chosen_service
from kiosk.terminal.visit.states import State

PARTS = (figure,)


class StepperButton(Touchable):
    """168×168: one less or one more."""

    icon = StringProperty("plus")


class ChooseCopiesScreen(StepScreen):
    """Between one and the most that the municipality gives at a time."""

    copies = NumericProperty(1)
    most = NumericProperty(1)
    calculation = StringProperty("")

    def draw(self, state: State) -> None:
        """Show the number and its fee."""
        super().draw(state)
        words = self.look.words
        service = chosen_service(state)
        copies = state.ongoing.draft.copies
        self.copies = copies
        self.most = service.max_copies if service else 1
        fee = service.fee if service else 0
        self.help_line = f"**{chosen_so_far(words, state)}**  {words.text('copies.help', most=self.most)}"
        self.ids.count.show(words.figure("copies.count", copies, count=copies))
        counted = words.text("count.copies", count=copies)
        self.calculation = words.text("fee.calculation", fee=words.yen(fee), copies=counted)
        self.ids.fee.show(words.yen_figure(fee * copies))

    def change_by(self, difference: int) -> None:
        """One more or one less."""
        self.send(CopiesSet(int(self.copies) + difference))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
