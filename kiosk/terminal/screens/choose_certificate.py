"""A07: which certificate? One card a kind; what is off says why and stays touchable."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from kivy.lang import Builder
from kivy.properties import ObjectProperty

from kiosk.certificates.kinds import Kind
from kiosk.certificates.messages import Service
from kiosk.certificates.opening import ClosedReason
from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets.card import ChoiceCard
from kiosk.terminal.screens.widgets.row import kept
from kiosk.terminal.visit.events import KindChosen
from kiosk.terminal.visit.offer import reissue_of_kind
from kiosk.terminal.visit.states import State, local_time
from kiosk.terminal.words import Words

KIND_ICONS: Final = {
    Kind.RESIDENT_RECORD: "resident",
    Kind.RESIDENT_RECORD_ITEMS: "items",
    Kind.SEAL_REGISTRATION: "seal",
    Kind.INCOME_TAX: "income",
    Kind.TAX_PAYMENT: "taxpaid",
    Kind.FAMILY_REGISTER: "family",
    Kind.FAMILY_REGISTER_INDIVIDUAL: "user",
    Kind.ADDRESS_HISTORY: "home",
}

_TOP = 270
_PITCH = 208
_LEFTS = (40, 652)


class KindCard(ChoiceCard):
    """The card of one kind."""

    kind: Kind = ObjectProperty(None)


class ChooseCertificateScreen(StepScreen):
    """One card a service of the city hall, in its order."""

    def draw(self, state: State) -> None:
        """Show the services, and which of them are off."""
        super().draw(state)
        self.back = state.ongoing.editing
        offered = state.availability
        services = offered.services if offered else ()
        cards = kept(self, KindCard, len(services), on_release=self._choose)
        for number, (card, service) in enumerate(zip(cards, services, strict=True)):
            card.box = [_LEFTS[number % 2], _TOP + number // 2 * _PITCH, 588, 188]
            card.number = str(number + 1)
            self._tell(card, service, state)

    def _tell(self, card: KindCard, service: Service, state: State) -> None:
        words = self.look.words
        card.kind = service.kind
        card.icon = KIND_ICONS[service.kind]
        card.title = words.text(f"kind.{service.kind}.name")
        entitled = state.ongoing.entitlement
        if not service.is_open:
            card.closed = True
            card.chip = words.text(f"closed.{reason_of(service)}.chip")
            card.line = closed_line(words, service)
            card.opens = reopening(words, service, local_time(state))
        elif entitled is not None and service.kind not in entitled.kinds:
            card.closed = True
            card.chip = words.text("closed.not-offered.chip")
            card.line = words.text("closed.not-offered.line")
            card.opens = ""
        else:
            card.closed = False
            again = reissue_of_kind(state, service.kind) is not None
            newest = words.fiscal_year(max(service.years)) if service.years else ""
            line = "kind.reissue.line" if again else f"kind.{service.kind}.line"
            card.line = words.text(line, newest=newest)
            figure = words.yen_figure(service.fee, "amount.per_copy")
            priced = [figure.before, figure.digits, figure.after]
            card.fee = priced if service.fee and not again else ["", words.text("fee.none"), ""]

    def _choose(self, card: KindCard) -> None:
        self.send(KindChosen(card.kind))


def reason_of(service: Service) -> ClosedReason:
    """Why a service is off; one that gives no reason has been paused by hand."""
    return service.reason or ClosedReason.PAUSED


def closed_line(words: Words, service: Service) -> str:
    """The reason in one line; outside the hours it names them."""
    hours = words.hours(service.opens, service.closes, weekdays_only=service.weekdays_only)
    return words.text(f"closed.{reason_of(service)}.line", hours=hours)


def reopening(words: Words, service: Service, now: datetime | None) -> str:
    """When it opens again, empty where nobody knows."""
    if service.reopens is None or now is None:
        return ""
    return words.opens(service.reopens, now)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
