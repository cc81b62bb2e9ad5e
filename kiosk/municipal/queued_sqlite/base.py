"""Django's SQLite, with the process's writing transactions in a queue.

A connection that waits for SQLite's write lock polls for it, holding its own mutex. Under load that goes
wrong in two ways: the unlucky poll in vain until they give up; and when the thread that writes collects
garbage of the connection of one that polls – a cursor that a failed request left behind –, it waits for that
mutex while the other waits for its lock, and the whole city hall stands still.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from kiosk.municipal.queued_sqlite.queue import TurnQueue

_writers = TurnQueue()
"""Of this process; other processes are still waited for by SQLite's own lock."""


class DatabaseWrapper(base.DatabaseWrapper):
    """One thread's connection. A transaction has its turn from before it begins until it has ended."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        if not _writers.enter(self.settings_dict["OPTIONS"]["timeout"]):
            raise OperationalError("database is locked: other writers came first")
        self._has_turn = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _writers.leave()
