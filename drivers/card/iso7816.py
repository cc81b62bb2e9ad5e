"""Commands, answers and status words of ISO/IEC 7816-4, over any function that carries bytes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

_log = logging.getLogger("drivers.card.apdu")

INS_VERIFY = 0x20
INS_CHANGE_REFERENCE_DATA = 0x24
INS_PERFORM_SECURITY_OPERATION = 0x2A
INS_SELECT = 0xA4
INS_READ_BINARY = 0xB0
INS_GET_RESPONSE = 0xC0

_CARRIES_PIN = (INS_VERIFY, INS_CHANGE_REFERENCE_DATA)

HEADER_LENGTH = 4
READ_CHUNK = 256

# A card that keeps announcing more data is broken; the largest certificate needs far fewer rounds.
_MAX_GET_RESPONSES = 32

Carrier = Callable[[bytearray], bytes]
"""Takes a command APDU to the card and brings back data and status word. It may raise
:class:`LinkLost`. It must not keep the command, which is wiped when it held a PIN."""


class LinkLost(Exception):
    """No answer came back: the card left or fell silent. What it did with the command is unknown."""


@dataclass(frozen=True)
class StatusWord:
    """SW1 SW2 (ISO/IEC 7816-4:2020 §5.6)."""

    value: int

    def __str__(self) -> str:
        return f"{self.value:04X}"

    @property
    def tries_left(self) -> int | None:
        """The x of 63Cx, or None for any other status."""
        return self.value & 0x0F if self.value & 0xFFF0 == 0x63C0 else None

    @property
    def bytes_waiting(self) -> int | None:
        """The xx of 61xx (00 means 256), or None."""
        return (self.value & 0xFF) or 256 if self.value >> 8 == 0x61 else None

    @property
    def length_expected(self) -> int | None:
        """The xx of 6Cxx (00 means 256), or None."""
        return (self.value & 0xFF) or 256 if self.value >> 8 == 0x6C else None


OK = StatusWord(0x9000)
NOT_VERIFIED = StatusWord(0x6982)
WRONG_FILE_TYPE = StatusWord(0x6981)
BLOCKED = StatusWord(0x6983)
BLOCKED_REFERENCE_DATA = StatusWord(0x6984)
CONDITIONS_NOT_SATISFIED = StatusWord(0x6985)
NO_FILE_SELECTED = StatusWord(0x6986)
NOT_FOUND = StatusWord(0x6A82)
WRONG_DATA = StatusWord(0x6A80)
WRONG_P1_P2 = StatusWord(0x6A86)
WRONG_LENGTH = StatusWord(0x6700)
OFFSET_PAST_END = StatusWord(0x6B00)
INS_NOT_SUPPORTED = StatusWord(0x6D00)
CLA_NOT_SUPPORTED = StatusWord(0x6E00)
NO_DIAGNOSIS = StatusWord(0x6F00)


@dataclass(frozen=True)
class Answer:
    """What a card said: its data and how the command ended."""

    data: bytes
    status: StatusWord


def command(
    cla: int, ins: int, p1: int, p2: int, *, data: bytes | bytearray = b"", le: int | None = None
) -> bytearray:
    """Build a short APDU. ``le`` is the number of bytes wanted, 1 to 256; None for none.

    Raises ValueError when the data or the length does not fit a short APDU.
    """
    if len(data) > 255 or (le is not None and not 1 <= le <= 256):
        raise ValueError("not a short APDU")
    apdu = bytearray((cla, ins, p1, p2))
    if data:
        apdu.append(len(data))
        apdu += data
    if le is not None:
        apdu.append(le % 256)
    return apdu


def exchange(carrier: Carrier, apdu: bytearray) -> Answer:
    """Send ``apdu`` and follow 61xx and 6Cxx to the end, within bounds.

    VERIFY is sent exactly once, whatever the card answers: the card counts tries.
    Raises LinkLost when no answer comes.
    """
    answer = _send(carrier, apdu)
    if apdu[1] == INS_VERIFY:
        return answer
    if (length := answer.status.length_expected) is not None:
        answer = _send(carrier, _with_length(apdu, length))
    data = answer.data
    for _ in range(_MAX_GET_RESPONSES):
        waiting = answer.status.bytes_waiting
        if waiting is None:
            break
        answer = _send(carrier, command(0x00, INS_GET_RESPONSE, 0, 0, le=waiting))
        data += answer.data
    return Answer(data, answer.status)


def describe(apdu: bytearray | bytes) -> str:
    """The command in hexadecimal for a trace; the data of commands that carry a PIN is masked."""
    if len(apdu) > HEADER_LENGTH + 1 and apdu[1] in _CARRIES_PIN:
        visible = bytes(apdu[: HEADER_LENGTH + 1]).hex(" ").upper()
        return visible + " ••" * (len(apdu) - HEADER_LENGTH - 1)
    return bytes(apdu).hex(" ").upper()


def _with_length(apdu: bytearray, le: int) -> bytearray:
    cla, ins, p1, p2 = apdu[:HEADER_LENGTH]
    has_data = len(apdu) > HEADER_LENGTH + 1
    return command(cla, ins, p1, p2, data=apdu[5 : 5 + apdu[4]] if has_data else b"", le=le)


def _send(carrier: Carrier, apdu: bytearray) -> Answer:
    _log.debug("> %s", describe(apdu))
    response = carrier(apdu)
    if len(response) < 2:
        raise LinkLost("an answer without a status word")
    answer = Answer(response[:-2], StatusWord(int.from_bytes(response[-2:], "big")))
    # The data is a certificate or a signature: personal enough to stay out of traces.
    _log.debug("< %d bytes, %s", len(answer.data), answer.status)
    return answer
