"""Coin and bill acceptor: they count all that stays in, and shut themselves as real ones do."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable

from drivers.cashbox.cctalk.events import BUFFERED, following
from drivers.cashbox.cctalk.headers import Header
from drivers.cashbox.simulated_bus.peripheral import Nak, Nameplate, SimulatedPeripheral

COINS = (10, 50, 100, 500)
NOTE = 1000

_UNPOLLED = 1.0
"""Seconds without an event poll after which an acceptor takes nothing more."""

_CREDIT_SENSOR = 3
_CREDIT_SENSOR_BLOCKED = 14
_INHIBITED_COIN = 2
_RETURNED = 1
_ESCROW_EMPTY = 254


class SimulatedAcceptor(SimulatedPeripheral):
    """The event buffer, the inhibits and the self-check that both kinds share."""

    polls_with: Header

    def __init__(self, address: int, nameplate: Nameplate) -> None:
        super().__init__(address, nameplate)
        self.taken: Counter[int] = Counter()
        self.jammed = False
        self.watched = True
        self.polls = 0
        self._forget()

    def _forget(self) -> None:
        self.counter = 0
        self._latest: deque[tuple[int, int]] = deque([(0, 0)] * BUFFERED, maxlen=BUFFERED)
        self._mask = 0
        self._open = True
        self._polled_at = time.monotonic()

    def lets_in(self, position: int) -> bool:
        """Whether a coin or bill of this kind would stay in now."""
        unpolled = self.watched and time.monotonic() - self._polled_at > _UNPOLLED
        wanted = self._open and self._mask >> position - 1 & 1
        return self.powered and bool(wanted) and not unpolled and not self.jammed

    def happen(self, result: int, detail: int) -> None:
        """One more event."""
        self.counter = following(self.counter)
        self._latest.appendleft((result, detail))

    def obey(self, header: int, data: bytes) -> bytes | None:
        """Headers 228, 231, 232 and the event poll."""
        match header:
            case self.polls_with:
                self._polled_at = time.monotonic()
                self.polls += 1
                return bytes((self.counter, *(byte for event in self._latest for byte in event)))
            case Header.MODIFY_MASTER_INHIBIT:
                self._open = bool(data[0] & 1)
                return b""
            case Header.MODIFY_INHIBIT_STATUS:
                self._mask = int.from_bytes(data, "little")
                return b""
            case Header.PERFORM_SELF_CHECK:
                return bytes((_CREDIT_SENSOR if self.jammed else 0,))
            case _:
                return None

    def restore_power(self) -> None:
        """All inhibited, no events, the counter at 0."""
        super().restore_power()
        self._forget()


class SimulatedCoinAcceptor(SimulatedAcceptor):
    """Places 1 to 4 are ¥10 to ¥500."""

    polls_with = Header.READ_BUFFERED_CREDIT_OR_ERROR_CODES

    def insert(self, yen: int) -> bool:
        """Whether the coin stays in."""
        if yen not in COINS or not self.powered:
            return False
        position = COINS.index(yen) + 1
        if not self.lets_in(position):
            self.happen(0, _CREDIT_SENSOR_BLOCKED if self.jammed else _INHIBITED_COIN)
            return False
        self.taken[yen] += 1
        self.happen(position, 1)
        return True

    def jam(self) -> None:
        """A coin is stuck before the credit sensor."""
        self.jammed = True
        self.happen(0, _CREDIT_SENSOR_BLOCKED)

    @property
    def lets_anything_in(self) -> bool:
        """Whether some coin would stay in."""
        return any(self.lets_in(position + 1) for position in range(len(COINS)))

    def obey(self, header: int, data: bytes) -> bytes | None:
        """Header 184 besides."""
        if header == Header.REQUEST_COIN_ID:
            place = data[0] - 1
            return f"JP{COINS[place]:03}A".encode() if place < len(COINS) else b"......"
        return super().obey(header, data)


class SimulatedBillAcceptor(SimulatedAcceptor):
    """Place 1 is the ¥1,000 note. It is held in escrow until the host decides, or ten seconds; it is in when
    it has reached the stacker."""

    polls_with = Header.READ_BUFFERED_BILL_EVENTS
    _HOLDS = 10.0
    _STACKS = 0.05

    def __init__(self, address: int, nameplate: Nameplate) -> None:
        super().__init__(address, nameplate)
        self._decided: Callable[[bool], None] | None = None
        self._held_since = 0.0
        self._stacked_at: float | None = None

    def insert(self, decided: Callable[[bool], None]) -> None:
        """Put a note in; ``decided`` hears whether it stays."""
        if not self.lets_in(1) or self._decided is not None:
            decided(False)
            return
        self._decided, self._held_since = decided, time.monotonic()
        self.happen(1, 1)

    @property
    def holds(self) -> bool:
        """Whether a note lies in escrow and waits for the host."""
        return self._decided is not None and not self.stacking

    @property
    def stacking(self) -> bool:
        """Whether a note is on its way from escrow to the stacker."""
        return self._stacked_at is not None

    def tick(self) -> None:
        """Give a note back that nobody decides about; count the one that has reached the stacker."""
        if self._stacked_at is not None and time.monotonic() > self._stacked_at:
            self._end_escrow(stays=True)
        if self.holds and time.monotonic() - self._held_since > self._HOLDS:
            self._end_escrow(stays=False)

    def obey(self, header: int, data: bytes) -> bytes | None:
        """Headers 153, 154, 156, 157 besides."""
        match header:
            case Header.MODIFY_BILL_OPERATING_MODE:
                if data != b"\3":
                    raise Nak
                return b""
            case Header.REQUEST_COUNTRY_SCALING_FACTOR:
                return (1000).to_bytes(2, "little") + b"\0"
            case Header.REQUEST_BILL_ID:
                return b"JP0001A" if data[0] == 1 else b"......."
            case Header.ROUTE_BILL:
                if not self.holds:
                    return bytes((_ESCROW_EMPTY,))
                if data == b"\1":
                    self._stacked_at = time.monotonic() + self._STACKS
                else:
                    self._end_escrow(stays=False)
                return b""
            case _:
                return super().obey(header, data)

    def cut_power(self) -> None:
        """A note in escrow falls back into the hand."""
        if self._decided is not None:
            self._end_escrow(stays=False)
        super().cut_power()

    def _end_escrow(self, *, stays: bool) -> None:
        decided, self._decided, self._stacked_at = self._decided, None, None
        if stays:
            self.taken[NOTE] += 1
            self.happen(1, 0)
        else:
            self.happen(0, _RETURNED)
        if decided is not None:
            decided(stays)
