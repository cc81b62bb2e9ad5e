"""Before money is taken, the city hall is asked whether the document still says what it would say now."""

from __future__ import annotations

import pytest

from kiosk.certificates.failures import Failure
from tests.municipal.terminals import TerminalClient, failure_of, key
from tests.real_parts.city_hall import AOBA, SHARED_TERMINAL, CityHall

HANAKO_MOVES = "UPDATE registry_household SET address = address || '　２０３号'"
HUSHED_SECONDS = 0.6


@pytest.fixture
def own_terminal(own_city_hall: CityHall) -> TerminalClient:
    return TerminalClient(own_city_hall)


def ordered(hall: CityHall, terminal: TerminalClient, stem: str = "hanako") -> str:
    visit, entitlement = terminal.authenticated(hall.card(stem))
    order_id: str = terminal.order(visit, terminal.whole_household(entitlement)).json()["order_id"]
    return order_id


def refusal(terminal: TerminalClient, order_id: str) -> Failure:
    return failure_of(terminal.confirm(order_id))


def test_a_document_that_still_holds_is_confirmed_however_often_it_is_asked(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    order_id = ordered(city_hall, terminal)
    assert [terminal.confirm(order_id).status_code for _ in range(2)] == [204, 204]


def test_a_record_changed_since_the_preview_is_not_certified_and_the_new_one_is(
    own_city_hall: CityHall, own_terminal: TerminalClient
) -> None:
    visit, entitlement = own_terminal.authenticated(own_city_hall.card("hanako"))
    choices = own_terminal.whole_household(entitlement)
    order_id = own_terminal.order(visit, choices).json()["order_id"]
    with own_city_hall.registry() as database:
        database.execute(HANAKO_MOVES)
    answer = own_terminal.confirm(order_id)
    assert (answer.status_code, failure_of(answer).code) == (410, "E-DOC-003")
    anew = own_terminal.order(visit, choices).json()["order_id"]
    assert own_terminal.confirm(anew).status_code == 204


def test_a_record_cancelled_since_the_preview_is_not_certified(
    own_city_hall: CityHall, own_terminal: TerminalClient
) -> None:
    order_id = ordered(own_city_hall, own_terminal)
    with own_city_hall.registry() as database:
        database.execute("UPDATE registry_resident SET status = 'moved-out' WHERE name LIKE '%花子'")
    assert refusal(own_terminal, order_id).code == "E-RES-002"


def test_a_person_protected_since_the_preview_is_refused_as_slowly_as_when_ordering(
    own_city_hall: CityHall, own_terminal: TerminalClient
) -> None:
    order_id = ordered(own_city_hall, own_terminal)
    with own_city_hall.registry() as database:
        database.execute("UPDATE registry_resident SET protected = TRUE WHERE name LIKE '%花子'")
    answer = own_terminal.confirm(order_id)
    assert failure_of(answer).code == "E-RES-010"
    assert answer.elapsed.total_seconds() >= HUSHED_SECONDS


def test_a_service_switched_off_meanwhile_takes_no_money(
    own_city_hall: CityHall, own_terminal: TerminalClient
) -> None:
    order_id = ordered(own_city_hall, own_terminal)
    off = ("availability", "off", "resident-record", "--municipality", AOBA, "--reason", "点検")
    own_city_hall.command(*off)
    assert refusal(own_terminal, order_id).code == "E-SVC-001"


def test_a_card_suspended_meanwhile_takes_no_money(
    own_city_hall: CityHall, own_terminal: TerminalClient
) -> None:
    order_id = ordered(own_city_hall, own_terminal)
    with own_city_hall.registry() as database:
        issuer, serial = database.execute(
            "SELECT issuer_key, serial FROM issuance_visit JOIN issuance_order"
            " ON issuance_order.visit_id = issuance_visit.id WHERE order_id = ?",
            (order_id,),
        ).fetchone()
    own_city_hall.command("card", "suspend", "--issuer", issuer, "--serial", f"0x{serial}")
    assert refusal(own_terminal, order_id).code == "E-CARD-014"


def test_what_is_no_longer_out_is_not_confirmed(city_hall: CityHall, terminal: TerminalClient) -> None:
    abandoned = ordered(city_hall, terminal)
    terminal.post(f"/orders/{abandoned}/abandon")
    assert refusal(terminal, abandoned).code == "E-DOC-003"
    ended = ordered(city_hall, terminal)
    printed = {"outcome": "printed", "sheets": 1, "received": 200, "returned": 0}
    terminal.post(f"/orders/{ended}/outcome", printed)
    assert refusal(terminal, ended).code == "E-SVC-004"


def test_an_order_is_confirmed_to_its_own_terminal_only(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    order_id = ordered(city_hall, terminal)
    assert refusal(TerminalClient(city_hall, SHARED_TERMINAL), order_id).code == "E-SVC-004"
    assert refusal(terminal, key()).code == "E-SVC-004"


def test_nothing_that_a_document_says_is_kept_with_the_order(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    first, second = ordered(city_hall, terminal), ordered(city_hall, terminal)
    with city_hall.registry() as database:
        kept = [
            database.execute(
                "SELECT content_sha256 FROM issuance_order WHERE order_id = ?", (order_id,)
            ).fetchone()[0]
            for order_id in (first, second)
        ]
    assert [len(digest) for digest in kept] == [64, 64]
    assert kept[0] != kept[1], "the digests of two orders would say that they are of one household"
