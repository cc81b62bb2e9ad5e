"""Finding controls by their words, as a resident does."""

from __future__ import annotations

from typing import Any

from kiosk.terminal.visit.events import Event
from tests.screens.window import TerminalWindow


def words(window: TerminalWindow) -> set[str]:
    """Every text in front."""
    from kiosk.terminal.screens.widgets.text import Text

    return {text.text for text in window.widgets(Text)}


def control(window: TerminalWindow, bearing: str) -> Any:
    """The control in front that bears these words."""
    from kiosk.terminal.screens.widgets.text import Text
    from kiosk.terminal.screens.widgets.touch import Touchable

    for candidate in window.widgets(Touchable):
        children = candidate.walk(restrict=True)
        if any(child.text == bearing for child in children if isinstance(child, Text)):
            return candidate
    raise AssertionError(f"nothing to touch says {bearing!r}")


def touched(window: TerminalWindow, bearing: str) -> Event:
    """What the visit hears last after a touch on the control that bears these words."""
    window.touch_widget(control(window, bearing))
    return window.listener.events[-1]
