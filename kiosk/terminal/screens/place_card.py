"""03: lay the card on the reader, and leave it there while it is read."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets.placed import Board
from kiosk.terminal.visit.states import ReadingCard, State


class PlacingStep(Board):
    """One of three things to do."""

    number = StringProperty("")
    title = StringProperty("")
    text = StringProperty("")


class PlaceCardScreen(StepScreen):
    """Waits for a card, then tells that it is being read."""

    reading = BooleanProperty(False)

    def draw(self, state: State) -> None:
        """Show whether a card is being waited for or read."""
        super().draw(state)
        self.reading = isinstance(state.screen, ReadingCard)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
