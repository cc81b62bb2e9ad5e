"""A slip printer in software that can run out of paper."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from drivers.diagnosis import Finding, Health
from drivers.slip.contract import Slip, SlipFailed, SlipPrinted, SlipPrinter


@dataclass(frozen=True)
class OutOfSlips:
    """The roll is empty from now on."""


class SimulatedSlipPrinter:
    """Remembers every slip it printed, and hands each on to ``onto`` where given (a folder, for the
    demo). Thread-safe."""

    def __init__(self, onto: SlipPrinter | None = None) -> None:
        self._onto = onto
        self._lock = threading.Lock()
        self._printed: dict[str, Slip] = {}
        self._empty = False

    def plan(self, fault: OutOfSlips) -> None:
        """Let this go wrong."""
        with self._lock:
            self._empty = True

    def clear(self) -> None:
        """Put a new roll in."""
        with self._lock:
            self._empty = False

    @property
    def slips(self) -> tuple[Slip, ...]:
        """The slips that came out, in order."""
        with self._lock:
            return tuple(self._printed.values())

    def issue(self, slip: Slip) -> SlipPrinted | SlipFailed:
        """A slip that is already out is not printed again, whatever went wrong since."""
        with self._lock:
            if slip.slip_id in self._printed:
                return SlipPrinted()
            if self._empty:
                return SlipFailed("the roll of slips is empty")
            outcome = SlipPrinted() if self._onto is None else self._onto.issue(slip)
            if isinstance(outcome, SlipPrinted):
                self._printed[slip.slip_id] = slip
            return outcome

    def diagnose(self) -> Sequence[Finding]:
        """Whether there is a roll."""
        with self._lock:
            empty = self._empty
        if empty:
            return (Finding("slip.paper", Health.FAULT, "the roll of slips is empty", "Put a new roll in."),)
        return (Finding("slip.paper", Health.OK, "there is paper for slips"),)
