"""Somebody who comes to the terminal, reads its screens, touches them and takes a certificate home."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from kiosk.certificates.kinds import Item, Kind, Scope
from kiosk.simulation.demo.pictures import PictureBook, picture_name
from kiosk.simulation.demo.reading import Blue, Target, Words, on_the_screens_thread, where
from kiosk.simulation.demo.town_directory import DemoError
from kiosk.simulation.display import touch
from kiosk.simulation.dock.hands import Hands
from kiosk.terminal.screens.view import GUARD_SECONDS, TerminalView
from kiosk.terminal.unattended import Ending, ending
from kiosk.terminal.visit import states
from kiosk.terminal.visit.offer import grouped_services, service_of
from kiosk.terminal.visit.states import State
from kiosk.terminal.words import Words as Catalogue

_PATIENCE_SECONDS: Final = 120.0
"""For a whole visit."""
_REPEAT_SECONDS: Final = 3.0
"""After which a person touches again what did not react."""
_PICTURE_SECONDS: Final = 20.0


class NoVisit(DemoError):
    """The visit came to no end; the message says on which screen."""


@dataclass(frozen=True)
class Plan:
    """What the visitor wants, and knows: whose card it is, its PIN, and the coin in the hand."""

    card: str = "hanako"
    kind: Kind = Kind.RESIDENT_RECORD
    scope: Scope = Scope.HOUSEHOLD
    items: frozenset[Item] = frozenset({Item.HEAD_AND_RELATIONSHIP})
    coin: int = 500
    municipality: str = "青葉市"


@dataclass(frozen=True)
class Hand:
    """Something done at a device rather than on the glass. ``act`` is not what tells two apart."""

    what: str
    act: Callable[[], object] = field(compare=False)


class Visitor:
    """One visit by touches on the display and cards and coins in the devices."""

    def __init__(self, view: TerminalView, hands: Hands, pictures: PictureBook, plan: Plan) -> None:
        self._view = view
        self._hands = hands
        self._pictures = pictures
        self._plan = plan
        self._card = next(card for card in hands.cards if card.stem == plan.card)
        self._words = Catalogue("ja")
        self._states: queue.SimpleQueue[State] = queue.SimpleQueue()

    def see(self, state: State) -> None:
        """A new state is on its way to the screen."""
        self._states.put(state)

    def visit(self) -> Ending:
        """Come, and go when the certificate is taken, refused or the terminal closed. Not on the thread
        that draws. Raises NoVisit."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        done: object = None
        acted = 0.0
        result: Ending | None = None
        while True:
            state = self._next_state(deadline)
            if done is not None:
                result = ending(state) or result
            if result is not None and isinstance(state.screen, states.Welcome | states.OutOfService):
                return result
            wanted = self._wanted(state)
            doing = (type(state.screen), type(state.dialog), wanted)
            if wanted is None or (doing == done and time.monotonic() - acted < _REPEAT_SECONDS):
                continue
            if self._do(state, wanted):
                done, acted = doing, time.monotonic()

    def _next_state(self, deadline: float) -> State:
        """The newest state there is, or the next one."""
        try:
            state = self._states.get(timeout=max(0.0, deadline - time.monotonic()))
            while not self._states.empty():
                state = self._states.get_nowait()
        except queue.Empty:
            seen = type(self._view.screen).__name__
            raise NoVisit(f"no end after {_PATIENCE_SECONDS:.0f} s; on the screen: {seen}") from None
        if time.monotonic() > deadline:
            raise NoVisit(f"no end after {_PATIENCE_SECONDS:.0f} s; last: {type(state.screen).__name__}")
        return state

    def _wanted(self, state: State) -> Target | Hand | None:
        """What a person with this plan does on this screen; None where they wait."""
        plan, screen = self._plan, state.screen
        match screen:
            case states.Welcome() if state.availability is not None:
                return self._saying("welcome.start.ja")
            case states.Terms():
                return Blue()
            case states.ChooseMunicipality():
                return Words(plan.municipality)
            case states.PlaceCard():
                return Hand("card on", self._put_card_on)
            case states.EnterPin(digits=4):
                return Blue()
            case states.EnterPin(digits=digits):
                return Words(self._card.pin[digits])
            case states.TakeCard():
                return Hand("card off", self._hands.take_off)
            case states.ChooseCertificate():
                grouped = service_of(state, plan.kind) in grouped_services(state)
                return self._saying("kind.registers.name" if grouped else f"kind.{plan.kind}.name")
            case states.ChooseRegisterKind():
                return self._saying(f"kind.{plan.kind}.name")
            case states.ChooseScope():
                return self._saying(f"scope.{plan.scope}.name")
            case states.ChooseItems():
                return self._item(state)
            case states.ChooseCopies():
                return Blue()
            case states.Confirm(order=order) if order is not None:
                return Blue()
            case states.Pay(accepting=True, inserted=0):
                return Hand("coin in", lambda: self._hands.insert(plan.coin))
            case states.TakePaper() | states.Refused():
                return Blue()
            case _:
                return None

    def _item(self, state: State) -> Target:
        chosen = state.ongoing.draft.items
        for item in sorted(chosen ^ self._plan.items):
            half = "items.show" if item in self._plan.items else "items.leave_out"
            return Words(self._words.text(half), beside=self._words.text(f"item.{item}.name"))
        return Blue()

    def _saying(self, message: str) -> Words:
        return Words(self._words.text(message))

    def _put_card_on(self) -> None:
        self._hands.choose(self._card)
        self._hands.put_on()

    def _do(self, state: State, wanted: Target | Hand) -> bool:
        """Do it once the screen has been drawn and looked at; False where it is not to be found yet."""
        name = picture_name(state)
        drawn_at = self._pictures.wait_for(name, _PICTURE_SECONDS) if name else None
        if isinstance(wanted, Hand):
            wanted.act()
            return True
        if drawn_at is not None:
            # Nobody touches a screen in the instant in which it appears, and the terminal knows that.
            time.sleep(max(0.0, drawn_at + GUARD_SECONDS - time.monotonic()))
        found = on_the_screens_thread(lambda: self._find(name, wanted)).result(_PICTURE_SECONDS)
        if found is None:
            return False
        touch(*found)
        return True

    def _find(self, name: str | None, wanted: Target) -> tuple[float, float] | None:
        """Where to touch, if the screen is still the one that was meant."""
        screen = self._view.screen
        if screen is None or picture_name(screen.state) != name:
            return None
        return where(self._view, wanted)
