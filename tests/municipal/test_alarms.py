"""What must never happen is kept at the city hall, once, whoever noticed it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.municipal.terminals import TerminalClient, failure_of, key
from tests.real_parts.city_hall import AOBA, SHARED_TERMINAL, WAKABA, CityHall

PRINTED = {"outcome": "printed", "sheets": 1, "received": 200, "returned": 0}


def alarm(**changes: object) -> dict[str, object]:
    raised = {
        "alarm_id": key(),
        "municipality": AOBA,
        "failure": "E-DOC-002",
        "raised_at": "2026-11-24T10:23:45+09:00",
    }
    return raised | changes


def kept(hall: CityHall, column: str, value: object) -> list[dict[str, Any]]:
    with hall.registry() as database:
        found = database.execute(f"SELECT * FROM fleet_alarm WHERE {column} = ?", (value,))
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def ordered(hall: CityHall, terminal: TerminalClient) -> str:
    visit, entitlement = terminal.authenticated(hall.card("hanako"))
    order_id: str = terminal.order(visit, terminal.whole_household(entitlement)).json()["order_id"]
    return order_id


def test_an_alarm_sent_twice_is_one_alarm(city_hall: CityHall, terminal: TerminalClient) -> None:
    raised = alarm(order_id=ordered(city_hall, terminal))
    assert [terminal.post("/alarms", raised).status_code for _ in range(2)] == [204, 204]
    [row] = kept(city_hall, "alarm_id", raised["alarm_id"])
    assert (row["terminal_id"], row["municipality_id"], row["failure"]) == ("aoba-store", AOBA, "E-DOC-002")
    assert (row["order_id"], row["cause"]) == (raised["order_id"], "terminal")
    assert str(row["raised_at"]).startswith("2026-11-24 01:23:45")


def test_an_alarm_about_an_order_that_nobody_placed_is_kept(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    raised = alarm(order_id=key())
    assert terminal.post("/alarms", raised).status_code == 204
    assert len(kept(city_hall, "alarm_id", raised["alarm_id"])) == 1


@pytest.mark.parametrize(
    ("told", "failure"),
    [
        (lambda order_id: alarm(municipality=WAKABA), "E-SVC-005"),
        (lambda order_id: alarm(order_id=order_id), "E-SVC-004"),
    ],
    ids=["a municipality that it does not serve", "an order of another terminal"],
)
def test_a_terminal_raises_no_alarm_on_what_is_not_its_own(
    city_hall: CityHall, terminal: TerminalClient, told: Callable[[str], dict[str, object]], failure: str
) -> None:
    raised = told(ordered(city_hall, TerminalClient(city_hall, SHARED_TERMINAL)))
    assert failure_of(terminal.post("/alarms", raised)).code == failure
    assert kept(city_hall, "alarm_id", raised["alarm_id"]) == []


def test_an_order_of_one_town_is_no_alarm_of_the_other(city_hall: CityHall) -> None:
    shared = TerminalClient(city_hall, SHARED_TERMINAL)
    raised = alarm(municipality=WAKABA, order_id=ordered(city_hall, shared))
    assert failure_of(shared.post("/alarms", raised)).code == "E-SVC-004"


def test_a_report_that_contradicts_the_outcome_is_refused_and_kept_as_one_alarm(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    order_id = ordered(city_hall, terminal)
    assert terminal.post(f"/orders/{order_id}/outcome", PRINTED).status_code == 204
    refunded = {"outcome": "refunded", "sheets": 0, "received": 200, "returned": 200}
    for _ in range(2):
        assert terminal.post(f"/orders/{order_id}/outcome", refunded).status_code == 409
    [row] = kept(city_hall, "order_id", order_id)
    assert row["cause"] == "outcome-contradicted"
    assert json.loads(row["detail"]) == {**refunded, "claim": None}


def test_a_report_on_an_order_that_nobody_placed_is_an_alarm_of_every_town_it_may_be_of(
    city_hall: CityHall,
) -> None:
    shared, order_id = TerminalClient(city_hall, SHARED_TERMINAL), key()
    assert shared.post(f"/orders/{order_id}/outcome", PRINTED).status_code == 410
    rows = kept(city_hall, "order_id", order_id)
    assert {row["municipality_id"] for row in rows} == {AOBA, WAKABA}
    assert {row["cause"] for row in rows} == {"order-unknown"}


def test_a_report_on_another_terminals_order_is_an_alarm_and_no_outcome(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    order_id = ordered(city_hall, terminal)
    stranger = TerminalClient(city_hall, SHARED_TERMINAL)
    assert stranger.post(f"/orders/{order_id}/outcome", PRINTED).status_code == 410
    [row] = kept(city_hall, "order_id", order_id)
    assert (row["terminal_id"], row["municipality_id"]) == (SHARED_TERMINAL, AOBA)
    assert terminal.post(f"/orders/{order_id}/abandon").status_code == 204


def test_an_alarm_is_a_line_of_the_log_without_its_order(own_city_hall: CityHall) -> None:
    raised = alarm(order_id=key())
    assert TerminalClient(own_city_hall).post("/alarms", raised).status_code == 204
    own_city_hall.stop()
    [line] = [line for line in own_city_hall.log if '"event": "alarm"' in line]
    told = json.loads(line)
    assert (told["cause"], told["failure"]) == ("terminal", "E-DOC-002")
    assert (told["terminal"], told["municipality"]) == ("aoba-store", AOBA)
    assert str(raised["order_id"]) not in "\n".join(own_city_hall.log)
