"""The demo's city hall from nothing. Django is loaded only when it is built."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.municipal.configuration import Configuration
from kiosk.municipal.installation import create

_JAPAN = ZoneInfo("Asia/Tokyo")
DEMO_CLOCK = datetime(2026, 11, 24, 10, 24, tzinfo=_JAPAN)
"""A weekday at office hours, so that everything of a demonstration is open whenever it is shown."""


def _silent(step: str) -> None:
    """The report of a caller that shows none."""


def build_demo(
    directory: Path,
    *,
    clock: datetime | None = None,
    database: str | None = None,
    report: Callable[[str], None] = _silent,
) -> Configuration:
    """A new city hall in ``directory`` with both sample towns as of ``clock`` (aware; None: now), opened.

    Beside what every city hall has there are ``jpki/`` (roots and their revocation lists), ``cards/`` (a
    file for each of DEMO_CARDS), two enrolled terminals and a member of staff. ``database`` is as
    for every city hall; ``report`` is told each step. Raises ConfigurationError if there is a city hall
    already.
    """
    configuration = create(directory, clock=clock, database=database)
    from kiosk.simulation.town.furnishing import furnish

    furnish(configuration, (clock or datetime.now(_JAPAN)).astimezone(_JAPAN).date(), report)
    return configuration
