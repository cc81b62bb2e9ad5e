"""The five steps at the top, and the tools at its right."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from kivy.lang import Builder
from kivy.properties import OptionProperty, StringProperty

from kiosk.terminal.screens.widgets.placed import Board
from kiosk.terminal.screens.widgets.text import text_width
from kiosk.terminal.screens.widgets.touch import Touchable
from kiosk.terminal.visit.states import Step

_CIRCLE = 44
_GAP = 10
_BAR = 22
_LEFT = 40
_MIDDLE = 55


class Tool(Touchable):
    """A tool of 136×88: an icon above its name."""

    icon = StringProperty("")
    text = StringProperty("")


class StepMark(Board):
    """The circle of one step with its number, or a check once it is done."""

    number = StringProperty("")
    phase = OptionProperty("later", options=["done", "now", "later"])


class StepName(Board):
    """The name of one step."""

    text = StringProperty("")
    phase = OptionProperty("later", options=["done", "now", "later"])


class StepLink(Board):
    """The bar between two steps."""

    phase = OptionProperty("later", options=["done", "now", "later"])


_STEPS: Final = tuple(Step)


class Steps(Board):
    """All five steps, ``current`` being where the resident is."""

    current = OptionProperty(Step.CARD.value, options=[step.value for step in Step])

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self.fbind("current", self._build)
        self._build()

    def _build(self, *_: Any) -> None:
        self.clear_widgets()
        now = _STEPS.index(Step(self.current))
        left = float(_LEFT)
        for number, step in enumerate(_STEPS):
            phase = "done" if number < now else "now" if number == now else "later"
            if number:
                link = "done" if number <= now else "later"
                self.add_widget(StepLink(box=[left, _MIDDLE - 2, _BAR, 4], phase=link))
                left += _BAR + _GAP
            circle = [left, _MIDDLE - _CIRCLE / 2, _CIRCLE, _CIRCLE]
            self.add_widget(StepMark(box=circle, number=str(number + 1), phase=phase))
            left += _CIRCLE + _GAP
            name = self.say(f"step.{step.value}")
            width = round(text_width(self.look.faces, f"**{name}**" if phase == "now" else name, "small"))
            self.add_widget(StepName(box=[left, _MIDDLE - 24, width + 2, 48], text=name, phase=phase))
            left += width + _GAP


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
