"""What the journal says of the terminal itself: alarms, whether it may serve, money of no order."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kiosk.certificates import failures
from kiosk.certificates.failures import Failure
from kiosk.certificates.messages import Alarm
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.terminal.visit.journal import TERMINAL, Entry, Journal, Line


@dataclass(frozen=True)
class Stray:
    """A coin or note that fell in when no order asked for it: it is somebody's, and staff's to settle."""

    found_at: datetime
    sequence: int
    yen: int


@dataclass(frozen=True)
class Standing:
    """The terminal by its journal. ``closed_by`` is why nobody may be served until a technician came;
    ``unreported`` are alarms that the city hall has not acknowledged; ``releases`` counts how often a
    technician has put the terminal back into service."""

    closed_by: Failure | None
    alarms: tuple[Alarm, ...]
    unreported: tuple[Alarm, ...]
    strays: tuple[Stray, ...]
    releases: int


def raise_alarm(
    journal: Journal,
    failure: Failure,
    municipality: MunicipalityCode,
    order_id: str | None,
    raised_at: datetime,
) -> None:
    """Write an alarm that has to be told to ``municipality``. It closes the terminal, over any restart,
    where the failure says so."""
    alarm = Alarm(
        alarm_id=secrets.token_hex(16),
        municipality=municipality,
        failure=failure.code,
        raised_at=raised_at,
        order_id=order_id,
    )
    journal.write(TERMINAL, Entry.ALARM, **alarm.model_dump(mode="json"))


def standing(lines: Iterable[Line]) -> Standing:
    """Add up ``lines`` of the terminal, in their order."""
    closed_by: Failure | None = None
    alarms: dict[str, Alarm] = {}
    reported: set[str] = set()
    strays: list[Stray] = []
    releases = 0
    for line in lines:
        match line.entry:
            case Entry.ALARM:
                alarm = Alarm.model_validate(dict(line.values))
                alarms[alarm.alarm_id] = alarm
                failure = failures.by_code(alarm.failure)
                closed_by = failure if failure.closes_terminal else closed_by
            case Entry.RELEASED:
                closed_by = None
                releases += 1
            case Entry.REPORTED:
                reported.add(str(line.values["alarm_id"]))
            case Entry.STRAY:
                sequence, yen = line.values["sequence"], line.values["yen"]
                strays.append(Stray(line.written_at, int(sequence or 0), int(yen or 0)))
            case _:
                raise ValueError(f"{line.entry} belongs to an order")
    unreported = tuple(alarm for alarm in alarms.values() if alarm.alarm_id not in reported)
    return Standing(closed_by, tuple(alarms.values()), unreported, tuple(strays), releases)
