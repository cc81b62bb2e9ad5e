"""What is open today, in words: pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.certificates.messages import Availability, Service
from kiosk.certificates.opening import ClosedReason
from kiosk.terminal.visit.states import State
from kiosk.terminal.words import Words

_BY_HOURS = frozenset({ClosedReason.OUTSIDE_HOURS, ClosedReason.YEAR_END})


@dataclass(frozen=True)
class Row:
    """A service, whether it is open, and until or from when: ``why`` and ``when`` a closed one."""

    name: str
    is_open: bool
    why: str
    when: str = ""


def municipalities(state: State) -> tuple[Availability, ...]:
    """What each city hall that answers offers, in the terminal's order."""
    held = state.terminal.availability
    return tuple(held[code] for code in state.terminal.municipalities if code in held)


def everything_closed(state: State) -> bool:
    """Whether every service of every city hall is closed by its hours."""
    services = [service for availability in municipalities(state) for service in availability.services]
    return bool(services) and all(not service.is_open and service.reason in _BY_HOURS for service in services)


def next_opening(state: State) -> datetime | None:
    """When the first service opens again."""
    moments = [
        service.reopens
        for availability in municipalities(state)
        for service in availability.services
        if service.reopens is not None
    ]
    return min(moments, default=None)


def is_tomorrow(moment: datetime, now: datetime) -> bool:
    """Whether ``moment`` is on the day after ``now``."""
    return moment.date() == now.date() + timedelta(days=1)


def today(state: State, words: Words, now: datetime) -> tuple[Row, ...]:
    """Every service, named by its city hall where there are several."""
    offers = municipalities(state)
    rows: list[Row] = []
    for availability in offers:
        city = availability.municipality.name.in_language(words.language) if len(offers) > 1 else ""
        for service in availability.services:
            name = words.text(f"kind.{service.kind.value}.name")
            why, when = _answer(service, words, now)
            rows.append(Row(" ".join(filter(None, (city, name))), service.is_open, why, when))
    return tuple(rows)


def until_or_from(availability: Availability, words: Words, now: datetime) -> str:
    """Until when a city hall's services are open, or when the first of them opens; empty: not known."""
    closing = [service.closes for service in availability.services if service.is_open]
    if closing:
        return words.text("welcome.open_until", time=max(closing).removeprefix("0"))
    moments = [service.reopens for service in availability.services if service.reopens is not None]
    return words.opens(min(moments), now) if moments else ""


def weekly(state: State, words: Words) -> Iterator[tuple[str, str]]:
    """Names and opening hours, those with the same hours together."""
    offers = municipalities(state)
    for availability in offers:
        city = availability.municipality.name.in_language(words.language) if len(offers) > 1 else ""
        groups: dict[str, list[str]] = {}
        for service in availability.services:
            hours = words.hours(service.opens, service.closes, weekdays_only=service.weekdays_only)
            groups.setdefault(hours, []).append(words.text(f"kind.{service.kind.value}.name"))
        for hours, names in groups.items():
            yield " ".join(filter(None, (city, words.listing(names)))), hours


def _answer(service: Service, words: Words, now: datetime) -> tuple[str, str]:
    if service.is_open:
        return words.text("welcome.open_until", time=service.closes.removeprefix("0")), ""
    reason = service.reason or ClosedReason.PAUSED
    if reason is ClosedReason.OUTSIDE_HOURS and service.weekdays_only and now.weekday() >= 5:
        why = words.text("welcome.weekends_closed")
    else:
        why = words.text(f"closed.{reason.value}.short")
    return why, words.opens(service.reopens, now) if service.reopens else ""
