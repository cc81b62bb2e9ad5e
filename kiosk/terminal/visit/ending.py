"""The ways in which a visit ends, and what the terminal shows when nobody is there."""

from __future__ import annotations

from dataclasses import replace

from kiosk.certificates import failures
from kiosk.certificates.failures import Failure
from kiosk.terminal.visit.effects import Effect, ForgetVisit, RaiseAlarm, WipePin
from kiosk.terminal.visit.states import (
    OutOfService,
    Preferences,
    Refused,
    Screen,
    Settlement,
    State,
    TakeCard,
    Terminal,
    Welcome,
)

Result = tuple[State, tuple[Effect, ...]]


def go(state: State, screen: Screen) -> State:
    """``state`` on ``screen``: dialogs close and the clocks of the screen start anew."""
    return replace(state, screen=screen, dialog=None, entered=state.now, touched=state.now)


def unserviceable(terminal: Terminal) -> Failure | None:
    """Why nobody can be served here, or None. Known before a card goes in."""
    unreachable = failures.CITY_UNREACHABLE if not terminal.availability else None
    return terminal.stopped or terminal.reader or terminal.printer or terminal.cash or unreachable


def idle_screen(terminal: Terminal) -> Welcome | OutOfService:
    """What the terminal shows to whoever comes next."""
    failure = unserviceable(terminal)
    return Welcome() if failure is None else OutOfService(failure)


def forget(state: State) -> Result:
    """Drop the visit: everything of it ends, whatever still runs for it will be dropped."""
    if state.visit is None:
        return state, ()
    return replace(state, visit=None), (WipePin(), ForgetVisit(state.visit.serial))


def end(state: State) -> Result:
    """The visit is over without a refusal: take the card back if it lies there, then Welcome."""
    state, effects = forget(state)
    if state.terminal.card_on_reader and state.terminal.reader is None:
        return go(state, TakeCard(verified=False)), effects
    return go(replace(state, preferences=Preferences()), idle_screen(state.terminal)), effects


def refuse(state: State, failure: Failure, tries_left: int | None = None) -> Result:
    """The visit is over before money, with the words of ``failure``."""
    if failure.closes_terminal:
        return stop(state, failure)
    municipality = state.visit.municipality if state.visit else None
    alarm = (RaiseAlarm(failure),) if failure.is_unexplained else ()
    state, effects = forget(state)
    return go(state, Refused(failure, municipality, tries_left)), (*alarm, *effects)


def stop(state: State, failure: Failure, settlement: Settlement | None = None) -> Result:
    """The visit is over and the terminal shows ``failure``; it stays closed where the failure says so."""
    state, effects = forget(state)
    if failure.closes_terminal:
        state = replace(state, terminal=replace(state.terminal, stopped=failure))
        effects = (RaiseAlarm(failure), *effects)
    return go(state, OutOfService(failure, settlement)), effects
