"""Which city hall, where a terminal serves several."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ListProperty

from kiosk.terminal.screens.opening_hours import municipalities, until_or_from
from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets.card import ChoiceCard
from kiosk.terminal.visit.events import MunicipalityChosen
from kiosk.terminal.visit.states import State, local_time

_COLUMNS = 2
_STEP = (612, 154)


class ChooseMunicipalityScreen(StepScreen):
    """A card for each city hall that answers."""

    offers = ListProperty([])
    some_are_lost = BooleanProperty(False)

    def draw(self, state: State) -> None:
        """Show the city halls that answer now."""
        super().draw(state)
        self.offers = list(municipalities(state))
        self.some_are_lost = len(self.offers) < len(state.terminal.municipalities)

    def on_offers(self, *_: object) -> None:
        """Make a card for each."""
        board = self.ids.cards
        board.clear_widgets()
        now = local_time(self.state)
        for number, offer in enumerate(self.offers):
            row, column = divmod(number, _COLUMNS)
            card = ChoiceCard(
                box=[column * _STEP[0], row * _STEP[1], 588, 134],
                number=str(number + 1),
                icon="building",
                title=offer.municipality.name.in_language(self.look.language),
                line=until_or_from(offer, self.look.words, now) if now else "",
            )
            code = offer.municipality.code
            card.bind(on_release=lambda _, code=code: self.send(MunicipalityChosen(code)))
            board.add_widget(card)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
