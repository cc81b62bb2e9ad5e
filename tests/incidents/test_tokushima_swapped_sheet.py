"""Tokushima, 2023-03: the second of somebody's three sheets was another person's.
The cause was not published; sheets of two files had got among each other.
Here every sheet is read back and every order is bound to its visit: the terminal stops before money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Barrier

import pytest

from kiosk.certificates import failures
from kiosk.certificates.choices import Choices
from kiosk.certificates.kinds import Kind, Scope
from kiosk.certificates.sealed_document import SealedDocument
from kiosk.rendering.draw import Paper, draw, draw_sheets
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.placement import PlacedPage
from kiosk.terminal.studio import PaperStudio
from kiosk.terminal.unattended import Issued, NotIssued
from kiosk.terminal.visit import states
from kiosk.terminal.visit.events import EffectFailed, OrderBroken
from kiosk.terminal.visit.ports import ProvenPaper
from tests.end_to_end.counter import Counter
from tests.end_to_end.store import PATIENCE
from tests.end_to_end.tapped_line import Answer, TappedLine
from tests.incidents.evidence import HOUSEHOLD, ONESELF, THREE_COPIES, CounterAt, asked
from tests.incidents.workshop import Workshop
from tests.real_parts.city_hall import CityHall

Redraw = Callable[[Sequence[PlacedPage]], bytes]
"""Draws such faces with the backs and the ground of the paper's form."""

Mix = Callable[[Paper, Paper, Redraw], Paper]
"""The last paper and this one, got among each other."""


class MixesUpSheets:
    """Draws as it should, but for sheets of the last paper that get into the next one."""

    def __init__(self, mix: Mix) -> None:
        self._mix = mix
        self._last: Paper | None = None

    def draw(self, document: SealedDocument, layout: Layout, copies: int) -> Paper:
        paper = draw(document, layout, copies)
        last, self._last = self._last, paper
        redraw = partial(draw_sheets, layout=layout, order_id=document.order_id)
        return paper if last is None else self._mix(last, paper, redraw)


def second_of_three(last: Paper, paper: Paper, redraw: Redraw) -> Paper:
    """Three copies of one sheet, the second of them somebody else's."""
    [mine], theirs = paper.pages, last.pages[0]
    return replace(paper, pdf=redraw([mine, theirs, mine]))


def whole_stale_paper(last: Paper, paper: Paper, redraw: Redraw) -> Paper:
    return replace(last, copies=paper.copies)


def stale_picture(last: Paper, paper: Paper, redraw: Redraw) -> Paper:
    """The right sheets behind somebody else's preview."""
    return replace(paper, pages=last.pages)


MIXTURES = {
    "the second of three sheets": second_of_three,
    "the whole paper": whole_stale_paper,
    "the preview": stale_picture,
}


def assert_closed_until_a_technician_comes(counter: Counter, hall: CityHall, order_id: str | None) -> None:
    """Nobody is served, over a restart as well; the city hall knows; a technician puts it right."""
    closed = states.OutOfService(failures.DOCUMENT_MISMATCH)
    assert counter.state.screen == closed
    counter.close()
    restarted = Counter(counter.store)
    try:
        restarted.wait_for(lambda state: bool(state.terminal.availability))
        assert restarted.state.screen == closed
        assert restarted.visit(hall.card("rin"), ONESELF) == NotIssued(failures.DOCUMENT_MISMATCH)
        [alarms] = asked(
            hall,
            "SELECT COUNT(*) FROM fleet_alarm WHERE failure = ? AND order_id = ?",
            failures.DOCUMENT_MISMATCH.code,
            order_id,
        )
        assert alarms == (1,)
        counter.store.technician("release", "--by", "field-7", "--note", "exchanged")
        restarted.wait_until_open()
        assert isinstance(restarted.visit(hall.card("kiyo"), ONESELF), Issued)
    finally:
        restarted.close()


def order_of(line: TappedLine) -> list[str]:
    """The orders of a line, as they come."""
    ordered: list[str] = []

    def listen(answer: Answer) -> Answer:
        ordered.append(answer.message["order_id"])
        return answer

    line.change("order", listen)
    return ordered


@pytest.mark.parametrize("mix", MIXTURES.values(), ids=MIXTURES)
def test_a_sheet_of_the_last_resident_is_seen_before_money_and_stops_the_terminal(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall, mix: Mix
) -> None:
    ordered = order_of(line)
    counter = counter_at(line.url, studio=PaperStudio(MixesUpSheets(mix).draw))
    assert isinstance(counter.visit(city_hall.card("kiyo"), ONESELF), Issued)
    counter.go_away()
    printed = dict(counter.printer.sheets_out)
    taken = counter.cashbox.inserted
    ending = counter.visit(city_hall.card("hanako"), THREE_COPIES)
    assert ending == NotIssued(failures.DOCUMENT_MISMATCH)
    assert (counter.printer.sheets_out, counter.cashbox.inserted) == (printed, taken)
    assert_closed_until_a_technician_comes(counter, city_hall, ordered[-1])


def test_documents_that_two_visits_get_of_each_other_stop_both_terminals(
    counter_at: CounterAt, city_hall: CityHall
) -> None:
    answers: dict[int, Answer] = {}
    together = Barrier(2)

    with TappedLine(city_hall) as one, TappedLine(city_hall) as other, ThreadPoolExecutor(2) as hands:

        def swap(mine: int) -> Callable[[Answer], Answer]:
            def answer_of_the_other(answer: Answer) -> Answer:
                answers[mine] = answer
                together.wait(PATIENCE)
                return answers[1 - mine]

            return answer_of_the_other

        counters = []
        for number, line in enumerate((one, other)):
            line.change("order", swap(number))
            counters.append(counter_at(line.url))
        visits = [
            hands.submit(counter.visit, city_hall.card(stem), HOUSEHOLD)
            for counter, stem in zip(counters, ("kiyo", "hanako"), strict=True)
        ]
        for visit in visits:
            assert visit.result(PATIENCE) == NotIssued(failures.DOCUMENT_MISMATCH)
        for counter in counters:
            assert counter.state.screen == states.OutOfService(failures.DOCUMENT_MISMATCH)
            counter.assert_no_money_and_no_paper()


def test_bytes_that_changed_after_they_were_proven_are_neither_paid_for_nor_printed(
    workshop: Workshop,
) -> None:
    case = workshop.visit(1)
    order = workshop.ordered(case)
    workshop.paid(case, order)
    assert isinstance(order.paper, Paper)
    changed = replace(order, paper=replace(order.paper, pdf=order.paper.pdf + b"\n"))
    assert workshop.asked_to_pay(case, changed) == EffectFailed(case.serial, failures.DOCUMENT_MISMATCH)
    ended = workshop.printed(case, changed)
    assert isinstance(ended, OrderBroken)
    assert (ended.failure, ended.returned) == (failures.DOCUMENT_MISMATCH, ended.received)
    assert workshop.printer.sheets_out == {}


def test_what_draws_is_not_believed(workshop: Workshop) -> None:
    mixing = PaperStudio(MixesUpSheets(second_of_three).draw)
    of_all = Choices(kind=Kind.RESIDENT_RECORD, scope=Scope.HOUSEHOLD, persons=(1, 2, 3))
    theirs = workshop.ordered(workshop.visit(1), of_all).document
    document = workshop.ordered(workshop.visit(2)).document
    layout = workshop.hall.layout(document.layout_sha256)
    assert isinstance(layout, bytes)
    assert isinstance(mixing.draw(theirs, layout), ProvenPaper)
    three = document.model_copy(update={"choices": document.choices.model_copy(update={"copies": 3})})
    assert isinstance(PaperStudio().draw(three, layout), ProvenPaper)
    assert mixing.draw(three, layout) is failures.DOCUMENT_MISMATCH
