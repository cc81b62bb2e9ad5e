"""Each cash box on the bench, with a resident's hand and a technician's: what one suite needs of all."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from drivers.cashbox.cctalk.box import CctalkCashBox
from drivers.cashbox.cctalk.frame import Checksum
from drivers.cashbox.cctalk.wiring import Wiring
from drivers.cashbox.contract import CashBox
from drivers.cashbox.simulated import CoinJam, HopperEmpty, HopperJam, SimulatedCashBox
from drivers.cashbox.simulated_bus import SimulatedBus

POLL_INTERVAL = 0.01


class Bench(Protocol):
    """A cash box, and its money seen from outside."""

    @property
    def cashbox(self) -> CashBox: ...

    @property
    def taken_in(self) -> int: ...

    @property
    def paid_out(self) -> int: ...

    def insert(self, yen: int) -> bool:
        """Whether it stays in; returns when the cash box has acted on it."""
        ...

    def restart_terminal(self) -> CashBox:
        """The same box, driven by a terminal that remembers nothing."""
        ...

    def empty_hopper(self, denomination: int | None = None) -> None: ...

    def jam_hoppers(self, after: int) -> None: ...

    def jam_coins(self) -> None: ...

    def repair(self) -> None: ...

    def close(self) -> None: ...


class SimulatedBench:
    def __init__(self) -> None:
        self.cashbox = SimulatedCashBox()
        self.insert = self.cashbox.insert
        self.repair = self.cashbox.clear
        self.close = self.cashbox.close

    @property
    def taken_in(self) -> int:
        return self.cashbox.inserted

    @property
    def paid_out(self) -> int:
        return self.cashbox.paid_out

    def restart_terminal(self) -> CashBox:
        self.cashbox.close()
        return self.cashbox

    def empty_hopper(self, denomination: int | None = None) -> None:
        self.cashbox.plan(HopperEmpty(denomination))

    def jam_hoppers(self, after: int) -> None:
        self.cashbox.plan(HopperJam(after))

    def jam_coins(self) -> None:
        self.cashbox.plan(CoinJam())


class CctalkBench:
    def __init__(
        self, directory: Path, checksum: Checksum, *, echo: bool = True, seconds_per_coin: float = 0.01
    ) -> None:
        self.bus = SimulatedBus(directory, checksum=checksum, echo=echo, seconds_per_coin=seconds_per_coin)
        self.hand = self.bus.hand
        self.wiring = Wiring(self.bus.port, directory / "cashbox.sqlite3", checksum)
        self.cashbox = self._open()
        self.empty_hopper = self.hand.empty_hopper
        self.jam_coins = self.hand.jam_coins

    @property
    def taken_in(self) -> int:
        return self.hand.counts().yen_in

    @property
    def paid_out(self) -> int:
        return self.hand.counts().yen_out

    def insert(self, yen: int) -> bool:
        stays = self.hand.insert(yen)
        self.hand.wait(settled=True)
        return stays

    def restart_terminal(self) -> CctalkCashBox:
        self.cashbox.close()
        self.cashbox = self._open()
        return self.cashbox

    def jam_hoppers(self, after: int) -> None:
        self.hand.jam_hopper(after=after)

    def repair(self) -> None:
        self.hand.repair()
        self.hand.wait(settled=True)

    def close(self) -> None:
        self.cashbox.close()
        self.bus.stop()

    def _open(self) -> CctalkCashBox:
        return CctalkCashBox(self.wiring, poll_interval=POLL_INTERVAL)
