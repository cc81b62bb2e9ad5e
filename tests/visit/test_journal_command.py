"""``kiosk journal`` as a technician types it, beside a terminal that keeps the journal open."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.certificates import failures
from kiosk.terminal.visit.account import account
from kiosk.terminal.visit.journal import TERMINAL, Entry, Journal
from kiosk.terminal.visit.standing import raise_alarm, standing
from tests.visit.town import AOBA, prepared

NOW = datetime(2026, 11, 24, 10, 24, tzinfo=UTC)
PRINTED, OWED = "66fa0b129c4e" + "0" * 20, "b" * 32
CONFIGURATION = """
terminal_id = "store"
journal = "journal.sqlite3"
[line]
certificate = "client.pem"
key = "client.key"
authority = "ca.pem"
[reader]
driver = "simulated"
[printer]
driver = "folder"
directory = "paper"
[cashbox]
driver = "simulated"
[slips]
driver = "main-printer"
[[municipality]]
code = "999016"
url = "https://city-hall.example"
keys = "keys.json"
"""


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """One order printed, one with ¥200 owed under claim 4821-7730; the terminal goes on running."""
    (tmp_path / "terminal.toml").write_text(CONFIGURATION)
    kept = Journal(tmp_path / "journal.sqlite3", lambda: NOW)
    for order, outcome, claim in ((PRINTED, "printed", None), (OWED, "claim", "4821-7730")):
        kept.write(order, Entry.PREPARED, **prepared(200))
        kept.write(order, Entry.ACCEPTING, after=0)
        kept.write(order, Entry.INSERTED, yen=200, sequence=1)
        kept.write(order, Entry.ENDED, outcome=outcome, sheets=0, received=200, returned=0, claim=claim)
        kept.write(order, Entry.REPORTED, outcome=outcome)
    yield kept
    kept.close()


def command(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", "journal", *arguments, "--config", directory / "terminal.toml"],
        capture_output=True,
        text=True,
        check=False,
        env={"COLUMNS": "160", "LC_ALL": "C.UTF-8"},
    )


def refused_in_one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.mark.usefixtures("journal")
def test_every_order_is_listed_with_its_money_and_what_is_left_to_do(tmp_path: Path) -> None:
    lines = command(tmp_path, "list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["order", "66FA-0B12-9C4E", "BBBB-BBBB-BBBB"]
    assert "4821-7730 open ¥200" in lines[2]
    [left] = json.loads(command(tmp_path, "list", "--open", "--json").stdout)["orders"]
    assert (left["claim"], left["owed"], left["received"]) == ("4821-7730", 200, 200)


@pytest.mark.parametrize("name", ["4821-7730", OWED, "bbbb-bbbb-bbbb"])
@pytest.mark.usefixtures("journal")
def test_an_order_is_found_by_whatever_number_somebody_holds(tmp_path: Path, name: str) -> None:
    shown = command(tmp_path, "show", name).stdout
    assert "inserted    yen=200 sequence=1" in shown
    assert "66FA" not in shown


def test_a_claim_is_settled_once_and_the_city_hall_is_to_be_told(tmp_path: Path, journal: Journal) -> None:
    settling = ("settle", "4821-7730", "--returned", "200", "--by", "field-7", "--note", "paid by hand")
    assert command(tmp_path, *settling).stdout == "settled: 4821-7730, ¥200 of ¥200\n"
    state = account(OWED, journal.lines(OWED))
    assert not state.is_unsettled
    assert [(told.outcome, told.returned, told.claim) for told in state.unreported] == [
        ("settled", 200, "4821-7730")
    ]
    assert journal.unreported() == (OWED,)
    assert "settled before" in refused_in_one_line(command(tmp_path, *settling))


def test_nobody_hands_over_more_than_is_owed(tmp_path: Path, journal: Journal) -> None:
    done = command(
        tmp_path, "settle", "4821-7730", "--returned", "201", "--by", "field-7", "--note", "a slip of the pen"
    )
    assert "¥200 are owed" in refused_in_one_line(done)
    assert account(OWED, journal.lines(OWED)).is_unsettled


@pytest.mark.usefixtures("journal")
def test_a_number_that_nobody_has_is_said_in_one_line(tmp_path: Path) -> None:
    assert "no such order or claim" in refused_in_one_line(command(tmp_path, "show", "0000-0000"))
    settling = ("settle", "0000-0000", "--returned", "0", "--by", "field-7", "--note", "none")
    assert "no such claim" in refused_in_one_line(command(tmp_path, *settling))


def test_a_stopped_terminal_is_named_and_put_back_into_service(tmp_path: Path, journal: Journal) -> None:
    raise_alarm(journal, failures.DOCUMENT_MISMATCH, AOBA, OWED, NOW)
    listed = command(tmp_path, "list").stdout
    assert "CLOSED: E-DOC-002" in listed
    assert "alarm not told yet: E-DOC-002" in listed
    released = command(tmp_path, "release", "--by", "field-7", "--note", "exchanged").stdout
    assert released.startswith("released: E-DOC-002")
    assert standing(journal.lines(TERMINAL)).closed_by is None


@pytest.mark.usefixtures("journal")
def test_a_terminal_that_never_ran_has_no_journal(tmp_path: Path) -> None:
    (tmp_path / "terminal.toml").write_text(CONFIGURATION.replace("journal.sqlite3", "none.sqlite3"))
    assert "no such journal" in refused_in_one_line(command(tmp_path, "list"))
