"""One visit is one card's: whoever takes it off, or lays another in its place, has ended the visit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drivers.card.simulated import SimulatedCard
from kiosk.certificates import failures
from kiosk.certificates.failures import Failure
from kiosk.terminal.visit import events, states
from tests.end_to_end.counter import Counter
from tests.end_to_end.store import PIN
from tests.end_to_end.tapped_line import TappedLine
from tests.real_parts.city_hall import CityHall

WRONG_PIN = "9999"

CounterAt = Callable[..., Counter]


class Resident:
    """Somebody at a running terminal, up to the screen that asks for the PIN."""

    def __init__(self, counter: Counter, card: SimulatedCard) -> None:
        self.counter = counter
        counter.wait_until_open()
        self._send(events.Started("ja"))
        self._send(events.Continued())
        counter.wait_for(lambda state: isinstance(state.screen, states.PlaceCard))
        counter.reader.put_on(card)
        self.wait_for_pin_screen(lambda screen: True)

    def wait_for_pin_screen(self, holds: Callable[[states.EnterPin], bool]) -> None:
        self.counter.wait_for(lambda state: isinstance(state.screen, states.EnterPin) and holds(state.screen))

    def enter(self, pin: str) -> None:
        for digit in pin:
            self.counter.terminal.conductor.enter_pin_digit(int(digit))
        self._send(events.Continued())

    def accept_last_try(self) -> None:
        self._send(events.LastTryAccepted())

    def refusal(self) -> Failure:
        """Why the visit ended, as soon as it has."""
        state = self.counter.wait_for(lambda state: isinstance(state.screen, states.Refused))
        assert isinstance(state.screen, states.Refused)
        assert state.visit is None
        return state.screen.failure

    def _send(self, event: events.Event) -> None:
        self.counter.terminal.conductor.send(event)


def off_and_on(counter: Counter, card: SimulatedCard, other: SimulatedCard) -> None:
    counter.reader.take_off()
    counter.reader.put_on(card)


def exchanged(counter: Counter, card: SimulatedCard, other: SimulatedCard) -> None:
    counter.reader.take_off()
    counter.reader.put_on(other)


def pushed_aside(counter: Counter, card: SimulatedCard, other: SimulatedCard) -> None:
    """So fast that nobody ever saw the reader empty."""
    counter.reader.put_on(other)


Hands = Callable[[Counter, SimulatedCard, SimulatedCard], None]


def before_the_pin(resident: Resident) -> None:
    resident.wait_for_pin_screen(lambda screen: screen.digits == 0)


def after_a_wrong_pin(resident: Resident) -> None:
    resident.enter(WRONG_PIN)
    resident.wait_for_pin_screen(lambda screen: screen.wrong)


def at_the_last_try_warning(resident: Resident) -> None:
    resident.wait_for_pin_screen(lambda screen: screen.warns)


def after_the_last_try_warning(resident: Resident) -> None:
    at_the_last_try_warning(resident)
    resident.accept_last_try()
    resident.wait_for_pin_screen(lambda screen: not screen.warns)


@pytest.mark.parametrize("hands", [off_and_on, exchanged, pushed_aside])
@pytest.mark.parametrize(
    ("stem", "moment", "tries_left"),
    [
        ("hanako", before_the_pin, 3),
        ("hanako", after_a_wrong_pin, 2),
        ("one-try-left", at_the_last_try_warning, 1),
        ("one-try-left", after_the_last_try_warning, 1),
    ],
)
def test_a_card_moved_while_the_pin_is_asked_ends_the_visit_and_costs_nobody_a_try(
    counter_at: CounterAt,
    city_hall: CityHall,
    stem: str,
    moment: Callable[[Resident], None],
    tries_left: int,
    hands: Hands,
) -> None:
    card, other = SimulatedCard(city_hall.card(stem)), SimulatedCard(city_hall.card("kiyo"))
    resident = Resident(counter_at(), card)
    moment(resident)
    hands(resident.counter, card, other)
    assert resident.refusal() is failures.CARD_REMOVED
    resident.enter(WRONG_PIN)
    resident.counter.assert_no_money_and_no_paper()
    assert (card.contents.tries_left, other.contents.tries_left) == (tries_left, 3)


@pytest.mark.parametrize(
    ("hands", "goes_on"), [(off_and_on, True), (exchanged, False), (pushed_aside, False)]
)
def test_a_card_moved_between_the_pin_and_its_check_is_the_same_or_ends_the_visit(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall, hands: Hands, goes_on: bool
) -> None:
    card, other = SimulatedCard(city_hall.card("hanako")), SimulatedCard(city_hall.card("kiyo"))
    counter = counter_at(line.url)
    arrived = []

    def move() -> None:
        arrived.append(counter.wait_for(lambda state: isinstance(state.screen, states.Authenticating)))
        hands(counter, card, other)

    line.before("visit", move)
    resident = Resident(counter, card)
    resident.enter(PIN)
    if goes_on:
        counter.wait_for(lambda state: isinstance(state.screen, states.TakeCard))
    else:
        assert resident.refusal() is failures.CARD_CHANGED
        assert other.contents.tries_left == 3
    assert len(arrived) == 1
    counter.assert_no_money_and_no_paper()
