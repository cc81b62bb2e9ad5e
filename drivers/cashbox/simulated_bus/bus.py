"""The devices together: one money balance, one power supply, one loop."""

from __future__ import annotations

import json
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drivers.cashbox.cctalk.frame import Checksum
from drivers.cashbox.cctalk.wiring import BILL_ACCEPTOR_ADDRESS, COIN_ACCEPTOR_ADDRESS, STANDARD_HOPPERS
from drivers.cashbox.change import worth
from drivers.cashbox.simulated_bus.acceptors import NOTE, SimulatedBillAcceptor, SimulatedCoinAcceptor
from drivers.cashbox.simulated_bus.faults import LineFault, LineTrouble
from drivers.cashbox.simulated_bus.hopper import SimulatedHopper
from drivers.cashbox.simulated_bus.peripheral import Nameplate
from drivers.cashbox.simulated_bus.wire import Wire

_TICK = 0.005
_SETTLED_AFTER = 2
"""Polls until the host has acted: at the first it hears what happened, by the second it is done."""

Answer = Callable[[object], None]


@dataclass
class _Waiting:
    holds: Callable[[], bool]
    answer: Answer


class Bus:
    """Everything runs in the one thread that calls :meth:`run`."""

    def __init__(
        self, levels: Mapping[int, int], checksum: Checksum, *, echo: bool, seconds_per_coin: float
    ) -> None:
        self.coins = SimulatedCoinAcceptor(
            COIN_ACCEPTOR_ADDRESS, Nameplate("Coin Acceptor", "COINS", 1_000_002)
        )
        self.bills = SimulatedBillAcceptor(
            BILL_ACCEPTOR_ADDRESS, Nameplate("Bill Validator", "BILLS", 1_000_040)
        )
        self.hoppers = {
            place.denomination: SimulatedHopper(
                place.address,
                Nameplate("Payout", "HOPPER", 1_000_000 + place.address),
                place.denomination,
                levels.get(place.denomination, 0),
                seconds_per_coin,
            )
            for place in STANDARD_HOPPERS
        }
        self._devices = (self.coins, self.bills, *self.hoppers.values())
        self.wire = Wire(self._devices, checksum, echo=echo)
        self._dark_after: int | None = None
        self._light_at: float | None = None
        self._waiting: list[_Waiting] = []
        self._stopped = False
        self._served = selectors.DefaultSelector()

    def listen(self, control: Path) -> None:
        """Open the control socket to hands."""
        control.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(control))
        listening.listen()
        self._served.register(listening, selectors.EVENT_READ, lambda: self._greet(listening))

    def run(self) -> None:
        """Serve line and hands until a hand says stop."""
        self._served.register(self.wire.fd, selectors.EVENT_READ, self.wire.serve)
        while not self._stopped:
            for key, _ in self._served.select(_TICK):
                key.data()
            self._tick()

    def _tick(self) -> None:
        for hopper in self.hoppers.values():
            if hopper.tick() and self._dark_after is not None:
                self._dark_after -= 1
        self.bills.tick()
        if self._dark_after == 0:
            self._dark_after = None
            for device in self._devices:
                device.cut_power()
        if self._light_at is not None and not self.coins.powered and time.monotonic() > self._light_at:
            self._restore_power()
        for waiting in [each for each in self._waiting if each.holds()]:
            self._waiting.remove(waiting)
            waiting.answer(self._counts())

    def _greet(self, listening: socket.socket) -> None:
        hand, _ = listening.accept()

        def answer(said: object) -> None:
            with hand:
                hand.sendall(json.dumps(said).encode() + b"\n")

        with hand.makefile("rb") as lines:
            asked = json.loads(lines.readline())
        self._obey(asked, answer)

    def _obey(self, asked: dict[str, Any], answer: Answer) -> None:
        match asked.pop("do"):
            case "insert":
                self._insert(asked["yen"], answer)
            case "insert-at-once":
                answer([self._insert_coin(yen) for yen in asked["yen"]])
            case "counts":
                answer(self._counts())
            case "wait":
                until = self._polled(_SETTLED_AFTER) if asked.pop("settled", False) else lambda: True
                self._waiting.append(_Waiting(lambda: until() and self._holds(asked), answer))
            case "plan":
                self._plan(**asked)
                answer(None)
            case "clear":
                self._clear()
                answer(None)
            case "stop":
                self._stopped = True
                answer(None)
            case unknown:
                answer({"error": f"nobody here can {unknown}"})

    def _insert(self, yen: int, answer: Answer) -> None:
        if yen == NOTE:
            self.bills.insert(answer)
        else:
            answer(self._insert_coin(yen))

    def _insert_coin(self, yen: int) -> bool:
        stays = self.coins.insert(yen)
        if stays:
            self.hoppers[yen].level += 1
        return stays

    def _counts(self) -> dict[str, Any]:
        taken = self.coins.taken + self.bills.taken
        paid = Counter({yen: hopper.dispensed for yen, hopper in self.hoppers.items()})
        return {
            "yen_in": worth(taken),
            "yen_out": worth(paid),
            "taken": dict(taken),
            "paid_out": dict(paid),
            "levels": {yen: hopper.level for yen, hopper in self.hoppers.items()},
            "accepting": self.coins.lets_anything_in,
            "in_escrow": self.bills.holds,
            "stacking": self.bills.stacking,
            "dispensing": any(hopper.remaining for hopper in self.hoppers.values()),
        }

    def _holds(self, wanted: dict[str, Any]) -> bool:
        counts = self._counts()
        return all(
            counts[name] >= value if name.startswith("yen") else counts[name] == value
            for name, value in wanted.items()
        )

    def _polled(self, times: int) -> Callable[[], bool]:
        """Whether each acceptor was polled so often since now."""
        at_first = {acceptor: acceptor.polls for acceptor in (self.coins, self.bills)}
        return lambda: all(acceptor.polls >= polls + times for acceptor, polls in at_first.items())

    def _plan(self, fault: str, **about: Any) -> None:
        match fault:
            case "coin-jam":
                self.coins.jam()
            case "no-watchdog":
                self.coins.watched = self.bills.watched = False
            case "hopper-jam":
                for hopper in self._hoppers(about):
                    hopper.jams_after = about["after"]
            case "hopper-empty":
                for hopper in self._hoppers(about):
                    hopper.emptied = True
            case "power-blip":
                for device in self._devices:
                    device.cut_power()
                self._restore_power()
            case "hopper-hang":
                for hopper in self._hoppers(about):
                    hopper.hangs = True
            case "silent":
                for device in self._devices:
                    device.heard &= device.address != about["address"]
            case "power-cut":
                self._dark_after = about["after_coins"]
                self._light_at = None if about["seconds"] is None else time.monotonic() + about["seconds"]
            case trouble:
                self.wire.faults.plan(LineFault(LineTrouble(trouble), **about))

    def _hoppers(self, about: Mapping[str, Any]) -> list[SimulatedHopper]:
        wanted = about["denomination"]
        return [hopper for yen, hopper in self.hoppers.items() if wanted in (None, yen)]

    def _clear(self) -> None:
        self.wire.faults.clear()
        self.coins.jammed = False
        for hopper in self.hoppers.values():
            hopper.jams_after, hopper.emptied, hopper.hangs = None, False, False
        for device in self._devices:
            device.heard = True
        if not self.coins.powered:
            self._restore_power()

    def _restore_power(self) -> None:
        self._light_at = None
        for device in self._devices:
            device.restore_power()
