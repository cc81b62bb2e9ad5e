"""04 and 05b: the PIN pad, and the wait while card and city hall check it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty

from kiosk.terminal.screens.screen import StepScreen
from kiosk.terminal.screens.widgets.button import PushButton
from kiosk.terminal.screens.widgets.placed import Board
from kiosk.terminal.visit.conversation import Conversation
from kiosk.terminal.visit.states import Authenticating, EnterPin, State

_DIGITS = 4
_PAD: Final = {0: (3, 1)} | {digit: divmod(digit - 1, 3) for digit in range(1, 10)}
"""Digit → row and column, as on a telephone: residents know the pad of the cash machines."""

_KEY: Final = (210, 138)
_GAP: Final = 16


class PinBox(Board):
    """One digit's place: a dot when it is in; ``next`` is the one that comes next."""

    filled = BooleanProperty(False)
    next = BooleanProperty(False)


class PinKey(PushButton):
    """A digit of the pad."""

    digit = NumericProperty(0)


class EnterPinScreen(StepScreen):
    """Four digits, never shown; how many tries are left, always shown."""

    digits = NumericProperty(0)
    tries_left = NumericProperty(3)
    wrong = BooleanProperty(False)
    last_try = BooleanProperty(False)
    checking = BooleanProperty(False)

    def __init__(self, conversation: Conversation, state: State, **properties: Any) -> None:
        super().__init__(conversation, state, **properties)
        for digit, (row, column) in _PAD.items():
            left, top = column * (_KEY[0] + _GAP), row * (_KEY[1] + _GAP)
            key = PinKey(box=[left, top, *_KEY], digit=digit)
            key.bind(on_release=lambda key: conversation.enter_pin_digit(key.digit))
            self.bind(checking=key.setter("off"))
            self.ids.pad.add_widget(key)

    def draw(self, state: State) -> None:
        """Show how many digits are in and how many tries are left."""
        super().draw(state)
        match state.screen:
            case EnterPin() as screen:
                self.digits = screen.digits
                self.wrong = screen.wrong
                self.last_try = screen.last_try_accepted
                self.checking = False
                self.tries_left = screen.tries_left
            case Authenticating() as screen:
                self.digits = _DIGITS
                self.wrong = False
                self.last_try = screen.last_try
                self.checking = True
                self.tries_left = screen.tries_left

    def headline(self, checking: bool, wrong: bool, last_try: bool, tries_left: int) -> str:
        """The question, or what became of the last answer (kv)."""
        if checking:
            return self.say("pin.checking")
        if wrong and not last_try:
            return self.say("pin.wrong", tries=tries_left)
        return self.say("pin.question")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
