"""What can go wrong on the line. Faults of single devices are planned at the devices themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LineTrouble(StrEnum):
    """What happens to one exchange."""

    DEAF = "deaf"
    """The command gets lost: no device hears it."""

    LOST_REPLY = "lost-reply"
    """The device obeys, but its whole reply gets lost."""

    LOST_BYTE = "lost-byte"
    """One byte of the reply gets lost."""

    CORRUPTED = "corrupted"
    """One bit of the reply's checksum turns."""

    TWICE = "twice"
    """The reply comes twice."""


@dataclass
class LineFault:
    """``trouble`` befalls the next ``times`` exchanges with ``header``, or with any where that is None."""

    trouble: LineTrouble
    times: int = 1
    header: int | None = None


class LineFaults:
    """The planned faults, each used up as it strikes."""

    def __init__(self) -> None:
        self._planned: list[LineFault] = []

    def plan(self, fault: LineFault) -> None:
        """Let this happen."""
        self._planned.append(fault)

    def clear(self) -> None:
        """Let nothing more happen."""
        self._planned.clear()

    def strike(self, header: int) -> LineTrouble | None:
        """The trouble of this exchange."""
        for fault in self._planned:
            if fault.times and fault.header in (None, header):
                fault.times -= 1
                return fault.trouble
        return None
