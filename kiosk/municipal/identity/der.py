"""Just enough of DER (X.690) to walk what is too long to be built as objects. Pure."""

from __future__ import annotations

import mmap

Content = bytes | mmap.mmap

INTEGER = 0x02
BIT_STRING = 0x03
UTC_TIME = 0x17
GENERALIZED_TIME = 0x18
SEQUENCE = 0x30
EXTENSIONS = 0xA0
"""Context tag 0, constructed: where a revocation list keeps its extensions."""

_LONG_FORM = 0x80
_LENGTH_BYTES = 4


class DerError(ValueError):
    """The bytes are not DER, or not of the kind that was looked for."""


def span(content: Content, position: int, end: int, *tags: int) -> tuple[int, int]:
    """Where the contents of the element at ``position`` begin and end.

    Raises DerError unless it has one of ``tags``, a definite length in its shortest form, and ends by
    ``end``.
    """
    body = position + 2
    if body > end or content[position] not in tags:
        raise DerError(f"byte {position}: not the element that belongs there")
    length = content[position + 1]
    if length >= _LONG_FORM:
        count = length - _LONG_FORM
        encoded = content[body : body + count]
        if not 0 < count <= _LENGTH_BYTES or len(encoded) < count or encoded[0] == 0:
            raise DerError(f"byte {position}: a length that is not DER's")
        length = int.from_bytes(encoded)
        if length < _LONG_FORM:
            raise DerError(f"byte {position}: a length that is not DER's")
        body += count
    if body + length > end:
        raise DerError(f"byte {position}: cut short")
    return body, body + length


def sequence(content: bytes) -> bytes:
    """A SEQUENCE of these contents."""
    length = len(content)
    if length < _LONG_FORM:
        return bytes((SEQUENCE, length)) + content
    encoded = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes((SEQUENCE, _LONG_FORM + len(encoded))) + encoded + content
