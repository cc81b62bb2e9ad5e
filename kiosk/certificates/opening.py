"""When a service is open: weekly hours, year-end, closures. Pure: the moment is handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

IsHoliday = Callable[[date], bool]
"""Whether a day is a public holiday (国民の祝日に関する法律)."""

_SEARCH_DAYS = 60


class ClosedReason(StrEnum):
    """Why a service is off, as the resident is told."""

    PAUSED = "paused"
    OUTSIDE_HOURS = "outside-hours"
    CLOSURE = "closure"
    YEAR_END = "year-end"


@dataclass(frozen=True)
class Hours:
    """Daily hours; ``weekdays_only`` keeps office days (Monday to Friday, no holidays)."""

    opens: time
    closes: time
    weekdays_only: bool = False


@dataclass(frozen=True)
class Closure:
    """休止 from ``begins`` until just before ``ends`` (local time of the municipality)."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class YearEnd:
    """年末年始: closed from month/day through month/day of the next year, both included."""

    from_month: int = 12
    from_day: int = 29
    to_month: int = 1
    to_day: int = 3

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies in the rest."""
        month_day = (day.month, day.day)
        return month_day >= (self.from_month, self.from_day) or month_day <= (self.to_month, self.to_day)


@dataclass(frozen=True)
class Opening:
    """Whether a service is open at a moment; if not, why and when it opens next (None: not within
    the coming weeks, or not before somebody switches it on)."""

    is_open: bool
    reason: ClosedReason | None = None
    reopens: datetime | None = None


def opening_at(
    moment: datetime,
    *,
    hours: Hours,
    closures: Iterable[Closure],
    year_end: YearEnd | None,
    paused: bool,
    is_holiday: IsHoliday,
) -> Opening:
    """The state of a service at ``moment`` (naive local time of the municipality)."""
    if paused:
        return Opening(False, ClosedReason.PAUSED)
    closures = tuple(closures)

    def reason_at(when: datetime) -> ClosedReason | None:
        if any(closure.begins <= when < closure.ends for closure in closures):
            return ClosedReason.CLOSURE
        day = when.date()
        if year_end is not None and year_end.covers(day):
            return ClosedReason.YEAR_END
        if hours.weekdays_only and (day.weekday() >= 5 or is_holiday(day)):
            return ClosedReason.OUTSIDE_HOURS
        if not hours.opens <= when.time() < hours.closes:
            return ClosedReason.OUTSIDE_HOURS
        return None

    reason = reason_at(moment)
    if reason is None:
        return Opening(True)
    starts = [closure.ends for closure in closures if closure.ends > moment]
    starts += [
        datetime.combine(moment.date() + timedelta(days=ahead), hours.opens) for ahead in range(_SEARCH_DAYS)
    ]
    for start in sorted(starts):
        if start > moment and reason_at(start) is None:
            return Opening(False, reason, start)
    return Opening(False, reason)
