import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.certificates import failures
from kiosk.certificates.messages import OutcomeKind
from kiosk.terminal.visit.account import account, accounts
from kiosk.terminal.visit.journal import TERMINAL, Entry, Journal, read_journal, write_beside
from kiosk.terminal.visit.standing import raise_alarm, standing
from tests.visit.town import AOBA, prepared

NOW = datetime(2026, 11, 24, 10, 24, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    kept = Journal(tmp_path / "journal.sqlite3", lambda: NOW)
    yield kept
    kept.close()


def test_a_line_is_on_the_disk_before_anything_irreversible_follows(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite3", lambda: NOW)
    journal.write("a" * 32, Entry.SPOOLING, print_id="p")
    with sqlite3.connect(tmp_path / "journal.sqlite3") as other_process:
        assert other_process.execute("SELECT entry FROM line").fetchall() == [("spooling",)]
        assert other_process.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    journal.close()


def test_lines_come_back_in_their_order_with_what_they_say(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite3", lambda: NOW)
    journal.write("a" * 32, Entry.ACCEPTING, after=0)
    journal.write("b" * 32, Entry.ACCEPTING, after=0)
    journal.write("a" * 32, Entry.INSERTED, yen=100, sequence=1)
    journal.close()
    reopened = Journal(tmp_path / "journal.sqlite3", lambda: NOW)
    lines = reopened.lines("a" * 32)
    assert [(line.entry, dict(line.values)) for line in lines] == [
        (Entry.ACCEPTING, {"after": 0}),
        (Entry.INSERTED, {"yen": 100, "sequence": 1}),
    ]
    assert reopened.unfinished() == ("a" * 32, "b" * 32)
    reopened.close()


def test_an_account_adds_up_every_yen_and_knows_what_is_unreported(tmp_path: Path) -> None:
    order = "a" * 32
    journal = Journal(tmp_path / "journal.sqlite3", lambda: NOW)
    journal.write(order, Entry.PREPARED, **prepared())
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
    journal.write(order, Entry.SETTLED, claim="4821-7730", yen=0, by="field-7", note="the print is fine")
    settled = account(order, journal.lines(order))
    assert not settled.is_unsettled
    assert [waiting.outcome for waiting in settled.unreported] == [
        OutcomeKind.PRINT_PROBLEM,
        OutcomeKind.SETTLED,
    ]
    journal.close()


def test_what_was_answered_waits_no_more_and_what_was_rejected_is_for_staff(
    journal: Journal,
) -> None:
    for order in ("a" * 32, "b" * 32, "c" * 32):
        journal.write(order, Entry.PREPARED, **prepared())
        journal.write(order, Entry.ENDED, outcome="printed", sheets=1, received=0, returned=0, claim=None)
    journal.write("a" * 32, Entry.REPORTED, outcome="printed")
    journal.write("b" * 32, Entry.REJECTED, outcome="printed")
    assert journal.unreported() == ("c" * 32,)
    assert [state.is_unsettled for state in accounts(journal.lines())] == [False, True, False]


def test_staff_read_and_write_beside_a_running_terminal(journal: Journal, tmp_path: Path) -> None:
    journal.write("a" * 32, Entry.PREPARED, **prepared())
    file = tmp_path / "journal.sqlite3"
    write_beside(file, NOW, "a" * 32, Entry.SETTLED, claim="4821-7730", yen=0, by="field-7", note="")
    journal.write(TERMINAL, Entry.STRAY, yen=100, sequence=1)
    assert [line.entry for line in read_journal(file)] == [Entry.PREPARED, Entry.SETTLED, Entry.STRAY]


def test_the_number_of_the_last_coin_is_the_last_that_was_written(journal: Journal) -> None:
    assert journal.last_sequence() is None
    journal.write("a" * 32, Entry.ACCEPTING, after=57)
    assert journal.last_sequence() == 57
    journal.write("a" * 32, Entry.INSERTED, yen=100, sequence=58)
    assert journal.last_sequence() == 58
    journal.write("b" * 32, Entry.ACCEPTING, after=0)
    assert journal.last_sequence() == 0


@pytest.mark.parametrize("what", ["missing", "a text", "another database"])
def test_a_file_that_is_no_journal_is_refused_in_words(tmp_path: Path, what: str) -> None:
    file = tmp_path / "journal.sqlite3"
    if what == "a text":
        file.write_text("not a database")
    if what == "another database":
        with sqlite3.connect(file) as other:
            other.execute("CREATE TABLE sheep (name TEXT)")
    with pytest.raises((FileNotFoundError, ValueError), match="journal"):
        read_journal(file)


class TestTheTerminalItself:
    """What stands in the journal under no order."""

    def test_an_alarm_can_close_the_terminal_until_a_technician_came(self, journal: Journal) -> None:
        raise_alarm(journal, failures.TERMINAL_FAULT, AOBA, None, NOW)
        assert standing(journal.lines(TERMINAL)).closed_by is None
        raise_alarm(journal, failures.DOCUMENT_MISMATCH, AOBA, "a" * 32, NOW)
        assert standing(journal.lines(TERMINAL)).closed_by is failures.DOCUMENT_MISMATCH
        journal.write(TERMINAL, Entry.RELEASED, by="field-7", note="the layout was exchanged")
        assert standing(journal.lines(TERMINAL)).closed_by is None

    def test_an_alarm_waits_until_the_city_hall_has_it(self, journal: Journal) -> None:
        raise_alarm(journal, failures.DOCUMENT_MISMATCH, AOBA, "a" * 32, NOW)
        [alarm] = standing(journal.lines(TERMINAL)).unreported
        assert (alarm.failure, alarm.order_id) == ("E-DOC-002", "a" * 32)
        journal.write(TERMINAL, Entry.REPORTED, alarm_id=alarm.alarm_id)
        assert standing(journal.lines(TERMINAL)).unreported == ()

    def test_money_that_nobody_was_asked_for_is_kept_apart(self, journal: Journal) -> None:
        journal.write(TERMINAL, Entry.STRAY, yen=500, sequence=9)
        [stray] = standing(journal.lines(TERMINAL)).strays
        assert (stray.yen, stray.sequence) == (500, 9)
        assert accounts(journal.lines()) == ()
