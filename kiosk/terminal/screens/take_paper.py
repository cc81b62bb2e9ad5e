"""A14: everything that has to be taken, one picture each, and how long the screen stays."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from kivy.lang import Builder
from kivy.properties import NumericProperty, StringProperty

from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets.placed import Board, Placed
from kiosk.terminal.screens.widgets.row import kept
from kiosk.terminal.visit.states import State, TakePaper
from kiosk.terminal.visit.timing import seconds_left, silence_limit
from kiosk.terminal.words import Words

_WIDTH = 282
_GAP = 24
_CONTENT = 1200


class Thing(NamedTuple):
    """One thing to take: its drawing, what it is, and where it lies."""

    drawing: str
    title: str
    where: str


class ThingToTake(Board):
    """The picture of one thing, and two lines."""

    drawing = StringProperty("")
    title = StringProperty("")
    where = StringProperty("")


class CountdownRing(Placed):
    """What ``share`` of the time is left, on the ground of the blue button."""

    share = NumericProperty(1)


class TakePaperScreen(StepScreen):
    """Sheets, receipt, change, belongings; what there is none of is not shown."""

    share = NumericProperty(1)

    def draw(self, state: State) -> None:
        """Show what there is to take, and the time that is left."""
        super().draw(state)
        taking = state.screen
        if not isinstance(taking, TakePaper):
            return
        words = self.look.words
        self.question = words.text(
            "take_paper.question" if taking.receipt else "take_paper.question_no_receipt"
        )
        things = things_to_take(words, taking)
        left = 40 + (_CONTENT - len(things) * _WIDTH - (len(things) - 1) * _GAP) / 2
        for place, (picture, thing) in enumerate(
            zip(kept(self, ThingToTake, len(things)), things, strict=True)
        ):
            picture.box = [left + place * (_WIDTH + _GAP), 262, _WIDTH, 400]
            picture.drawing, picture.title, picture.where = thing
        remaining, limit = seconds_left(state), silence_limit(taking)
        doubled = 2 if state.preferences.long_time else 1
        self.share = remaining / (limit * doubled) if remaining is not None and limit else 1.0


def things_to_take(words: Words, taking: TakePaper) -> tuple[Thing, ...]:
    """From left to right."""
    sheets = words.text("take_paper.certificate", count=taking.order.sheets)
    things = [Thing("take_certificates", sheets, words.text("take_paper.certificate_where"))]
    if taking.receipt:
        things.append(
            Thing("take_receipt", words.text("take_paper.receipt"), words.text("take_paper.receipt_where"))
        )
    if taking.change:
        change = words.text("take_paper.change", change=words.yen(taking.change))
        things.append(Thing("take_change", change, words.text("take_paper.change_where")))
    belongings = words.text("take_paper.belongings")
    things.append(Thing("take_belongings", belongings, words.text("take_paper.belongings_where")))
    return tuple(things)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
