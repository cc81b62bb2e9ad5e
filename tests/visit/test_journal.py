import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from kiosk.certificates.messages import OutcomeKind
from kiosk.terminal.visit.account import account
from kiosk.terminal.visit.journal import Entry, Journal
from tests.visit.town import AOBA

NOW = datetime(2026, 11, 24, 10, 24, tzinfo=UTC)


def test_a_line_is_on_the_disk_before_anything_irreversible_follows(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite3", lambda: NOW)
    journal.write("a" * 32, Entry.SPOOLING, print_id="p")
    with sqlite3.connect(tmp_path / "journal.sqlite3") as other_process:
        assert other_process.execute("SELECT entry FROM line").fetchall() == [("spooling",)]
        assert other_process.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    journal.close()


def test_lines_come_back_in_their_order_with_what_they_say(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite3", lambda: NOW)
    journal.write("a" * 32, Entry.ACCEPTING)
    journal.write("b" * 32, Entry.ACCEPTING)
    journal.write("a" * 32, Entry.INSERTED, yen=100, sequence=1)
    journal.close()
    reopened = Journal(tmp_path / "journal.sqlite3", lambda: NOW)
    lines = reopened.lines("a" * 32)
    assert [(line.entry, dict(line.values)) for line in lines] == [
        (Entry.ACCEPTING, {}),
        (Entry.INSERTED, {"yen": 100, "sequence": 1}),
    ]
    assert reopened.order_ids() == ("a" * 32, "b" * 32)
    reopened.close()


def test_an_account_adds_up_every_yen_and_knows_what_is_unreported(tmp_path: Path) -> None:
    order = "a" * 32
    journal = Journal(tmp_path / "journal.sqlite3", lambda: NOW)
    journal.write(order, Entry.PREPARED, municipality=AOBA, fee=200, sheets=1, sheets_of_copy=1)
    journal.write(order, Entry.INSERTED, yen=500, sequence=1)
    journal.write(order, Entry.PAYING_OUT, payout_id="change", yen=300)
    assert account(order, journal.lines(order)).open_payout == ("change", 300)
    journal.write(order, Entry.PAID_OUT, payout_id="change", yen=300)
    assert account(order, journal.lines(order)).held == 200
    journal.write(order, Entry.ENDED, outcome="printed", sheets=1, received=500, returned=300, claim=None)
    journal.write(order, Entry.REPORTED, outcome="printed")
    assert account(order, journal.lines(order)).unreported == ()
    journal.write(order, Entry.PROBLEM, claim="4821-7730")
    problem = account(order, journal.lines(order))
    assert [waiting.outcome for waiting in problem.unreported] == [OutcomeKind.PRINT_PROBLEM]
    assert problem.is_unsettled
    journal.write(order, Entry.SETTLED)
    assert not account(order, journal.lines(order)).is_unsettled
    journal.close()
