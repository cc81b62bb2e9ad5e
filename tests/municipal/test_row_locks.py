"""On PostgreSQL many write at once, and rows are locked one by one: what may happen once only happens once,
however close two terminals come, and nobody waits for a stranger.

Each test holds both up where they would write, and lets them go when both have come as far as they can.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import requests

from tests.municipal.complaints import PRINTED, granted, left_money, order_reissue, ordered, state
from tests.municipal.held_up import at_once
from tests.municipal.terminals import TerminalClient, key
from tests.real_parts.city_hall import AOBA, POSTGRESQL, SHARED_TERMINAL, CityHall

pytestmark = pytest.mark.parametrize("city_hall", [POSTGRESQL], indirect=True, scope="session")

_HOLD_MUNICIPALITY = f"SELECT FROM registry_municipality WHERE code = '{AOBA}' FOR UPDATE"
"""Whoever writes a row of the town waits; reading and locking its other rows goes on."""
_HOLD_SETTLEMENTS = "LOCK TABLE issuance_claimsettlement IN SHARE MODE"


@pytest.fixture
def terminals(city_hall: CityHall) -> Sequence[TerminalClient]:
    return TerminalClient(city_hall), TerminalClient(city_hall, SHARED_TERMINAL)


def statuses(answers: Sequence[requests.Response]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def test_a_reissue_asked_for_at_two_terminals_in_the_same_instant_is_one_paper(
    city_hall: CityHall, terminals: Sequence[TerminalClient]
) -> None:
    number, _, choices = granted(city_hall, terminals[0])
    visits = [terminal.authenticated(city_hall.card("hanako"))[0] for terminal in terminals]
    answers = at_once(
        city_hall,
        _HOLD_MUNICIPALITY,
        [
            lambda terminal=terminal, visit=visit: order_reissue(terminal, visit, number, choices)
            for terminal, visit in zip(terminals, visits, strict=True)
        ],
    )
    assert statuses(answers) == [200, 422]


def test_an_outcome_reported_twice_in_the_same_instant_is_one_outcome(
    city_hall: CityHall, terminals: Sequence[TerminalClient]
) -> None:
    order_id, _ = ordered(city_hall, terminals[0])
    report = f"/orders/{order_id}/outcome"
    again = TerminalClient(city_hall)
    answers = at_once(
        city_hall,
        _HOLD_MUNICIPALITY,
        [lambda: terminals[0].post(report, PRINTED), lambda: again.post(report, PRINTED)],
    )
    assert statuses(answers) == [204, 204]


def test_an_order_sent_twice_in_the_same_instant_is_one_order(
    city_hall: CityHall, terminals: Sequence[TerminalClient]
) -> None:
    visit, entitlement = terminals[0].authenticated(city_hall.card("hanako"))
    body = {"idempotency_key": key(), "choices": terminals[0].whole_household(entitlement)}
    path, again = f"/visits/{visit.visit_id}/orders", TerminalClient(city_hall)
    answers = at_once(
        city_hall, _HOLD_MUNICIPALITY, [lambda: terminals[0].post(path, body), lambda: again.post(path, body)]
    )
    assert statuses(answers) == [200, 200]
    assert answers[0].json() == answers[1].json()


def test_a_claim_settled_at_two_desks_in_the_same_instant_is_paid_once(
    city_hall: CityHall, terminals: Sequence[TerminalClient]
) -> None:
    number, order_id = left_money(city_hall, terminals[0])
    settle = ("claim", "settle", number, "--returned", "200", "--note", "返金", "--order", order_id)
    desks = at_once(
        city_hall, _HOLD_SETTLEMENTS, [lambda: city_hall.command(*settle, check=False) for _ in range(2)]
    )
    assert sorted(desk.returncode for desk in desks) == [0, 2]
    assert state(city_hall, number, order_id) == "settled"


def test_nobody_waits_for_what_a_stranger_is_doing_to_an_expired_order(
    city_hall: CityHall, terminals: Sequence[TerminalClient]
) -> None:
    strangers, _ = ordered(city_hall, terminals[1], "nine")
    visit, entitlement = terminals[0].authenticated(city_hall.card("hanako"))
    with city_hall.registry() as database:
        database.execute("UPDATE issuance_order SET expires = '2026-11-01' WHERE order_id = ?", (strangers,))
    with city_hall.registry() as database:
        database.execute("SELECT FROM issuance_order WHERE order_id = ? FOR UPDATE", (strangers,))
        answer = terminals[0].order(visit, terminals[0].whole_household(entitlement))
    assert answer.status_code == 200
