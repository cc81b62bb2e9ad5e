"""05: one try is left; the safe answer is the blue one."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty

from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.visit.states import EnterPin, State


class LastTryScreen(StepScreen):
    """Warns before the last try, whoever used the others."""

    wrong = BooleanProperty(False)

    def draw(self, state: State) -> None:
        """Show why one is warned: a wrong entry just now, or a card that arrived so."""
        super().draw(state)
        self.wrong = isinstance(state.screen, EnterPin) and state.screen.wrong
        self.ids.count.show(self.look.words.figure("pin.warning.count", 1))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
