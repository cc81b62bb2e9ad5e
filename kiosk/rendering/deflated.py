"""Streams that are put together of pieces, each of which is deflated by itself and only once.

A piece ends with a full flush (RFC 1951 leaves it at a byte's end; zlib's ``Z_FULL_FLUSH`` forgets what came
before), so pieces can be joined in any order; the checksum at the end (RFC 1950) is taken of the whole.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

_HEADER = b"\x78\xda"
_LAST_BLOCK = b"\x03\x00"
"""An empty block of fixed codes, marked as the last."""

_FAST = 1
"""Level for what is made anew each time."""

_WINDOW = 12
"""Bits of the window of a small piece: a larger one takes longer to make than the piece to deflate."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a stream, as they are and deflated."""

    raw: bytes = field(repr=False)
    deflated: bytes = field(repr=False)


def prepared(raw: bytes) -> Piece:
    """A piece that is kept and used again, as small as can be."""
    return _piece(raw, 9)


def passing(raw: bytes) -> Piece:
    """A piece that is used once."""
    return _piece(raw, _FAST)


def _piece(raw: bytes, level: int) -> Piece:
    packer = zlib.compressobj(level, zlib.DEFLATED, -_WINDOW if len(raw) <= 1 << _WINDOW else -zlib.MAX_WBITS)
    return Piece(raw, packer.compress(raw) + packer.flush(zlib.Z_FULL_FLUSH))


def joined(pieces: Iterable[Piece]) -> bytes:
    """The zlib stream of all pieces in their order."""
    pieces = tuple(pieces)
    checksum = 1
    for piece in pieces:
        checksum = zlib.adler32(piece.raw, checksum)
    middle = b"".join([piece.deflated for piece in pieces])
    return b"".join((_HEADER, middle, _LAST_BLOCK, checksum.to_bytes(4, "big")))
