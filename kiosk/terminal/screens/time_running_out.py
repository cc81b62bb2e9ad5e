"""17: the time is nearly over. Going on may be chosen without limit."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty, StringProperty

from kiosk.terminal.screens.screen import DialogScreen
from kiosk.terminal.visit.states import Pay, State, TimeRunningOut
from kiosk.terminal.visit.timing import WARNING


class TimeRunningOutPanel(DialogScreen):
    """The seconds that are left, and what happens then."""

    seconds = NumericProperty(0)
    share = NumericProperty(1)
    consequence = StringProperty("")

    def draw(self, state: State) -> None:
        """Show the seconds."""
        super().draw(state)
        if isinstance(state.dialog, TimeRunningOut):
            self.seconds = state.dialog.seconds
            self.share = min(1.0, state.dialog.seconds / WARNING)
        paying = isinstance(state.screen, Pay)
        self.consequence = self.say("time.text_money" if paying else "time.text")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
