"""From Welcome to the taken card: who stands here?"""

from __future__ import annotations

from dataclasses import replace

from kiosk.certificates import failures
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.terminal.visit import events
from kiosk.terminal.visit.effects import Authenticate, OpenVisit, ReadCard, WipePin
from kiosk.terminal.visit.ending import Result, end, go, refuse
from kiosk.terminal.visit.events import Event
from kiosk.terminal.visit.states import (
    Authenticating,
    ChooseCertificate,
    ChooseMunicipality,
    EnterPin,
    PlaceCard,
    ReadingCard,
    State,
    TakeCard,
    Terms,
    Visit,
)

_PIN_DIGITS = 4


def start(state: State, event: events.Started) -> Result:
    """A resident chose a language: a visit begins."""
    serial = state.visits + 1
    preferences = replace(state.preferences, language=event.language)
    begun = replace(state, visit=Visit(serial), visits=serial, preferences=preferences)
    return go(begun, Terms()), ()


def on_terms(state: State, event: Event) -> Result:
    """同意 leads on; back and stop end the visit."""
    match event:
        case events.Continued():
            reached = tuple(c for c in state.terminal.municipalities if c in state.terminal.availability)
            if not reached:
                return refuse(state, failures.CITY_UNREACHABLE)
            if len(state.terminal.municipalities) > 1:
                return go(state, ChooseMunicipality()), ()
            return await_card(state, reached[0])
        case events.WentBack() | events.Stopped():
            return end(state)
        case _:
            return state, ()


def on_choose_municipality(state: State, event: Event) -> Result:
    """One of the city halls that answer."""
    match event:
        case events.MunicipalityChosen(municipality):
            if municipality not in state.terminal.availability:
                return refuse(state, failures.CITY_UNREACHABLE)
            return await_card(state, municipality)
        case events.WentBack():
            return go(state, Terms()), ()
        case events.Stopped():
            return end(state)
        case _:
            return state, ()


def await_card(state: State, municipality: MunicipalityCode) -> Result:
    """Ask for the card; the municipality is asked for a challenge meanwhile."""
    offer = state.terminal.availability[municipality]
    state = replace(state, visit=replace(state.ongoing, municipality=municipality, offer=offer))
    opening = OpenVisit(state.ongoing.serial, municipality)
    if state.terminal.reader is not None:
        return refuse(state, state.terminal.reader)
    if state.terminal.card_on_reader:
        return go(state, ReadingCard()), (opening, ReadCard(state.ongoing.serial))
    return go(state, PlaceCard()), (opening,)


def on_place_card(state: State, event: Event) -> Result:
    """Waiting for the card."""
    match event:
        case events.CardPlaced():
            return go(state, ReadingCard()), (ReadCard(state.ongoing.serial),)
        case events.WentBack():
            return go(state, Terms()), ()
        case events.Stopped():
            return end(state)
        case _:
            return state, ()


def on_reading_card(state: State, event: Event) -> Result:
    """The reader answers with the card's tries, or with a failure."""
    match event:
        case events.CardRead(_, tries_left):
            if not state.terminal.card_on_reader:
                return refuse(state, failures.CARD_REMOVED)
            if tries_left == 0:
                return refuse(state, failures.PIN_BLOCKED)
            return go(state, EnterPin(tries_left)), ()
        case events.Stopped() | events.WentBack():
            return end(state)
        case _:
            return state, ()


def on_enter_pin(state: State, screen: EnterPin, event: Event) -> Result:
    """Digits, and the warning before the last try."""
    if screen.warns:
        return _on_last_try_warning(state, screen, event)
    match event:
        case events.PinDigitEntered() if screen.digits < _PIN_DIGITS:
            return replace(state, screen=replace(screen, digits=screen.digits + 1)), ()
        case events.PinDigitDeleted() if screen.digits:
            return replace(state, screen=replace(screen, digits=screen.digits - 1)), ()
        case events.PinCleared():
            return replace(state, screen=replace(screen, digits=0)), (WipePin(),)
        case events.Continued() if screen.digits == _PIN_DIGITS:
            waiting = Authenticating(screen.tries_left, last_try=screen.last_try_accepted)
            return go(state, waiting), (Authenticate(state.ongoing.serial),)
        case events.CardTaken():
            return refuse(state, failures.CARD_REMOVED, screen.tries_left)
        case events.WentBack():
            return go(state, Terms()), (WipePin(),)
        case events.Stopped():
            return end(state)
        case _:
            return state, ()


def _on_last_try_warning(state: State, screen: EnterPin, event: Event) -> Result:
    match event:
        case events.LastTryAccepted():
            return go(state, replace(screen, last_try_accepted=True)), ()
        case events.CardTaken():
            return refuse(state, failures.CARD_REMOVED, screen.tries_left)
        case events.Continued() | events.Stopped() | events.WentBack():
            return end(state)
        case _:
            return state, ()


def on_authenticating(state: State, event: Event) -> Result:
    """Card and city hall decide; a card taken meanwhile is the driver's to tell."""
    match event:
        case events.Authenticated(_, entitlement):
            state = replace(state, visit=replace(state.ongoing, entitlement=entitlement))
            if state.terminal.card_on_reader:
                return go(state, TakeCard(verified=True)), ()
            return go(state, ChooseCertificate()), ()
        case events.PinRefused(_, tries_left):
            return go(state, EnterPin(tries_left, wrong=True)), ()
        case _:
            return state, ()


def on_take_card(state: State, screen: TakeCard, event: Event) -> Result:
    """Nothing goes on while the card lies there."""
    match event:
        case events.CardTaken():
            return (go(state, ChooseCertificate()), ()) if screen.verified else end(state)
        case events.Stopped() if screen.verified:
            return end(state)
        case _:
            return state, ()
