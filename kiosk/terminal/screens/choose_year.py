"""08c: which fiscal year? One card a year, the latest first."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty

from kiosk.certificates.kinds import Kind
from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets.card import ChoiceCard
from kiosk.terminal.screens.widgets.row import kept
from kiosk.terminal.visit.events import YearChosen
from kiosk.terminal.visit.offer import offered_years
from kiosk.terminal.visit.states import State

_LEFTS = (40, 652)
_TOP = 270
_PITCH = 208
_MOST = 6


class YearCard(ChoiceCard):
    """The card of one fiscal year."""

    year = NumericProperty(0)


class ChooseYearScreen(StepScreen):
    """The six latest years that this person may have."""

    def draw(self, state: State) -> None:
        """Show the years; an income belongs to the calendar year before (地方税法 第32条, 第313条)."""
        super().draw(state)
        words = self.look.words
        years = offered_years(state)[:_MOST]
        if years:
            fiscal, income = words.fiscal_year(years[0]), words.calendar_year(years[0] - 1)
            kind = state.ongoing.draft.kind
            reminder = f"**{words.text(f'kind.{kind}.name')}**  " if kind else ""
            name = "years.help_payments" if kind is Kind.TAX_PAYMENT else "years.help"
            self.help_line = reminder + words.text(name, fiscal=fiscal, income=income)
        for place, (card, year) in enumerate(
            zip(kept(self, YearCard, len(years), on_release=self._choose), years, strict=True)
        ):
            card.box = [_LEFTS[place % 2], _TOP + place // 2 * _PITCH, 588, 188]
            card.year = year
            card.number = str(place + 1)
            card.icon = "calendar"
            card.title = words.fiscal_year(year)
            of_payments = state.ongoing.draft.kind is Kind.TAX_PAYMENT
            name = "years.line_payments" if of_payments else "years.line"
            card.line = words.text(name, income=words.calendar_year(year - 1))

    def _choose(self, card: YearCard) -> None:
        self.send(YearChosen(int(card.year)))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
