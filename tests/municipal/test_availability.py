"""What terminals are told of services, and how fast a switch reaches them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from queue import Empty, Queue
from typing import Any

import pytest
from cryptography import x509

from kiosk.certificates.kinds import Kind
from tests.municipal.terminals import TerminalClient, failure_of
from tests.real_parts.city_hall import AOBA, SHARED_TERMINAL, WAIT, WAKABA, CityHall

TAX_OFF = ("availability", "off", "income-tax", "--municipality", AOBA, "--reason", "点検")
TAX_ON = ("availability", "on", "income-tax", "--municipality", AOBA, "--reason", "点検終了")


@contextmanager
def switched_off(hall: CityHall) -> Iterator[None]:
    hall.command(*TAX_OFF)
    try:
        yield
    finally:
        hall.command(*TAX_ON)


class Stream:
    """A terminal's event stream, read on a thread; each event with the moment at which it came."""

    def __init__(self, terminal: TerminalClient) -> None:
        self._answer = terminal.get(
            "/availability/stream", params={"municipality": terminal.municipality}, stream=True
        )
        assert self._answer.headers["Content-Type"] == "text/event-stream"
        self._events: Queue[tuple[float, dict[str, Any]]] = Queue()
        self.ended = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._answer.iter_lines(chunk_size=1):
            if line.startswith(b"data: "):
                self._events.put((time.monotonic(), json.loads(line.removeprefix(b"data: "))))
        self.ended.set()

    def next(self) -> tuple[float, dict[str, Any]]:
        return self._events.get(timeout=WAIT)

    def nothing_came(self) -> bool:
        try:
            self._events.get_nowait()
        except Empty:
            return True
        return False


def tax(availability: dict[str, Any]) -> dict[str, Any]:
    return next(service for service in availability["services"] if service["kind"] == "income-tax")


def test_the_terminal_shows_hours_fees_and_choices_of_its_town(terminal: TerminalClient) -> None:
    availability = terminal.availability().json()
    assert availability["terminal_id"] == "aoba-store"
    assert availability["municipality"]["name"] == {"ja": "青葉市", "en": "Aoba City"}
    assert availability["clock"].startswith("2026-11-24T10:2")
    services = {service["kind"]: service for service in availability["services"]}
    assert list(services) == [kind.value for kind in Kind]
    record, income = services["resident-record"], services["income-tax"]
    assert (record["kind"], record["is_open"]) == ("resident-record", True)
    assert (record["opens"], record["closes"]) == ("06:30", "23:00")
    assert set(record["scopes"]) == {"household", "part", "self"}
    assert record["fee"] > 0
    assert income["years"][0] == 2026
    history = services["address-history"]
    assert (history["opens"], history["closes"], history["weekdays_only"]) == ("09:00", "17:00", True)
    assert (history["scopes"], history["items"]) == (["register", "part", "self"], ["domicile"])


def test_a_service_switched_off_by_another_process_is_on_the_terminal_within_a_second(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    stream = Stream(terminal)
    _, first = stream.next()
    assert tax(first)["is_open"]
    try:
        city_hall.command(*TAX_OFF)
        committed_before = time.monotonic()
        came, second = stream.next()
        assert came - committed_before < 1.0
        assert (tax(second)["is_open"], tax(second)["reason"]) == (False, "paused")
        assert second["revision"] > first["revision"]
    finally:
        city_hall.command(*TAX_ON)
    _, third = stream.next()
    assert tax(third)["is_open"]


def test_one_towns_switch_does_not_wake_the_others_terminals(city_hall: CityHall) -> None:
    wakaba = Stream(TerminalClient(city_hall, SHARED_TERMINAL, WAKABA))
    aoba = Stream(TerminalClient(city_hall, SHARED_TERMINAL, AOBA))
    wakaba.next()
    aoba.next()
    with switched_off(city_hall):
        assert not tax(aoba.next()[1])["is_open"]
        assert wakaba.nothing_came()


def test_asking_again_costs_no_body_until_something_changed(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    first = terminal.availability()
    same = terminal.availability(headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    with switched_off(city_hall):
        changed = terminal.availability(headers={"If-None-Match": first.headers["ETag"]})
        assert changed.status_code == 200
        assert changed.headers["ETag"] != first.headers["ETag"]


def test_a_service_that_was_switched_off_meanwhile_is_refused_when_it_is_ordered(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    visit, entitlement = terminal.authenticated(city_hall.card("hanako"))
    with switched_off(city_hall):
        refused = terminal.order(visit, {"kind": "income-tax", "year": entitlement["years"][0]})
        assert failure_of(refused).code == "E-SVC-001"
        assert terminal.order(visit, terminal.whole_household(entitlement)).status_code == 200


def test_a_card_suspended_after_the_pin_gets_no_document(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    card = city_hall.card("hanako")
    serial = str(x509.load_der_x509_certificate(card.certificate).serial_number)
    issuer = city_hall.directory / "issuer.der"
    issuer.write_bytes(card.ca_certificate)
    visit, entitlement = terminal.authenticated(card)
    city_hall.command("card", "suspend", "--issuer", issuer, "--serial", serial)
    try:
        order = terminal.order(visit, terminal.whole_household(entitlement))
        assert failure_of(order).code == "E-CARD-014"
        assert failure_of(terminal.prove(terminal.open_visit(), card)).code == "E-CARD-014"
    finally:
        city_hall.command("card", "resume", "--issuer", issuer, "--serial", serial)
    assert terminal.prove(terminal.open_visit(), card).status_code == 200


def at_hour(hall: CityHall, moment: str) -> None:
    """Let the city hall believe to start at ``moment`` (Japan's time)."""
    hall.stop()
    file = hall.directory / "city-hall.toml"
    clock = next(line for line in file.read_text().splitlines() if line.startswith("clock"))
    file.write_text(file.read_text().replace(clock, f'clock = "{moment}+09:00"'))
    hall.start()


@pytest.mark.parametrize(
    ("moment", "reason", "reopens"),
    [
        ("2026-11-24T05:00:00", "outside-hours", "2026-11-24T06:30:00+09:00"),
        ("2026-11-24T23:10:00", "outside-hours", "2026-11-25T06:30:00+09:00"),
        ("2026-12-31T12:00:00", "year-end", "2027-01-04T06:30:00+09:00"),
    ],
)
def test_outside_its_hours_nothing_is_issued_and_the_reopening_is_told(
    own_city_hall: CityHall, moment: str, reason: str, reopens: str
) -> None:
    at_hour(own_city_hall, moment)
    terminal = TerminalClient(own_city_hall)
    record = terminal.service("resident-record")
    assert (record["is_open"], record["reason"]) == (False, reason)
    assert datetime.fromisoformat(record["reopens"]) == datetime.fromisoformat(reopens)
    refused = terminal.prove(terminal.open_visit(), own_city_hall.card("hanako"))
    assert failure_of(refused).code == "E-SVC-002"


def test_stopping_the_city_hall_ends_open_streams_at_once(own_city_hall: CityHall) -> None:
    streams = [Stream(TerminalClient(own_city_hall)) for _ in range(5)]
    for stream in streams:
        stream.next()
    began = time.monotonic()
    assert own_city_hall.stop() == 0
    assert time.monotonic() - began < 2.0
    assert all(stream.ended.wait(WAIT) for stream in streams)
    own_city_hall.start()
