"""16: the terminal cannot serve. With a settlement: what became of somebody's money and paper."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kiosk.certificates.failures import Failure
from kiosk.terminal.screens.look import look_for
from kiosk.terminal.screens.refused import next_icon
from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.welcome import IdleScreen
from kiosk.terminal.visit.states import OutOfService, Settlement, State, Step


class OutOfServiceScreen(IdleScreen):
    """Nobody can be served here now: why, and where to go."""

    code = StringProperty("")
    happened = StringProperty("")
    detail = StringProperty("")
    next = StringProperty("")
    next_detail = StringProperty("")
    next_icon = StringProperty("info")
    other_language = StringProperty("")

    def draw(self, state: State) -> None:
        """Show why, in the words of the failure."""
        super().draw(state)
        if not isinstance(state.screen, OutOfService):
            return
        failure = state.screen.failure
        self.code = failure.code
        self.happened = self._words_of(failure, "happened")
        self.detail = self._words_of(failure, "detail")
        self.next = self._words_of(failure, "next")
        self.next_detail = self._words_of(failure, "next_detail")
        self.next_icon = next_icon(failure.party)
        other = look_for("en" if self.look.language == "ja" else "ja", False)
        self.other_language = other.text("out_of_service.question")

    def _words_of(self, failure: Failure, part: str) -> str:
        return self.say(f"refused.{failure.words}.{part}", city=self.city())


class SettlementScreen(StepScreen):
    """An order was cut short: what is printed, what about every yen, what to do next."""

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
        self.claim = settlement.claim or ""
        self.question = self.say(f"refused.{failure.words}.headline", city=self.city())
        self.happened = self.say(f"refused.{failure.words}.happened", city=self.city())
        self.printed = self._printed(settlement)
        self._tell_money(settlement)
        self._tell_next(state, settlement)
        self.sheet_inside = failure.words == "print_failed" and settlement.sheets_printed < settlement.sheets

    def _printed(self, settlement: Settlement) -> str:
        if settlement.sheets_printed == 0:
            return self.say("settlement.printed_none")
        form = "some" if settlement.sheets_printed < settlement.sheets else "all"
        return self.say(
            f"settlement.printed_{form}", sheets=settlement.sheets, printed=settlement.sheets_printed
        )

    def _tell_money(self, settlement: Settlement) -> None:
        words = self.look.words
        received = words.yen(settlement.received)
        if settlement.owed:
            self.help_line = self.say("settlement.help_owed")
            self.money = self.say("settlement.owed", amount=words.yen(settlement.owed))
            self.money_detail = self.say("settlement.owed_detail", received=received)
        elif settlement.returned:
            self.help_line = self.say("settlement.help_paid_back")
            self.money = self.say("settlement.returned", amount=words.yen(settlement.returned))
            self.money_detail = self.say("settlement.returned_detail", received=received)
        elif settlement.received:
            self.help_line = self.say("settlement.help_owed")
            self.money = self.say("settlement.nothing_owed")
            self.money_detail = self.say("settlement.nothing_owed_detail")
        else:
            self.help_line = self.say("settlement.help_free")
            self.money = self.say("refused.money_none")
            self.money_detail = self.say("refused.money_none_detail")

    def _tell_next(self, state: State, settlement: Settlement) -> None:
        if settlement.claim is None:
            self.next = self.say("settlement.next")
            self.next_detail = self.say("settlement.next_detail")
            return
        self.next = self.say("settlement.next_claim")
        self.next_detail = self.say("settlement.next_claim_desk", city=self.city())
        self.phone = state.availability.municipality.desk_phone if state.availability else ""


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
