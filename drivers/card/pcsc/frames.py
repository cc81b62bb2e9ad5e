"""What passes between the terminal and the process that serves its reader: frames over two pipes.

A frame is a length of four bytes (big endian), one byte that says what it is, and a body. The PIN
travels as plain bytes in a buffer that each side overwrites; nothing is pickled.
"""

from __future__ import annotations

import base64
import json
import os
import threading
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, get_type_hints

from drivers.card.contract import (
    PIN_LENGTH,
    CardHeldElsewhere,
    CardIdentified,
    CardRemoved,
    CardUnreadable,
    CardUnsupported,
    NotMyNumberCard,
    NotUsable,
    OtherCard,
    PinBlocked,
    PinWrong,
    ReaderMissing,
    Signed,
    TokenKind,
)
from drivers.card.pcsc.scard import SlotState
from drivers.diagnosis import Finding, Health

_LENGTH_BYTES = 4
_LARGEST_FRAME = 1 << 20
_MESSAGE_LENGTH_BYTES = 2


class Tag(Enum):
    """What a frame is. Requests go down, everything else comes up."""

    IDENTIFY = b"I"
    AUTHENTICATE = b"A"
    DIAGNOSE = b"D"
    STATE = b"S"
    OUTCOME = b"O"
    TRACE = b"T"


@dataclass(frozen=True)
class SlotHeld:
    """A slot that another program has connected to; ``programs`` are those that may be it."""

    card_present: bool
    events: int
    programs: tuple[str, ...]


Slot = SlotState | SlotHeld | ReaderMissing


@dataclass(frozen=True)
class Diagnosis:
    """The findings of one check of the reader."""

    findings: tuple[Finding, ...]


Outcome = (
    CardIdentified
    | NotUsable
    | CardUnsupported
    | NotMyNumberCard
    | CardRemoved
    | CardUnreadable
    | CardHeldElsewhere
    | ReaderMissing
    | Signed
    | PinWrong
    | PinBlocked
    | OtherCard
    | Diagnosis
)

_OUTCOMES: dict[str, type[Any]] = {outcome.__name__: outcome for outcome in Outcome.__args__}


class FrameWriter:
    """Writes frames to a pipe, whole, from any thread."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def write(self, tag: Tag, body: bytes | bytearray = b"") -> None:
        """Send one frame and overwrite the copy that was made of ``body``. Raises OSError."""
        frame = bytearray((len(body) + 1).to_bytes(_LENGTH_BYTES, "big"))
        frame += tag.value
        frame += body
        try:
            with self._lock, memoryview(frame) as view:
                sent = 0
                while sent < len(view):
                    sent += os.write(self._descriptor, view[sent:])
        finally:
            frame[:] = bytes(len(frame))


def read_frame(descriptor: int) -> tuple[Tag, bytearray] | None:
    """The next frame; None when the other side has gone. Raises ValueError for what is no frame."""
    header = _read_exactly(descriptor, _LENGTH_BYTES + 1)
    if header is None:
        return None
    length = int.from_bytes(header[:_LENGTH_BYTES], "big") - 1
    if not 0 <= length <= _LARGEST_FRAME:
        raise ValueError(f"a frame of {length} bytes")
    body = _read_exactly(descriptor, length)
    return None if body is None else (Tag(bytes(header[_LENGTH_BYTES:])), body)


def _read_exactly(descriptor: int, length: int) -> bytearray | None:
    content = bytearray(length)
    with memoryview(content) as view:
        filled = 0
        while filled < length:
            count = os.readv(descriptor, [view[filled:]])
            if count == 0:
                return None
            filled += count
    return content


# Bodies -------------------------------------------------------------------------------------------


def pack_authenticate(certificate: bytes, pin: bytearray, message: bytes) -> bytearray:
    """PIN, message after its length, certificate: the caller overwrites the result.

    Raises OverflowError when the message is longer than 65535 bytes.
    """
    return pin + len(message).to_bytes(_MESSAGE_LENGTH_BYTES, "big") + message + certificate


def unpack_authenticate(body: bytearray) -> tuple[bytes, bytearray, bytes]:
    """Certificate, PIN digits, message; the PIN in ``body`` itself is overwritten."""
    digits = body[:PIN_LENGTH]
    body[:PIN_LENGTH] = bytes(PIN_LENGTH)
    begin = PIN_LENGTH + _MESSAGE_LENGTH_BYTES
    end = begin + int.from_bytes(body[PIN_LENGTH:begin], "big")
    return bytes(body[end:]), digits, bytes(body[begin:end])


def pack_state(slot: Slot) -> bytes:
    """A slot's state, or why there is no slot."""
    match slot:
        case SlotState(card_present, events):
            return json.dumps([card_present, events]).encode()
        case SlotHeld(card_present, events, programs):
            return json.dumps([card_present, events, programs]).encode()
        case ReaderMissing(reason):
            return json.dumps(reason).encode()


def unpack_state(body: bytearray) -> Slot:
    """The inverse of :func:`pack_state`. Raises ValueError for what is none."""
    match _loads(body):
        case str() as reason:
            return ReaderMissing(reason)
        case [bool() as card_present, int() as events]:
            return SlotState(card_present, events)
        case [bool() as card_present, int() as events, list() as programs]:
            return SlotHeld(card_present, events, tuple(map(str, programs)))
        case _:
            raise ValueError("not a slot's state")


def pack_outcome(outcome: Outcome) -> bytes:
    """The outcome's name and its fields."""
    if isinstance(outcome, Diagnosis):
        content: list[Any] = [[f.check, f.health.value, f.measured, f.next_step] for f in outcome.findings]
    else:
        content = [_plain(getattr(outcome, field.name)) for field in fields(outcome)]
    return json.dumps([type(outcome).__name__, content]).encode()


def unpack_outcome(body: bytearray) -> Outcome:
    """The inverse of :func:`pack_outcome`. Raises ValueError for what is none."""
    match _loads(body):
        case ["Diagnosis", list() as content]:
            return Diagnosis(tuple(map(_finding, content)))
        case [str() as name, list() as content] if name in _OUTCOMES:
            kind = _OUTCOMES[name]
        case _:
            raise ValueError("not an outcome")
    wanted = get_type_hints(kind).values()
    values = [_value(value, hint) for value, hint in zip(content, wanted, strict=True)]
    outcome: Outcome = kind(*values)
    return outcome


def _loads(body: bytearray) -> object:
    try:
        return json.loads(body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _finding(content: object) -> Finding:
    match content:
        case [str() as check, str() as health, str() as measured, str() as next_step]:
            return Finding(check, Health(health), measured, next_step)
        case _:
            raise ValueError("not a finding")


def _value(plain: object, hint: type[Any]) -> object:
    """The inverse of :func:`_plain`."""
    if hint is bytes and isinstance(plain, str):
        return base64.b64decode(plain, validate=True)
    if hint is TokenKind:
        return TokenKind(plain)
    if type(plain) is not hint:
        raise ValueError(f"not a {hint.__name__}")
    return plain


def _plain(value: object) -> object:
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case TokenKind():
            return value.value
        case _:
            return value
