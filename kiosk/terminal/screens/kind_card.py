"""The cards of what can be had: name, fee and, of what is off, why and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from kivy.properties import ObjectProperty

from kiosk.certificates.kinds import Kind
from kiosk.certificates.messages import Service
from kiosk.certificates.opening import ClosedReason
from kiosk.terminal.screens.widgets.card import ChoiceCard
from kiosk.terminal.visit.offer import is_entitled, reissue_of_kind
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


class _ServiceCard(ChoiceCard):
    def put(self, place: int) -> None:
        """Stand at the ``place`` (from 0) of the grid, under the number that follows."""
        self.box = [_LEFTS[place % 2], _TOP + place // 2 * _PITCH, 588, 188]
        self.number = str(place + 1)

    def _tell_closed(self, service: Service, state: State) -> None:
        words = self.look.words
        self.closed = True
        self.chip = words.text(f"closed.{reason_of(service)}.chip")
        self.line = closed_line(words, service)
        self.opens = reopening(words, service, local_time(state))

    def _tell_not_offered(self) -> None:
        self.closed = True
        self.chip = self.look.words.text("closed.not-offered.chip")
        self.line = self.look.words.text("closed.not-offered.line")
        self.opens = ""

    def _tell_fee(self, yen: int, name: str) -> None:
        words = self.look.words
        figure = words.yen_figure(yen, name)
        self.fee = [figure.before, figure.digits, figure.after] if yen else ["", words.text("fee.none"), ""]


class KindCard(_ServiceCard):
    """The card of one kind."""

    kind: Kind = ObjectProperty(None)

    def tell(self, service: Service, state: State) -> None:
        """Show the service as it is for whoever stands here."""
        words = self.look.words
        self.kind = service.kind
        self.icon = KIND_ICONS[service.kind]
        self.title = words.text(f"kind.{service.kind}.name")
        if not service.is_open:
            self._tell_closed(service, state)
        elif not is_entitled(state, service.kind):
            self._tell_not_offered()
        else:
            self.closed = False
            again = reissue_of_kind(state, service.kind) is not None
            newest = words.fiscal_year(max(service.years)) if service.years else ""
            line = "kind.reissue.line" if again else f"kind.{service.kind}.line"
            self.line = words.text(line, newest=newest)
            self._tell_fee(0 if again else service.fee, "amount.per_copy")


class RegisterCard(_ServiceCard):
    """The card behind which the certificates of the family register are."""

    def tell(self, services: Sequence[Service], state: State) -> None:
        """Show what is behind it, at least one service: it is open as long as one of them is."""
        words = self.look.words
        self.icon = "family"
        self.title = words.text("kind.registers.name")
        is_open = [service for service in services if service.is_open]
        if not is_open:
            self._tell_closed(services[0], state)
        elif not any(is_entitled(state, service.kind) for service in is_open):
            self._tell_not_offered()
        else:
            self.closed = False
            self.line = words.text("kind.registers.line")
            fees = {service.fee for service in is_open}
            self._tell_fee(min(fees), "amount.per_copy" if len(fees) == 1 else "amount.per_copy_from")


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
