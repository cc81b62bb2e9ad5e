"""Puts approved changes in force at their moment, while the server runs."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import structlog
from django.db import DatabaseError, connection

from kiosk.municipal import clock
from kiosk.municipal.proposals.decisions import put_due_in_force

_log = structlog.get_logger(__name__)

_INTERVAL_SECONDS = 1.0


@dataclass
class Keeper:
    """One thread a process that looks once a second. Several processes may: each change is made once."""

    _stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin."""
        threading.Thread(target=self._run, name="change-keeper", daemon=True).start()

    def stop(self) -> None:
        """Begin nothing more. Takes no lock: a signal handler may call it."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(_INTERVAL_SECONDS):
            try:
                put_due_in_force(clock.now())
            except DatabaseError as error:
                _log.error("changes_unreadable", error=type(error).__name__)
                connection.close()
        connection.close()


keeper = Keeper()
"""The one of this process."""
