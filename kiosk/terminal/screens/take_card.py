"""06: the card is done with, and nothing goes on while it lies there."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty

from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.visit.states import State, TakeCard


class TakeCardScreen(StepScreen):
    """Calls for the card to be taken, after the check or at the end of a visit."""

    verified = BooleanProperty(True)

    def draw(self, state: State) -> None:
        """Show what follows when the card is taken."""
        super().draw(state)
        self.verified = isinstance(state.screen, TakeCard) and state.screen.verified


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
