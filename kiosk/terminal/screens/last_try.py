"""05: one try is left; the safe answer is the blue one."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty

from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.visit.states import EnterPin, State
from kiosk.terminal.words import Figure


class LastTryScreen(StepScreen):
    """Warns before the last try, whoever used the others."""

    wrong = BooleanProperty(False)
    count = ObjectProperty(Figure("", "1", ""))

    def draw(self, state: State) -> None:
        """Show why one is warned: a wrong entry just now, or a card that arrived so."""
        super().draw(state)
        self.wrong = isinstance(state.screen, EnterPin) and state.screen.wrong
        self.count = self.look.words.figure("pin.warning.count", 1)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
