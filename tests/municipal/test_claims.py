"""Claims are closed once: by staff at the city hall or at the terminal, and nobody is paid twice."""

from __future__ import annotations

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from kiosk.municipal.configuration import FILE_NAME
from tests.municipal.complaints import (
    PRINTED,
    claim_number,
    complained_of,
    left_money,
    ordered,
    report,
    settled,
    state,
)
from tests.municipal.terminals import TerminalClient
from tests.real_parts.city_hall import CityHall


def settle(
    hall: CityHall, number: str, order_id: str, yen: int, check: bool = True
) -> subprocess.CompletedProcess[str]:
    return hall.command(
        *("claim", "settle", number, "--returned", str(yen), "--note", "窓口で返金", "--order", order_id),
        check=check,
    )


def alarms_on(hall: CityHall, order_id: str) -> list[dict[str, object]]:
    with hall.registry() as database:
        found = database.execute("SELECT detail FROM fleet_alarm WHERE order_id = ?", (order_id,)).fetchall()
    return [json.loads(detail) for (detail,) in found]


def settlements(hall: CityHall, order_id: str) -> list[tuple[str, int, str]]:
    with hall.registry() as database:
        return database.execute(
            "SELECT by, returned, decision FROM issuance_claimsettlement AS settlement"
            " JOIN issuance_claim AS claim ON claim.id = settlement.claim_id"
            " JOIN issuance_order AS placed ON placed.id = claim.order_id WHERE placed.order_id = ?",
            (order_id,),
        ).fetchall()


def test_a_broken_order_is_an_open_claim_over_what_it_kept_less_the_copies_that_came_out(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    order_id, _ = ordered(city_hall, terminal, copies=3)
    number = claim_number()
    broken = {"outcome": "claim", "sheets": 1, "received": 1000, "returned": 300, "claim": number}
    assert report(terminal, order_id, broken) == 204
    listed = json.loads(city_hall.command("claim", "list", "--json").stdout)
    [claim] = [claim for claim in listed if claim["order"] == order_id]
    assert (claim["claim"], claim["terminal"], claim["kind"]) == (number, "aoba-store", "resident-record")
    assert (claim["owed"], claim["kept"], claim["state"]) == (500, 700, "open")


def test_staff_settle_a_claim_once_and_are_told_who_did(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, order_id = left_money(city_hall, terminal)
    assert settle(city_hall, number, order_id, 200).stdout == f"{number}: settled, 200 yen\n"
    again = settle(city_hall, number, order_id, 200, check=False)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert f"claim {number}: settled by command line on 2026-11-24" in again.stderr
    assert "200 yen" in again.stderr
    declined = city_hall.command("claim", "decline", number, "--note", "済", "--order", order_id, check=False)
    assert declined.returncode == 2
    assert settlements(city_hall, order_id) == [("command line", 200, "settled")]
    listed = json.loads(city_hall.command("claim", "list", "--open", "--json").stdout)
    assert order_id not in [claim["order"] for claim in listed]
    everything = city_hall.command("claim", "list", "--all").stdout
    assert f"{number}  2026-11-24" in everything


def test_nobody_is_given_back_more_than_was_kept(city_hall: CityHall, terminal: TerminalClient) -> None:
    number, order_id = left_money(city_hall, terminal)
    refused = settle(city_hall, number, order_id, 2000, check=False)
    assert refused.returncode == 2
    assert "2000 yen are more than the 200 yen that were kept" in refused.stderr
    assert state(city_hall, number, order_id) == "open"


def test_what_staff_settle_at_the_terminal_closes_the_claim_however_often_it_is_reported(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, order_id = left_money(city_hall, terminal)
    assert [report(terminal, order_id, settled(number, 200)) for _ in range(2)] == [204, 204]
    assert settlements(city_hall, order_id) == [("terminal aoba-store", 200, "settled")]
    refused = settle(city_hall, number, order_id, 200, check=False)
    assert "settled by terminal aoba-store on 2026-11-24" in refused.stderr


def test_a_print_problem_is_settled_at_the_terminal_too(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, order_id, _ = complained_of(city_hall, terminal)
    assert report(terminal, order_id, settled(number, 200)) == 204
    assert state(city_hall, number, order_id) == "settled"


def test_money_handed_over_twice_is_an_alarm(city_hall: CityHall, terminal: TerminalClient) -> None:
    number, order_id = left_money(city_hall, terminal)
    settle(city_hall, number, order_id, 200)
    assert report(terminal, order_id, settled(number, 200)) == 409
    assert alarms_on(city_hall, order_id) == [settled(number, 200)]
    assert settlements(city_hall, order_id) == [("command line", 200, "settled")]


@pytest.mark.parametrize("changes", [{"claim": "0000-0000"}, {"received": 200}, {"sheets": 1}])
def test_a_settlement_that_fits_no_claim_is_a_contradiction(
    city_hall: CityHall, terminal: TerminalClient, changes: dict[str, object]
) -> None:
    number, order_id = left_money(city_hall, terminal)
    assert report(terminal, order_id, settled(number, 200) | changes) == 409
    assert state(city_hall, number, order_id) == "open"


def test_an_order_without_claim_is_not_settled(city_hall: CityHall, terminal: TerminalClient) -> None:
    order_id, _ = ordered(city_hall, terminal)
    assert report(terminal, order_id, PRINTED) == 204
    assert report(terminal, order_id, settled("0000-0000", 0)) == 409


def test_a_number_that_two_claims_share_is_asked_for_by_order(own_city_hall: CityHall) -> None:
    terminal = TerminalClient(own_city_hall)
    orders = [ordered(own_city_hall, terminal)[0] for _ in range(2)]
    for order_id in orders:
        broken = {"outcome": "claim", "sheets": 0, "received": 200, "returned": 0, "claim": "4821-7730"}
        assert report(terminal, order_id, broken) == 204
    asked = own_city_hall.command("claim", "decline", "4821-7730", "--note", "確認", check=False)
    assert asked.returncode == 2
    assert "--order" in asked.stderr
    assert all(order_id in asked.stderr for order_id in orders)
    own_city_hall.command("claim", "decline", "4821-7730", "--note", "確認", "--order", orders[0])
    assert [state(own_city_hall, "4821-7730", order_id) for order_id in orders] == ["declined", "open"]


def test_a_number_that_no_claim_has_is_said_so(city_hall: CityHall) -> None:
    asked = city_hall.command("claim", "show", "9999-9999", check=False)
    assert (asked.returncode, asked.stderr.count("\n")) == (2, 1)
    assert "claim 9999-9999: not in this city hall" in asked.stderr


def at_once(hall: CityHall, order_id: str, *outcomes: object) -> list[int]:
    """The answers to reports that two connections deliver in the same instant."""
    lines = [TerminalClient(hall) for _ in outcomes]
    for line in lines:
        line.availability()
    together = Barrier(len(lines))

    def deliver(line: TerminalClient, outcome: object) -> int:
        together.wait()
        return report(line, order_id, outcome)

    with ThreadPoolExecutor(len(lines)) as threads:
        return sorted(threads.map(deliver, lines, outcomes))


def test_an_outcome_delivered_twice_at_once_is_one_outcome(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    for _ in range(5):
        order_id, _choices = ordered(city_hall, terminal)
        broken = {"outcome": "claim", "sheets": 0, "received": 200, "returned": 0, "claim": claim_number()}
        assert at_once(city_hall, order_id, broken, broken, broken) == [204, 204, 204]
        assert alarms_on(city_hall, order_id) == []


def test_of_two_outcomes_delivered_at_once_one_is_taken_and_the_other_an_alarm(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    refunded = {"outcome": "refunded", "sheets": 0, "received": 200, "returned": 200}
    for _ in range(5):
        order_id, _choices = ordered(city_hall, terminal)
        assert at_once(city_hall, order_id, PRINTED, refunded) == [204, 409]
        assert len(alarms_on(city_hall, order_id)) == 1


def a_month_later(directory: Path) -> None:
    file = directory / FILE_NAME
    file.write_text(file.read_text().replace("2026-11-24T", "2026-12-24T"))


def test_an_outcome_that_comes_a_month_late_is_taken_once(own_city_hall: CityHall) -> None:
    order_id, _ = ordered(own_city_hall, TerminalClient(own_city_hall))
    own_city_hall.stop()
    a_month_later(own_city_hall.directory)
    own_city_hall.start()
    terminal = TerminalClient(own_city_hall)
    assert terminal.availability().json()["clock"].startswith("2026-12-24")
    assert [report(terminal, order_id, PRINTED) for _ in range(2)] == [204, 204]
    number = claim_number()
    assert report(terminal, order_id, PRINTED | {"outcome": "print-problem", "claim": number}) == 204
    assert state(own_city_hall, number, order_id) == "open"
