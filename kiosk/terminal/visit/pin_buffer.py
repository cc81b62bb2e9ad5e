"""Where the digits of a PIN are while they are entered."""

from __future__ import annotations

from drivers.card.contract import PIN_LENGTH, Pin


class PinBuffer:
    """Four places for digits, overwritten whenever they are not needed any more."""

    def __init__(self) -> None:
        self._digits = bytearray(PIN_LENGTH)
        self._count = 0

    def append(self, digit: int) -> None:
        """Keep one more digit (0–9). Raises ValueError when four are in, quoting none."""
        if self._count == PIN_LENGTH or not 0 <= digit <= 9:
            raise ValueError("a PIN is four digits")
        self._digits[self._count] = 0x30 + digit
        self._count += 1

    def delete(self) -> None:
        """Overwrite the last digit."""
        if self._count:
            self._count -= 1
            self._digits[self._count] = 0

    def wipe(self) -> None:
        """Overwrite all digits."""
        for index in range(PIN_LENGTH):
            self._digits[index] = 0
        self._count = 0

    def take(self) -> Pin:
        """The Pin, over the very bytes of this buffer, which begins anew with others."""
        pin = Pin(self._digits)
        self._digits = bytearray(PIN_LENGTH)
        self._count = 0
        return pin

    def __repr__(self) -> str:
        return "PinBuffer(••••)"
