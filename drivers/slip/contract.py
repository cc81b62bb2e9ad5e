"""What a terminal asks of the printer of receipts and claim slips. Pure: no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from drivers.diagnosis import Finding


@dataclass(frozen=True)
class Slip:
    """One slip of paper: a ready-drawn PDF page. ``slip_id`` is printed once for ever."""

    slip_id: str
    title: str
    pdf: bytes


@dataclass(frozen=True)
class SlipPrinted:
    """The slip is out."""


@dataclass(frozen=True)
class SlipFailed:
    """No slip came out; ``reason`` is for the technician."""

    reason: str


class SlipPrinter(Protocol):
    """The printer of receipts and claim slips; it never raises for what paper can do."""

    def issue(self, slip: Slip) -> SlipPrinted | SlipFailed:
        """Print one slip."""
        ...

    def diagnose(self) -> Sequence[Finding]:
        """The technician's check of this printer."""
        ...
