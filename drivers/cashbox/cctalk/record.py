"""What the cash box must still know after a crash: money taken, payouts begun, how far events were read.

A small SQLite file of its own (WAL, synchronous=FULL): each change is on the disk when its method returns.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from drivers.cashbox.contract import MoneyInserted

_TABLES = """
CREATE TABLE IF NOT EXISTS acceptor (address INTEGER PRIMARY KEY, counter INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS taken (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, yen INTEGER NOT NULL, address INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS lost (address INTEGER NOT NULL, events INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS payout (payout_id TEXT PRIMARY KEY, yen INTEGER NOT NULL, paid INTEGER);
CREATE TABLE IF NOT EXISTS payout_hopper (
    payout_id TEXT NOT NULL REFERENCES payout, address INTEGER NOT NULL,
    denomination INTEGER NOT NULL, dispensed_before INTEGER NOT NULL,
    PRIMARY KEY (payout_id, address));
"""


@dataclass(frozen=True)
class HopperBefore:
    """A hopper at the beginning of a payout: its life count, and the yen of each of its coins."""

    address: int
    denomination: int
    dispensed: int


@dataclass(frozen=True)
class BegunPayout:
    """``paid`` is None until it was counted to its end."""

    payout_id: str
    yen: int
    paid: int | None
    hoppers: tuple[HopperBefore, ...]


class Record:
    """One file. Thread-safe."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.executescript(_TABLES)

    def counter(self, address: int) -> int | None:
        """The event counter up to which this acceptor was read; None before the first time."""
        with self._lock:
            row = self._database.execute(
                "SELECT counter FROM acceptor WHERE address = ?", (address,)
            ).fetchone()
        return None if row is None else int(row[0])

    def take(self, address: int, counter: int, yen: Sequence[int], lost: int) -> Sequence[MoneyInserted]:
        """Number what an acceptor took, and note that it was read up to ``counter``: both or neither."""
        with self._lock, self._database:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute("INSERT OR REPLACE INTO acceptor VALUES (?, ?)", (address, counter))
            if lost:
                self._database.execute("INSERT INTO lost VALUES (?, ?)", (address, lost))
            return [MoneyInserted(self._numbered(address, each), each) for each in yen]

    def taken_after(self, sequence: int) -> Sequence[MoneyInserted]:
        """All money with a higher number, in order."""
        with self._lock:
            rows = self._database.execute(
                "SELECT sequence, yen FROM taken WHERE sequence > ? ORDER BY sequence", (sequence,)
            ).fetchall()
        return tuple(MoneyInserted(*row) for row in rows)

    @property
    def sequence(self) -> int:
        """The number of the last money taken; 0 before the first."""
        return self._number("SELECT COALESCE(MAX(sequence), 0) FROM taken")

    @property
    def lost(self) -> int:
        """Events that fell out of an acceptor's buffer unread, since this file began."""
        return self._number("SELECT COALESCE(SUM(events), 0) FROM lost")

    def begin(self, payout_id: str, yen: int, hoppers: Sequence[HopperBefore]) -> None:
        """Note a payout before the first coin of it moves."""
        with self._lock, self._database:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute("INSERT INTO payout (payout_id, yen) VALUES (?, ?)", (payout_id, yen))
            self._database.executemany(
                "INSERT INTO payout_hopper VALUES (?, ?, ?, ?)",
                [(payout_id, each.address, each.denomination, each.dispensed) for each in hoppers],
            )

    def end(self, payout_id: str, paid: int) -> None:
        """Note what came out."""
        with self._lock:
            self._database.execute("UPDATE payout SET paid = ? WHERE payout_id = ?", (paid, payout_id))

    def payout(self, payout_id: str) -> BegunPayout | None:
        """The payout of this id; None where it never began."""
        found = self._payouts("WHERE payout_id = ?", (payout_id,))
        return found[0] if found else None

    def torn(self) -> Sequence[BegunPayout]:
        """Payouts that began and were never counted to their end."""
        return self._payouts("WHERE paid IS NULL", ())

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._database.close()

    def _numbered(self, address: int, yen: int) -> int:
        cursor = self._database.execute("INSERT INTO taken (yen, address) VALUES (?, ?)", (yen, address))
        if cursor.lastrowid is None:
            raise AssertionError("SQLite numbers each row that it inserts")
        return cursor.lastrowid

    def _number(self, question: str) -> int:
        with self._lock:
            return int(self._database.execute(question).fetchone()[0])

    def _payouts(self, which: str, values: tuple[str, ...]) -> list[BegunPayout]:
        with self._lock:
            rows = self._database.execute(
                f"SELECT payout_id, yen, paid FROM payout {which} ORDER BY rowid",  # noqa: S608 - no input
                values,
            ).fetchall()
            return [BegunPayout(begun, yen, paid, self._hoppers_of(begun)) for begun, yen, paid in rows]

    def _hoppers_of(self, payout_id: str) -> tuple[HopperBefore, ...]:
        rows = self._database.execute(
            "SELECT address, denomination, dispensed_before FROM payout_hopper WHERE payout_id = ?",
            (payout_id,),
        ).fetchall()
        return tuple(HopperBefore(*row) for row in rows)
