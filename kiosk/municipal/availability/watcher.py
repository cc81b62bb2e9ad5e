"""Notices within a fraction of a second that availability has changed, whoever changed it.

One thread a process reads all revisions a few times a second, however many streams wait: a change made
by the console, by the command line or by another process is seen alike.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import structlog
from django.db import DatabaseError, connection

from kiosk.municipal.availability.models import Revision

_log = structlog.get_logger(__name__)

_INTERVAL_SECONDS = 0.2


@dataclass
class RevisionWatcher:
    """Wakes whoever waits for a municipality's revision to outgrow the one they have seen."""

    _changed: threading.Condition = field(default_factory=threading.Condition)
    _numbers: dict[str, int] = field(default_factory=dict)
    _thread: threading.Thread | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)

    def wait_for_change(self, municipality_code: str, seen: int, timeout: float) -> bool:
        """Wait until the revision is above ``seen``, at most ``timeout`` seconds.

        True when it is time to look again, False when the time ran out without change.
        """
        self._start()
        with self._changed:
            return self._changed.wait_for(
                lambda: self.is_stopping or self._numbers.get(municipality_code, seen) > seen, timeout
            )

    @property
    def is_stopping(self) -> bool:
        """Whether the process is about to end, so that nobody should wait any longer."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Release everybody who waits. Takes no lock: a signal handler may call it."""
        self._stopping.set()

    def _start(self) -> None:
        with self._changed:
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="revision-watcher", daemon=True)
                self._thread.start()

    def _watch(self) -> None:
        while not self._stopping.wait(_INTERVAL_SECONDS):
            try:
                numbers = dict(Revision.objects.values_list("municipality_id", "number"))
            except DatabaseError as error:
                _log.error("revisions_unreadable", error=type(error).__name__)
                connection.close()
                continue
            with self._changed:
                if numbers != self._numbers:
                    self._numbers = numbers
                    self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()
        connection.close()


revision_watcher = RevisionWatcher()
"""The one of this process."""
