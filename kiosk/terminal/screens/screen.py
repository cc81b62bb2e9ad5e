"""What every screen and dialog is: drawn from a state, sending events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, OptionProperty, StringProperty

from kiosk.terminal.screens.theme import LANDSCAPE
from kiosk.terminal.screens.widgets import button, card, figure, frame, header, notice, picture, text
from kiosk.terminal.screens.widgets.placed import Board
from kiosk.terminal.screens.widgets.touch import Holdable
from kiosk.terminal.visit.conversation import Conversation
from kiosk.terminal.visit.events import Event
from kiosk.terminal.visit.states import State, Step, step_of

PARTS = (button, card, figure, frame, header, notice, picture, text)
"""Modules whose widgets the .kv files of the screens may use; importing them makes Kivy know them."""


class Drawn(Board):
    """A board for one state after another. It lives as long as its screen is shown in one look: nothing
    of a visit outlives the screen that showed it."""

    conversation: Conversation = ObjectProperty()
    state: State = ObjectProperty()

    def __init__(self, conversation: Conversation, state: State, **properties: Any) -> None:
        self.conversation = conversation
        self.state = state
        super().__init__(box=[0, 0, *LANDSCAPE], **properties)

    def send(self, event: Event) -> None:
        """Hand on what the resident did."""
        self.conversation.send(event)

    def draw(self, state: State) -> None:
        """Show ``state``."""
        self.state = state

    def city(self) -> str:
        """The name of the city hall to ask, or a word for any."""
        offer = self.state.availability
        if offer is None:
            return self.say("municipality.any")
        return offer.municipality.name.in_language(self.look.language)

    def leave(self) -> None:
        """The screen is gone: whatever is held or was drawn of the visit ends with it."""
        for widget in list(self.walk(restrict=True)):
            if isinstance(widget, Holdable):
                widget.let_go()
        self.clear_widgets()
        self.canvas.clear()


class VisitScreen(Drawn):
    """A whole screen on its ground."""


class StepScreen(VisitScreen):
    """A screen with steps, tools, question, help line, and the places of back and stop.

    ``stop`` is the message id of the stop button, empty for none.
    """

    step = OptionProperty(Step.CARD.value, options=[step.value for step in Step])
    question = StringProperty("")
    question_tone = StringProperty("ink")
    help_line = StringProperty("")
    help_tone = StringProperty("ink2")
    back = BooleanProperty(False)
    stop = StringProperty("")

    def __init__(self, conversation: Conversation, state: State, **properties: Any) -> None:
        self.step = (step_of(state.screen) or Step.CARD).value
        super().__init__(conversation, state, **properties)


class DialogScreen(Drawn):
    """A panel over a darkened screen; no touch reaches what is behind."""

    def on_touch_down(self, touch: Any) -> bool:
        """Take every finger."""
        super().on_touch_down(touch)
        return True


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
