"""15: a visit that ends before money. What happened, what about my money, what do I do next."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kiosk.certificates.failures import Failure, Party
from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets.placed import Board
from kiosk.terminal.visit.states import Refused, State

_DRAWINGS: Final = {
    "card_expired": "certificate_expired",
    "printer_unavailable": "jam",
    "no_paper": "jam",
    "print_failed": "jam",
}
_ICONS: Final = {
    "card_not_usable": "card",
    "card_old_resident": "card",
    "card_android": "card",
    "card_iphone": "card",
    "card_unsupported": "card",
    "card_unreadable": "card",
    "card_removed": "card",
    "card_changed": "card",
    "card_revoked": "card",
    "card_suspended": "pause",
    "card_untrusted": "shieldx",
    "pin_blocked": "lock",
    "under_fifteen": "user",
    "city_unreachable": "linecut",
    "city_not_ready": "linecut",
    "reader_missing": "linecut",
    "not_printable": "text",
    "tax_undeclared": "income",
    "cash_unavailable": "coin",
    "cash_fault": "coin",
    "power_cut": "wrench",
    "terminal_fault": "wrench",
    "stopped_for_safety": "shieldx",
    "document_expired": "clock",
    "visit_expired": "clock",
    "service_hours": "clock",
    "service_off": "pause",
}
_PARTY_ICONS: Final = {
    Party.RESIDENT: "refresh",
    Party.DESK: "building",
    Party.STORE: "user",
    Party.OPERATOR: "phone",
}


def next_icon(party: Party) -> str:
    """The icon of what to do next."""
    return _PARTY_ICONS[party]


class FailurePicture(Board):
    """A drawing of what happened, or its icon, on the ground of drawings."""

    words = StringProperty("")

    def drawing(self, words: str) -> str:
        """The drawing of a failure, if there is one (kv)."""
        return _DRAWINGS.get(words, "")

    def icon(self, words: str) -> str:
        """The icon of a failure that has no drawing (kv)."""
        return "" if words in _DRAWINGS else _ICONS.get(words, "building")


class RefusedScreen(StepScreen):
    """Says why, what about the money, and what to do next; holds nothing personal."""

    code = StringProperty("")
    words = StringProperty("")
    happened = StringProperty("")
    detail = StringProperty("")
    next = StringProperty("")
    next_detail = StringProperty("")
    next_icon = StringProperty("info")
    card_lies_there = BooleanProperty(False)

    def draw(self, state: State) -> None:
        """Show the words of the failure."""
        super().draw(state)
        if not isinstance(state.screen, Refused):
            return
        failure = state.screen.failure
        self.code = failure.code
        self.words = failure.words
        self.question = self._words_of(failure, "headline")
        self.happened = self._words_of(failure, "happened")
        self.detail = self._words_of(failure, "detail")
        if state.screen.tries_left is not None:
            self.detail = self.say("refused.tries_left", tries=state.screen.tries_left)
        self.next = self._words_of(failure, "next")
        self.next_detail = self._words_of(failure, "next_detail")
        self.next_icon = next_icon(failure.party)
        self.card_lies_there = state.terminal.card_on_reader

    def _words_of(self, failure: Failure, part: str) -> str:
        return self.say(f"refused.{failure.words}.{part}", city=self.city())


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
