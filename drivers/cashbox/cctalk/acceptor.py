"""Coin and bill acceptors: what they take, what they took, and how they are shut.

After power-up an acceptor takes nothing until the host lets it, and it stops by itself when it isn't
polled for a second; both are how the SR5 and its kin behave, not part of the specification.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from drivers.cashbox.cctalk.events import Buffer
from drivers.cashbox.cctalk.headers import CREDIT_OR_ERROR_BYTES, Header
from drivers.cashbox.cctalk.line import Refused
from drivers.cashbox.cctalk.peripheral import Peripheral

POSITIONS = 16
"""Coins or bills that one acceptor can tell apart."""

_YEN = "JP"


class _Inhibiting(Peripheral):
    def let_in(self, positions: Collection[int]) -> None:
        """Headers 228 and 231; the mask is set before the way is opened, and the way is shut first."""
        if not positions:
            self._answered(Header.MODIFY_MASTER_INHIBIT, 0, b"\0")
        mask = sum(1 << position - 1 for position in positions)
        self._answered(Header.MODIFY_INHIBIT_STATUS, 0, mask.to_bytes(2, "little"))
        if positions:
            self._answered(Header.MODIFY_MASTER_INHIBIT, 0, b"\1")

    def _yen_by_position(self, header: Header, value: Callable[[bytes], int | None]) -> Mapping[int, int]:
        asked = {
            position: value(self._line.ask(self.address, header, bytes((position,))))
            for position in range(1, POSITIONS + 1)
        }
        return {position: yen for position, yen in asked.items() if yen is not None}

    def self_check(self) -> int:
        """Header 232; the second byte that some faults have is of no use here."""
        return self._line.ask(self.address, Header.PERFORM_SELF_CHECK)[0]


class CoinAcceptor(_Inhibiting):
    """Headers 229, 184."""

    name = "coin acceptor"
    troubles: Mapping[int, str] = {
        4: "wake-up timeout",
        5: "validation timeout",
        6: "credit sensor timeout",
        7: "sorter timeout",
        13: "validation sensor not ready",
        14: "credit sensor blocked",
        15: "sorter blocked",
        16: "credit sequence error",
        17: "coin going backwards",
        19: "credit sensor timeout",
    }
    """Error codes after which it must be asked whether it is whole (part 3, table 2)."""

    def prepare(self) -> Mapping[int, int]:
        """Shut it, and read which coin stands in which place."""
        self.let_in(())
        return self._yen_by_position(Header.REQUEST_COIN_ID, coin_value)

    def read(self) -> Buffer:
        """Header 229."""
        return Buffer.parse(self._answered(Header.READ_BUFFERED_CREDIT_OR_ERROR_CODES, CREDIT_OR_ERROR_BYTES))


class BillAcceptor(_Inhibiting):
    """Headers 159, 153, 154, 156, 157. It holds each bill in escrow until the host decides."""

    name = "bill acceptor"
    troubles: Mapping[int, str] = {
        6: "bill jammed in the transport",
        7: "bill jammed in the stacker",
        13: "stacker faulty",
        14: "stacker full",
        15: "stacker jammed",
        16: "bill jammed in the transport",
        19: "anti-string mechanism faulty",
    }
    """Events after which it must be asked whether it is whole (header 159, status codes)."""

    _STACKER_AND_ESCROW = 0b11
    _RETURN = 0
    _STACK = 1

    def prepare(self) -> Mapping[int, int]:
        """Shut it, give a bill back that nobody decided about, and read which bill stands in which place."""
        self.let_in(())
        self._answered(Header.MODIFY_BILL_OPERATING_MODE, 0, bytes((self._STACKER_AND_ESCROW,)))
        self.give_back()
        scaling = self._answered(Header.REQUEST_COUNTRY_SCALING_FACTOR, 3, _YEN.encode())
        factor = int.from_bytes(scaling[:2], "little")
        return self._yen_by_position(Header.REQUEST_BILL_ID, lambda bill_id: bill_value(bill_id, factor))

    def read(self) -> Buffer:
        """Header 159."""
        return Buffer.parse(self._answered(Header.READ_BUFFERED_BILL_EVENTS, CREDIT_OR_ERROR_BYTES))

    def stack(self) -> bool:
        """Keep the bill in escrow; the event that it is stacked follows. False where there is none any
        more: routing twice is harmless."""
        return self._route(self._STACK)

    def give_back(self) -> None:
        """Return the bill in escrow, if there is one."""
        self._route(self._RETURN)

    def _route(self, way: int) -> bool:
        """Header 154: no data where it is done, otherwise 254 (escrow empty) or 255 (failed)."""
        try:
            return not self._line.ask(self.address, Header.ROUTE_BILL, bytes((way,)))
        except Refused:
            return False


def coin_value(coin_id: bytes) -> int | None:
    """Yen of a coin id such as ``JP500A`` (header 184, part 3 "coin types"); None for all else."""
    text = coin_id.decode("ascii", "replace")
    digits = text[2:5]
    return int(digits) if len(text) == 6 and text.startswith(_YEN) and _is_number(digits) else None


def bill_value(bill_id: bytes, factor: int) -> int | None:
    """Yen of a bill id such as ``JP0001A`` with the scaling ``factor`` of its country (headers 157, 156)."""
    text = bill_id.decode("ascii", "replace")
    digits = text[2:6]
    return int(digits) * factor if len(text) == 7 and text.startswith(_YEN) and _is_number(digits) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
