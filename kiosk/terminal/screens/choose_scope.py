"""A08a: whose entries? Houses with the persons who will be on the paper."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kivy.lang import Builder
from kivy.properties import ObjectProperty, StringProperty

from kiosk.certificates.kinds import Scope
from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets.row import kept
from kiosk.terminal.screens.widgets.touch import Touchable
from kiosk.terminal.visit.events import ScopeChosen
from kiosk.terminal.visit.offer import offered_scopes, persons
from kiosk.terminal.visit.states import State

_DRAWINGS: Final = {
    Scope.HOUSEHOLD: "household_all",
    Scope.PART: "household_part",
    Scope.SELF: "household_self",
}
_PITCH = 408


class ScopeCard(Touchable):
    """384×588: number, house, name, one line."""

    scope: Scope = ObjectProperty(None)
    number = StringProperty("")
    drawing = StringProperty("")
    title = StringProperty("")
    line = StringProperty("")


class ChooseScopeScreen(StepScreen):
    """One house a scope that is offered."""

    def draw(self, state: State) -> None:
        """Show the scopes that the household leaves to choose from."""
        super().draw(state)
        words = self.look.words
        kind = state.ongoing.draft.kind
        reminder = words.text(f"kind.{kind}.name") if kind else ""
        self.help_line = f"**{reminder}**  {words.text('scope.help')}"
        scopes = offered_scopes(state)
        cards = kept(self, ScopeCard, len(scopes), on_release=self._choose)
        for number, (card, scope) in enumerate(zip(cards, scopes, strict=True)):
            card.box = [40 + number * _PITCH, 270, 384, 588]
            card.scope = scope
            card.number = str(number + 1)
            card.drawing = _DRAWINGS[scope]
            card.title = words.text(f"scope.{scope}.name")
            card.line = words.text(f"scope.{scope}.line", count=len(persons(state)))

    def _choose(self, card: ScopeCard) -> None:
        self.send(ScopeChosen(card.scope))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
