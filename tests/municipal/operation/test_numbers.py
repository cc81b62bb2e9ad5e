"""What Prometheus is told: how much there was to do, and nothing of anybody."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from kiosk.certificates.kinds import Kind
from tests.end_to_end.traces import found_in, of_the_card, of_the_household
from tests.municipal.complaints import PRINTED, ordered
from tests.municipal.terminals import TerminalClient, key
from tests.municipal.test_commands import kiosk, refused_in_one_line
from tests.real_parts.city_hall import WAIT, CityHall


@pytest.fixture(scope="module")
def observed(demo_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityHall]:
    """A city hall that nobody has visited before the first test."""
    directory = tmp_path_factory.mktemp("observed") / "city-hall"
    shutil.copytree(demo_directory, directory)
    hall = CityHall(directory)
    hall.start("127.0.0.1:0", "--metrics", "127.0.0.1:0")
    yield hall
    hall.stop()


def exposed(hall: CityHall) -> str:
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(hall.metrics, timeout=WAIT)
    assert answer.status_code == 200
    return answer.text


def numbers(hall: CityHall) -> dict[tuple[str, ...], float]:
    """Every number by its name and the values of its labels."""
    return {
        (sample.name, *(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(exposed(hall))
        for sample in family.samples
    }


def test_a_visit_a_refusal_and_a_print_are_counted_once_however_often_they_are_reported(
    observed: CityHall,
) -> None:
    terminal = TerminalClient(observed)
    order_id, _ = ordered(observed, terminal)
    for _ in range(2):
        assert terminal.post(f"/orders/{order_id}/outcome", PRINTED).status_code == 204
    assert terminal.prove(terminal.open_visit(), observed.card("revoked")).status_code == 403
    assert terminal.post(f"/orders/{key()}/abandon").status_code == 410
    told = numbers(observed)
    assert told["kiosk_visits_total", "opened"] == 2
    assert told["kiosk_visits_total", "authenticated"] == 1
    assert told["kiosk_issued_total", "resident-record"] == 1
    assert told["kiosk_issued_total", "income-tax"] == 0
    assert told["kiosk_outcomes_total", "printed"] == 1
    assert told["kiosk_refusals_total", "E-SVC-004"] == 1
    assert told["kiosk_calls_total", "api-1:outcome", "204"] == 2
    assert told["kiosk_call_seconds_count", "api-1:outcome"] == 2
    assert told["kiosk_missing", "database"] == 0
    assert {name[1] for name in told if name[0] == "kiosk_issued_total"} == {kind.value for kind in Kind}


def test_no_number_says_who_came_and_no_client_invents_a_label(observed: CityHall) -> None:
    terminal, card = TerminalClient(observed), observed.card("hanako")
    order_id, _ = ordered(observed, terminal)

    def ask(number: int) -> None:
        terminal.post(f"/orders/{order_id}{number}/outcome", PRINTED)
        terminal.get(f"/forms/{number:064x}")
        terminal.get(f"/no-such-call-{number}")
        terminal.session.request(f"X{number}", f"{observed.url}/nowhere/{number}", timeout=WAIT)

    ask(0)
    before = set(numbers(observed))
    for number in range(1, 4):
        ask(number)
    assert set(numbers(observed)) == before
    labels = "\n".join(" ".join(names) for names in before)
    assert found_in(labels.encode(), of_the_household(observed) | of_the_card(card), []) == []
    assert order_id not in labels
    assert "no-such-call" not in labels


def test_numbers_have_a_door_of_their_own_which_the_outside_does_not_find(observed: CityHall) -> None:
    with requests.Session() as session:
        session.trust_env = False
        outside = session.get(f"{observed.url}/metrics", verify=str(observed.ca), timeout=WAIT)
        inside = session.get(observed.metrics.replace("/metrics", "/console/"), timeout=WAIT)
    assert (outside.status_code, inside.status_code) == (404, 404)


@pytest.mark.parametrize("bind", ["0.0.0.0:0", "[::]:0", "8.8.8.8:0", "hall.example:9464"])
def test_that_door_is_never_opened_to_the_world(demo_directory: Path, bind: str) -> None:
    serve = ("municipal", "serve", "--directory", demo_directory, "--bind", "127.0.0.1:0", "--metrics", bind)
    assert f"metrics {bind}: an" in refused_in_one_line(kiosk(*serve))
