"""A hopper whose coins come out one after the other, each in its permanent count."""

from __future__ import annotations

import secrets
import time

from drivers.cashbox.cctalk.events import following
from drivers.cashbox.cctalk.headers import Header
from drivers.cashbox.simulated_bus.peripheral import Nak, Nameplate, SimulatedPeripheral

_ENABLED = 165
_GIVES_UP = 0.4
"""Seconds without a coin after which it gives a payout up."""

_LOW = 10
"""Fewer pieces than this are below the low-level sensor."""

_GAVE_UP = 0b10
_SENSOR_FITTED = 0b10000


class SimulatedHopper(SimulatedPeripheral):
    """Holds ``level`` coins of ``denomination``; one comes out every ``seconds_per_coin``."""

    def __init__(
        self, address: int, nameplate: Nameplate, denomination: int, level: int, seconds_per_coin: float
    ) -> None:
        super().__init__(address, nameplate)
        self.denomination = denomination
        self.level = level
        self.dispensed = 0
        self.jams_after: int | None = None
        self.emptied = False
        self.hangs = False
        self._seconds_per_coin = seconds_per_coin
        self._paid = 0
        self._unpaid = 0
        self._forget()

    def _forget(self) -> None:
        self._events = 0
        self.remaining = 0
        self._enabled = False
        self._flags = 0
        self._key: bytes | None = None
        self._next_at = 0.0

    def tick(self) -> bool:
        """Whether a coin fell out just now."""
        if self.hangs or not self.remaining or not self.powered or time.monotonic() < self._next_at:
            return False
        if self.level <= 0 or self.emptied or self.jams_after == 0:
            self._stop()
            self._flags |= _GAVE_UP
            return False
        if self.jams_after is not None:
            self.jams_after -= 1
        self.level -= 1
        self.dispensed += 1
        self.remaining -= 1
        self._paid += 1
        self._wait_for_next()
        return True

    def _wait_for_next(self) -> None:
        stuck = self.level <= 0 or self.emptied or self.jams_after == 0
        self._next_at = time.monotonic() + (_GIVES_UP if stuck else self._seconds_per_coin)

    def _stop(self) -> None:
        self._unpaid, self.remaining = self.remaining, 0

    def obey(self, header: int, data: bytes) -> bytes | None:
        """Headers 160, 163 to 168, 172, 217."""
        match header:
            case Header.TEST_HOPPER:
                return bytes((self._flags | (0 if self._enabled else 0x80),))
            case Header.ENABLE_HOPPER:
                self._enabled = data == bytes((_ENABLED,))
                return b""
            case Header.REQUEST_CIPHER_KEY:
                self._key = secrets.token_bytes(8)
                return self._key
            case Header.REQUEST_HOPPER_STATUS:
                return bytes((self._events, self.remaining, self._paid, self._unpaid))
            case Header.REQUEST_HOPPER_DISPENSE_COUNT:
                return (self.dispensed % (1 << 24)).to_bytes(3, "little")
            case Header.DISPENSE_HOPPER_COINS:
                return self._dispense(data)
            case Header.EMERGENCY_STOP:
                self._stop()
                return bytes((self._unpaid,))
            case Header.REQUEST_PAYOUT_STATUS:
                low = self.level < _LOW or self.emptied
                return bytes((_SENSOR_FITTED | low,))
            case _:
                return None

    def _dispense(self, data: bytes) -> bytes:
        self._events = following(self._events)
        *key, pieces = data
        known = bytes(key) == self.nameplate.serial_number.to_bytes(3, "little")
        asked = self._key is not None and len(key) == len(self._key)
        self._key = None
        if not (known or asked) or not self._enabled or self.remaining:
            raise Nak
        self.remaining, self._paid, self._unpaid = pieces, 0, 0
        self._flags &= ~_GAVE_UP
        self._wait_for_next()
        return bytes((self._events,))

    def cut_power(self) -> None:
        """The motor stops; what is out and what is missing stays in its permanent memory."""
        if self.remaining:
            self._stop()
        super().cut_power()

    def restore_power(self) -> None:
        """Disabled, standing still, its event counter at 0."""
        super().restore_power()
        paid, unpaid = self._paid, self._unpaid
        self._forget()
        self._paid, self._unpaid = paid, unpaid
