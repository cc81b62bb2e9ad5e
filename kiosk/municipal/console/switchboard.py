"""What the switchboard shows, in the words that residents see at the terminals. Pure but for queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kiosk.certificates import opening
from kiosk.certificates.kinds import RULES, Kind
from kiosk.certificates.opening import ClosedReason, Opening
from kiosk.municipal.availability.answer import (
    Restrictions,
    fee_of,
    is_holiday,
    offers_of,
    opening_of,
    restrictions_of,
)
from kiosk.municipal.availability.models import Fee, ServiceOffer
from kiosk.municipal.clock import wall_time
from kiosk.municipal.registry.models import Municipality

SCHEDULE_DAYS = 14

TITLES: dict[Kind, str | Promise] = {kind: gettext_lazy(rule.title) for kind, rule in RULES.items()}
"""The kinds' titles in the staff's language, by the shared rules' Japanese ones."""


class Shown(Enum):
    """A service's state in the resident's words."""

    OPEN = "open"
    PAUSED = "paused"
    OUTSIDE_HOURS = "outside-hours"

    @property
    def words(self) -> str | Promise:
        """受付中, 休止中 or 時間外."""
        return _WORDS[self]


_WORDS: dict[Shown, str | Promise] = {
    Shown.OPEN: gettext_lazy("受付中"),
    Shown.PAUSED: gettext_lazy("休止中"),
    Shown.OUTSIDE_HOURS: gettext_lazy("時間外"),
}


class DayState(Enum):
    """A day of the schedule."""

    OPEN = "open"
    CLOSURE = "closure"
    REST = "rest"


@dataclass(frozen=True)
class Row:
    """One service of the switchboard."""

    offer: ServiceOffer
    title: str | Promise
    shown: Shown
    is_on: bool
    fee: int | None
    fee_change: Fee | None
    reopens: datetime | None
    closures: tuple[opening.Closure, ...]
    schedule: tuple[DayState, ...]


@dataclass(frozen=True)
class NextChange:
    """The next moment at which a service opens or closes by itself."""

    moment: datetime
    title: str | Promise
    opens: bool


@dataclass(frozen=True)
class Switchboard:
    """The page."""

    rows: tuple[Row, ...]
    days: tuple[date, ...]
    open_count: int
    terminal_count: int
    next_change: NextChange | None
    year_end: tuple[date, date] | None


def shown(state: Opening) -> Shown:
    """The resident's word for a state."""
    if state.is_open:
        return Shown.OPEN
    return Shown.OUTSIDE_HOURS if state.reason is ClosedReason.OUTSIDE_HOURS else Shown.PAUSED


def title_of(offer: ServiceOffer) -> str | Promise:
    """The kind's title in the staff's language."""
    return TITLES[Kind(offer.kind)]


def switchboard(municipality: Municipality, now: datetime) -> Switchboard:
    """Everything the page shows of ``municipality`` at ``now``."""
    restrictions = restrictions_of(municipality, now)
    today = wall_time(now).date()
    days = tuple(today + timedelta(days=ahead) for ahead in range(SCHEDULE_DAYS))
    rows = tuple(_row(offer, restrictions, days, now) for offer in offers_of(municipality))
    return Switchboard(
        rows=rows,
        days=days,
        open_count=sum(row.shown is Shown.OPEN for row in rows),
        terminal_count=municipality.terminals.filter(revoked=False).count(),
        next_change=_next_change(rows, now),
        year_end=_coming_rest(restrictions.year_end, today),
    )


def _row(offer: ServiceOffer, restrictions: Restrictions, days: Sequence[date], now: datetime) -> Row:
    state = opening_of(offer, restrictions, None, now)
    today = days[0]
    paused = offer.paused and (offer.paused_until is None or offer.paused_until > now)
    changes = sorted((fee for fee in offer.fees.all() if fee.first > today), key=lambda fee: fee.first)
    closures = tuple(
        opening.Closure(wall_time(closure.begins), wall_time(closure.ends))
        for closure in restrictions.closures
        if closure.kind in ("", offer.kind) and closure.terminal_id is None
    )
    pauses = (
        [
            opening.Closure(
                wall_time(now), wall_time(offer.paused_until) if offer.paused_until else datetime.max
            )
        ]
        if paused
        else []
    )
    return Row(
        offer=offer,
        title=title_of(offer),
        shown=shown(state),
        is_on=not paused,
        fee=fee_of(offer, today),
        fee_change=changes[0] if changes else None,
        reopens=state.reopens,
        closures=closures,
        schedule=tuple(_day_state(offer, (*closures, *pauses), restrictions.year_end, day) for day in days),
    )


def _day_state(
    offer: ServiceOffer,
    closures: Sequence[opening.Closure],
    year_end: opening.YearEnd | None,
    day: date,
) -> DayState:
    begins, ends = datetime.combine(day, time.min), datetime.combine(day, time.max)
    if year_end is not None and year_end.covers(day):
        return DayState.REST
    if offer.weekdays_only and (day.weekday() >= 5 or is_holiday(day)):
        return DayState.REST
    if any(closure.begins <= ends and closure.ends > begins for closure in closures):
        return DayState.CLOSURE
    return DayState.OPEN


def _next_change(rows: Sequence[Row], now: datetime) -> NextChange | None:
    changes = []
    for row in rows:
        if row.shown is Shown.OPEN:
            closes = datetime.combine(wall_time(now).date(), row.offer.closes)
            begins = [closure.begins for closure in row.closures if closure.begins > wall_time(now)]
            changes.append(NextChange(min([closes, *begins]), row.title, opens=False))
        elif row.reopens is not None:
            changes.append(NextChange(row.reopens, row.title, opens=True))
    return min(changes, key=lambda change: change.moment, default=None)


def _coming_rest(year_end: opening.YearEnd | None, today: date) -> tuple[date, date] | None:
    if year_end is None:
        return None
    last = date(today.year, year_end.to_month, year_end.to_day)
    if today > last:
        last = date(today.year + 1, year_end.to_month, year_end.to_day)
    first_year = last.year - 1 if year_end.from_month > year_end.to_month else last.year
    return date(first_year, year_end.from_month, year_end.from_day), last
