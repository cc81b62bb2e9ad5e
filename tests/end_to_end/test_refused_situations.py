"""What stops a visit though the card is good: a service that is off, a wish that can't be had, a device."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.municipal.configuration import FILE_NAME
from kiosk.simulation.ippeveprinter import IppEvePrinter
from tests.end_to_end.bench import Bench
from tests.end_to_end.store import TAKE, ipp_printer
from tests.end_to_end.tapped_line import TappedLine
from tests.real_parts.city_hall import AOBA, SHARED_TERMINAL, WAKABA, CityHall

RECORD = ("--kind", "resident-record")
TAX = ("--kind", "income-tax")


# Services ---------------------------------------------------------------------------------------


def switch(hall: CityHall, state: str) -> None:
    hall.command("availability", state, "resident-record", "--municipality", AOBA, "--reason", "a test")


def test_a_service_that_is_off_gives_nothing_out_and_the_other_one_does(bench: Bench) -> None:
    switch(bench.hall, "off")
    try:
        bench.assert_refused(bench.issue("hanako", *RECORD), "E-SVC-001")
        assert bench.issue("hanako", *TAX).exit_code == 0
    finally:
        switch(bench.hall, "on")


def test_a_service_switched_off_during_the_visit_gives_nothing_out(bench: Bench) -> None:
    try:
        done = bench.issue("hanako", *RECORD, at={TAKE: lambda: switch(bench.hall, "off")})
        bench.assert_refused(done, "E-SVC-001")
    finally:
        switch(bench.hall, "on")


def test_a_service_switched_off_at_the_moment_of_the_order_gives_nothing_out(
    bench: Bench, line: TappedLine
) -> None:
    bench.equipped(url=line.url)
    line.before("order", lambda: switch(bench.hall, "off"))
    try:
        bench.assert_refused(bench.issue("hanako", *RECORD), "E-SVC-001")
        assert "order" in line.calls
    finally:
        switch(bench.hall, "on")


@pytest.fixture
def hall_at_night(demo_directory: Path, tmp_path: Path) -> Iterator[CityHall]:
    """The city hall as it is served half an hour before midnight."""
    directory = tmp_path / "city-hall"
    shutil.copytree(demo_directory, directory)
    configuration = directory / FILE_NAME
    told = configuration.read_text(encoding="utf-8")
    configuration.write_text(told.replace("T10:24:00", "T23:30:00"), encoding="utf-8")
    with CityHall(directory) as hall:
        yield hall


@pytest.mark.parametrize("kind", [RECORD, TAX])
def test_outside_its_hours_a_service_gives_nothing_out(
    bench: Bench, hall_at_night: CityHall, kind: tuple[str, ...]
) -> None:
    bench.equipped(hall=hall_at_night)
    bench.assert_refused(bench.issue("hanako", *kind), "E-SVC-002")


# Wishes -----------------------------------------------------------------------------------------

NOT_OFFERED = {
    "a person who is not of the household": ("ichiro", AOBA, (*RECORD, "--scope", "part", "--persons", "7")),
    "an item that says nothing of Japanese": ("ichiro", AOBA, (*RECORD, "--items", "nationality")),
    "a year that is too long ago": ("ichiro", AOBA, (*TAX, "--year", "2019")),
    "more copies than are given at once": ("ichiro", AOBA, (*RECORD, "--copies", "99")),
    "a part of a household of one": ("kiyo", AOBA, (*RECORD, "--scope", "part", "--persons", "1")),
    "a kind that the town does not issue": ("wakaba", WAKABA, TAX),
    "a scope that the town does not offer": (
        "wakaba",
        WAKABA,
        (*RECORD, "--scope", "part", "--persons", "3"),
    ),
    "an item that the town never shows": ("wakaba", WAKABA, (*RECORD, "--items", "my-number")),
    "more copies than the town gives": ("wakaba", WAKABA, (*RECORD, "--copies", "3")),
}


@pytest.mark.parametrize(("stem", "town", "options"), NOT_OFFERED.values(), ids=NOT_OFFERED)
def test_what_is_not_offered_can_not_be_had(
    bench: Bench, stem: str, town: str, options: tuple[str, ...]
) -> None:
    bench.equipped(terminal_id=SHARED_TERMINAL, municipalities=(AOBA, WAKABA))
    bench.assert_refused(bench.issue(stem, *options, "--municipality", town), "E-SVC-003")


MISTYPED = {
    "a kind that nobody issues": ("--kind", "certificate-of-nothing"),
    "an item that nobody knows": (*RECORD, "--items", "blood-type"),
    "persons without the scope that they belong to": (*RECORD, "--persons", "1"),
    "a part without its persons": (*RECORD, "--scope", "part"),
    "a town that the terminal does not serve": (*RECORD, "--municipality", WAKABA),
}


@pytest.mark.parametrize("options", MISTYPED.values(), ids=MISTYPED)
def test_a_wish_that_makes_no_sense_begins_no_visit(bench: Bench, options: tuple[str, ...]) -> None:
    done = bench.issue("hanako", *options)
    assert done.exit_code not in (0, 3)
    assert done.said == ""
    assert not any("Place the card" in prompt for prompt in done.prompts)
    assert not bench.store.journal_file.exists()


def test_where_several_towns_are_served_it_must_be_said_which(bench: Bench) -> None:
    bench.equipped(terminal_id=SHARED_TERMINAL, municipalities=(AOBA, WAKABA))
    done = bench.issue("hanako", *RECORD)
    assert (done.exit_code, done.said) == (1, "")
    assert "--municipality" in done.prompts[-1]


# Devices ----------------------------------------------------------------------------------------


@pytest.fixture
def own_printer(bench: Bench) -> Iterator[IppEvePrinter]:
    """A printer that only this test's terminal uses, and may break."""
    with IppEvePrinter() as device:
        bench.equipped(printer=ipp_printer(device.uri))
        yield device


def test_without_its_printer_a_terminal_takes_nobody(bench: Bench, own_printer: IppEvePrinter) -> None:
    own_printer.switch_off()
    bench.assert_refused(bench.issue("hanako", *RECORD), "E-PRN-001")


def test_without_paper_a_terminal_takes_nobody(bench: Bench, own_printer: IppEvePrinter) -> None:
    own_printer.load("iso_a4_210x297mm", sheets=0)
    bench.assert_refused(bench.issue("hanako", *RECORD), "E-PRN-002")


def test_a_printer_that_dies_during_the_visit_costs_nothing(bench: Bench, own_printer: IppEvePrinter) -> None:
    done = bench.issue("hanako", *RECORD, at={TAKE: own_printer.switch_off})
    bench.assert_refused(done, "E-PRN-001")


def test_paper_that_is_gone_during_the_visit_costs_nothing(bench: Bench, own_printer: IppEvePrinter) -> None:
    done = bench.issue("hanako", *RECORD, at={TAKE: lambda: own_printer.load("iso_a4_210x297mm", sheets=0)})
    bench.assert_refused(done, "E-PRN-002")


def test_without_a_reader_a_terminal_takes_nobody(bench: Bench) -> None:
    bench.store.environment["PCSCLITE_CSOCK_NAME"] = str(bench.store.directory / "nobody-there")
    done = bench.store.issue(*RECORD)
    bench.assert_refused(done, "E-RDR-001")


def test_a_refusal_is_one_json_object_that_a_program_can_read(bench: Bench) -> None:
    done = bench.issue("blocked", *RECORD)
    assert json.loads(done.said) == {
        "outcome": "refused",
        "failure": "E-PIN-001",
        "cause": "no try is left for the PIN",
        "headline": done.result["headline"],
        "tries_left": None,
        "received": 0,
        "returned": 0,
        "claim": None,
    }
    assert "暗証番号" in done.result["headline"]
