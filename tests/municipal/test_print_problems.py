"""印刷がおかしい: a resident complains of a print that has been reported as good."""

from __future__ import annotations

from tests.municipal.terminals import TerminalClient
from tests.real_parts.city_hall import CityHall

PRINTED = {"outcome": "printed", "sheets": 1, "received": 1000, "returned": 800}
PROBLEM = {**PRINTED, "outcome": "print-problem", "claim": "4821-7730"}


def printed_order(city_hall: CityHall, terminal: TerminalClient, outcome: object = PRINTED) -> str:
    visit, entitlement = terminal.authenticated(city_hall.card("hanako"))
    order = terminal.order(visit, terminal.whole_household(entitlement)).json()
    order_id: str = order["order_id"]
    assert terminal.post(f"/orders/{order_id}/outcome", outcome).status_code == 204
    return order_id


def kept(city_hall: CityHall, order_id: str) -> list[tuple[str, str, str]]:
    with city_hall.registry() as database:
        return database.execute(
            "SELECT outcome.outcome, outcome.claim, claim.number FROM issuance_order AS placed"
            " JOIN issuance_orderoutcome AS outcome ON outcome.order_id = placed.id"
            " JOIN issuance_claim AS claim ON claim.order_id = placed.id"
            " WHERE placed.order_id = ?",
            (order_id,),
        ).fetchall()


def test_a_problem_reported_twice_is_one_claim_beside_the_print(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    order_id = printed_order(city_hall, terminal)
    for _ in range(2):
        assert terminal.post(f"/orders/{order_id}/outcome", PROBLEM).status_code == 204
    assert terminal.post(f"/orders/{order_id}/outcome", PRINTED).status_code == 204
    assert kept(city_hall, order_id) == [("printed", "", "4821-7730")]


def test_a_problem_is_claimed_under_one_number_and_of_that_print(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    order_id = printed_order(city_hall, terminal)
    assert terminal.post(f"/orders/{order_id}/outcome", {**PROBLEM, "received": 200}).status_code == 409
    assert terminal.post(f"/orders/{order_id}/outcome", {**PROBLEM, "claim": None}).status_code == 409
    assert terminal.post(f"/orders/{order_id}/outcome", PROBLEM).status_code == 204
    assert terminal.post(f"/orders/{order_id}/outcome", {**PROBLEM, "claim": "0000-0001"}).status_code == 409
    assert kept(city_hall, order_id) == [("printed", "", "4821-7730")]


def test_nobody_complains_of_a_print_that_never_was(city_hall: CityHall, terminal: TerminalClient) -> None:
    refunded = {"outcome": "refunded", "sheets": 0, "received": 200, "returned": 200}
    order_id = printed_order(city_hall, terminal, refunded)
    assert terminal.post(f"/orders/{order_id}/outcome", PROBLEM).status_code == 409
    assert kept(city_hall, order_id) == []
