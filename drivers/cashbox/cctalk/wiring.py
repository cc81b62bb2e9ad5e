"""How one terminal's cash box is wired. Pure: no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from drivers.cashbox.cctalk.frame import Checksum

COIN_ACCEPTOR_ADDRESS = 2
BILL_ACCEPTOR_ADDRESS = 40
"""Part 3, "standard category strings": coin acceptor 2, payout 3 and up, bill validator 40."""


class DispenseKey(StrEnum):
    """What a hopper wants to hear before it dispenses (header 167): its serial number, or eight bytes of no
    meaning after it was asked for a cipher key (the unencrypted build of the Serial Compact Hopper)."""

    SERIAL_NUMBER = "serial-number"
    CIPHER_KEY = "cipher-key"


@dataclass(frozen=True)
class HopperPlace:
    """A hopper of ``denomination`` yen. ``reserve`` pieces are surely in it while its low-level sensor does
    not report; change is promised from these only."""

    denomination: int
    address: int
    reserve: int = 20
    key: DispenseKey = DispenseKey.SERIAL_NUMBER


STANDARD_HOPPERS = (HopperPlace(10, 3), HopperPlace(50, 4), HopperPlace(100, 5), HopperPlace(500, 6))


@dataclass(frozen=True)
class Wiring:
    """``port`` is the device file of the serial line, ``record`` the file of :class:`Record`;
    ``bill_acceptor`` is None where there is none."""

    port: str
    record: Path
    checksum: Checksum = Checksum.SIMPLE
    coin_acceptor: int = COIN_ACCEPTOR_ADDRESS
    bill_acceptor: int | None = BILL_ACCEPTOR_ADDRESS
    hoppers: tuple[HopperPlace, ...] = STANDARD_HOPPERS
