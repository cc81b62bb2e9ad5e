"""A07: which certificate? One card a kind, one for all of the family register; what is off says why and
stays touchable."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk.terminal.screens.kind_card import KindCard, RegisterCard
from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets.row import kept
from kiosk.terminal.visit.events import KindChosen, RegisterKindsOpened
from kiosk.terminal.visit.offer import grouped_services, single_services
from kiosk.terminal.visit.states import State


class ChooseCertificateScreen(StepScreen):
    """The services of the city hall, in its order: at most six cards."""

    def draw(self, state: State) -> None:
        """Show the services, and which of them are off."""
        super().draw(state)
        self.back = state.ongoing.editing
        services, grouped = single_services(state), grouped_services(state)
        cards = kept(self, KindCard, len(services), on_release=self._choose)
        for number, (card, service) in enumerate(zip(cards, services, strict=True)):
            card.put(number)
            card.tell(service, state)
        for card in kept(self, RegisterCard, 1 if grouped else 0, on_release=self._open):
            card.put(len(services))
            card.tell(grouped, state)

    def _choose(self, card: KindCard) -> None:
        self.send(KindChosen(card.kind))

    def _open(self, _: RegisterCard) -> None:
        self.send(RegisterKindsOpened())


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
