"""The resident says that the print is wrong: a claim that the city hall decides on."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.visit.states import PrintProblem, State


class PrintProblemScreen(StepScreen):
    """The claim's number, what happens with it, and whom to call; holds nothing personal."""

    claim = StringProperty("")
    has_claim = BooleanProperty(False)
    office = StringProperty("")
    phone = StringProperty("")

    def draw(self, state: State) -> None:
        """Show the number as soon as there is one."""
        super().draw(state)
        if not isinstance(state.screen, PrintProblem):
            return
        self.claim = state.screen.claim or ""
        self.has_claim = state.screen.claim is not None
        offered = state.availability
        self.office = self.say("settlement.next_claim_desk", city=self.city())
        self.phone = offered.municipality.desk_phone if offered else ""


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
