"""What the city hall, and PostgreSQL beneath it, write down about visits: never who came or what of."""

from __future__ import annotations

import json

import pytest

from tests.end_to_end.traces import found_in, of_the_card, of_the_household
from tests.municipal.complaints import PRINTED, claim_number
from tests.municipal.terminals import TerminalClient, key
from tests.real_parts.city_hall import AOBA, DATABASES, POSTGRESQL, CityHall
from tests.real_parts.postgresql import PostgreSQL

EVERY_ITEM = {"items": ["head-and-relationship", "domicile", "my-number"]}
PIN = "7391"


def visits(hall: CityHall) -> list[str]:
    """A visit that ends well, refusals, nonsense and a fault of the program; the ids of what happened."""
    terminal, card = TerminalClient(hall), hall.card("hanako")
    household = of_the_household(hall)
    visit, entitlement = terminal.authenticated(card)
    order = terminal.order(visit, terminal.whole_household(entitlement) | EVERY_ITEM).json()
    report = f"/orders/{order['order_id']}/outcome"
    assert terminal.post(report, PRINTED).status_code == 204
    complaint = PRINTED | {"outcome": "print-problem", "claim": claim_number()}
    assert terminal.post(report, complaint).status_code == 204
    assert terminal.post(report, PRINTED | {"received": 300}).status_code == 409
    told = [visit.visit_id, order["order_id"], complaint["claim"]]
    for stem in ("revoked", "unknown"):
        assert terminal.prove(terminal.open_visit(), hall.card(stem)).status_code == 403
    for text in (*household.values(), PIN):
        nonsense = {"municipality": AOBA, "name": text, text: PIN}
        assert terminal.post("/visits", nonsense).status_code == 422
        assert terminal.get(f"/forms/{text}").status_code in {404, 410, 422, 403}
        assert terminal.get("/availability", params={"municipality": text}).status_code == 401
    visit, entitlement = terminal.authenticated(card)
    seal = hall.directory / "forms" / AOBA / "official-seal.png"
    away = seal.rename(seal.with_suffix(".away"))
    assert terminal.order(visit, terminal.whole_household(entitlement) | EVERY_ITEM).status_code == 500
    away.rename(seal)
    return [*told, visit.visit_id]


def secrets(hall: CityHall) -> dict[str, str]:
    return of_the_household(hall) | of_the_card(hall.card("hanako"))


@pytest.mark.parametrize("own_city_hall", DATABASES, indirect=True)
def test_of_visits_and_everything_that_goes_wrong_in_them_the_log_names_nobody(
    own_city_hall: CityHall,
) -> None:
    ids = visits(own_city_hall)
    own_city_hall.stop()
    lines = [json.loads(line) for line in own_city_hall.log]
    assert {"ready", "request", "alarm"} <= {line["event"] for line in lines}
    assert {200, 204, 401, 403, 409, 422, 500} <= {line.get("status") for line in lines}
    assert "OfficialSealMissing" in {line.get("exception") for line in lines}
    log = "\n".join(own_city_hall.log)
    assert found_in(log.encode(), secrets(own_city_hall), [PIN]) == []
    assert [told for told in ids if told in log] == []


@pytest.mark.parametrize("own_city_hall", [POSTGRESQL], indirect=True)
def test_neither_does_postgresql_when_a_row_is_refused(
    own_city_hall: CityHall, postgresql: PostgreSQL
) -> None:
    """As the handbook has it set up: an error's details and its statement would quote the row."""
    began = len(postgresql.log)
    visits(own_city_hall)
    terminal = TerminalClient(own_city_hall)
    visit, entitlement = terminal.authenticated(own_city_hall.card("hanako"))
    with own_city_hall.registry() as database:
        database.execute("ALTER TABLE issuance_order ADD CONSTRAINT none CHECK (fee < 0) NOT VALID")
    refused = terminal.order(visit, terminal.whole_household(entitlement) | EVERY_ITEM, key())
    assert refused.status_code == 500
    written = "\n".join(postgresql.log[began:])
    assert 'violates check constraint "none"' in written
    everything = secrets(own_city_hall) | {"visit": visit.visit_id}
    assert found_in(written.encode(), everything, [PIN]) == []
