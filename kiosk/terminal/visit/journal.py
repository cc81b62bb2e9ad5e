"""The terminal's journal: what was about to happen to money and paper, and what happened.

Append-only SQLite (WAL, synchronous=FULL). Ids, amounts and states only; no personal data. The intent
is written before each irreversible act, the outcome after.
"""

from __future__ import annotations

import fcntl
import json
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

Value = str | int | None


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
    REPORTED = "reported"
    SETTLED = "settled"


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
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS line ("
            "number INTEGER PRIMARY KEY, written_at TEXT NOT NULL, order_id TEXT NOT NULL,"
            "entry TEXT NOT NULL, line_values TEXT NOT NULL)"
        )
        self._database.execute("CREATE INDEX IF NOT EXISTS line_of_order ON line (order_id)")

    def write(self, order_id: str, entry: Entry, **values: Value) -> None:
        """Append one line; it has reached the disk when this returns."""
        with self._lock:
            self._database.execute(
                "INSERT INTO line (written_at, order_id, entry, line_values) VALUES (?, ?, ?, ?)",
                (self._clock().isoformat(), order_id, entry.value, json.dumps(values)),
            )

    def lines(self, order_id: str | None = None) -> tuple[Line, ...]:
        """All lines in their order, or those of one order."""
        condition, parameters = ("WHERE order_id = ?", (order_id,)) if order_id else ("", ())
        with self._lock:
            rows = self._database.execute(
                "SELECT number, written_at, order_id, entry, line_values FROM line "  # noqa: S608 - no input
                f"{condition} ORDER BY number",
                parameters,
            ).fetchall()
        return tuple(_line(row) for row in rows)

    def order_ids(self) -> tuple[str, ...]:
        """Every order that has a line, the oldest first."""
        with self._lock:
            rows = self._database.execute(
                "SELECT order_id FROM line GROUP BY order_id ORDER BY MIN(number)"
            ).fetchall()
        return tuple(row[0] for row in rows)

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._database.close()
            self._kept.close()


def _line(row: tuple[int, str, str, str, str]) -> Line:
    number, written_at, order_id, entry, values = row
    return Line(number, datetime.fromisoformat(written_at), order_id, Entry(entry), json.loads(values))
