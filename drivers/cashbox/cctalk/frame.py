"""One ccTalk message as bytes (part 1, "message structure"). Pure: no I/O.

``[destination] [number of data bytes] [source] [header] [data …] [checksum]``; with the CRC variant the
low byte of the checksum stands in the place of the source and the high byte at the end.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from enum import StrEnum

HOST = 1
"""The host's address; peripherals have 2 to 255."""

AROUND = 5
"""Bytes of a frame besides its data."""

MOST_DATA = 255


class Checksum(StrEnum):
    """How a line is checked; all its devices are set alike."""

    SIMPLE = "simple"
    CRC = "crc"


class BadFrame(ValueError):
    """Bytes that are no whole frame, or whose checksum is wrong."""


@dataclass(frozen=True)
class Frame:
    """``source`` is None where the checksum took its place."""

    destination: int
    source: int | None
    header: int
    data: bytes = b""


def whole_length(begun: bytes) -> int:
    """Bytes of the frame that starts with the two bytes ``begun``."""
    return begun[1] + AROUND


def encode(frame: Frame, checksum: Checksum) -> bytes:
    """The bytes of ``frame``. Raises ValueError for more than 255 bytes of data."""
    if len(frame.data) > MOST_DATA:
        raise ValueError(f"a frame holds {MOST_DATA} bytes of data, not {len(frame.data)}")
    start = bytes((frame.destination, len(frame.data)))
    end = bytes((frame.header,)) + frame.data
    match checksum:
        case Checksum.SIMPLE:
            unchecked = start + bytes((frame.source or HOST,)) + end
            return unchecked + bytes((-sum(unchecked) % 256,))
        case Checksum.CRC:
            high, low = divmod(_crc(start + end), 256)
            return start + bytes((low,)) + end + bytes((high,))


def decode(octets: bytes, checksum: Checksum) -> Frame:
    """The frame that ``octets`` are, no byte less or more. Raises BadFrame."""
    if len(octets) < AROUND or len(octets) != whole_length(octets):
        raise BadFrame(f"{len(octets)} bytes are no frame")
    destination, header, data = octets[0], octets[3], octets[4:-1]
    match checksum:
        case Checksum.SIMPLE:
            if sum(octets) % 256:
                raise BadFrame("the checksum is wrong")
            return Frame(destination, octets[2], header, data)
        case Checksum.CRC:
            if _crc(octets[:2] + octets[3:-1]) != octets[-1] * 256 + octets[2]:
                raise BadFrame("the CRC is wrong")
            return Frame(destination, None, header, data)


def _crc(octets: bytes) -> int:
    """CRC-CCITT: x^16 + x^12 + x^5 + 1, begun with 0, without reflection (part 3, CRC appendix)."""
    return binascii.crc_hqx(octets, 0)
