"""Looks at the sources of revocation lists while the server runs."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from kiosk.municipal.configuration import Configuration
from kiosk.municipal.identity.sources import pauses

_log = structlog.get_logger(__name__)

_LONGEST_SECONDS = 900
_LOOK_SECONDS = 0.2


@dataclass
class Refresher:
    """Runs ``kiosk municipal trust refresh`` again and again, less often while it fails.

    A process of its own does the work: a million entries are sorted for two seconds, and in this process
    every resident would wait for them. It also ends what hangs.
    """

    _stopping: threading.Event = field(default_factory=threading.Event)

    def start(self, configuration: Configuration) -> None:
        """Begin, if there is any source to look at."""
        if configuration.revocation.source:
            name = "revocation-refresher"
            threading.Thread(target=self._run, args=(configuration,), name=name, daemon=True).start()

    def stop(self) -> None:
        """Begin nothing more and end what is being done. Takes no lock: a signal handler may call it."""
        self._stopping.set()

    def _run(self, configuration: Configuration) -> None:
        interval = timedelta(seconds=configuration.revocation.interval)
        growing = pauses(interval)
        while not self._stopping.is_set():
            if self._refreshed(configuration):
                growing, pause = pauses(interval), interval
            else:
                pause = next(growing)
            self._stopping.wait(pause.total_seconds())

    def _refreshed(self, configuration: Configuration) -> bool:
        command = (sys.executable, "-m", "kiosk", "municipal", "trust", "refresh", "--directory")
        give_up = time.monotonic() + _LONGEST_SECONDS
        with subprocess.Popen(
            [*command, configuration.directory], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            told = None
            while told is None:
                try:
                    told, _ = process.communicate(timeout=_LOOK_SECONDS)
                except subprocess.TimeoutExpired:
                    if self._stopping.is_set() or time.monotonic() > give_up:
                        process.kill()
        for line in told.splitlines():
            if process.returncode:
                _log.warning("revocation lists", told=line)
            else:
                _log.info("revocation lists", told=line)
        return process.returncode == 0


refresher = Refresher()
"""The one of this process."""
