"""What lies over a screen until it is answered."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.certificates.kinds import Kind


@dataclass(frozen=True)
class TimeRunningOut:
    """The visit ends in ``seconds`` unless the resident goes on."""

    seconds: int


@dataclass(frozen=True)
class SettingsDialog:
    """Language and look."""


@dataclass(frozen=True)
class HelpDialog:
    """What this screen wants, and whom to call."""


@dataclass(frozen=True)
class MyNumberDialog:
    """Show My Number on the paper? Asked each time before it is."""


@dataclass(frozen=True)
class ServiceClosedDialog:
    """A service that is off, or that this person can't have, was touched: why, and when it opens."""

    kind: Kind


Dialog = TimeRunningOut | SettingsDialog | HelpDialog | MyNumberDialog | ServiceClosedDialog
