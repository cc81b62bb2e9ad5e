"""Placing by the design's measure: pixels from the top left corner of what holds a widget."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import ListProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.terminal.screens.look import Look, current_look


class Placed(Widget):
    """A widget with a ``box``: x, y, width, height, y counted downwards from the holder's top.

    Takes the look that is being built with.
    """

    box = ListProperty([0, 0, 100, 100])
    look: Look = ObjectProperty()

    def __init__(self, **properties: Any) -> None:
        self.look = properties.pop("look", None) or current_look()
        super().__init__(**properties)

    def colour(self, role: str) -> tuple[float, float, float, float]:
        """The colour of a role, clear for none (kv)."""
        return self.look.colour(role or "clear")

    def say(self, message: str, /, *, count: int | None = None, **values: object) -> str:
        """The words of ``message`` in the resident's language (kv)."""
        return self.look.text(message, count=count, **values)


class Board(Placed):
    """Holds placed widgets and puts each where its box says."""

    def __init__(self, **properties: Any) -> None:
        self._arrange = Clock.create_trigger(self.arrange, -1)
        super().__init__(**properties)
        self.bind(pos=self._arrange, size=self._arrange)

    def add_widget(self, widget: Widget, *args: Any, **kwargs: Any) -> None:
        """Hold ``widget`` from now on."""
        super().add_widget(widget, *args, **kwargs)
        if isinstance(widget, Placed):
            widget.bind(box=self._arrange)
        self._arrange()

    def remove_widget(self, widget: Widget, *args: Any, **kwargs: Any) -> None:
        """Hold ``widget`` no longer."""
        super().remove_widget(widget, *args, **kwargs)
        if isinstance(widget, Placed):
            widget.unbind(box=self._arrange)

    def arrange(self, *_: Any) -> None:
        """Put every held widget into its box, at once."""
        for child in self.children:
            if isinstance(child, Placed):
                x, y, width, height = child.box
                child.size = (width, height)
                child.pos = (self.x + x, self.top - y - height)
