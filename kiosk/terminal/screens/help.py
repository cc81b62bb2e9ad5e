"""20: what this screen wants, and whom to call."""

from __future__ import annotations

import re
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty

from kiosk.terminal.screens.screen import DialogScreen
from kiosk.terminal.visit.states import State


class HelpPanel(DialogScreen):
    """The words for the screen behind it."""

    about = StringProperty("")

    def draw(self, state: State) -> None:
        """Show the help of the screen."""
        super().draw(state)
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(state.screen).__name__).lower()
        self.about = self.say(f"help.{name}")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
