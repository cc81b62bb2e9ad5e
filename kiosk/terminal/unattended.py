"""One visit without the screen: whoever asks has said beforehand what the resident would touch."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.certificates import failures
from kiosk.certificates.failures import Failure
from kiosk.certificates.kinds import RULES, Item, Kind, Scope
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.opening import ClosedReason
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.conversation import Conversation
from kiosk.terminal.visit.events import Event
from kiosk.terminal.visit.offer import (
    chosen_service,
    grouped_services,
    offered_items,
    offered_scopes,
    offered_years,
    persons,
    service_of,
)
from kiosk.terminal.visit.states import Settlement, State

STARTING_SECONDS = 10.0
"""How long a terminal may take to find its city hall and its devices."""


@dataclass(frozen=True)
class Wishes:
    """What to choose on the way. ``municipality`` None is the only one; ``persons`` are numbers of the
    household or of the register; ``year`` None is the latest."""

    kind: Kind
    municipality: MunicipalityCode | None = None
    scope: Scope = Scope.SELF
    persons: tuple[int, ...] = ()
    items: frozenset[Item] = frozenset()
    year: int | None = None
    copies: int = 1


@dataclass(frozen=True)
class Issued:
    """The certificate is out."""

    fee: int
    sheets: int
    change: int


@dataclass(frozen=True)
class NotIssued:
    """The visit ended otherwise; ``settlement`` where money had been taken, ``city`` the name of the
    municipality that was asked."""

    failure: Failure
    tries_left: int | None = None
    settlement: Settlement | None = None
    city: str = ""


Ending = Issued | NotIssued


def touch(state: State, wishes: Wishes) -> Event | None:
    """What a resident with these wishes would touch on this screen; None where they only wait (for the
    card, money, paper) or have to type the PIN."""
    screen, draft = state.screen, state.visit.draft if state.visit else states.Draft()
    match screen:
        case states.Welcome():
            return events.Started("ja") if _reached(state, wishes) else None
        case states.Terms() | states.OutOfService(settlement=states.Settlement()):
            return events.Continued()
        case states.ChooseMunicipality():
            chosen = wishes.municipality
            return events.MunicipalityChosen(chosen) if chosen else None
        case states.EnterPin(warns=True):
            return events.LastTryAccepted()
        case states.EnterPin(digits=4):
            return events.Continued()
        case states.ChooseCertificate():
            if service_of(state, wishes.kind) in grouped_services(state):
                return events.RegisterKindsOpened()
            return events.KindChosen(wishes.kind)
        case states.ChooseRegisterKind():
            return events.KindChosen(wishes.kind)
        case states.ChooseScope():
            return events.ScopeChosen(wishes.scope)
        case states.ChoosePersons():
            differing = sorted({*draft.persons} ^ {*wishes.persons})
            return events.PersonToggled(differing[0]) if differing else events.Continued()
        case states.ChooseYear():
            return events.YearChosen(wishes.year or max(offered_years(state), default=0))
        case states.ChooseItems():
            return _touch_items(state, draft.items, wishes.items)
        case states.ChooseCopies():
            if draft.copies != wishes.copies:
                return events.CopiesSet(wishes.copies)
            return events.Continued()
        case states.Confirm(order=order):
            return events.Continued() if order is not None else None
        case _:
            return None


def _touch_items(state: State, chosen: frozenset[Item], wanted: frozenset[Item]) -> Event:
    if isinstance(state.dialog, states.MyNumberDialog):
        return events.MyNumberAnswered(True)
    for item in sorted(chosen ^ wanted):
        return events.ItemSet(item, shown=item in wanted)
    return events.Continued()


def missing(state: State, wishes: Wishes) -> Failure | None:
    """Why what is wished can't be had on this screen: it is not there to be touched. At the last look
    before money everything is compared, since a screen with nothing to choose is never shown."""
    screen, draft = state.screen, state.visit.draft if state.visit else states.Draft()
    match screen:
        case states.Welcome():
            known = wishes.municipality in (None, *state.terminal.municipalities)
        case states.ChooseMunicipality():
            known = wishes.municipality is not None
        case states.ChooseCertificate() | states.ChooseRegisterKind():
            if isinstance(state.dialog, states.ServiceClosedDialog):
                return _closed(state, state.dialog.kind)
            known = service_of(state, wishes.kind) is not None
        case states.ChooseScope():
            known = wishes.scope in offered_scopes(state)
        case states.ChoosePersons():
            there = {person.number for person in persons(state)}
            known = bool(wishes.persons) and there.issuperset(wishes.persons)
        case states.ChooseYear():
            known = wishes.year in (None, *offered_years(state))
        case states.ChooseItems():
            known = wishes.items <= frozenset(offered_items(state))
        case states.ChooseCopies():
            service = chosen_service(state)
            known = service is not None and wishes.copies <= service.max_copies
        case states.Confirm():
            known = _chosen(draft, wishes)
        case _:
            known = True
    return None if known else failures.CHOICES_NOT_OFFERED


def _chosen(draft: states.Draft, wishes: Wishes) -> bool:
    rule = RULES[wishes.kind]
    return (
        draft.kind is wishes.kind
        and (not rule.has_scope or draft.scope in (None, wishes.scope))
        and draft.items == (wishes.items if rule.has_items else frozenset())
        and (wishes.year is None or draft.year == wishes.year)
        and draft.copies == wishes.copies
    )


def _closed(state: State, kind: Kind) -> Failure:
    service = service_of(state, kind)
    if service is not None and service.is_open:
        return failures.CHOICES_NOT_OFFERED
    by_the_clock = (ClosedReason.OUTSIDE_HOURS, ClosedReason.YEAR_END)
    outside_hours = service is not None and service.reason in by_the_clock
    return failures.SERVICE_HOURS if outside_hours else failures.SERVICE_OFF


def ending(state: State) -> Ending | None:
    """How the visit ended, once it has."""
    match state.screen:
        case states.TakePaper(order=order, change=change):
            return Issued(order.fee, order.sheets, change)
        case states.Refused(failure=failure, tries_left=tries_left):
            city = state.availability.municipality.name.ja if state.availability else ""
            return NotIssued(failure, tries_left, city=city)
        case states.OutOfService(failure=failure, settlement=settlement):
            return NotIssued(failure, settlement=settlement)
        case _:
            return None


class UnattendedVisit:
    """Watches the states of one terminal and answers each screen once."""

    def __init__(self) -> None:
        self._states: queue.SimpleQueue[State] = queue.SimpleQueue()

    def show(self, state: State) -> None:
        """The conductor's ``show``."""
        self._states.put(state)

    def run(
        self,
        conversation: Conversation,
        wishes: Wishes,
        pin: bytearray,
        on_screen: Callable[[State], None] = lambda state: None,
    ) -> Ending:
        """Go through one visit and say how it ended. ``pin`` (ASCII digits) is overwritten as soon as
        it was entered once; a wrong PIN ends the visit, since nobody is here to know another.

        ``on_screen`` is told each new screen, for hands that lay cards and insert coins.
        """
        begun = False
        patience = time.monotonic() + STARTING_SECONDS
        answered: tuple[object, ...] = ()
        while True:
            state = self._states.get()
            begun = begun or state.visit is not None
            ended = ending(state)
            if ended is not None and (begun or _is_final(state) or time.monotonic() > patience):
                conversation.send(events.Continued())
                return ended
            if begun and isinstance(state.screen, states.Welcome):
                return NotIssued(failures.VISIT_EXPIRED)
            if not begun and time.monotonic() > patience:
                return NotIssued(failures.CITY_UNREACHABLE)
            on_screen(state)
            reached = frozenset[str]() if begun else frozenset[str](state.terminal.availability)
            asking = (state.screen, state.dialog, state.visit, reached)
            if asking == answered:
                continue
            answered = asking
            unavailable = missing(state, wishes)
            if unavailable is not None:
                conversation.send(events.Stopped())
                return NotIssued(unavailable)
            match state.screen:
                case states.EnterPin(wrong=True) as screen:
                    conversation.send(events.Stopped())
                    return NotIssued(failures.PIN_WRONG, screen.tries_left)
                case states.EnterPin(digits=0, warns=False):
                    _type(conversation, pin)
                case _:
                    event = touch(state, wishes)
                    if event is not None:
                        conversation.send(event)


def _reached(state: State, wishes: Wishes) -> bool:
    """Whether the city hall to be asked has answered; that another one has is no reason to begin."""
    terminal = state.terminal
    return (wishes.municipality or terminal.municipalities[0]) in terminal.availability


def _is_final(state: State) -> bool:
    """Before the visit began: whether the terminal says by itself that it can't serve. That no city
    hall has answered yet is the beginning of every terminal, and an order that was settled is another's."""
    screen = state.screen
    if not isinstance(screen, states.OutOfService) or screen.settlement is not None:
        return False
    return screen.failure is not failures.CITY_UNREACHABLE


def _type(conversation: Conversation, pin: bytearray) -> None:
    for index, digit in enumerate(pin):
        conversation.enter_pin_digit(digit - 0x30)
        pin[index] = 0x30
