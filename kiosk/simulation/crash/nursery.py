"""Where terminals are started from: a process that has loaded all that a terminal needs, and forks.

with Nursery(directory) as nursery:
    with nursery.start(orders) as process:
        process.heard(timeout=1.0)
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from kiosk.simulation.crash import terminal
from kiosk.simulation.crash.terminal import Orders, Told
from kiosk.terminal.visit.events import Event

_DRIVERS = ("drivers.cashbox.cctalk.box", "drivers.printer.ipp", "drivers.slip.folder")
"""What a terminal would otherwise load when it opens its devices."""


class Process:
    """A running terminal; leaving it as a context kills what is left of it."""

    def __init__(self, wire: Connection, orders: Orders) -> None:
        self._wire = wire
        self._ended = os.pidfd_open(self._wire.recv())
        wire.send(orders)

    def heard(self, timeout: float) -> Told | None:
        """What it tells next; None after ``timeout`` seconds. Raises EOFError when it is dead."""
        if not self._wire.poll(max(0.0, timeout)):
            return None
        try:
            return cast(Told, self._wire.recv())
        except ConnectionResetError:
            raise EOFError from None

    def touch(self, event: Event) -> None:
        """Let ``event`` happen on its screen, if it has one yet."""
        with contextlib.suppress(OSError):
            self._wire.send(event)

    def kill(self) -> None:
        """SIGKILL; harmless where it is dead."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._ended, signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        # Only then are its locks and its line free for the next one.
        select.select([self._ended], [], [])
        os.close(self._ended)
        self._wire.close()


class Nursery:
    """``directory`` gets the socket by which it is asked, and has a short name."""

    def __init__(self, directory: Path) -> None:
        self._address = str(directory / "nursery")
        self._process = subprocess.Popen(
            # Whoever is killed takes the nursery along.
            ["setpriv", "--pdeathsig", "KILL", "--", sys.executable, "-m", __name__, self._address],
            stdout=subprocess.PIPE,
        )

    def __enter__(self) -> Self:
        if self._process.stdout is None or not self._process.stdout.readline():
            raise RuntimeError("the nursery does not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def start(self, orders: Orders) -> Process:
        """A terminal that obeys ``orders``."""
        asking = socket.socket(socket.AF_UNIX)
        asking.connect(self._address)
        return Process(Connection(asking.detach()), orders)


def main() -> None:
    """``python -m kiosk.simulation.crash.nursery SOCKET``: fork a terminal for each that connects."""
    for name in _DRIVERS:
        import_module(name)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(sys.argv[1])
        listening.listen()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        print("ready", flush=True)
        while True:
            asking, _ = listening.accept()
            if os.fork() == 0:
                break
            asking.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    terminal.serve(Connection(asking.detach()))


if __name__ == "__main__":
    main()
