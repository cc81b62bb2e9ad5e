"""One hopper: coins out, by its own count (headers 163 to 168, 172, 217)."""

from __future__ import annotations

import time
from dataclasses import dataclass

from drivers.cashbox.cctalk.headers import Header
from drivers.cashbox.cctalk.line import Line, NoAnswer, Refused
from drivers.cashbox.cctalk.peripheral import Peripheral
from drivers.cashbox.cctalk.wiring import DispenseKey, HopperPlace

MOST_AT_ONCE = 255
_ENABLE = bytes((165,))
"""Header 164: the one value that enables."""

_COUNTS_UP_TO = 1 << 24
_LOOKS = 0.05
"""Seconds between two looks at a running hopper; manuals advise 0.1."""

_OUT_OF_REACH = 3.0
"""Seconds that a hopper may be silent before its count is given up: a power-up takes 0.6."""

_STUCK_AFTER = 15.0
"""Seconds without a coin after which a running hopper is stopped; its own time-out is shorter."""

_TROUBLES = {
    0: "motor current too high",
    1: "gave up a payout",
    3: "exit blocked",
    4: "exit sensor fault",
    5: "exit blocked while paying",
}
"""Bits of header 163's first byte that a technician has to look at."""


class Uncounted(Exception):
    """The hopper is out of reach, so what came out of it isn't known."""


@dataclass(frozen=True)
class Status:
    """Header 166. ``events`` counts the payouts it was told to do; it stands still at ``remaining`` 0."""

    events: int
    remaining: int
    paid: int
    unpaid: int


class Hopper(Peripheral):
    """Raises as :class:`Peripheral`."""

    def __init__(self, line: Line, place: HopperPlace, *, stuck_after: float = _STUCK_AFTER) -> None:
        super().__init__(line, place.address)
        self.place = place
        self._stuck_after = stuck_after

    @property
    def denomination(self) -> int:
        """Yen of one of its coins."""
        return self.place.denomination

    def status(self) -> Status:
        """Header 166."""
        return Status(*self._answered(Header.REQUEST_HOPPER_STATUS, 4))

    def dispensed(self) -> int:
        """Header 168: coins that came out in its whole life, modulo 2^24; kept without power."""
        return int.from_bytes(self._answered(Header.REQUEST_HOPPER_DISPENSE_COUNT, 3), "little")

    def troubles(self) -> tuple[str, ...]:
        """Header 163: what is wrong with it, in words for the technician."""
        flags = self._line.ask(self.address, Header.TEST_HOPPER)[0]
        return tuple(words for bit, words in _TROUBLES.items() if flags >> bit & 1)

    def is_low(self) -> bool:
        """Header 217: bit 0 low level reached, bit 4 the sensor is there. True also without a sensor."""
        status = self._answered(Header.REQUEST_PAYOUT_STATUS, 1)[0]
        return bool(status & 0b1) or not status & 0b10000

    def start(self, pieces: int) -> None:
        """Let it begin to give 1 to 255 coins (headers 164, 160, 167).

        Where the answer got lost, its counters say whether it heard the order. Only one that neither
        counted a payout nor gave a coin is told once more.
        """
        before = self.status().events, self.dispensed()
        try:
            self._dispense(pieces)
        except NoAnswer:
            if (self.status().events, self.dispensed()) == before:
                self._dispense(pieces)

    def finish(self, before: int) -> int:
        """Wait until it stands still; the coins that came out since :meth:`dispensed` was ``before``.

        Two looks must agree, since a coin may pass the exit after the motor stopped. A hopper that doesn't
        move any more is stopped (header 172). Raises Uncounted.
        """
        heard = moved = time.monotonic()
        last: tuple[Status, int] | None = None
        while True:
            try:
                seen = self.status(), self.dispensed()
                heard = time.monotonic()
                if seen != last:
                    last, moved = seen, heard
                elif not seen[0].remaining:
                    return (seen[1] - before) % _COUNTS_UP_TO
                elif heard - moved > self._stuck_after:
                    self._line.ask(self.address, Header.EMERGENCY_STOP)
            except (NoAnswer, Refused, ValueError) as error:
                if time.monotonic() - heard > _OUT_OF_REACH:
                    raise Uncounted(f"¥{self.denomination} hopper: {error}") from None
            time.sleep(_LOOKS)

    def _dispense(self, pieces: int) -> None:
        self._answered(Header.ENABLE_HOPPER, 0, _ENABLE)
        self._line.ask(self.address, Header.DISPENSE_HOPPER_COINS, self._key() + bytes((pieces,)), attempts=1)

    def _key(self) -> bytes:
        match self.place.key:
            case DispenseKey.SERIAL_NUMBER:
                return self.serial_bytes()
            case DispenseKey.CIPHER_KEY:
                return bytes(len(self._answered(Header.REQUEST_CIPHER_KEY, 8)))
