"""What a screen may ask of the conductor: send events, hand on PIN digits, see the prepared paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kiosk.terminal.visit.events import Event


@dataclass(frozen=True)
class Picture:
    """A raster of ``width`` × ``height`` pixels, 4 bytes each (RGBA), top row first."""

    width: int
    height: int
    rgba: bytes

    def __repr__(self) -> str:
        return f"Picture({self.width}×{self.height})"


class Conversation(Protocol):
    """The screen's side of the conductor. Every call returns at once and may come from any thread."""

    def send(self, event: Event) -> None:
        """Something happened on the screen."""
        ...

    def enter_pin_digit(self, digit: int) -> None:
        """Put a digit into the PIN buffer; the state learns only that there is one more."""
        ...

    def delete_pin_digit(self) -> None:
        """Take the last digit out of the PIN buffer."""
        ...

    def clear_pin(self) -> None:
        """Empty the PIN buffer."""
        ...

    def preview(self, page: int, width: int, *, revealed: bool) -> Picture | None:
        """Page ``page`` (from 0) of the very paper that will be printed, ``width`` pixels wide; masked
        unless ``revealed``, and My Number masked always. None when no paper is prepared."""
        ...
