"""A terminal that can be killed: ``python -m tests.drivers.cashbox.terminal_process PORT RECORD WORDS…``.

``accept YEN`` takes money, ``pay ID YEN`` pays out; it says ``ready`` before and then does nothing more.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from drivers.cashbox.cctalk.box import CctalkCashBox
from drivers.cashbox.cctalk.wiring import Wiring

ROOT = Path(__file__).resolve().parents[3]


class DyingTerminal:
    """Killed at the end of its ``with``, which leaves it no time for a last word."""

    def __init__(self, wiring: Wiring, *words: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, wiring.port, str(wiring.record), *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self._said = self._process.stdout
        assert self._said.readline() == "ready\n"

    def __enter__(self) -> DyingTerminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        self._said.close()


def main() -> None:
    port, record, *words = sys.argv[1:]
    box = CctalkCashBox(Wiring(port, Path(record)), poll_interval=0.01)
    match words:
        case ["accept", yen]:
            box.accept(int(yen))
            print("ready", flush=True)
        case ["pay", payout_id, yen]:
            print("ready", flush=True)
            box.pay_out(payout_id, int(yen))
    signal.pause()


if __name__ == "__main__":
    main()
