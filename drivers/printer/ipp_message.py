"""Internet Printing Protocol messages as bytes and back (RFC 8010 §3). Pure: no I/O.

A request and a reply have the same form, so a client and a printer both use :func:`encode` and
:func:`decode`; whatever follows the attributes (the document) is handled by the caller.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

VERSION = (2, 0)
"""IPP/2.0 (PWG 5100.12)."""


class Operation(IntEnum):
    """Operation ids (RFC 8011 §5.4.15)."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B


class GroupTag(IntEnum):
    """What a group of attributes describes (RFC 8010 §3.5.1)."""

    OPERATION = 0x01
    JOB = 0x02
    PRINTER = 0x04
    UNSUPPORTED = 0x05
    SUBSCRIPTION = 0x06
    EVENT_NOTIFICATION = 0x07
    RESOURCE = 0x08
    DOCUMENT = 0x09
    SYSTEM = 0x0A


class ValueTag(IntEnum):
    """The syntax of a value (RFC 8010 §3.5.2)."""

    UNSUPPORTED = 0x10
    UNKNOWN = 0x12
    NO_VALUE = 0x13
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTETS = 0x30
    DATE_TIME = 0x31
    RESOLUTION = 0x32
    RANGE = 0x33
    COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    URI_SCHEME = 0x46
    CHARSET = 0x47
    NATURAL_LANGUAGE = 0x48
    MIME_TYPE = 0x49
    MEMBER_NAME = 0x4A


_END_OF_ATTRIBUTES = 0x03
_FIRST_VALUE_TAG = 0x10
_OUT_OF_BAND = range(0x10, 0x20)
_INTEGERS = frozenset({ValueTag.INTEGER, ValueTag.ENUM})
_STRINGS = range(0x40, 0x60)
_WITHOUT_LANGUAGE: dict[int, ValueTag] = {
    ValueTag.TEXT_WITH_LANGUAGE: ValueTag.TEXT,
    ValueTag.NAME_WITH_LANGUAGE: ValueTag.NAME,
}
_MAX_DEPTH = 8


class IppMessageError(ValueError):
    """These bytes are no IPP message."""


@dataclass(frozen=True)
class Range:
    """rangeOfInteger: both ends belong to it."""

    lower: int
    upper: int


@dataclass(frozen=True)
class Collection:
    """A value made of member attributes."""

    members: tuple[Attribute, ...]


Value = int | bool | str | bytes | Range | Collection | None
"""None stands for the out-of-band values (unsupported, unknown, no-value); bytes for the syntaxes that
have no Python form here (octetString, dateTime, resolution)."""


@dataclass(frozen=True)
class Attribute:
    """One named attribute with one value or more. ``tag`` is the syntax of the first."""

    name: str
    tag: ValueTag
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Group:
    """Attributes that describe one thing; two jobs in a reply are two groups."""

    tag: GroupTag
    attributes: tuple[Attribute, ...]

    def values(self, name: str) -> tuple[Value, ...]:
        """All values of the attribute, none where it is absent."""
        return next((attribute.values for attribute in self.attributes if attribute.name == name), ())

    def integer(self, name: str) -> int | None:
        """The first value where it is an integer or an enum."""
        return next((value for value in self.values(name) if type(value) is int), None)

    def boolean(self, name: str) -> bool | None:
        """The first value where it is a boolean."""
        return next((value for value in self.values(name) if isinstance(value, bool)), None)

    def text(self, name: str) -> str | None:
        """The first value where it is a string of any kind."""
        return next((value for value in self.values(name) if isinstance(value, str)), None)

    def texts(self, name: str) -> tuple[str, ...]:
        """All values that are strings."""
        return tuple(value for value in self.values(name) if isinstance(value, str))


@dataclass(frozen=True)
class Message:
    """A request (``code`` is the operation) or a reply (``code`` is the status)."""

    code: int
    request_id: int
    groups: tuple[Group, ...]
    version: tuple[int, int] = VERSION

    def all(self, tag: GroupTag) -> tuple[Group, ...]:
        """Every group of this kind, in order."""
        return tuple(group for group in self.groups if group.tag == tag)

    def first(self, tag: GroupTag) -> Group:
        """The first group of this kind; an empty one where there is none."""
        return next((group for group in self.groups if group.tag == tag), Group(tag, ()))


def encode(message: Message) -> bytes:
    """The message up to and with its end-of-attributes tag; a document may be appended."""
    parts = [struct.pack(">BBHI", *message.version, message.code, message.request_id)]
    for group in message.groups:
        parts.append(bytes([group.tag]))
        for attribute in group.attributes:
            parts.extend(_encode_attribute(attribute))
    parts.append(bytes([_END_OF_ATTRIBUTES]))
    return b"".join(parts)


def decode(data: bytes) -> tuple[Message, bytes]:
    """The message and the bytes that follow it (a document, or nothing).

    Raises IppMessageError where the bytes end too early or break the grammar. Values of an unknown
    syntax are kept as bytes; strings that carry their language come without it.
    """
    return _Decoder(data).message()


def _encode_attribute(attribute: Attribute) -> Iterator[bytes]:
    if not attribute.values:
        raise IppMessageError(f"{attribute.name}: an attribute has at least one value")
    name = attribute.name
    for value in attribute.values:
        yield from _encode_value(attribute.tag, name, value)
        name = ""


def _encode_value(tag: ValueTag, name: str, value: Value) -> Iterator[bytes]:
    if isinstance(value, Collection):
        yield _field(ValueTag.COLLECTION, name, b"")
        for member in value.members:
            yield _field(ValueTag.MEMBER_NAME, "", member.name.encode())
            for member_value in member.values:
                yield from _encode_value(member.tag, "", member_value)
        yield _field(ValueTag.END_COLLECTION, "", b"")
    else:
        yield _field(tag, name, _octets(tag, value))


def _octets(tag: ValueTag, value: int | bool | str | bytes | Range | None) -> bytes:
    match value:
        case None:
            return b""
        case bool():
            return bytes([value])
        case int():
            return struct.pack(">i", value)
        case str():
            return value.encode()
        case bytes():
            return value
        case Range(lower, upper):
            return struct.pack(">ii", lower, upper)


def _field(tag: ValueTag, name: str, octets: bytes) -> bytes:
    encoded = name.encode()
    return struct.pack(">BH", tag, len(encoded)) + encoded + struct.pack(">H", len(octets)) + octets


class _Decoder:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def message(self) -> tuple[Message, bytes]:
        major, minor, code, request_id = struct.unpack(">BBHI", self._take(8))
        groups: list[Group] = []
        while (tag := self._take(1)[0]) != _END_OF_ATTRIBUTES:
            groups.append(Group(_group_tag(tag), tuple(self._attributes())))
        return Message(code, request_id, tuple(groups), (major, minor)), self._data[self._at :]

    def _attributes(self) -> Iterator[Attribute]:
        while self._next_tag() >= _FIRST_VALUE_TAG:
            tag, name, value = self._value(depth=0)
            if not name:
                raise IppMessageError("a further value stands before its attribute")
            yield Attribute(name, tag, (value, *self._further_values(depth=0)))

    def _further_values(self, depth: int) -> Iterator[Value]:
        while (
            self._next_tag() >= _FIRST_VALUE_TAG
            and self._next_tag() not in (ValueTag.MEMBER_NAME, ValueTag.END_COLLECTION)
            and self._next_name_length() == 0
        ):
            yield self._value(depth)[2]

    def _value(self, depth: int) -> tuple[ValueTag, str, Value]:
        tag, name, octets = self._field()
        if tag == ValueTag.COLLECTION:
            return ValueTag.COLLECTION, name, self._collection(depth + 1)
        if tag in _WITHOUT_LANGUAGE:
            return _WITHOUT_LANGUAGE[tag], name, _string(_Decoder(octets).after_language())
        return _known_value_tag(tag), name, _parse(tag, octets)

    def _collection(self, depth: int) -> Collection:
        if depth > _MAX_DEPTH:
            raise IppMessageError("collections stand in each other too deeply")
        members: list[Attribute] = []
        while True:
            tag, _, octets = self._field()
            if tag == ValueTag.END_COLLECTION:
                return Collection(tuple(members))
            if tag != ValueTag.MEMBER_NAME:
                raise IppMessageError("a collection holds a value without a member name")
            value_tag, _, value = self._value(depth)
            members.append(Attribute(_string(octets), value_tag, (value, *self._further_values(depth))))

    def after_language(self) -> bytes:
        """The string of a nameWithLanguage or textWithLanguage (RFC 8010 §3.9)."""
        self._take(self._length())
        return self._take(self._length())

    def _field(self) -> tuple[int, str, bytes]:
        tag = self._take(1)[0]
        name = _string(self._take(self._length()))
        return tag, name, self._take(self._length())

    def _length(self) -> int:
        return int.from_bytes(self._take(2), "big")

    def _take(self, count: int) -> bytes:
        end = self._at + count
        if end > len(self._data):
            raise IppMessageError(f"the message ends at byte {len(self._data)}, inside a field")
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def _next_tag(self) -> int:
        if self._at >= len(self._data):
            raise IppMessageError("the message has no end-of-attributes tag")
        return self._data[self._at]

    def _next_name_length(self) -> int:
        return int.from_bytes(self._data[self._at + 1 : self._at + 3], "big")


def _group_tag(tag: int) -> GroupTag:
    try:
        return GroupTag(tag)
    except ValueError:
        raise IppMessageError(f"unknown group tag 0x{tag:02x}") from None


def _known_value_tag(tag: int) -> ValueTag:
    try:
        return ValueTag(tag)
    except ValueError:
        return ValueTag.OCTETS


def _parse(tag: int, octets: bytes) -> Value:
    if tag in _OUT_OF_BAND:
        return None
    if tag in _INTEGERS:
        return int(struct.unpack(">i", _exactly(4, octets))[0])
    if tag == ValueTag.BOOLEAN:
        return _exactly(1, octets) != b"\x00"
    if tag == ValueTag.RANGE:
        return Range(*struct.unpack(">ii", _exactly(8, octets)))
    if tag in _STRINGS:
        return _string(octets)
    return octets


def _exactly(count: int, octets: bytes) -> bytes:
    if len(octets) != count:
        raise IppMessageError(f"a value of {count} bytes came with {len(octets)}")
    return octets


def _string(octets: bytes) -> str:
    # Printers in the field send a model name or a location in Shift_JIS: not worth losing the printer for.
    return octets.decode(errors="replace")
