"""A08a: whose entries? Houses with the persons of the household or the register who will be on the paper."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kivy.lang import Builder
from kivy.properties import ObjectProperty, StringProperty

from kiosk.certificates.kinds import RULES, Group, Kind, Scope
from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets.row import kept
from kiosk.terminal.screens.widgets.touch import Touchable
from kiosk.terminal.visit.events import ScopeChosen
from kiosk.terminal.visit.offer import offered_scopes, persons
from kiosk.terminal.visit.states import State

_DRAWINGS: Final = {
    Scope.HOUSEHOLD: "household_all",
    Scope.REGISTER: "household_all",
    Scope.PART: "household_part",
    Scope.SELF: "household_self",
}
_HELP: Final = {
    Kind.FAMILY_REGISTER_INDIVIDUAL: "scope.help_individual",
    Kind.ADDRESS_HISTORY: "scope.help_register",
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
        self.help_line = (
            f"**{reminder}**  {words.text(_HELP.get(kind, 'scope.help') if kind else 'scope.help')}"
        )
        scopes = offered_scopes(state)
        cards = kept(self, ScopeCard, len(scopes), on_release=self._choose)
        for number, (card, scope) in enumerate(zip(cards, scopes, strict=True)):
            card.box = [40 + number * _PITCH, 270, 384, 588]
            card.scope = scope
            card.number = str(number + 1)
            card.drawing = _DRAWINGS[scope]
            name = scope_name(kind, scope)
            card.title = words.text(f"scope.{name}.name")
            card.line = words.text(f"scope.{name}.line", count=len(persons(state)))

    def _choose(self, card: ScopeCard) -> None:
        self.send(ScopeChosen(card.scope))


def scope_name(kind: Kind | None, scope: Scope) -> str:
    """Under which name a scope is spoken of: a part is one of the household or of the register."""
    of_register = kind is not None and RULES[kind].group is Group.REGISTER
    return "register_part" if of_register and scope is Scope.PART else scope.value


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
