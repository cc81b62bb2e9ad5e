"""What the clock does to a visit (ui: time limits of each screen). All in seconds."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from kiosk.certificates import failures
from kiosk.terminal.visit.effects import CancelPrint
from kiosk.terminal.visit.ending import Result, end, forget, go, idle_screen, refuse
from kiosk.terminal.visit.paying import give_back
from kiosk.terminal.visit.states import (
    Authenticating,
    ChooseCertificate,
    ChooseCopies,
    ChooseItems,
    ChooseMunicipality,
    ChoosePersons,
    ChooseRegisterKind,
    ChooseScope,
    ChooseYear,
    Confirm,
    EnterPin,
    HelpDialog,
    OutOfService,
    Pay,
    PlaceCard,
    Preferences,
    Printing,
    PrintProblem,
    ReadingCard,
    Refused,
    Screen,
    SettingsDialog,
    State,
    TakeCard,
    TakePaper,
    Terms,
    TimeRunningOut,
    Welcome,
)

WARNING = 20.0
CARD_DEADLINE = 20.0
PREPARING_DEADLINE = 30.0
PAYMENT_OPENING_DEADLINE = 30.0
STALL_LIMIT = 180.0
CARD_LEFT_MEMORY = 60.0
REVEAL_LIMIT = 15.0
CONSULTING_LIMIT = 120.0
IDLE_PREFERENCES_LIMIT = 60.0


def silence_limit(screen: Screen) -> float | None:
    """Seconds of silence that end the visit on ``screen``; None: silence does not end it."""
    match screen:
        case Terms() | ChooseMunicipality() | PlaceCard() | Refused():
            return 60.0
        case EnterPin() | ChooseCertificate() | ChooseRegisterKind() | ChooseScope() | ChoosePersons():
            return 90.0
        case ChooseYear() | ChooseItems() | ChooseCopies():
            return 90.0
        case Confirm(order=order):
            return None if order is None else 120.0
        case Pay(accepting=accepting):
            return 120.0 if accepting else None
        case TakePaper():
            return 40.0
        case PrintProblem():
            return 180.0
        case OutOfService(settlement=settlement):
            return None if settlement is None else 180.0
        case Welcome() | ReadingCard() | Authenticating() | TakeCard() | Printing():
            return None
    assert_never(screen)


def _warns(screen: Screen) -> bool:
    """Whether the end of the time is announced by a dialog; papers and claims count down by themselves."""
    return not isinstance(screen, TakePaper | PrintProblem | OutOfService)


def seconds_left(state: State) -> float | None:
    """Seconds until silence ends the visit, doubled with long time; None where it does not."""
    limit = silence_limit(state.screen)
    if limit is None:
        return None
    factor = 2.0 if state.preferences.long_time else 1.0
    return max(0.0, state.touched + factor * limit - state.now)


def on_tick(state: State, now: float) -> Result:
    """The clock reads ``now``: warn, end, or do nothing.

    Time stands still over the settings and the help; a dialog that nobody reads any more closes.
    """
    if isinstance(state.dialog, SettingsDialog | HelpDialog):
        unread = now - state.consulted >= CONSULTING_LIMIT
        standing = max(0.0, now - state.now)
        state = replace(state, now=now, touched=state.touched + standing, entered=state.entered + standing)
        return (replace(state, dialog=None) if unread else state), ()
    state = replace(state, now=now)
    overdue = _deadline_passed(state)
    if overdue is not None:
        return overdue
    left = seconds_left(state)
    if left is None:
        return (replace(state, dialog=None) if isinstance(state.dialog, TimeRunningOut) else state), ()
    if left <= 0:
        return _time_is_up(state)
    if left <= WARNING and _warns(state.screen):
        return replace(state, dialog=TimeRunningOut(int(left) + 1)), ()
    return state, ()


def _time_is_up(state: State) -> Result:
    if isinstance(state.screen, Pay):
        return give_back(state, state.screen)
    return end(state)


def _deadline_passed(state: State) -> Result | None:
    """What becomes of work that takes too long; None while all is in time."""
    waited = state.now - state.entered
    match state.screen:
        case ReadingCard() if waited >= CARD_DEADLINE:
            return refuse(state, failures.CARD_UNREADABLE)
        case Authenticating() if waited >= CARD_DEADLINE:
            return refuse(state, failures.CITY_UNREACHABLE)
        case Confirm(order=None) if waited >= PREPARING_DEADLINE:
            return refuse(state, failures.CITY_UNREACHABLE)
        case Confirm(revealed_at=float(revealed)) as screen if state.now - revealed >= REVEAL_LIMIT:
            return replace(state, screen=replace(screen, revealed_at=None)), ()
        case Pay(accepting=False, returning=False, inserted=0) if waited >= PAYMENT_OPENING_DEADLINE:
            return refuse(state, failures.CITY_UNREACHABLE)
        case Printing() if waited >= STALL_LIMIT:
            return replace(state, entered=state.now), (CancelPrint(state.ongoing.serial),)
        case TakeCard(verified=True) if waited >= CARD_LEFT_MEMORY:
            state, effects = forget(state)
            return replace(state, screen=TakeCard(verified=False)), effects
        case OutOfService(settlement=None) | Welcome() if state.screen != idle_screen(state.terminal):
            return go(state, idle_screen(state.terminal)), ()
        case Welcome() if state.now - state.touched >= IDLE_PREFERENCES_LIMIT:
            return replace(state, preferences=Preferences(), dialog=None), ()
        case _:
            return None
