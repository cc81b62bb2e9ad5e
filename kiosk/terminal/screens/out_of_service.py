"""16: the terminal cannot serve. With a settlement: what became of somebody's money and paper."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kiosk.certificates.failures import Failure, Issued
from kiosk.terminal.screens.look import look_for
from kiosk.terminal.screens.refused import next_icon
from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.welcome import IdleScreen
from kiosk.terminal.visit.states import OutOfService, Settlement, State, Step

_TO_TAKE: Final = {
    (True, True): "settlement.next",
    (True, False): "settlement.next_money",
    (False, True): "settlement.next_sheets",
    (False, False): "settlement.next_elsewhere",
}
"""What to do without a claim, by whether money and whether sheets lie there."""


class OutOfServiceScreen(IdleScreen):
    """Nobody can be served here now: why, what about money and paper, and where to go."""

    code = StringProperty("")
    happened = StringProperty("")
    detail = StringProperty("")
    money = StringProperty("")
    issued = StringProperty("")
    next = StringProperty("")
    next_detail = StringProperty("")
    next_icon = StringProperty("info")
    other_language = StringProperty("")

    def draw(self, state: State) -> None:
        """Show the failure's words, and what its type says of money and paper."""
        super().draw(state)
        if not isinstance(state.screen, OutOfService):
            return
        failure = state.screen.failure
        self.code = failure.code
        self.happened = self._words_of(failure, "happened")
        self.detail = self._words_of(failure, "detail")
        self.money = self.say(f"out_of_service.money.{failure.money}")
        self.issued = self.say(f"out_of_service.issued.{failure.issued}")
        self.next = self._words_of(failure, "next")
        self.next_detail = self._words_of(failure, "next_detail")
        self.next_icon = next_icon(failure.party)
        other = look_for("en" if self.look.language == "ja" else "ja", False)
        self.other_language = other.text("out_of_service.question")

    def _words_of(self, failure: Failure, part: str) -> str:
        return self.say(f"refused.{failure.words}.{part}", city=self.city())


class SettlementScreen(StepScreen):
    """An order was cut short: what is printed, what about every yen, what to do next."""

    words = StringProperty("")
    printed = StringProperty("")
    happened = StringProperty("")
    money = StringProperty("")
    money_detail = StringProperty("")
    next = StringProperty("")
    next_detail = StringProperty("")
    phone = StringProperty("")
    claim = StringProperty("")
    code = StringProperty("")
    sheet_inside = BooleanProperty(False)

    def draw(self, state: State) -> None:
        """Show how the order ended for its payer."""
        super().draw(state)
        if not isinstance(state.screen, OutOfService) or state.screen.settlement is None:
            return
        self.step = Step.COLLECT.value
        failure, settlement = state.screen.failure, state.screen.settlement
        self.code = failure.code
        self.words = failure.words
        self.claim = settlement.claim or ""
        self.question = self.say(f"refused.{failure.words}.headline", city=self.city())
        self.happened = self.say(f"refused.{failure.words}.happened", city=self.city())
        checking = failure.issued is Issued.UNCERTAIN and settlement.claim is not None
        self.printed = self._printed(settlement, checking)
        self._tell_money(settlement, checking)
        self._tell_next(state, settlement)
        sheets_missing = settlement.sheets_printed < settlement.sheets
        self.sheet_inside = failure.issued is not Issued.NONE and sheets_missing

    def _printed(self, settlement: Settlement, checking: bool) -> str:
        printed, sheets = settlement.sheets_printed, settlement.sheets
        if printed == 0:
            return self.say("settlement.printed_unknown" if checking else "settlement.printed_none")
        if printed == sheets:
            return self.say("settlement.printed_all", sheets=sheets)
        form = "proven" if checking else "some"
        return self.say(f"settlement.printed_{form}", sheets=sheets, printed=printed)

    def _tell_money(self, settlement: Settlement, checking: bool) -> None:
        words = self.look.words
        received = words.yen(settlement.received)
        returned, owed = words.yen(settlement.returned), words.yen(settlement.owed)
        if settlement.owed and checking:
            self.help_line = self.say("settlement.help_checked")
            self.money = self.say("settlement.checked", amount=owed)
            self.money_detail = self.say("settlement.checked_detail", received=received)
        elif settlement.owed:
            self.help_line = self.say("settlement.help_owed")
            self.money = self.say("settlement.owed", amount=owed)
            form = "owed_part_detail" if settlement.returned else "owed_detail"
            self.money_detail = self.say(f"settlement.{form}", received=received, returned=returned)
        elif settlement.returned:
            self.help_line = self.say("settlement.help_paid_back")
            self.money = self.say("settlement.returned", amount=returned)
            self.money_detail = self.say("settlement.returned_detail", received=received)
        elif settlement.received:
            self.help_line = self.say("settlement.help_settled")
            self.money = self.say("settlement.nothing_owed")
            self.money_detail = self.say("settlement.nothing_owed_detail")
        else:
            self.help_line = self.say("settlement.help_free")
            self.money = self.say("refused.money_none")
            self.money_detail = self.say("refused.money_none_detail")

    def _tell_next(self, state: State, settlement: Settlement) -> None:
        if settlement.claim is None:
            self.next = self.say(_TO_TAKE[settlement.returned > 0, settlement.sheets_printed > 0])
            self.next_detail = self.say("settlement.next_detail")
            return
        self.next = self.say("settlement.next_claim")
        self.next_detail = self.say("settlement.next_claim_desk", city=self.city())
        self.phone = state.availability.municipality.desk_phone if state.availability else ""


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
