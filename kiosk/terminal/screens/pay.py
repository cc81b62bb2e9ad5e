"""A12: money goes in. What is still needed stands largest."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets import figure
from kiosk.terminal.visit.states import Pay, State
from kiosk.terminal.words import Words

PARTS = (figure,)


class PayScreen(StepScreen):
    """Fee, money put in, what is still needed, change."""

    share = NumericProperty(0)
    paid = BooleanProperty(False)
    accepting = BooleanProperty(False)
    needed_label = StringProperty("")
    caution = StringProperty("")

    def draw(self, state: State) -> None:
        """Show where the money stands."""
        super().draw(state)
        pay = state.screen
        if not isinstance(pay, Pay):
            return
        words = self.look.words
        fee, inserted = pay.order.fee, pay.inserted
        self.accepting = pay.accepting
        self.paid = inserted >= fee
        self.stop = "button.stop_money" if pay.accepting else ""
        self.question, self.help_line = _heading(words, pay)
        self.share = min(1.0, inserted / fee) if fee else 1.0
        self.caution = words.text("pay.exact_only") if pay.exact_only else ""
        self.needed_label = words.text("pay.paid" if self.paid else "pay.still_needed")
        self.ids.fee.show(words.yen_figure(fee))
        self.ids.inserted.show(words.yen_figure(inserted))
        self.ids.needed.show(words.yen_figure(max(0, fee - inserted)))
        self.ids.change.show(words.yen_figure(max(0, inserted - fee)))


def _heading(words: Words, pay: Pay) -> tuple[str, str]:
    """Question and help line."""
    if pay.returning:
        return words.text("pay.returning"), words.text("pay.returning_help")
    if pay.accepting:
        return words.text("pay.question"), words.text("pay.help")
    if pay.inserted >= pay.order.fee > 0:
        return words.text("pay.complete"), words.text("pay.complete_help")
    return words.text("pay.opening"), words.text("pay.opening_help")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
