"""The event buffer of an acceptor (headers 229 and 159): a counter and the last five events. Pure.

The counter is 0 after power-up or reset only, then runs 1 … 255 and on at 1.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.cashbox.cctalk.headers import CREDIT_OR_ERROR_BYTES

BUFFERED = 5
_LAST = 255


@dataclass(frozen=True)
class Event:
    """``result``: coin or bill, 1 and up; 0 for anything else. ``detail``: the error code there, otherwise
    a coin's sorter path, and for a bill 0 stacked, 1 held in escrow."""

    result: int
    detail: int


@dataclass(frozen=True)
class Buffer:
    """What an acceptor answered: its counter, and its last events, the newest first."""

    counter: int
    latest: tuple[Event, ...]

    @classmethod
    def parse(cls, data: bytes) -> Buffer:
        """Raises ValueError for an answer of another length."""
        if len(data) != CREDIT_OR_ERROR_BYTES:
            raise ValueError(f"an event buffer has {CREDIT_OR_ERROR_BYTES} bytes, not {len(data)}")
        pairs = zip(data[1::2], data[2::2], strict=True)
        return cls(data[0], tuple(Event(result, detail) for result, detail in pairs))


@dataclass(frozen=True)
class NewEvents:
    """What happened since the last reading, the oldest first; ``lost`` events fell out of the buffer."""

    events: tuple[Event, ...] = ()
    lost: int = 0


@dataclass(frozen=True)
class Restarted:
    """The acceptor was without power, or was reset: it has forgotten its events and its inhibits."""


def since(previous: int | None, buffer: Buffer) -> NewEvents | Restarted:
    """What ``buffer`` tells beyond the counter ``previous``; None where it was never read before, and what
    happened until then is nobody's."""
    if previous is None:
        return NewEvents()
    if buffer.counter == 0:
        return Restarted() if previous else NewEvents()
    happened = (buffer.counter - previous) % _LAST if previous else buffer.counter
    fresh = min(happened, BUFFERED)
    return NewEvents(tuple(reversed(buffer.latest[:fresh])), happened - fresh)


def following(counter: int) -> int:
    """The counter after one more event."""
    return counter % _LAST + 1
