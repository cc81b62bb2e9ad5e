"""Kawasaki, 2023-05-02: a resident got another's family register.
Two requests came within one second, files were named by the clock, and the later overwrote the earlier.
Here no name comes from a clock: requests of one instant have ids, documents and papers of their own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from kiosk.terminal.unattended import Issued
from tests.end_to_end.store import PATIENCE
from tests.end_to_end.tapped_line import TappedLine
from tests.incidents.evidence import HOUSEHOLD, CounterAt, accounts_of, assert_is_of
from tests.incidents.workshop import HOLDERS_OWN, Workshop
from tests.real_parts.city_hall import CityHall

CROWD = 16


def test_two_residents_who_order_in_the_same_millisecond_get_their_own_papers(
    counter_at: CounterAt, city_hall: CityHall
) -> None:
    together = threading.Barrier(2)

    def wait_for_the_other() -> None:
        together.wait(PATIENCE)

    with TappedLine(city_hall) as one, TappedLine(city_hall) as other, ThreadPoolExecutor(2) as hands:
        counters = [counter_at(line.url) for line in (one, other)]
        for line in (one, other):
            line.before("order", wait_for_the_other)
        stems = ("kiyo", "hanako")
        visits = [
            hands.submit(counter.visit, city_hall.card(stem), HOUSEHOLD)
            for counter, stem in zip(counters, stems, strict=True)
        ]
        assert [isinstance(visit.result(PATIENCE), Issued) for visit in visits] == [True, True]
    ids: set[str | None] = set()
    for counter, stem in zip(counters, stems, strict=True):
        [paper] = counter.store.papers()
        assert_is_of(paper.read_bytes(), stem)
        [order] = accounts_of(counter)
        ids |= {order.order_id, order.print_id}
    assert len(ids) == 4


def test_sixteen_requests_of_one_instant_for_households_alike_are_sixteen_documents_and_papers(
    workshop: Workshop,
) -> None:
    """The city hall is handed the very same time for all of them."""
    hall = workshop.hall
    cases = [workshop.visit(serial) for serial in range(CROWD)]
    orders = [workshop.ordered(case) for case in cases]
    documents = [order.document for order in orders]
    assert len({document.expires for document in documents}) == 1
    assert len({order.order_id for order in orders}) == CROWD
    assert len({order.sealed for order in orders}) == CROWD
    for case, order in zip(cases, orders, strict=True):
        assert hall.unseal(order.sealed).visit_id == case.visit_id
        workshop.paid(case, order)
        workshop.printed(case, order)
    assert list(workshop.printer.sheets_out.values()) == [1] * CROWD


def test_the_same_request_sent_again_is_one_order_and_another_under_its_key_is_refused(
    workshop: Workshop,
) -> None:
    town, case = workshop.hall.town, workshop.visit(1)
    request = town.whole_household()
    assert case.visit_id is not None
    first = workshop.hall.order(case.visit_id, request)
    assert workshop.hall.order(case.visit_id, request) == first
    other = request.model_copy(update={"choices": HOLDERS_OWN})
    assert workshop.hall.order(case.visit_id, other) != first
