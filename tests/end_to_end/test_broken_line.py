"""A city hall that does not answer, answers too late, or nonsense; and outcomes that arrive at last."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.card.simulated import SimulatedCard
from kiosk.certificates import failures
from kiosk.certificates.kinds import Kind, Scope
from kiosk.terminal.unattended import Issued, NotIssued, Wishes
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.journal import Entry
from tests.end_to_end.bench import Bench
from tests.end_to_end.counter import Counter
from tests.end_to_end.store import PATIENCE
from tests.end_to_end.tapped_line import Answer, TappedLine
from tests.real_parts.city_hall import CityHall

HOUSEHOLD = Wishes(Kind.RESIDENT_RECORD, scope=Scope.HOUSEHOLD)
ONESELF = Wishes(Kind.RESIDENT_RECORD)
CounterAt = Callable[..., Counter]


def assert_refused(counter: Counter, ending: object, failure: failures.Failure) -> None:
    assert isinstance(ending, NotIssued)
    assert ending.failure is failure
    assert ending.settlement is None
    assert not {"Pay", "Printing", "TakePaper"} & set(counter.shown)
    counter.assert_no_money_and_no_paper()


def outcomes(hall: CityHall, order_id: str) -> list[tuple[str, int, int, int]]:
    """What the city hall holds of an order."""
    with sqlite3.connect(hall.directory / "city-hall.sqlite3") as database:
        return database.execute(
            "SELECT outcome, sheets, received, returned FROM issuance_orderoutcome AS outcome"
            " JOIN issuance_order AS placed ON placed.id = outcome.order_id WHERE placed.order_id = ?",
            (order_id,),
        ).fetchall()


# No answer --------------------------------------------------------------------------------------


def test_where_no_city_hall_answers_no_card_is_asked_for(bench: Bench, own_city_hall: CityHall) -> None:
    bench.equipped(hall=own_city_hall)
    own_city_hall.stop()
    try:
        done = bench.issue("hanako", "--kind", "resident-record")
    finally:
        own_city_hall.start()
    bench.assert_refused(done, "E-NET-001")
    assert not any("Place the card" in prompt for prompt in done.prompts)


@pytest.mark.parametrize("call", ["visit", "authentication", "order"])
def test_a_line_cut_before_money_ends_the_visit(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall, call: str
) -> None:
    line.before(call, line.cut)
    counter = counter_at(line.url)
    assert_refused(counter, counter.visit(city_hall.card("hanako"), HOUSEHOLD), failures.CITY_UNREACHABLE)


@pytest.mark.parametrize("call", ["authentication", "order"])
def test_an_answer_that_gets_lost_ends_the_visit(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall, call: str
) -> None:
    line.lose_next(call)
    counter = counter_at(line.url)
    assert_refused(counter, counter.visit(city_hall.card("hanako"), HOUSEHOLD), failures.CITY_UNREACHABLE)


@pytest.mark.parametrize("call", ["authentication", "order"])
def test_an_answer_that_does_not_come_is_not_waited_for_for_ever(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall, call: str
) -> None:
    ended = threading.Event()

    def hold() -> None:
        ended.wait(PATIENCE)

    line.before(call, hold)
    counter = counter_at(line.url)
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD)
    ended.set()
    assert_refused(counter, ending, failures.CITY_UNREACHABLE)


def test_an_answer_in_drops_holds_up_neither_this_resident_nor_the_next(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    line.change("authentication", lambda answer: replace(answer, seconds_a_byte=0.2))
    counter = counter_at(line.url)
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD)
    assert isinstance(ending, NotIssued)
    assert ending.failure is failures.CITY_UNREACHABLE
    counter.go_away()
    line.pass_on("authentication")
    assert isinstance(counter.visit(city_hall.card("kiyo"), HOUSEHOLD), Issued)


def test_a_card_that_is_exchanged_while_the_line_is_slow_gets_nobodys_paper(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    exchanged = threading.Event()

    def hold() -> None:
        exchanged.wait(PATIENCE)

    line.before("visit", hold)
    counter = counter_at(line.url)

    def exchange() -> None:
        counter.reader.take_off()
        counter.reader.put_on(SimulatedCard(city_hall.card("kiyo")))
        exchanged.set()

    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD, at={states.Authenticating: exchange})
    assert_refused(counter, ending, failures.CARD_CHANGED)


@pytest.mark.parametrize("call", ["visit", "authentication", "order"])
def test_an_answer_that_breaks_off_is_a_line_that_broke_and_not_nonsense(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall, call: str
) -> None:
    line.change(call, lambda answer: replace(answer, breaks_after=len(answer.body) // 2))
    counter = counter_at(line.url)
    assert_refused(counter, counter.visit(city_hall.card("hanako"), HOUSEHOLD), failures.CITY_UNREACHABLE)


def test_the_answer_to_a_given_up_order_may_come_after_that_to_the_wanted_one(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    counter = counter_at(line.url)
    overtaken = threading.Event()

    def hold_the_first(answer: Answer) -> Answer:
        line.pass_on("order")
        overtaken.wait(PATIENCE)
        return answer

    def let_the_first_come() -> None:
        overtaken.set()
        counter.wait_for(lambda state: counter.terminal.conductor.late_answers == {"PaperReady": 1})

    line.change("order", hold_the_first)
    line.before("confirmation", let_the_first_come)
    ending = counter.visit(
        city_hall.card("hanako"),
        ONESELF,
        touches={states.Confirm: events.ChangeRequested(states.Part.COPIES)},
    )
    assert ending == Issued(fee=200, sheets=1, change=800)


def test_after_an_outage_the_terminal_serves_again_by_itself(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    counter = counter_at(line.url)
    counter.wait_until_open()
    line.cut()
    counter.wait_for(lambda state: isinstance(state.screen, states.OutOfService))
    line.mend()
    assert isinstance(counter.visit(city_hall.card("hanako"), HOUSEHOLD), Issued)


# Nonsense ---------------------------------------------------------------------------------------

NONSENSE: dict[str, Callable[[Answer], Answer]] = {
    "a web page": lambda answer: Answer(200, "text/html", b"<html>Welcome to nginx!</html>"),
    "nothing": lambda answer: replace(answer, body=b""),
    "another message": lambda answer: replace(answer, body=b'{"answer": 42}'),
    "a message with something added": lambda answer: answer.with_message(resident="somebody"),
    "bytes that are no text": lambda answer: replace(answer, body=bytes(range(128, 256))),
    "a failure that nobody knows": lambda answer: Answer(403, "application/json", b'{"failure": "E-X-1"}'),
    "a program that failed": lambda answer: Answer(500, "text/html", b"<h1>Server Error</h1>"),
    "another address": lambda answer: Answer(302, "text/html", b""),
}


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE)
@pytest.mark.parametrize("call", ["visit", "authentication", "order"])
def test_nonsense_ends_the_visit(
    counter_at: CounterAt,
    line: TappedLine,
    city_hall: CityHall,
    call: str,
    nonsense: Callable[[Answer], Answer],
) -> None:
    line.change(call, nonsense)
    counter = counter_at(line.url)
    assert_refused(counter, counter.visit(city_hall.card("hanako"), HOUSEHOLD), failures.CITY_NONSENSE)


def test_a_city_hall_that_its_gateway_does_not_reach_is_one_that_does_not_answer(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    line.change("order", lambda answer: Answer(502, "text/html", b"<h1>Bad Gateway</h1>"))
    counter = counter_at(line.url)
    assert_refused(counter, counter.visit(city_hall.card("hanako"), HOUSEHOLD), failures.CITY_UNREACHABLE)


def test_nonsense_that_is_pushed_is_not_believed(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    counter = counter_at(line.url)
    counter.wait_until_open()
    line.say({"municipality": None})
    line.wait_for("availability")
    assert isinstance(counter.visit(city_hall.card("hanako"), HOUSEHOLD), Issued)


def test_a_line_that_is_cut_as_money_is_to_be_taken_takes_none(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    counter = counter_at(line.url)
    line.before("confirmation", line.cut)
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD)
    assert isinstance(ending, NotIssued)
    assert ending.failure is failures.CITY_UNREACHABLE
    counter.assert_no_money_and_no_paper()


# Outcomes ---------------------------------------------------------------------------------------


def test_an_outcome_is_delivered_after_the_line_was_cut_and_once_only(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    counter = counter_at(line.url)
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD, at={states.Printing: line.cut})
    assert isinstance(ending, Issued)
    counter.close()
    order_id = counter.store.journal()[0].order_id
    assert counter.store.entries()[-1] is Entry.ENDED
    assert outcomes(city_hall, order_id) == []
    line.mend()
    later = Counter(counter.store)
    line.wait_for("outcome")
    later.close()
    assert counter.store.entries().count(Entry.REPORTED) == 1
    assert outcomes(city_hall, order_id) == [("printed", 1, 1000, 800)]


def test_an_outcome_whose_receipt_was_lost_is_told_again_and_kept_once(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    line.lose_next("outcome")
    counter = counter_at(line.url)
    assert isinstance(counter.visit(city_hall.card("hanako"), HOUSEHOLD), Issued)
    line.wait_for("outcome", times=2)
    counter.close()
    order_id = counter.store.journal()[0].order_id
    assert counter.store.entries().count(Entry.REPORTED) == 1
    assert outcomes(city_hall, order_id) == [("printed", 1, 1000, 800)]


def test_a_print_problem_reaches_the_city_hall_as_a_claim_of_the_number_on_the_screen(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    counter = counter_at(line.url)
    ending = counter.visit(
        city_hall.card("hanako"), HOUSEHOLD, touches={states.TakePaper: events.PrintProblemReported()}
    )
    assert isinstance(ending, Issued)
    told = counter.wait_for(
        lambda state: isinstance(state.screen, states.PrintProblem) and state.screen.claim is not None
    ).screen
    line.wait_for("outcome", times=2)
    counter.close()
    order_id = counter.store.journal()[0].order_id
    assert outcomes(city_hall, order_id) == [("printed", 1, 1000, 800)]
    with sqlite3.connect(city_hall.directory / "city-hall.sqlite3") as database:
        [claim] = database.execute(
            "SELECT number FROM issuance_claim AS claim"
            " JOIN issuance_order AS placed ON placed.id = claim.order_id WHERE placed.order_id = ?",
            (order_id,),
        ).fetchone()
    assert isinstance(told, states.PrintProblem)
    assert claim == told.claim
