"""Munakata, 2023-06-28: somebody got the previous customer's record.
The program of that site still kept the last file; a correction of 2019 had never reached it.
Here nothing of a visit survives it, however it ended, and what did would be refused by the next one."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.printer.contract import PrintJob
from drivers.printer.simulated import Abort, Jam
from kiosk.certificates import failures
from kiosk.certificates.sealed_document import SealedDocument
from kiosk.terminal.unattended import Issued
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.casefile import CaseFile, PreparedOrder
from kiosk.terminal.visit.effects import DropLateAnswer
from kiosk.terminal.visit.events import EffectFailed, OrderBroken, PaymentOpened
from kiosk.terminal.visit.step import step
from tests.drivers.printer.documents import document
from tests.end_to_end.counter import Counter
from tests.end_to_end.store import PATIENCE
from tests.end_to_end.tapped_line import Answer, TappedLine
from tests.incidents.evidence import (
    HOUSEHOLD,
    ONESELF,
    CounterAt,
    accounts_of,
    assert_is_of,
    look_at_the_paper,
)
from tests.incidents.workshop import Workshop
from tests.real_parts.city_hall import CityHall
from tests.visit.town import FAMILY, after, confirming

SILENCE = 1000.0
"""Seconds after which every visit that waits for somebody is over."""


def stops(counter: Counter) -> None:
    look_at_the_paper(counter)
    counter.terminal.conductor.send(events.Stopped())


def goes_away(counter: Counter) -> None:
    look_at_the_paper(counter)
    counter.terminal.conductor.send(events.Ticked(time.monotonic() + SILENCE))


def breaks(counter: Counter) -> None:
    counter.printer.plan(Abort())


def goes_on(counter: Counter) -> None:
    """Touches what is to be touched."""


Happening = Callable[[Counter], None]
ENDINGS: dict[str, tuple[Happening, type[states.Screen] | None]] = {
    "printed": (goes_on, states.TakePaper),
    "stopped": (stops, None),
    "timed out": (goes_away, None),
    "refused": (goes_on, states.Refused),
    "broken": (breaks, states.OutOfService),
}


@pytest.mark.parametrize(("happens", "last"), ENDINGS.values(), ids=ENDINGS)
def test_nothing_of_a_visit_is_left_for_the_next_one(
    counter_at: CounterAt,
    line: TappedLine,
    city_hall: CityHall,
    happens: Happening,
    last: type[states.Screen] | None,
) -> None:
    ordered: set[str] = set()

    def listen(answer: Answer) -> Answer:
        ordered.add(answer.message["order_id"])
        return answer

    line.change("order", listen)
    if last is states.Refused:
        line.change("confirmation", lambda _: Answer(403, "application/json", b'{"failure": "E-RES-010"}'))
    counter = counter_at(line.url)
    conductor = counter.terminal.conductor
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD, at={states.Confirm: lambda: happens(counter)})
    assert isinstance(ending, Issued) is (last is states.TakePaper)
    assert last is None or last.__name__ in counter.shown
    counter.go_away()
    assert len(ordered) == 1
    assert conductor.preview(0, 100, revealed=False) is None
    gc.collect()
    assert kept(ordered) == []

    line.pass_on("confirmation")
    papers = set(counter.store.papers())
    assert isinstance(counter.visit(city_hall.card("kiyo"), ONESELF), Issued)
    [paper] = set(counter.store.papers()) - papers
    assert_is_of(paper.read_bytes(), "kiyo")
    counter.close()
    assert sorted(counter.printer.sheets_out.values()) == (
        [1, 1] if last is states.TakePaper else sorted([1] if last is not states.OutOfService else [0, 1])
    )


def kept(order_ids: set[str]) -> list[str]:
    """What is still in memory of these orders. Things are asked for their type, which wakes none of those
    that are loaded when they are first used."""
    of_a_visit = (SealedDocument, PreparedOrder, CaseFile)
    things = [thing for thing in gc.get_objects() if type(thing) in of_a_visit]
    return [type(thing).__name__ for thing in things if thing.order_id in order_ids]


def test_the_order_of_the_last_visit_is_neither_paid_for_nor_printed_in_the_next(workshop: Workshop) -> None:
    last = workshop.visit(1)
    her_order = workshop.ordered(last)
    next_one = workshop.visit(2)
    workshop.paid(next_one, workshop.ordered(next_one))
    refused = workshop.asked_to_pay(next_one, her_order)
    assert refused == EffectFailed(next_one.serial, failures.DOCUMENT_MISMATCH)
    ended = workshop.printed(next_one, her_order)
    assert isinstance(ended, OrderBroken)
    assert (ended.failure, ended.returned) == (failures.DOCUMENT_MISMATCH, ended.received)
    assert workshop.printer.sheets_out == {}


def test_an_order_that_was_given_up_for_another_of_the_same_visit_is_not_printed(workshop: Workshop) -> None:
    case = workshop.visit(1)
    given_up, wanted = workshop.ordered(case), workshop.ordered(case)
    workshop.paid(case, wanted)
    ended = workshop.printed(case, given_up)
    assert isinstance(ended, OrderBroken)
    assert ended.failure is failures.DOCUMENT_MISMATCH
    assert workshop.printer.sheets_out == {}


def test_what_stands_in_the_printer_from_before_is_out_of_it_before_anybody_pays(workshop: Workshop) -> None:
    workshop.printer.plan(Jam())
    workshop.printer.submit(PrintJob("the last visit's", document(1), 1))
    case = workshop.visit(2)
    order = workshop.ordered(case)
    assert not isinstance(workshop.asked_to_pay(case, order), PaymentOpened), "the jam still stands"
    workshop.printer.clear()
    workshop.paid(case, order)
    workshop.printed(case, order)
    assert workshop.printer.sheets_out["the last visit's"] == 0


def test_a_paper_that_is_ready_after_another_was_ordered_does_not_take_its_place(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    held, released = threading.Event(), threading.Event()
    ordered: list[str] = []

    def hold_the_first(answer: Answer) -> Answer:
        ordered.append(answer.message["order_id"])
        if len(ordered) == 1:
            held.set()
            assert released.wait(PATIENCE)
        return answer

    def let_the_first_come() -> None:
        released.set()
        line.wait_for("abandon")

    line.change("order", hold_the_first)
    line.before("confirmation", let_the_first_come)
    counter = counter_at(line.url)

    def change_ones_mind() -> None:
        assert held.wait(PATIENCE), "else the other order's answer may be the first to come"
        counter.terminal.conductor.send(events.WentBack())

    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD, at={states.Confirm: change_ones_mind})
    assert isinstance(ending, Issued)
    [order] = accounts_of(counter)
    assert order.order_id == ordered[1]


ANSWERS_TO_THE_LAST_VISIT = [
    events.PaperReady(1, 1, fee=200, sheets=1),
    events.Authenticated(1, FAMILY),
    events.PaymentOpened(1, exact_only=False),
    events.ChangeGiven(1, 0),
    events.PrintDone(1, receipt=True),
    events.EffectFailed(1, failures.CHARACTER),
]


@pytest.mark.parametrize("late", ANSWERS_TO_THE_LAST_VISIT, ids=lambda event: type(event).__name__)
def test_an_answer_to_the_last_visit_changes_nothing_of_the_next(late: events.Event) -> None:
    state = confirming()
    next_visit = replace(state, visit=replace(state.ongoing, serial=2), visits=2)
    unmoved, effects = step(next_visit, late)
    assert unmoved == next_visit
    [dropped] = effects
    assert isinstance(dropped, DropLateAnswer)
    assert (dropped.event, dropped.serial) == (type(late).__name__, 1)


def test_a_paper_of_choices_that_were_changed_meanwhile_is_not_shown() -> None:
    changed, _ = after(confirming(), events.WentBack(), events.Continued())
    old_paper = events.PaperReady(1, 1, fee=200, sheets=1)
    assert step(changed, old_paper) == (changed, (DropLateAnswer("PaperReady", serial=1, attempt=1),))
