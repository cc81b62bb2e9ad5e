"""The terminal's journal: what was about to happen to money and paper, and what happened.

Append-only SQLite (WAL, synchronous=FULL). Ids, amounts and states only; no personal data. The intent
is written before each irreversible act, the outcome after. What concerns no order – alarms, money that
nobody was asked for – stands under :data:`TERMINAL`.
"""

from __future__ import annotations

import fcntl
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

Value = str | int | None

TERMINAL = ""
"""Stands for the order in lines about the terminal itself."""


class Entry(StrEnum):
    """What a line of the journal says of its order."""

    PREPARED = "prepared"
    ACCEPTING = "accepting"
    INSERTED = "inserted"
    PAYING_OUT = "paying-out"
    PAID_OUT = "paid-out"
    SPOOLING = "spooling"
    SHEET = "sheet"
    ENDED = "ended"
    PROBLEM = "problem"
    SETTLED = "settled"
    REPORTED = "reported"
    REJECTED = "rejected"
    STRAY = "stray"
    ALARM = "alarm"
    RELEASED = "released"


@dataclass(frozen=True)
class Line:
    """One line: its number, when it was written, the order, what happened and with which values."""

    number: int
    written_at: datetime
    order_id: str
    entry: Entry
    values: Mapping[str, Value]


class JournalInUse(ValueError):
    """Another process keeps this journal; the message names the file."""


class Journal:
    """One file, one writer. Every :meth:`write` is on the disk when it returns."""

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        """``clock`` gives the aware time that lines are stamped with: the terminal's own, since the
        journal has to be read when no city hall answers. Raises JournalInUse: what another process is
        in the middle of would look as if it had been cut."""
        self._clock = clock
        path.parent.mkdir(parents=True, exist_ok=True)
        self._kept = path.with_name(f"{path.name}.lock").open("w")
        try:
            fcntl.flock(self._kept, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._kept.close()
            raise JournalInUse(f"{path}: another terminal is running with this journal") from None
        self._lock = threading.Lock()
        self._database = _opened(path)
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS line ("
            "number INTEGER PRIMARY KEY, written_at TEXT NOT NULL, order_id TEXT NOT NULL,"
            "entry TEXT NOT NULL, line_values TEXT NOT NULL)"
        )
        self._database.execute("CREATE INDEX IF NOT EXISTS line_of_order ON line (order_id)")

    def write(self, order_id: str, entry: Entry, /, **values: Value) -> None:
        """Append one line; it has reached the disk when this returns."""
        with self._lock:
            _append(self._database, self._clock(), order_id, entry, values)

    def lines(self, order_id: str | None = None) -> tuple[Line, ...]:
        """All lines in their order, or those of one order."""
        with self._lock:
            return _lines(self._database, order_id)

    def unfinished(self) -> tuple[str, ...]:
        """Orders whose end was not written, the oldest first."""
        return self._orders(f"HAVING SUM(entry = '{Entry.ENDED}') = 0")

    def unreported(self) -> tuple[str, ...]:
        """Orders of which the city hall has not been told everything, the oldest first."""
        outcomes = (Entry.ENDED, Entry.PROBLEM, Entry.SETTLED)
        answers = (Entry.REPORTED, Entry.REJECTED)
        return self._orders(f"HAVING {_count(outcomes)} > {_count(answers)}")

    def last_sequence(self) -> int | None:
        """The number of the last coin or note that any line knows of; None where none does."""
        with self._lock:
            row = self._database.execute(
                "SELECT COALESCE(line_values ->> 'sequence', line_values ->> 'after') FROM line "
                "WHERE entry IN (?, ?, ?) ORDER BY number DESC LIMIT 1",
                (Entry.ACCEPTING, Entry.INSERTED, Entry.STRAY),
            ).fetchone()
        return None if row is None else int(row[0])

    def _orders(self, condition: str) -> tuple[str, ...]:
        with self._lock:
            rows = self._database.execute(
                f"SELECT order_id FROM line WHERE order_id <> '{TERMINAL}' "  # noqa: S608 - no input
                f"GROUP BY order_id {condition} ORDER BY MIN(number)"
            ).fetchall()
        return tuple(row[0] for row in rows)

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._database.close()
            self._kept.close()


def read_journal(path: Path) -> tuple[Line, ...]:
    """Every line of a journal, which a terminal may be writing meanwhile. Raises FileNotFoundError, and
    ValueError for a file that is no journal."""
    with _beside(path) as database:
        return _lines(database, None)


def write_beside(path: Path, written_at: datetime, order_id: str, entry: Entry, **values: Value) -> None:
    """Append a line of the staff's to a journal that a terminal may be writing meanwhile: the database
    itself lets one write after the other. Raises as :func:`read_journal`."""
    with _beside(path) as database:
        _append(database, written_at, order_id, entry, values)


@contextmanager
def _beside(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such journal")
    try:
        with closing(_opened(path)) as database:
            yield database
    except sqlite3.DatabaseError as error:
        raise ValueError(f"{path}: no journal: {error}") from None


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    return database


def _append(
    database: sqlite3.Connection,
    written_at: datetime,
    order_id: str,
    entry: Entry,
    values: Mapping[str, Value],
) -> None:
    database.execute(
        "INSERT INTO line (written_at, order_id, entry, line_values) VALUES (?, ?, ?, ?)",
        (written_at.isoformat(), order_id, entry.value, json.dumps(values)),
    )


def _lines(database: sqlite3.Connection, order_id: str | None) -> tuple[Line, ...]:
    condition, parameters = ("", ()) if order_id is None else ("WHERE order_id = ?", (order_id,))
    rows = database.execute(
        f"SELECT number, written_at, order_id, entry, line_values FROM line {condition} "  # noqa: S608 - no input
        "ORDER BY number",
        parameters,
    ).fetchall()
    return tuple(_line(row) for row in rows)


def _count(entries: tuple[Entry, ...]) -> str:
    names = ", ".join(f"'{entry}'" for entry in entries)
    return f"SUM(entry IN ({names}))"


def _line(row: tuple[int, str, str, str, str]) -> Line:
    number, written_at, order_id, entry, values = row
    return Line(number, datetime.fromisoformat(written_at), order_id, Entry(entry), json.loads(values))
