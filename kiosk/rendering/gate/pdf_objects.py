"""A PDF's objects, read by the narrowest grammar: what our drawing writes, and nothing besides.

General readers forgive: they look for lost objects, take the last of two, skip what they don't know. Two
of them can see two papers in one file. Here a file is one header, objects numbered in order with nothing
between them, the one table of their places and one trailer (ISO 32000-1, 7.5): no update appended, no
second object of a number, no byte unaccounted for.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
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


Value: TypeAlias = "float | str | bytes | Reference | list[Value] | dict[str, Value]"
"""Numbers are float; names are str with their slash, ``true`` and ``false`` without; strings are bytes as
written, brackets and all."""


@dataclass(frozen=True)
class PdfObject:
    """A numbered object; ``stream`` are its stream's bytes as they stand in the file."""

    value: Value = field(repr=False)
    stream: bytes | None = field(repr=False)


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
        if found.stream is not None:
            raise ForeignPart(part)
        return found.value

    def stream(self, reference: Reference, entries: Mapping[str, Value], part: str) -> bytes:
        """The bytes of a stream that has just these entries and its length. Raises ForeignPart."""
        found = self.at(reference)
        if found.stream is None or found.value != {**entries, "/Length": float(len(found.stream))}:
            raise ForeignPart(part)
        return found.stream

    def data(self, reference: Reference, entries: Mapping[str, Value], part: str) -> bytes:
        """The same of one that is deflated, inflated. Raises ForeignPart."""
        return inflated(self.stream(reference, {**entries, "/Filter": "/FlateDecode"}, part), part)


def inflated(stream: bytes, part: str) -> bytes:
    """What a whole zlib stream holds. Raises ForeignPart."""
    inflating = zlib.decompressobj()
    try:
        data = inflating.decompress(stream, _LARGEST_STREAM)
    except zlib.error:
        raise ForeignPart(part) from None
    if not inflating.eof or inflating.unused_data:
        raise ForeignPart(part)
    return data


_LARGEST_STREAM = 1 << 25
_DEEPEST = 8

_HEADER = re.compile(rb"%PDF-1\.7\n%[^\r\n]*\n")
_SPACE = rb"(?:[ \t\n]|%[^\r\n]*\n)*"
_TOKEN = re.compile(
    _SPACE
    + rb"(?:(?P<reference>[1-9]\d{0,6} 0 R\b)|(?P<number>-?(?:\d+(?:\.\d+)?|\.\d+)(?![\w.]))"
    + rb"|(?P<name>/[\w.+-]+)|(?P<string>\((?:[^()\\\r]|\\[0-7]{3}|\\[nrtbf()\\])*\)|<[0-9a-f]*>)"
    + rb"|(?P<boolean>true|false)\b|(?P<open>\[)|(?P<close>\])|(?P<begin><<)|(?P<end>>>))",
    re.ASCII,
)
_STREAM = re.compile(rb"\nstream\n")


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
        case {"/Length": float(length)} if length.is_integer() and length >= 0:
            end = start + int(length)
        case _:
            raise ForeignPart("stream")
    closing = b"\nendstream"
    if not pdf.startswith(closing, end):
        raise ForeignPart("stream")
    return pdf[start:end], end + len(closing)


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
    "boolean": bytes.decode,
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
