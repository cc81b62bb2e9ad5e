"""``step``: the whole behaviour of a visit as one pure function."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import assert_never

from kiosk.terminal.visit import events
from kiosk.terminal.visit.authenticating import (
    on_authenticating,
    on_choose_municipality,
    on_enter_pin,
    on_place_card,
    on_reading_card,
    on_take_card,
    on_terms,
    start,
)
from kiosk.terminal.visit.choosing import on_choosing
from kiosk.terminal.visit.effects import DropLateAnswer, RaiseAlarm
from kiosk.terminal.visit.ending import Result, end, go, idle_screen, refuse, stop
from kiosk.terminal.visit.events import Answer, Event
from kiosk.terminal.visit.paying import (
    on_confirm,
    on_order_broken,
    on_out_of_service,
    on_pay,
    on_print_problem,
    on_printing,
    on_take_paper,
)
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
    Printing,
    PrintProblem,
    ReadingCard,
    Refused,
    SettingsDialog,
    State,
    TakeCard,
    TakePaper,
    Terms,
    TimeRunningOut,
    Welcome,
)
from kiosk.terminal.visit.timing import on_tick


def step(state: State, event: Event) -> Result:
    """The next state, and what is to be done now. Never raises; what does not fit changes nothing."""
    match event:
        case events.Ticked(now):
            return on_tick(state, now)
        case events.AvailabilityArrived() | events.MunicipalityLost() | events.PrinterChanged():
            return _on_terminal(state, event)
        case events.ReaderChanged() | events.CashBoxChanged() | events.TerminalReleased():
            return _on_terminal(state, event)
        case events.TerminalStopped(failure):
            stopped, effects = _on_terminal(state, event)
            return stopped, effects if RaiseAlarm(failure) in effects else (RaiseAlarm(failure), *effects)
        case events.SettingsOpened() | events.HelpOpened() | events.DialogClosed():
            return _on_dialog(state, event)
        case events.PreferencesChanged(preferences):
            return replace(state, preferences=preferences, touched=state.now, consulted=state.now), ()
        case events.CardPlaced() | events.CardTaken():
            lying = isinstance(event, events.CardPlaced)
            return _on_screen(replace(state, terminal=replace(state.terminal, card_on_reader=lying)), event)
        case _ if isinstance(event, Answer):
            return _on_answer(state, event)
        case _:
            return _on_touch(state, event)


def _on_touch(state: State, event: Event) -> Result:
    """The resident did something: under a dialog only what the dialog asks is heard."""
    if isinstance(state.dialog, TimeRunningOut) and not isinstance(event, events.Stopped):
        return state, ()
    return _on_screen(replace(state, touched=state.now), event)


def _on_answer(state: State, event: Answer) -> Result:
    """An answer to an effect counts only for the visit and the order that asked for it."""
    visit = state.visit
    attempt = event.attempt if isinstance(event, events.PaperReady | events.EffectFailed) else None
    given_up = visit is not None and attempt not in (None, visit.attempt)
    if visit is None or event.serial != visit.serial or given_up:
        return state, (DropLateAnswer(type(event).__name__, event.serial, attempt),)
    match event:
        case events.OrderBroken():
            return on_order_broken(state, event)
        case events.EffectFailed(_, failure, _, tries_left):
            return refuse(state, failure, tries_left)
        case _:
            return _on_screen(state, event)


def _on_screen(state: State, event: Event) -> Result:
    match state.screen:
        case Welcome():
            return start(state, event) if isinstance(event, events.Started) else (state, ())
        case Terms():
            return on_terms(state, event)
        case ChooseMunicipality():
            return on_choose_municipality(state, event)
        case PlaceCard():
            return on_place_card(state, event)
        case ReadingCard():
            return on_reading_card(state, event)
        case EnterPin() as screen:
            return on_enter_pin(state, screen, event)
        case Authenticating():
            return on_authenticating(state, event)
        case TakeCard() as screen:
            return on_take_card(state, screen, event)
        case ChooseCertificate() | ChooseRegisterKind() | ChooseScope() | ChoosePersons():
            return on_choosing(state, event)
        case ChooseYear() | ChooseItems() | ChooseCopies():
            return on_choosing(state, event)
        case Confirm() as screen:
            return on_confirm(state, screen, event)
        case Pay() as screen:
            return on_pay(state, screen, event)
        case Printing() as screen:
            return on_printing(state, screen, event)
        case TakePaper():
            return on_take_paper(state, event)
        case PrintProblem() as screen:
            return on_print_problem(state, screen, event)
        case Refused():
            done = isinstance(event, events.Continued | events.Stopped)
            return end(state) if done else (state, ())
        case OutOfService() as screen:
            return on_out_of_service(state, screen, event)
    assert_never(state.screen)


def _on_dialog(state: State, event: Event) -> Result:
    match event:
        case events.SettingsOpened():
            return _consult(state, SettingsDialog()), ()
        case events.HelpOpened():
            return _consult(state, HelpDialog()), ()
        case _:
            return replace(state, dialog=None, touched=state.now), ()


def _consult(state: State, dialog: SettingsDialog | HelpDialog) -> State:
    """Under a dialog nobody holds the paper open."""
    if isinstance(state.screen, Confirm):
        state = replace(state, screen=replace(state.screen, revealed_at=None))
    return replace(state, dialog=dialog, touched=state.now, consulted=state.now)


def _on_terminal(state: State, event: Event) -> Result:
    """Something about the terminal itself changed; whoever stands here is told only if it matters."""
    terminal = state.terminal
    match event:
        case events.AvailabilityArrived(availability):
            known = {**terminal.availability, availability.municipality.code: availability}
            terminal = replace(terminal, availability=MappingProxyType(known), heard_at=state.now)
            if state.visit is not None and state.visit.municipality == availability.municipality.code:
                state = replace(state, visit=replace(state.visit, offer=availability))
        case events.MunicipalityLost(municipality):
            rest = {code: held for code, held in terminal.availability.items() if code != municipality}
            terminal = replace(terminal, availability=MappingProxyType(rest))
        case events.PrinterChanged(failure):
            terminal = replace(terminal, printer=failure)
        case events.CashBoxChanged(failure):
            terminal = replace(terminal, cash=failure)
        case events.ReaderChanged(failure):
            gone = failure is not None
            terminal = replace(terminal, reader=failure, card_on_reader=terminal.card_on_reader and not gone)
        case events.TerminalStopped(failure):
            terminal = replace(terminal, stopped=failure)
        case events.TerminalReleased():
            terminal = replace(terminal, stopped=None)
    return _after_terminal_change(replace(state, terminal=terminal))


def _after_terminal_change(state: State) -> Result:
    terminal = state.terminal
    match state.screen:
        case Welcome() | OutOfService(settlement=None):
            idle = idle_screen(terminal)
            return (state, ()) if state.screen == idle else (go(state, idle), ())
        case PlaceCard() | ReadingCard() | EnterPin() | Authenticating() if terminal.reader is not None:
            return refuse(state, terminal.reader)
        case TakeCard(verified=verified) if terminal.reader is not None:
            return refuse(state, terminal.reader) if verified else end(state)
        case _ if terminal.stopped is not None and _before_money(state):
            return stop(state, terminal.stopped)
        case _:
            return state, ()


def _before_money(state: State) -> bool:
    return not isinstance(state.screen, Pay | Printing | TakePaper | PrintProblem | OutOfService | Refused)
