"""A08b: which persons? Given names and relations only, each with a box to tick."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.certificates.kinds import Scope
from kiosk.certificates.messages import PersonChoice
from kiosk.terminal.screens.choose_scope import scope_name
from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets.row import kept
from kiosk.terminal.screens.widgets.touch import Touchable
from kiosk.terminal.visit.events import PersonToggled
from kiosk.terminal.visit.offer import persons
from kiosk.terminal.visit.states import State
from kiosk.terminal.words import Words

PAGE = 10
_LEFTS = (40, 652)
_TOP = 270
_BAR_GAP = 28


class _Rows(NamedTuple):
    height: int
    gap: int


_ROWS = {1: _Rows(168, 20), 2: _Rows(168, 20), 3: _Rows(140, 20), 4: _Rows(108, 12), 5: _Rows(88, 10)}
"""Height and gap of the cards by the number of rows, so that the bar below them still fits."""


class PersonCard(Touchable):
    """One person: number, given name, relation, the word and the box."""

    person = NumericProperty(0)
    number = StringProperty("")
    title = StringProperty("")
    line = StringProperty("")
    chosen = BooleanProperty(False)


class ChoosePersonsScreen(StepScreen):
    """Ten persons a page; larger households turn the page."""

    page = NumericProperty(0)
    pages = NumericProperty(1)
    chosen_count = NumericProperty(0)
    count_line = StringProperty("")
    bar_top = NumericProperty(600)

    def draw(self, state: State) -> None:
        """Show who is on the paper so far."""
        super().draw(state)
        words = self.look.words
        everybody = persons(state)
        chosen = state.ongoing.draft.persons
        part = scope_name(state.ongoing.draft.kind, Scope.PART)
        self.help_line = f"**{words.text(f'scope.{part}.name')}**  {words.text('persons.help')}"
        self.chosen_count = len(chosen)
        self.count_line = words.text("persons.count", total=len(everybody), chosen=len(chosen))
        self.pages = max(1, -(-len(everybody) // PAGE))
        self._draw_page(everybody, chosen)

    def turn_page(self) -> None:
        """Show the next persons, after the last the first."""
        self.page = (self.page + 1) % self.pages
        self._draw_page(persons(self.state), self.state.ongoing.draft.persons)

    def _draw_page(self, everybody: tuple[PersonChoice, ...], chosen: tuple[int, ...]) -> None:
        first = int(self.page) * PAGE
        shown = everybody[first : first + PAGE]
        rows = _ROWS[max(1, -(-len(shown) // 2))]
        cards = kept(self, PersonCard, len(shown), on_release=self._toggle)
        for place, (card, person) in enumerate(zip(cards, shown, strict=True)):
            top = _TOP + place // 2 * (rows.height + rows.gap)
            card.box = [_LEFTS[place % 2], top, 588, rows.height]
            card.person = person.number
            card.number = str(first + place + 1)
            card.title, card.line = person_words(self.look.words, person)
            card.chosen = person.number in chosen
        count = -(-len(shown) // 2)
        self.bar_top = _TOP + count * (rows.height + rows.gap) - rows.gap + _BAR_GAP

    def _toggle(self, card: PersonCard) -> None:
        self.send(PersonToggled(int(card.person)))


def person_words(words: Words, person: PersonChoice) -> tuple[str, str]:
    """Name and line of a person; without a given name the relation and the year of birth stand for it."""
    relation = words.text("persons.holder") if person.is_holder else person.relation
    if person.label:
        return person.label, relation
    return relation, words.birth_year(person.birth_year)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
