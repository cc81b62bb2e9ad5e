"""LGWAN, 2022-01-26: the terminals of about a hundred municipalities were down for hours.
The network between terminals and city halls was gone.
Here a terminal says so before a card goes in, no yen gets stuck, and what happened before is told once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.certificates import failures
from kiosk.terminal.unattended import Issued, NotIssued
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.journal import TERMINAL, Entry
from kiosk.terminal.visit.standing import standing
from tests.end_to_end.counter import NOTE, Counter
from tests.end_to_end.store import Store, folder_printer, pcsc_reader
from tests.end_to_end.tapped_line import TappedLine
from tests.incidents.evidence import HOUSEHOLD, ONESELF, CounterAt, accounts_of, asked
from tests.real_parts.city_hall import AOBA, SHARED_TERMINAL, WAKABA, CityHall


@pytest.fixture
def between_towns(city_hall: CityHall, tmp_path: Path) -> Iterator[tuple[Counter, TappedLine]]:
    """A terminal of two municipalities, and the one line to both."""
    with TappedLine(city_hall, SHARED_TERMINAL) as line:
        store = Store(
            tmp_path / "store",
            city_hall,
            reader=pcsc_reader(),
            printer=folder_printer(),
            terminal_id=SHARED_TERMINAL,
            municipalities=(AOBA, WAKABA),
            url=line.url,
        )
        counter = Counter(store)
        yield counter, line
        counter.close()


def outcomes(hall: CityHall, order_id: str) -> list[tuple[str, int, int]]:
    return asked(
        hall,
        "SELECT outcome, received, returned FROM issuance_orderoutcome AS outcome"
        " JOIN issuance_order AS placed ON placed.id = outcome.order_id WHERE placed.order_id = ?",
        order_id,
    )


def test_where_no_municipality_is_reached_nobody_is_asked_for_a_card(
    between_towns: tuple[Counter, TappedLine],
) -> None:
    counter, line = between_towns
    counter.wait_for(lambda state: len(state.terminal.availability) == 2)
    line.cut()
    counter.wait_for(lambda state: state.screen == states.OutOfService(failures.CITY_UNREACHABLE))
    counter.terminal.conductor.send(events.Started("ja"))
    line.mend()
    counter.wait_until_open()
    assert not {"Terms", "PlaceCard"} & set(counter.shown), "a touch while it was closed began no visit"


def test_an_order_that_is_paid_for_is_printed_without_the_network_and_told_once_when_it_is_back(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    counter = counter_at(line.url)
    ending = counter.visit(
        city_hall.card("hanako"), HOUSEHOLD, at={states.Pay: lambda: once_open(counter, line)}
    )
    assert ending == Issued(fee=200, sheets=1, change=800)
    counter.go_away()
    assert counter.visit(city_hall.card("kiyo"), ONESELF) == NotIssued(failures.CITY_UNREACHABLE)
    line.mend()
    counter.wait_until_open()
    line.wait_for("outcome")
    counter.close()
    [order_id] = {line_.order_id for line_ in counter.store.journal()}
    assert counter.store.entries().count(Entry.REPORTED) == 1
    assert outcomes(city_hall, order_id) == [("printed", NOTE, 800)]


def once_open(counter: Counter, line: TappedLine) -> None:
    """The line breaks as soon as the cash box takes money."""
    counter.wait_for(lambda state: isinstance(state.screen, states.Pay) and state.screen.accepting)
    line.cut()


def test_whoever_stops_while_the_network_is_gone_has_all_their_money_back(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    counter = counter_at(line.url)

    def one_coin_then_nothing() -> None:
        once_open(counter, line)
        assert counter.cashbox.insert(100)
        counter.wait_for(lambda state: isinstance(state.screen, states.Pay) and state.screen.inserted == 100)
        counter.terminal.conductor.send(events.Stopped())
        counter.wait_for(lambda state: state.visit is None)

    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD, at={states.Pay: one_coin_then_nothing})
    assert isinstance(ending, NotIssued)
    assert (counter.cashbox.inserted, counter.cashbox.paid_out) == (100, 100)
    line.mend()
    line.wait_for("outcome")
    [order] = accounts_of(counter)
    assert order.held == 0
    assert outcomes(city_hall, order.order_id) == [("refunded", 100, 100)]


def test_an_alarm_of_before_reaches_the_city_hall_once_after_the_outage(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    counter = counter_at(line.url)
    counter.wait_until_open()
    line.cut()
    counter.wait_for(lambda state: state.screen == states.OutOfService(failures.CITY_UNREACHABLE))
    counter.terminal.conductor.send(events.TerminalStopped(failures.DOCUMENT_MISMATCH))
    counter.wait_for(lambda state: state.screen == states.OutOfService(failures.DOCUMENT_MISMATCH))
    counter.close()
    restarted = Counter(counter.store)
    line.mend()
    line.wait_for("alarm")
    restarted.close()
    alarms = standing(entry for entry in counter.store.journal() if entry.order_id == TERMINAL)
    [alarm] = alarms.alarms
    assert alarms.unreported == ()
    assert asked(city_hall, "SELECT COUNT(*) FROM fleet_alarm WHERE alarm_id = ?", alarm.alarm_id) == [(1,)]
