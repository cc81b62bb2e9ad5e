"""A city hall on PostgreSQL: how it is stated, what it refuses to begin with, and what it says while the
database is away."""

from __future__ import annotations

import json
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from kiosk.municipal.configuration import DATABASE_VARIABLE, FILE_NAME, load
from kiosk.municipal.server import THREADS
from tests.municipal.complaints import PRINTED, ordered
from tests.municipal.terminals import TerminalClient, failure_of, key
from tests.municipal.test_commands import kiosk, refused_in_one_line
from tests.real_parts.city_hall import POSTGRESQL, WAIT, CityHall
from tests.real_parts.postgresql import PostgreSQL

on_postgresql = pytest.mark.parametrize("own_city_hall", [POSTGRESQL], indirect=True)


@pytest.fixture
def own_terminal(own_city_hall: CityHall) -> TerminalClient:
    return TerminalClient(own_city_hall)


@pytest.fixture
def empty(postgresql: PostgreSQL) -> Iterator[str]:
    yield postgresql.create("empty")
    postgresql.drop("empty")


def init(directory: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return kiosk("municipal", "init", "--directory", directory, *options)


def offered(directory: Path) -> subprocess.CompletedProcess[str]:
    return kiosk("municipal", "availability", "list", "--json", "--directory", directory)


def test_a_new_city_hall_remembers_its_address_and_is_made_in_an_empty_database_only(
    tmp_path: Path, empty: str
) -> None:
    made = init(tmp_path / "hall", "--database", empty)
    assert made.returncode == 0, made.stderr
    file = tmp_path / "hall" / FILE_NAME
    assert load(file).database == empty
    assert stat.S_IMODE(file.stat().st_mode) == 0o600, "an address may hold a password"
    assert json.loads(offered(tmp_path / "hall").stdout) == []
    assert not list((tmp_path / "hall").glob("*.sqlite3"))
    again = refused_in_one_line(init(tmp_path / "another", "--database", empty))
    assert "there is a city hall in it already" in again
    assert not (tmp_path / "another").exists()


def test_an_address_of_the_environment_is_nowhere_written(
    tmp_path: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, empty)
    made = init(tmp_path / "hall")
    assert made.returncode == 0, made.stderr
    assert empty not in (tmp_path / "hall" / FILE_NAME).read_text()
    assert json.loads(offered(tmp_path / "hall").stdout) == []
    monkeypatch.delenv(DATABASE_VARIABLE)
    assert DATABASE_VARIABLE in refused_in_one_line(offered(tmp_path / "hall"))


def test_what_can_not_hold_a_city_hall_is_refused_in_one_line(tmp_path: Path, postgresql: PostgreSQL) -> None:
    latin = postgresql.create("latin", encoding="LATIN1")
    for address, said in (
        (latin, "its encoding is LATIN1"),
        (postgresql.address("nowhere"), 'database "nowhere" does not exist'),
        ("postgresql://127.0.0.1:1/hall", "refused"),
        ("postgresql://%zz/hall", "database: "),
        ("mysql://127.0.0.1/hall", "only SQLite and PostgreSQL"),
    ):
        line = refused_in_one_line(init(tmp_path / "hall", "--database", address))
        assert said in line
        assert not (tmp_path / "hall").exists()


@on_postgresql
def test_what_is_longer_than_its_column_is_refused_in_one_line(own_city_hall: CityHall) -> None:
    off = ("availability", "off", "income-tax", "--municipality", "999016", "--reason", "点" * 201)
    assert "too long" in refused_in_one_line(own_city_hall.command(*off, check=False))


@on_postgresql
def test_what_no_database_keeps_is_a_malformed_message(own_terminal: TerminalClient) -> None:
    """PostgreSQL knows no zero character, and no number of sheets beyond its own integers."""
    assert failure_of(own_terminal.get("/availability", params={"municipality": "\0"})).code == "E-SVC-003"
    assert failure_of(own_terminal.post("/orders/%00/abandon")).code == "E-SVC-003"


@on_postgresql
def test_while_the_database_is_away_the_same_call_is_put_off_and_then_taken_once(
    own_city_hall: CityHall, own_terminal: TerminalClient, postgresql: PostgreSQL
) -> None:
    order_id, _ = ordered(own_city_hall, own_terminal)
    visit, entitlement = own_terminal.authenticated(own_city_hall.card("nine"))
    choices, idempotency_key = own_terminal.whole_household(entitlement), key()
    with postgresql.away(load(own_city_hall.directory / FILE_NAME).database):
        for answer in (
            own_terminal.order(visit, choices, idempotency_key),
            own_terminal.post(f"/orders/{order_id}/outcome", PRINTED),
        ):
            assert answer.status_code == 503
            assert failure_of(answer).code == "E-NET-001"
            assert int(answer.headers["Retry-After"]) >= 1
    orders = [own_terminal.order(visit, choices, idempotency_key) for _ in range(2)]
    assert [order.status_code for order in orders] == [200, 200]
    assert orders[0].json() == orders[1].json()
    reports = [own_terminal.post(f"/orders/{order_id}/outcome", PRINTED).status_code for _ in range(2)]
    assert reports == [204, 204]
    with own_city_hall.registry() as database:
        counted = "SELECT (SELECT count(*) FROM issuance_order), (SELECT count(*) FROM issuance_orderoutcome)"
        assert database.execute(counted).fetchone() == (2, 1)


@on_postgresql
def test_a_connection_that_only_reads_any_more_is_left_for_one_that_writes(
    own_city_hall: CityHall, own_terminal: TerminalClient
) -> None:
    """A primary that became a standby still answers questions, so that its connections seem healthy."""
    order_id, _ = ordered(own_city_hall, own_terminal)
    report = f"/orders/{order_id}/outcome"
    with old_connections_only_read(load(own_city_hall.directory / FILE_NAME).database):
        answers = [own_terminal.post(report, PRINTED).status_code]
        while answers[-1] == 503 and len(answers) <= THREADS:
            answers.append(own_terminal.post(report, PRINTED).status_code)
    assert (answers[0], answers[-1]) == (503, 204)


@contextmanager
def old_connections_only_read(address: str) -> Iterator[None]:
    """Those that are open now; new ones may write."""
    with psycopg.connect(address, autocommit=True) as operator, psycopg.connect(address) as old:

        def set_to(value: str) -> None:
            operator.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}".encode())
            operator.execute("SELECT pg_reload_conf()")
            give_up = time.monotonic() + WAIT
            while old.execute("SHOW default_transaction_read_only").fetchone() != (value,):
                assert time.monotonic() < give_up

        database = operator.info.dbname
        operator.execute(f'ALTER DATABASE "{database}" SET default_transaction_read_only = off'.encode())
        set_to("on")
        yield
        set_to("off")
