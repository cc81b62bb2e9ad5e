"""``python -m drivers.cashbox.simulated_bus``: serve a line in software, and be the hand at one."""

from __future__ import annotations

import argparse
from pathlib import Path

from drivers.cashbox.cctalk.frame import Checksum
from drivers.cashbox.simulated_bus.bus import Bus
from drivers.cashbox.simulated_bus.hand import Hand
from drivers.cashbox.simulated_bus.process import FULL_LEVELS


def _level(text: str) -> tuple[int, int]:
    denomination, count = text.split("=")
    return int(denomination), int(count)


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m drivers.cashbox.simulated_bus")
    commands = options.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="print the port to open, then serve it until stopped")
    insert = commands.add_parser("insert", help="put coins and notes in, one after the other")
    counts = commands.add_parser("counts", help="what went in and what came out")
    for command in (serve, insert, counts):
        command.add_argument("control", type=Path, help="where hands reach the line: a socket made by serve")
    serve.add_argument("--port", type=Path, help="a lasting name for the port: a link, made here")
    serve.add_argument("--level", type=_level, action="append", metavar="YEN=COINS")
    serve.add_argument("--checksum", type=Checksum, choices=list(Checksum), default=Checksum.SIMPLE)
    serve.add_argument("--seconds-per-coin", type=float, default=0.15)
    serve.add_argument("--no-echo", action="store_true", help="as behind an adapter that swallows the echo")
    insert.add_argument("yen", type=int, nargs="+")
    return options


def _serve(chosen: argparse.Namespace) -> None:
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


def main() -> None:
    """Do what the command line says."""
    chosen = _options().parse_args()
    match chosen.command:
        case "serve":
            _serve(chosen)
        case "insert":
            for yen in chosen.yen:
                print(f"¥{yen} {'stays in' if Hand(chosen.control).insert(yen) else 'falls through'}")
        case "counts":
            print(Hand(chosen.control).counts())


if __name__ == "__main__":
    main()
