"""The form in which each device reports its own health to the technician."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Health(Enum):
    """良好 / 注意 / 異常."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True)
class Finding:
    """One checked thing: what was measured and what to do about it.

    ``check`` is a stable id such as ``card.reader``; ``measured`` and ``next_step`` are sentences for
    the technician and hold no personal data.
    """

    check: str
    health: Health
    measured: str
    next_step: str = ""
