"""Takes a PDF of ours apart and sews it together again, so that a test can change one thing of it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

_OBJECT = re.compile(rb"\d+ 0 obj\n(.*?)(?:\nstream\n(.*?)\nendstream)?\nendobj\n", re.DOTALL)
_LENGTH = re.compile(rb"/Length \d+")
_DEFLATED = b"/FlateDecode"


@dataclass
class Part:
    """One object: its value as written, and its stream inflated."""

    value: bytes
    data: bytes | None


class Dissected:
    """The objects of a PDF in their order, numbered from 1."""

    def __init__(self, pdf: bytes) -> None:
        body, _, tail = pdf.rpartition(b"xref\n0 ")
        self._header = body[: body.index(b"1 0 obj\n")]
        self.parts = [
            Part(found[1], zlib.decompress(found[2]) if _DEFLATED in found[1] else found[2])
            for found in _OBJECT.finditer(body)
        ]
        self.trailer = tail[tail.index(b"trailer\n") : tail.index(b"startxref")]

    def having(self, entry: bytes) -> Part:
        """The first object whose value has that text."""
        return next(part for part in self.parts if entry in part.value)

    def add(self, value: bytes, data: bytes | None = None) -> int:
        """The number of a new object."""
        self.parts.append(Part(value, data))
        return len(self.parts)

    def sewn(self) -> bytes:
        """The PDF, in which lengths, places and the size are right again."""
        pdf = bytearray(self._header)
        places = []
        for number, part in enumerate(self.parts, start=1):
            places.append(len(pdf))
            value, stream = part.value, b""
            if part.data is not None:
                packed = zlib.compress(part.data) if _DEFLATED in value else part.data
                value = _LENGTH.sub(b"/Length %d" % len(packed), value)
                stream = b"\nstream\n" + packed + b"\nendstream"
            pdf += b"%d 0 obj\n" % number + value + stream + b"\nendobj\n"
        start, size = len(pdf), len(places) + 1
        pdf += b"xref\n0 %d\n0000000000 65535 f \n" % size
        pdf += b"".join(b"%010d 00000 n \n" % place for place in places)
        pdf += re.sub(rb"/Size \d+", b"/Size %d" % size, self.trailer) + b"startxref\n%d\n%%%%EOF\n" % start
        return bytes(pdf)


Change = Callable[[Dissected], None]


def changed(pdf: bytes, change: Change) -> bytes:
    """The PDF after a change."""
    dissected = Dissected(pdf)
    change(dissected)
    return dissected.sewn()


def in_value(entry: bytes, old: bytes, new: bytes) -> Change:
    """Replaces text in the first object that has ``entry``."""

    def change(pdf: Dissected) -> None:
        part = pdf.having(entry)
        assert old in part.value
        part.value = part.value.replace(old, new, 1)

    return change


def with_stream(beginning: bytes, edit: Callable[[bytes], bytes]) -> Change:
    """Edits the first stream that begins so."""

    def change(pdf: Dissected) -> None:
        part = next(part for part in pdf.parts if part.data and part.data.startswith(beginning))
        assert part.data is not None
        edited = edit(part.data)
        assert edited != part.data
        part.data = edited

    return change


def in_stream(beginning: bytes, old: bytes, new: bytes) -> Change:
    """Replaces text in the first stream that begins so."""
    return with_stream(beginning, lambda data: data.replace(old, new, 1))
