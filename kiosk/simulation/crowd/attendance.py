"""One resident at one terminal: what hands do on each screen, by the plan."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from hashlib import sha256
from typing import assert_never

from cryptography import x509

from drivers.card.simulated import SimulatedCard
from kiosk.simulation.crowd.evidence import Attended, Ending
from kiosk.simulation.crowd.furnishing import CROWD_PIN
from kiosk.simulation.crowd.plan import Conduct, Moment, Plan, moment_of
from kiosk.simulation.crowd.store import Store
from kiosk.terminal.unattended import Wishes, missing, touch
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.events import Event
from kiosk.terminal.visit.states import State

VISIT_SECONDS = 180.0
"""A visit that takes longer hangs: no limit of the terminal is so long while something is done."""

_LONG_AFTER = 200.0
"""Seconds by which the clock is set on for somebody who went away: no screen waits longer."""

_SMALL_COIN = 100


@dataclass
class _Resident:
    """Stands at the terminal; ``wishes`` and what was done so far change on the way."""

    store: Store
    card: SimulatedCard
    plan: Plan
    wishes: Wishes
    begun: bool = False
    printed: bool = False
    away: bool = False
    changing: bool = False
    done: bool = False
    weather_came: bool = False
    answered: tuple[object, ...] = ()
    failure: str | None = None
    due: float = field(default_factory=lambda: time.monotonic() + VISIT_SECONDS)


def attend(store: Store, number: int, plan: Plan, card: SimulatedCard, *, is_again: bool) -> Attended:
    """One visit from the free terminal to its end."""
    before = set(store.printer.sheets_out)
    store.city_hall.forget()
    resident = _Resident(store, card, plan, plan.wishes)
    ending = _visit(resident)
    certificate = card.contents.certificate
    return Attended(
        terminal_id=store.terminal_id,
        number=number,
        card_serial=format(x509.load_der_x509_certificate(certificate).serial_number, "x"),
        card_hash=sha256(certificate).hexdigest(),
        wishes=resident.wishes,
        conduct=plan.conduct,
        is_again=is_again,
        ending=ending,
        failure=resident.failure,
        proven=tuple(store.city_hall.proven),
        printed=store.printed(set(store.printer.sheets_out) - before),
    )


def _visit(resident: _Resident) -> Ending:
    store = resident.store
    while (left := resident.due - time.monotonic()) > 0:
        state = store.next_state(left)
        if state is None:
            break
        resident.begun = resident.begun or state.visit is not None
        if resident.begun and state.visit is None:
            return _ended(resident, state)
        _live(resident, state)
    return Ending.HUNG


def _ended(resident: _Resident, state: State) -> Ending:
    resident.store.leave(state)
    if resident.printed:
        return Ending.PRINTED
    if isinstance(state.screen, states.Refused | states.OutOfService):
        resident.failure = state.screen.failure.code
    return Ending.LEFT if resident.failure is None else Ending.REFUSED


def _live(resident: _Resident, state: State) -> None:
    """See a state: the line changes, the plan comes first, then what everybody does."""
    plan, store, moment = resident.plan, resident.store, moment_of(state.screen)
    resident.printed = resident.printed or moment is Moment.TAKING_PAPER
    if moment is plan.weather_at and not resident.weather_came:
        resident.weather_came = True
        store.turn(plan)
    if resident.away:
        return
    asking = (state.screen, state.dialog, state.visit, bool(state.terminal.availability))
    if asking == resident.answered:
        return
    resident.answered = asking
    resident.changing = resident.changing and isinstance(state.screen, states.Confirm)
    if resident.changing:
        return
    if moment is plan.at and not resident.done and _otherwise(resident, state):
        resident.done = True
        return
    _as_everybody(resident, state)


def _otherwise(resident: _Resident, state: State) -> bool:
    """What this resident does at the moment of the plan; False where nothing is otherwise (yet)."""
    plan, store = resident.plan, resident.store
    if plan.at is Moment.PAYING and isinstance(state.screen, states.Pay) and not state.screen.inserted:
        return False
    match plan.conduct:
        case Conduct.STRAIGHT:
            return False
        case Conduct.CHANGES_MIND:
            resident.wishes, resident.changing = plan.instead, True
            store.conductor.send(events.ChangeRequested(plan.part))
        case Conduct.STOPS:
            store.conductor.send(events.Stopped())
        case Conduct.TAKES_CARD_EARLY:
            if isinstance(state.screen, states.EnterPin):
                _type_pin(store)
                store.conductor.send(events.Continued())
            store.reader.take_off()
        case Conduct.WALKS_AWAY:
            resident.away = True
            store.conductor.send(events.Ticked(time.monotonic() + _LONG_AFTER))
        case other:
            assert_never(other)
    return True


def _as_everybody(resident: _Resident, state: State) -> None:
    store = resident.store
    match state.screen:
        case states.PlaceCard() if not state.terminal.card_on_reader:
            store.reader.put_on(resident.card)
        case states.TakeCard():
            store.reader.take_off()
        case states.EnterPin(digits=0, warns=False):
            _type_pin(store)
        case states.Pay(accepting=True, returning=False, inserted=inserted, order=order):
            _pay(resident, order.fee - inserted, first=inserted == 0)
        case states.TakePaper():
            store.conductor.send(events.Continued())
        case _:
            event = _touched(resident, state)
            if event is not None:
                store.conductor.send(event)


def _touched(resident: _Resident, state: State) -> Event | None:
    not_offered = missing(state, resident.wishes)
    if not_offered is not None:
        resident.failure = not_offered.code
        return events.Stopped()
    return touch(state, resident.wishes)


def _pay(resident: _Resident, missing_yen: int, *, first: bool) -> None:
    coin = resident.plan.coin if first and not _pays_in_parts(resident.plan) else _SMALL_COIN
    if missing_yen > 0 and not resident.store.cashbox.insert(coin):
        resident.store.cashbox.insert(_SMALL_COIN)


def _pays_in_parts(plan: Plan) -> bool:
    """Whoever takes the money back, or leaves it, has not put all of it in yet."""
    return plan.at is Moment.PAYING


def _type_pin(store: Store) -> None:
    for digit in CROWD_PIN:
        store.conductor.enter_pin_digit(int(digit))
