"""``python -m drivers.cashbox.simulated_bus CONTROL``: prints the port to open, then serves until stopped."""

from __future__ import annotations

import argparse
from pathlib import Path

from drivers.cashbox.cctalk.frame import Checksum
from drivers.cashbox.simulated_bus.bus import Bus
from drivers.cashbox.simulated_bus.process import FULL_LEVELS


def _level(text: str) -> tuple[int, int]:
    denomination, count = text.split("=")
    return int(denomination), int(count)


def main() -> None:
    """Read the options, open the line, serve it."""
    options = argparse.ArgumentParser(prog="python -m drivers.cashbox.simulated_bus", description=__doc__)
    options.add_argument("control", type=Path, help="where hands reach it: a socket, made here")
    options.add_argument("--port", type=Path, help="a lasting name for the port: a link, made here")
    options.add_argument("--level", type=_level, action="append", metavar="YEN=COINS")
    options.add_argument("--checksum", type=Checksum, choices=list(Checksum), default=Checksum.SIMPLE)
    options.add_argument("--seconds-per-coin", type=float, default=0.15)
    options.add_argument("--no-echo", action="store_true", help="as behind an adapter that swallows the echo")
    chosen = options.parse_args()
    levels = dict(chosen.level) if chosen.level else FULL_LEVELS
    bus = Bus(levels, chosen.checksum, echo=not chosen.no_echo, seconds_per_coin=chosen.seconds_per_coin)
    port = bus.wire.port
    if chosen.port is not None:
        chosen.port.unlink(missing_ok=True)
        chosen.port.symlink_to(port)
        port = str(chosen.port.absolute())
    bus.listen(chosen.control)
    print(port, flush=True)
    bus.run()
    chosen.control.unlink()


if __name__ == "__main__":
    main()
