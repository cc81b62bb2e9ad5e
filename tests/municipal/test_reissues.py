"""無料の出し直し: a paper that was badly printed comes once more, free of charge, to its holder, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
import requests
from cryptography import x509

from kiosk.municipal.configuration import FILE_NAME
from tests.municipal.complaints import (
    claim_number,
    complained_of,
    granted,
    left_money,
    order_reissue,
    report,
    settled,
    state,
)
from tests.municipal.terminals import TerminalClient, Visit, failure_of, key
from tests.municipal.test_a_visit import opened
from tests.real_parts.city_hall import AOBA, SHARED_TERMINAL, WAKABA, CityHall

FREE = {"outcome": "printed", "sheets": 1, "received": 0, "returned": 0}
NOT_PRINTED = {"outcome": "not-printed", "sheets": 0, "received": 0, "returned": 0}


@pytest.fixture
def own_terminal(own_city_hall: CityHall) -> TerminalClient:
    return TerminalClient(own_city_hall)


def offered(hall: CityHall, terminal: TerminalClient, stem: str = "hanako") -> tuple[Visit, dict[str, Any]]:
    """A visit and the reissues that it was offered, their choices by the number of their claim."""
    visit, entitlement = terminal.authenticated(hall.card(stem))
    return visit, {reissue["claim"]: reissue["choices"] for reissue in entitlement["reissues"]}


def taken_up(hall: CityHall, terminal: TerminalClient, number: str) -> str:
    """The order of a reissue that is under way."""
    visit, reissues = offered(hall, terminal)
    answer = order_reissue(terminal, visit, number, reissues[number])
    assert answer.status_code == 200, answer.text
    order_id: str = answer.json()["order_id"]
    return order_id


def test_the_holder_is_offered_the_very_choices_and_pays_nothing(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, order_id, choices = granted(
        city_hall, terminal, scope="part", persons=[2, 3], copies=2, items=["domicile"]
    )
    assert state(city_hall, number, order_id) == "granted"
    visit, reissues = offered(city_hall, terminal)
    assert reissues[number] == choices | {"year": None}
    answer = order_reissue(terminal, visit, number, reissues[number]).json()
    document = opened(city_hall, answer["sealed"])
    assert answer["fee"] == document.fee == 0
    assert document.choices.copies == 2
    assert terminal.confirm(answer["order_id"]).status_code == 204
    assert state(city_hall, number, order_id) == "printing"
    assert report(terminal, answer["order_id"], FREE | {"sheets": 2}) == 204
    assert state(city_hall, number, order_id) == "reissued"
    assert number not in offered(city_hall, terminal)[1]


@pytest.mark.parametrize(
    "change", [{"copies": 2}, {"items": ["domicile"]}, {"scope": "part", "persons": [1, 2]}]
)
def test_nothing_but_the_very_choices_is_free(
    city_hall: CityHall, terminal: TerminalClient, change: dict[str, object]
) -> None:
    number, _, choices = granted(city_hall, terminal)
    visit, _reissues = offered(city_hall, terminal)
    assert failure_of(order_reissue(terminal, visit, number, choices | change)).code == "E-SVC-003"
    assert terminal.order(visit, choices).json()["fee"] > 0


def test_nothing_is_free_without_a_grant_or_for_anybody_else(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, _, choices = complained_of(city_hall, terminal)
    visit, reissues = offered(city_hall, terminal)
    assert number not in reissues
    assert failure_of(order_reissue(terminal, visit, number, choices)).code == "E-SVC-003"
    number, _, choices = granted(city_hall, terminal)
    visit, reissues = offered(city_hall, terminal, "nine")
    assert number not in reissues
    assert failure_of(order_reissue(terminal, visit, number, choices)).code == "E-SVC-003"


def test_the_same_order_of_a_reissue_sent_twice_is_one_order(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, _, choices = granted(city_hall, terminal)
    visit, _reissues = offered(city_hall, terminal)
    body = {"idempotency_key": key(), "choices": choices, "reissue": number}
    path = f"/visits/{visit.visit_id}/orders"
    assert terminal.post(path, body).json() == terminal.post(path, body).json()
    assert failure_of(terminal.post(path, body | {"reissue": None})).code == "E-SVC-003"


def test_a_visit_may_order_its_reissue_anew_and_only_the_last_is_out(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, _, choices = granted(city_hall, terminal)
    visit, _reissues = offered(city_hall, terminal)
    first, second = (order_reissue(terminal, visit, number, choices) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert failure_of(terminal.confirm(first.json()["order_id"])).code == "E-DOC-003"


def test_at_two_terminals_in_the_same_second_one_paper_comes_out(city_hall: CityHall) -> None:
    terminals = [TerminalClient(city_hall), TerminalClient(city_hall, SHARED_TERMINAL)]
    for _ in range(3):
        number, _, choices = granted(city_hall, terminals[0])
        visits = [offered(city_hall, terminal)[0] for terminal in terminals]
        together = Barrier(2)

        def order(
            terminal: TerminalClient,
            visit: Visit,
            together: Barrier = together,
            number: str = number,
            choices: object = choices,
        ) -> requests.Response:
            together.wait()
            answer: requests.Response = order_reissue(terminal, visit, number, choices)
            return answer

        with ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(order, terminals, visits))
        assert sorted(answer.status_code for answer in answers) == [200, 422]


@pytest.mark.parametrize("ending", ["abandoned", "not printed", "superseded"])
def test_a_reissue_that_did_not_print_waits_again(
    city_hall: CityHall, terminal: TerminalClient, ending: str
) -> None:
    number, order_id, choices = granted(city_hall, terminal)
    visit, reissues = offered(city_hall, terminal)
    elsewhere = TerminalClient(city_hall, SHARED_TERMINAL)
    out = order_reissue(terminal, visit, number, reissues[number]).json()["order_id"]
    assert number not in offered(city_hall, elsewhere)[1]
    if ending == "abandoned":
        terminal.post(f"/orders/{out}/abandon")
    elif ending == "not printed":
        report(terminal, out, NOT_PRINTED)
    else:
        terminal.order(visit, choices)
    assert state(city_hall, number, order_id) == "granted"
    assert offered(city_hall, elsewhere)[1][number]["kind"] == "resident-record"


def test_a_reissue_is_complained_of_but_never_reissued_again(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, order_id, _ = granted(city_hall, terminal)
    twice = city_hall.command(
        "claim", "reissue", number, "--note", "かすれ", "--order", order_id, check=False
    )
    assert twice.returncode == 2
    assert "free reissue granted by command line on 2026-11-24" in twice.stderr
    again = taken_up(city_hall, terminal, number)
    complaint = claim_number()
    assert report(terminal, again, FREE) == 204
    assert report(terminal, again, FREE | {"outcome": "print-problem", "claim": complaint}) == 204
    refused = city_hall.command("claim", "reissue", complaint, "--note", "x", "--order", again, check=False)
    assert refused.returncode == 2
    assert "once only" in refused.stderr
    assert state(city_hall, complaint, again) == "open"


def test_money_left_in_the_machine_is_not_reissued(city_hall: CityHall, terminal: TerminalClient) -> None:
    number, order_id = left_money(city_hall, terminal)
    refused = city_hall.command("claim", "reissue", number, "--note", "x", "--order", order_id, check=False)
    assert refused.returncode == 2
    assert "for a print complained of" in refused.stderr


def test_the_desk_may_pay_instead_while_the_reissue_waits_and_not_while_it_prints(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, order_id, _ = granted(city_hall, terminal)
    pay = ("claim", "settle", number, "--returned", "200", "--note", "返金", "--order", order_id)
    out = taken_up(city_hall, terminal, number)
    refused = city_hall.command(*pay, check=False)
    assert refused.returncode == 2
    assert "being printed" in refused.stderr
    assert report(terminal, order_id, settled(number, 200)) == 409
    terminal.post(f"/orders/{out}/abandon")
    city_hall.command(*pay)
    assert state(city_hall, number, order_id) == "settled"
    assert number not in offered(city_hall, terminal)[1]


def test_a_new_card_of_the_same_resident_is_offered_the_reissue(
    own_city_hall: CityHall, own_terminal: TerminalClient
) -> None:
    number, _, _ = granted(own_city_hall, own_terminal)
    with own_city_hall.registry() as database:
        issuer, resident = database.execute(
            "SELECT issuer_key, number FROM issuance_visit JOIN registry_resident"
            " ON registry_resident.id = issuance_visit.holder_id"
        ).fetchone()
    serial = x509.load_der_x509_certificate(own_city_hall.card("unknown").certificate).serial_number
    own_city_hall.command(
        *("card", "link", "--issuer", issuer, "--serial", hex(serial)),
        *("--municipality", AOBA, "--resident", resident),
    )
    assert number in offered(own_city_hall, own_terminal, "unknown")[1]


def test_persons_are_the_same_persons_whatever_their_numbers_are_now(
    own_city_hall: CityHall, own_terminal: TerminalClient
) -> None:
    number, order_id, choices = granted(own_city_hall, own_terminal, scope="part", persons=[2, 4])
    move_first_to_the_end = (
        "UPDATE registry_resident SET order_in_household = 99 WHERE order_in_household = 1"
        " AND household_id = (SELECT household_id FROM registry_resident"
        " JOIN issuance_visit ON issuance_visit.holder_id = registry_resident.id)"
    )
    change(own_city_hall, move_first_to_the_end)
    visit, reissues = offered(own_city_hall, own_terminal)
    assert reissues[number] == choices | {"persons": [1, 3], "year": None}
    assert order_reissue(own_terminal, visit, number, reissues[number]).status_code == 200
    change(own_city_hall, "UPDATE registry_resident SET status = 'moved-out' WHERE name LIKE '%そら'")
    assert number not in offered(own_city_hall, own_terminal)[1]
    assert state(own_city_hall, number, order_id) == "printing"


def test_what_is_no_longer_offered_waits_for_the_desk(
    own_city_hall: CityHall, own_terminal: TerminalClient
) -> None:
    number, order_id, _ = granted(own_city_hall, own_terminal, copies=2)
    off = ("availability", "off", "resident-record", "--municipality", AOBA, "--reason", "点検")
    own_city_hall.command(*off)
    assert number not in offered(own_city_hall, own_terminal)[1]
    own_city_hall.command(off[0], "on", *off[2:])
    assert number in offered(own_city_hall, own_terminal)[1]
    change(own_city_hall, "UPDATE availability_serviceoffer SET max_copies = 1")
    assert number not in offered(own_city_hall, own_terminal)[1]
    own_city_hall.command("claim", "settle", number, "--returned", "200", "--note", "返金")
    assert state(own_city_hall, number, order_id) == "settled"


def test_a_reissue_that_was_never_confirmed_waits_again_when_its_document_expires(
    own_city_hall: CityHall, own_terminal: TerminalClient
) -> None:
    unconfirmed, order_id, _ = granted(own_city_hall, own_terminal)
    confirmed, _, _ = granted(own_city_hall, own_terminal)
    taken_up(own_city_hall, own_terminal, unconfirmed)
    out = taken_up(own_city_hall, own_terminal, confirmed)
    assert own_terminal.confirm(out).status_code == 204
    restart_a_day_later(own_city_hall)
    terminal = TerminalClient(own_city_hall)
    assert set(offered(own_city_hall, terminal)[1]) == {unconfirmed}
    assert report(terminal, out, NOT_PRINTED) == 204
    assert set(offered(own_city_hall, terminal)[1]) == {unconfirmed, confirmed}
    assert state(own_city_hall, unconfirmed, order_id) == "granted"


def test_a_reissue_printed_although_the_desk_had_paid_is_an_alarm(
    own_city_hall: CityHall, own_terminal: TerminalClient
) -> None:
    number, _, _ = granted(own_city_hall, own_terminal)
    out = taken_up(own_city_hall, own_terminal, number)
    assert own_terminal.confirm(out).status_code == 204
    restart_a_day_later(own_city_hall)
    own_city_hall.command("claim", "settle", number, "--returned", "200", "--note", "端末が戻らない")
    assert report(TerminalClient(own_city_hall), out, FREE) == 204
    with own_city_hall.registry() as database:
        causes = database.execute("SELECT cause FROM fleet_alarm WHERE order_id = ?", (out,)).fetchall()
    assert causes == [("printed-twice",)]


def test_one_towns_claims_are_nothing_in_the_other(city_hall: CityHall) -> None:
    shared = TerminalClient(city_hall, SHARED_TERMINAL, WAKABA)
    number, _, choices = granted(city_hall, TerminalClient(city_hall))
    visit, entitlement = shared.authenticated(city_hall.card("wakaba"))
    assert number not in [reissue["claim"] for reissue in entitlement["reissues"]]
    assert failure_of(order_reissue(shared, visit, number, choices)).code == "E-SVC-003"


def change(hall: CityHall, statement: str) -> None:
    """A change of the registry or the offer, as another system makes it."""
    with hall.registry() as database:
        assert database.execute(statement).rowcount > 0


def restart_a_day_later(hall: CityHall) -> None:
    hall.stop()
    file, today = hall.directory / FILE_NAME, date(2026, 11, 24)
    file.write_text(file.read_text().replace(f"{today}T", f"{today + timedelta(days=1)}T"))
    hall.start()
