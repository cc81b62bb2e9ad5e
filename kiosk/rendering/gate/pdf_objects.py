"""A PDF's objects, read by the narrowest grammar: what our drawing writes, and nothing besides.

General readers forgive: they look for lost objects, take the last of two, skip what they don't know. Two
of them can see two papers in one file. Here a file is one header, objects numbered in order with nothing
between them, the one table of their places and one trailer (ISO 32000-1, 7.5): no update appended, no
second object of a number, no byte unaccounted for.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias


class ForeignPart(Exception):
    """Something that our drawing never writes. ``part`` says of what kind and quotes nothing of it."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class Reference(NamedTuple):
    """The number of another object."""

    number: int


Value: TypeAlias = "float | bool | str | bytes | Reference | list[Value] | dict[str, Value]"
"""Numbers are float; names are str with their slash; strings are bytes as written, brackets and all."""


@dataclass(frozen=True)
class PdfObject:
    """A numbered object; ``data`` is its stream, inflated."""

    value: Value = field(repr=False)
    data: bytes | None = field(repr=False)


@dataclass(frozen=True)
class PdfFile:
    """All objects by number, from 1, and the trailer; ``asked_for`` are the numbers looked up so far."""

    objects: dict[int, PdfObject]
    trailer: Value
    asked_for: set[int] = field(default_factory=set)

    def at(self, reference: Reference) -> PdfObject:
        """The object of a reference. Raises ForeignPart."""
        self.asked_for.add(reference.number)
        try:
            return self.objects[reference.number]
        except KeyError:
            raise ForeignPart("reference") from None

    def value(self, reference: Reference, part: str) -> Value:
        """The value of an object that is no stream. Raises ForeignPart naming ``part``."""
        found = self.at(reference)
        if found.data is not None:
            raise ForeignPart(part)
        return found.value

    def data(self, reference: Reference, keys: set[str], part: str) -> bytes:
        """The stream of an object that has just these keys. Raises ForeignPart naming ``part``."""
        found = self.at(reference)
        if found.data is None or not isinstance(found.value, dict) or found.value.keys() != keys:
            raise ForeignPart(part)
        return found.data


_LARGEST_STREAM = 1 << 25
_DEEPEST = 8

_HEADER = re.compile(rb"%PDF-1\.3\n%[^\r\n]*\n")
_SPACE = rb"(?:[ \t\n]|%[^\r\n]*\n)*+"
_TOKEN = re.compile(
    _SPACE
    + rb"(?:(?P<reference>[1-9]\d{0,6} 0 R\b)|(?P<number>-?(?:\d+(?:\.\d+)?|\.\d+)(?![\w.]))"
    + rb"|(?P<name>/[\w.+-]+)|(?P<string>\((?:[^()\\\r]|\\[0-7]{3}|\\[nrtbf()\\])*+\)|<[0-9a-f]*+>)"
    + rb"|(?P<boolean>true|false)\b|(?P<open>\[)|(?P<close>\])|(?P<begin><<)|(?P<end>>>))",
    re.ASCII,
)
_STREAM = re.compile(rb"\nstream\r?\n")


def read_file(pdf: bytes) -> PdfFile:
    """The objects of a whole file. Raises ForeignPart."""
    header = _HEADER.match(pdf)
    if header is None:
        raise ForeignPart("header")
    position = header.end()
    objects: dict[int, PdfObject] = {}
    places: list[int] = []
    while pdf.startswith(opening := b"%d 0 obj\n" % (len(objects) + 1), position):
        places.append(position)
        objects[len(objects) + 1], position = _object(pdf, position + len(opening))
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places) + b"trailer\n"
    if not pdf.startswith(table, position):
        raise ForeignPart("table of objects")
    trailer, end = _value(pdf, position + len(table), 0)
    if pdf[end:] != b"\nstartxref\n%d\n%%%%EOF\n" % position:
        raise ForeignPart("end of file")
    return PdfFile(objects, trailer)


def _object(pdf: bytes, position: int) -> tuple[PdfObject, int]:
    value, position = _value(pdf, position, 0)
    data = None
    if stream := _STREAM.match(pdf, position):
        data, position = _stream(pdf, stream.end(), value)
    closing = b"\nendobj\n"
    if not pdf.startswith(closing, position):
        raise ForeignPart("object")
    return PdfObject(value, data), position + len(closing)


def _stream(pdf: bytes, start: int, value: Value) -> tuple[bytes, int]:
    match value:
        case {"/Length": float(length), "/Filter": ["/FlateDecode"] | "/FlateDecode"} if length.is_integer():
            end = start + int(length)
        case _:
            raise ForeignPart("stream")
    inflating = zlib.decompressobj()
    try:
        data = inflating.decompress(pdf[start:end], _LARGEST_STREAM)
    except zlib.error:
        raise ForeignPart("stream") from None
    closing = b"endstream"
    if not inflating.eof or inflating.unused_data or not pdf.startswith(closing, end):
        raise ForeignPart("stream")
    return data, end + len(closing)


def _value(pdf: bytes, position: int, depth: int) -> tuple[Value, int]:
    token = _TOKEN.match(pdf, position)
    if token is None or depth > _DEEPEST:
        raise ForeignPart("object")
    kind, position = str(token.lastgroup), token.end()
    if kind == "begin":
        return _dictionary(pdf, position, depth)
    if kind == "open":
        return _array(pdf, position, depth)
    if kind not in _PLAIN:
        raise ForeignPart("object")
    return _PLAIN[kind](token[kind]), position


_PLAIN: dict[str, Callable[[bytes], Value]] = {
    "reference": lambda written: Reference(int(written[:-4])),
    "number": float,
    "name": bytes.decode,
    "string": bytes,
    "boolean": lambda written: written == b"true",
}


def _dictionary(pdf: bytes, position: int, depth: int) -> tuple[Value, int]:
    entries: dict[str, Value] = {}
    while token := _TOKEN.match(pdf, position):
        if token.lastgroup == "end":
            return entries, token.end()
        if token.lastgroup != "name" or (key := token["name"].decode()) in entries:
            break
        entries[key], position = _value(pdf, token.end(), depth + 1)
    raise ForeignPart("object")


def _array(pdf: bytes, position: int, depth: int) -> tuple[Value, int]:
    values: list[Value] = []
    while token := _TOKEN.match(pdf, position):
        if token.lastgroup == "close":
            return values, token.end()
        value, position = _value(pdf, position, depth + 1)
        values.append(value)
    raise ForeignPart("object")
