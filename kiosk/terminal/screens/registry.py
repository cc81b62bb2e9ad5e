"""Which screen shows which state."""

from __future__ import annotations

from typing import Final

from kiosk.terminal.screens.opening_hours import everything_closed
from kiosk.terminal.screens.screen import DialogScreen, VisitScreen
from kiosk.terminal.screens.welcome import ClosedScreen, WelcomeScreen
from kiosk.terminal.visit import states
from kiosk.terminal.visit.states import State

_SCREENS: Final[dict[type[states.Screen], type[VisitScreen]]] = {
    states.Welcome: WelcomeScreen,
}

_DIALOGS: Final[dict[type[states.Dialog], type[DialogScreen]]] = {}


def screen_for(state: State) -> type[VisitScreen]:
    """The screen that shows ``state``."""
    if isinstance(state.screen, states.Welcome) and everything_closed(state):
        return ClosedScreen
    return _SCREENS[type(state.screen)]


def dialog_for(dialog: states.Dialog) -> type[DialogScreen]:
    """The panel that shows ``dialog``."""
    return _DIALOGS[type(dialog)]
