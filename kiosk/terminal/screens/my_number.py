"""A09b: show My Number? The safe answer is the blue one."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty, StringProperty

from kiosk.terminal.screens.choose_persons import person_words
from kiosk.terminal.screens.screen import DialogScreen
from kiosk.terminal.visit.offer import persons
from kiosk.terminal.visit.states import State

_MOST_NAMES = 6
"""More names than these have no room; their number stands for them."""


class MyNumberPanel(DialogScreen):
    """The law, the persons whose numbers would be shown, and two answers."""

    names = StringProperty("")
    count = NumericProperty(0)

    def draw(self, state: State) -> None:
        """Show whose numbers it is about."""
        super().draw(state)
        words = self.look.words
        shown = [person for person in persons(state) if person.number in state.ongoing.draft.persons]
        holder = words.text("persons.holder")
        names = [holder if person.is_holder else person_words(words, person)[0] for person in shown]
        self.count = len(shown)
        self.names = (
            words.text("my_number.persons", names=words.listing(names), count=len(shown))
            if len(shown) <= _MOST_NAMES
            else words.text("my_number.persons_many", count=len(shown))
        )


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
