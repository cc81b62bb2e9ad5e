"""A simulated bus as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from drivers.cashbox.cctalk.frame import Checksum
from drivers.cashbox.simulated_bus.hand import Hand

FULL_LEVELS: Mapping[int, int] = {10: 100, 50: 50, 100: 100, 500: 50}
"""Coins in each hopper after a technician has filled it."""


class SimulatedBus:
    """Runs from here to :meth:`stop`, whatever becomes of the terminals on its line.

    ::

        with SimulatedBus(directory) as bus:
            box = CctalkCashBox(Wiring(bus.port, directory / "cashbox.sqlite3"))
            box.accept(300)
            bus.hand.insert(500)
            bus.hand.counts().yen_in
    """

    def __init__(
        self,
        directory: Path,
        *,
        levels: Mapping[int, int] = FULL_LEVELS,
        checksum: Checksum = Checksum.SIMPLE,
        echo: bool = True,
        seconds_per_coin: float = 0.01,
    ) -> None:
        """Returns when the line can be opened. ``directory`` gets the control socket."""
        self.control = directory / "bus.sock"
        options = [f"--level={yen}={count}" for yen, count in levels.items()]
        options += [f"--checksum={checksum}", f"--seconds-per-coin={seconds_per_coin}"]
        if not echo:
            options.append("--no-echo")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "drivers.cashbox.simulated_bus", "serve", *options, str(self.control)],
            stdout=subprocess.PIPE,
            text=True,
        )
        if self._process.stdout is None:
            raise AssertionError("a piped process has an output")
        self.port = self._process.stdout.readline().strip()
        if not self.port:
            raise OSError(f"the simulated bus ended with {self._process.wait()}")
        self.hand = Hand(self.control)

    def stop(self) -> None:
        """End the process."""
        self.hand.stop()
        self._process.communicate()

    def __enter__(self) -> SimulatedBus:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
