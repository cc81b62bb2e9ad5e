"""A whole terminal serves resident after resident up to the taken card, and holds no more than before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drivers.card.simulated import SimulatedCard
from kiosk.terminal.visit import events, states
from tests.drivers.card.soaking import soak
from tests.end_to_end.counter import Counter
from tests.end_to_end.store import PIN
from tests.real_parts.city_hall import CityHall


def residents_at(counter: Counter, hall: CityHall) -> Callable[[int], None]:
    card = SimulatedCard(hall.card("hanako"))
    conductor = counter.terminal.conductor

    def shown(screen: type[states.Screen]) -> None:
        counter.wait_for(lambda state: isinstance(state.screen, screen))

    def visit(number: int) -> None:
        counter.wait_until_open()
        conductor.send(events.Started("ja"))
        conductor.send(events.Continued())
        shown(states.PlaceCard)
        counter.reader.put_on(card)
        shown(states.EnterPin)
        for digit in PIN:
            conductor.enter_pin_digit(int(digit))
        conductor.send(events.Continued())
        shown(states.TakeCard)
        counter.reader.take_off()
        shown(states.ChooseCertificate)
        counter.shown.clear()
        counter.go_away()
        # What the city hall says is kept by this process, not by the terminal.
        hall.log.clear()

    return visit


def test_two_hundred_residents_leave_nothing_behind(
    counter_at: Callable[..., Counter], own_city_hall: CityHall
) -> None:
    soak(200, residents_at(counter_at(hall=own_city_hall), own_city_hall), lambda: ("self",))


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_ten_thousand_residents_leave_nothing_behind(
    counter_at: Callable[..., Counter], own_city_hall: CityHall
) -> None:
    soak(10_000, residents_at(counter_at(hall=own_city_hall), own_city_hall), lambda: ("self",))
