"""The few PC/SC calls that a reader needs, typed, over pyscard's own functions.

The low level is chosen on purpose: pyscard's monitor thread dies for good when the service stops
and then replays cards that are long gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Self

from smartcard import scard

from drivers.card.contract import ReaderMissing

PROTOCOLS = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
_EVENT_COUNTER_SHIFT = 16


class PcscCode(Enum):
    """The PC/SC errors that mean something to a caller."""

    NO_SERVICE = 0x8010001D
    SERVICE_LOST = 0x80100013
    SERVICE_STOPPED = 0x8010001E
    NO_READERS = 0x8010002E
    UNKNOWN_READER = 0x80100009
    READER_UNAVAILABLE = 0x80100017
    SHARING_VIOLATION = 0x8010000B
    NO_CARD = 0x8010000C
    CARD_REMOVED = 0x80100069
    NOT_TRANSACTED = 0x80100016
    UNRESPONSIVE_CARD = 0x80100066
    TIMEOUT = 0x8010000A
    OTHER = 0


class PcscError(Exception):
    """A PC/SC call failed; ``code`` says how, the text is PC/SC's own."""

    def __init__(self, call: str, result: int) -> None:
        value = result & 0xFFFFFFFF
        super().__init__(f"{call}: {scard.SCardGetErrorMessage(result)} (0x{value:08X})")
        self.code = PcscCode(value) if value in {code.value for code in PcscCode} else PcscCode.OTHER


@dataclass(frozen=True)
class SlotState:
    """A reader as PC/SC sees it; ``events`` counts insertions and removals since the service started,
    ``in_use`` is whether any program, this one too, is connected to it."""

    card_present: bool
    events: int
    in_use: bool = False


def _check(call: str, result: int) -> None:
    if result != scard.SCARD_S_SUCCESS:
        raise PcscError(call, result)


class Service:
    """A connection to the PC/SC service, given back at the end of its ``with`` block.

    Every method raises PcscError. None of them has a deadline: see the process that this runs in.
    """

    def __enter__(self) -> Self:
        result, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        _check("SCardEstablishContext", result)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Fails when the service is gone, and then there is nothing left to give back.
        scard.SCardReleaseContext(self._context)

    def readers(self) -> list[str]:
        """The names of all readers, an empty list when there is none."""
        result, names = scard.SCardListReaders(self._context, [])
        if result & 0xFFFFFFFF == PcscCode.NO_READERS.value:
            return []
        _check("SCardListReaders", result)
        return list(names)

    def state(self, reader: str) -> SlotState:
        """The state of ``reader`` now."""
        return self._status_change([(reader, scard.SCARD_STATE_UNAWARE)], 0)

    def wait_for_change(self, reader: str, known: SlotState, milliseconds: int) -> SlotState:
        """The state of ``reader`` as soon as a card came or went since ``known``, or when the time is up.
        PC/SC wakes nobody when a program connects or leaves."""
        presence = scard.SCARD_STATE_PRESENT if known.card_present else scard.SCARD_STATE_EMPTY
        return self._status_change([(reader, presence | known.events << _EVENT_COUNTER_SHIFT)], milliseconds)

    def connect(self, reader: str) -> Connection:
        """The card on ``reader``, for this program alone."""
        result, handle, protocol = scard.SCardConnect(
            self._context, reader, scard.SCARD_SHARE_EXCLUSIVE, PROTOCOLS
        )
        _check("SCardConnect", result)
        return Connection(handle, protocol)

    def _status_change(self, known: list[tuple[str, int]], milliseconds: int) -> SlotState:
        result, states = scard.SCardGetStatusChange(self._context, milliseconds, known)
        if result & 0xFFFFFFFF != PcscCode.TIMEOUT.value:
            _check("SCardGetStatusChange", result)
        _, state, _ = states[0]
        if state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE):
            raise PcscError("SCardGetStatusChange", scard.SCARD_E_READER_UNAVAILABLE)
        return SlotState(
            bool(state & scard.SCARD_STATE_PRESENT),
            state >> _EVENT_COUNTER_SHIFT & 0xFFFF,
            bool(state & (scard.SCARD_STATE_INUSE | scard.SCARD_STATE_EXCLUSIVE)),
        )


def find_reader(service: Service, pattern: str) -> str | ReaderMissing:
    """The first reader whose name the regular expression finds; PC/SC's own order decides nothing else."""
    names = service.readers()
    for name in names:
        if re.search(pattern, name):
            return name
    return ReaderMissing(f"no reader's name matches {pattern!r}; there are: {', '.join(names) or 'none'}")


class Connection:
    """A powered card that no other program can reach; unpowered at the end of its ``with`` block."""

    def __init__(self, handle: int, protocol: int) -> None:
        self._handle = handle
        self._protocol = scard.SCARD_PCI_T0 if protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Only power-off clears a verified PIN: after LEAVE or RESET another program could sign without
        # it. Disconnecting fails when the card is gone, and then it has no power either.
        scard.SCardDisconnect(self._handle, scard.SCARD_UNPOWER_CARD)

    def transmit(self, apdu: bytearray) -> bytes:
        """One command and its answer with status word. May hang for as long as the card lies there."""
        octets = list(apdu)
        try:
            result, response = scard.SCardTransmit(self._handle, self._protocol, octets)
        finally:
            octets[:] = [0] * len(octets)
        _check("SCardTransmit", result)
        return bytes(octet & 0xFF for octet in response)
