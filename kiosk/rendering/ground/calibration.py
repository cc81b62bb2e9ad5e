"""How the copy-evident ground is made for one printer.

Fine dots are too small for a copier, which loses them, and coarse dots are not: what is drawn in coarse dots
in a field of fine dots is invisible while both cover the paper alike, and appears on a copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

RESOLUTION = 600
"""Printer pixels per inch; the ground is right only where one of its pixels is one of the printer's."""

TOLERANCE = 0.004
"""By how much the share of ink under coarse dots may miss what is asked for: they have whole pixels."""


@dataclass(frozen=True)
class Calibration:
    """Dots in printer pixels: squares of ``fine_dot`` a side every ``fine_pitch``, and coarse dots every
    ``coarse_pitch`` that are as large as it takes to cover the paper alike.

    ``balance`` is how much ink a coarse dot has in percent of that: fine dots grow more in printing than
    coarse ones, and where they do, even fields take more than 100. Raises ValueError.
    """

    fine_dot: int = 1
    fine_pitch: int = 4
    coarse_pitch: int = 16
    balance: int = 100

    def __post_init__(self) -> None:
        if not 1 <= self.fine_dot < self.fine_pitch < self.coarse_pitch <= 64:
            raise ValueError("dots are smaller than their pitch, fine pitches than coarse ones")
        if self.coarse_pitch % self.fine_pitch:
            raise ValueError("the coarse pitch is no multiple of the fine one")
        if not 50 <= self.balance <= 300:
            raise ValueError(f"balance {self.balance} is not between 50 and 300")
        if self.coarse_pixels > (self.coarse_pitch - 2) ** 2:
            raise ValueError("coarse dots would touch each other")
        wanted = self.fine_coverage * self.balance / 100
        if abs(self.coarse_coverage - wanted) > TOLERANCE:
            raise ValueError(f"coarse dots cover {self.coarse_coverage:.4f} instead of {wanted:.4f}")

    @property
    def fine_coverage(self) -> float:
        """Share of the paper under fine dots."""
        return (self.fine_dot / self.fine_pitch) ** 2

    @property
    def coarse_pixels(self) -> int:
        """Pixels of one coarse dot."""
        return round(self.fine_coverage * self.coarse_pitch**2 * self.balance / 100)

    @property
    def coarse_coverage(self) -> float:
        """Share of the paper under coarse dots."""
        return self.coarse_pixels / self.coarse_pitch**2


STANDARD = Calibration()
"""1-pixel dots at pitch 4 beside 16-pixel dots at pitch 16: 6.25 % each."""

_DOTS = ((1, 4, 16), (1, 4, 12), (1, 5, 20), (1, 5, 15), (2, 8, 24))
_BALANCES = (80, 100, 125, 160, 200)

CHOICES: Mapping[int, Calibration] = MappingProxyType(
    {
        number: Calibration(*dots, balance)
        for number, (dots, balance) in enumerate(
            ((dots, balance) for dots in _DOTS for balance in _BALANCES), start=1
        )
    }
)
"""The numbered fields of the calibration sheet, row by row. Terminals are configured by number, so a number
keeps its meaning for ever."""

STANDARD_CHOICE = next(number for number, choice in CHOICES.items() if choice == STANDARD)
