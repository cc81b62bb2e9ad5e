"""What people do to a simulated bus, from any process."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drivers.cashbox.simulated_bus.faults import LineTrouble

_PATIENCE = 30.0
"""Seconds to wait for an answer; a note may lie in escrow for ten."""


@dataclass(frozen=True)
class Counts:
    """The devices' own count, since the bus was started: yen and pieces that stayed in and that came out.
    ``accepting``: a coin would stay in now; ``in_escrow``: a note waits for the terminal;
    ``stacking``: it was let in; ``dispensing``: a hopper is running."""

    yen_in: int
    yen_out: int
    taken: Mapping[int, int]
    paid_out: Mapping[int, int]
    levels: Mapping[int, int]
    accepting: bool
    in_escrow: bool
    stacking: bool
    dispensing: bool


class Hand:
    """``control`` is the socket that the bus was started with. Each method raises OSError where the bus is
    gone, TimeoutError where it doesn't answer."""

    def __init__(self, control: Path) -> None:
        self._control = control

    def insert(self, yen: int) -> bool:
        """Put a coin or note in; whether it stays in. A note is decided by the terminal, or after ten
        seconds in escrow."""
        return bool(self._ask("insert", yen=yen))

    def insert_at_once(self, coins: Sequence[int]) -> Sequence[bool]:
        """Put coins in faster than any terminal can poll; which of them stay in."""
        return tuple(self._ask("insert-at-once", yen=list(coins)))

    def counts(self) -> Counts:
        """What is known now."""
        return _counts(self._ask("counts"))

    def wait(self, **until: object) -> Counts:
        """Wait until the counts are as said: ``yen_in`` and ``yen_out`` at least, the flags
        exactly; ``settled=True``: when the terminal has acted on whatever
        happened until now."""
        return _counts(self._ask("wait", **until))

    def jam_coins(self) -> None:
        """A coin is stuck; whatever is put in falls through."""
        self._ask("plan", fault="coin-jam")

    def jam_hopper(self, denomination: int | None = None, after: int = 0) -> None:
        """The hopper (all where None) gives ``after`` coins more and then none."""
        self._ask("plan", fault="hopper-jam", denomination=denomination, after=after)

    def hang_hopper(self, denomination: int | None = None) -> None:
        """The hopper (all where None) runs on without giving a coin or giving up."""
        self._ask("plan", fault="hopper-hang", denomination=denomination)

    def empty_hopper(self, denomination: int | None = None) -> None:
        """The hopper (all where None) is empty, and its low-level sensor says so."""
        self._ask("plan", fault="hopper-empty", denomination=denomination)

    def silence(self, address: int) -> None:
        """The device at this address answers nothing."""
        self._ask("plan", fault="silent", address=address)

    def cut_power(self, *, after_coins: int, seconds: float | None = None) -> None:
        """All devices lose power once ``after_coins`` more coins came out of the hoppers, until ``seconds``
        from now or, where that is None, until :meth:`repair`."""
        self._ask("plan", fault="power-cut", after_coins=after_coins, seconds=seconds)

    def blip_power(self) -> None:
        """All devices start anew before anybody can notice that they were gone."""
        self._ask("plan", fault="power-blip")

    def disturb(self, trouble: LineTrouble, *, times: int = 1, header: int | None = None) -> None:
        """Disturb the next exchanges, with this command only where ``header`` is given."""
        self._ask("plan", fault=trouble, times=times, header=header)

    def take_out_watchdog(self) -> None:
        """From now on the acceptors go on taking money though nobody polls them."""
        self._ask("plan", fault="no-watchdog")

    def repair(self) -> None:
        """Put everything right."""
        self._ask("clear")

    def stop(self) -> None:
        """End the bus."""
        self._ask("stop")

    def _ask(self, do: str, **about: object) -> Any:
        with socket.socket(socket.AF_UNIX) as bus:
            bus.settimeout(_PATIENCE)
            bus.connect(str(self._control))
            bus.sendall(json.dumps({"do": do, **about}).encode() + b"\n")
            with bus.makefile("rb") as lines:
                said = json.loads(lines.readline())
        if isinstance(said, dict) and "error" in said:
            raise ValueError(said["error"])
        return said


def _counts(said: dict[str, Any]) -> Counts:
    def pieces(name: str) -> dict[int, int]:
        return {int(yen): count for yen, count in said[name].items()}

    by_denomination = {name: pieces(name) for name in ("taken", "paid_out", "levels")}
    return Counts(**(said | by_denomination))
