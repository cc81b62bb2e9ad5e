"""A small made-up town for visits without a city hall: what it offers, and who lives there."""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType

from kiosk.certificates.kinds import RULES, Item, Kind, Scope
from kiosk.certificates.messages import (
    Availability,
    Entitlement,
    Municipality,
    PersonChoice,
    Service,
    Wording,
)
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.terminal.visit import events
from kiosk.terminal.visit.effects import Effect
from kiosk.terminal.visit.events import Event
from kiosk.terminal.visit.states import State, Terminal
from kiosk.terminal.visit.step import step

AOBA = MunicipalityCode("999016")
WAKABA = MunicipalityCode("999318")
FEE = 200


def prepared(fee: int = FEE, sheets: int = 1, sheets_of_copy: int = 1) -> dict[str, str | int]:
    """What the journal says of an order before money is taken for it."""
    return {
        "municipality": AOBA,
        "city": "青葉市",
        "desk_phone": "0120-000-000",
        "kind": Kind.RESIDENT_RECORD.value,
        "fee": fee,
        "sheets": sheets,
        "sheets_of_copy": sheets_of_copy,
    }


def service(kind: Kind, **changes: object) -> Service:
    offered = {
        "kind": kind,
        "is_open": True,
        "opens": "06:30",
        "closes": "23:00",
        "fee": FEE,
        "scopes": RULES[kind].scopes,
        "items": tuple(item for item in Item if item in RULES[kind].items),
        "years": (2026, 2025) if RULES[kind].has_year else (),
        "max_copies": 10,
        "layout_sha256": "d" * 64,
    }
    return Service.model_validate(offered | changes)


def availability(code: MunicipalityCode = AOBA, **changes: object) -> Availability:
    return Availability(
        municipality=Municipality(code=code, name=Wording(ja="青葉市"), desk_phone="0120-000-000"),
        terminal_id="store",
        clock=datetime(2026, 11, 24, 10, 24, tzinfo=UTC),
        revision=1,
        services=tuple(service(kind, **changes) for kind in Kind),
    )


FAMILY = Entitlement(
    kinds=tuple(Kind),
    persons=(
        PersonChoice(
            number=1, label="一郎", relation="世帯主", birth_year=1980, is_holder=True, is_foreign=False
        ),
        PersonChoice(
            number=2, label="リン", relation="妻", birth_year=1982, is_holder=False, is_foreign=True
        ),
        PersonChoice(
            number=3, label="そら", relation="子", birth_year=2015, is_holder=False, is_foreign=False
        ),
    ),
    registered=(
        PersonChoice(
            number=1, label="一郎", relation="夫", birth_year=1980, is_holder=True, is_foreign=False
        ),
        PersonChoice(
            number=2, label="そら", relation="長男", birth_year=2015, is_holder=False, is_foreign=False
        ),
    ),
    years=(2026, 2025),
    items=tuple(Item),
)
ELSEWHERE = FAMILY.model_copy(update={"registered": ()})
"""Their register is kept by another municipality."""
ALONE = FAMILY.model_copy(update={"persons": FAMILY.persons[:1]})


def idle(*codes: MunicipalityCode) -> State:
    """A terminal at which nobody stands."""
    served = codes or (AOBA,)
    known = MappingProxyType({code: availability(code) for code in served})
    return State(Terminal(served, availability=known))


def after(state: State, *happened: Event) -> tuple[State, tuple[Effect, ...]]:
    """The state after ``happened``, and the effects of the last of it."""
    effects: tuple[Effect, ...] = ()
    for event in happened:
        state, effects = step(state, event)
    return state, effects


def at_pin(tries_left: int = 3) -> State:
    """A resident whose card was read."""
    state, _ = after(
        idle(),
        events.Started("ja"),
        events.Continued(),
        events.CardPlaced(),
        events.CardRead(1, tries_left),
    )
    return state


def verified(entitlement: Entitlement = FAMILY) -> State:
    """A resident who has taken the card back and looks at the kinds."""
    digits = [events.PinDigitEntered()] * 4
    state, _ = after(
        at_pin(), *digits, events.Continued(), events.Authenticated(1, entitlement), events.CardTaken()
    )
    return state


def confirming(entitlement: Entitlement = ALONE, fee: int = FEE, sheets: int = 1) -> State:
    """A resident who looks at the finished paper of their own record."""
    state, _ = after(
        verified(entitlement),
        events.KindChosen(Kind.RESIDENT_RECORD),
        events.ScopeChosen(Scope.SELF),
        events.Continued(),
        events.Continued(),
    )
    attempt = state.ongoing.attempt
    state, _ = after(state, events.PaperReady(1, attempt, fee, sheets))
    return state


def paying(fee: int = FEE, sheets: int = 1) -> State:
    """A resident in front of the open cash box."""
    state, _ = after(confirming(fee=fee, sheets=sheets), events.Continued(), events.PaymentOpened(1, False))
    return state


def printing(sheets: int = 2) -> State:
    """A resident who has paid exactly."""
    state, _ = after(paying(sheets=sheets), events.MoneyCounted(1, FEE), events.ChangeGiven(1, 0))
    return state
