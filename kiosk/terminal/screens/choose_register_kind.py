"""07b: which of the certificates of the family register?"""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk.terminal.screens.kind_card import KindCard
from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets.row import kept
from kiosk.terminal.visit.events import KindChosen
from kiosk.terminal.visit.offer import grouped_services
from kiosk.terminal.visit.states import State


class ChooseRegisterKindScreen(StepScreen):
    """One card a certificate that the city hall makes from the register."""

    def draw(self, state: State) -> None:
        """Show the certificates, and which of them are off."""
        super().draw(state)
        self.help_line = self.look.text("registers.help", city=self.city())
        services = grouped_services(state)
        cards = kept(self, KindCard, len(services), on_release=self._choose)
        for number, (card, service) in enumerate(zip(cards, services, strict=True)):
            card.put(number)
            card.tell(service, state)

    def _choose(self, card: KindCard) -> None:
        self.send(KindChosen(card.kind))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
