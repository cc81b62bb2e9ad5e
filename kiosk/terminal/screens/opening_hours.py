"""What is open today, in words: pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.certificates.messages import Availability, Service
from kiosk.certificates.opening import ClosedReason
from kiosk.terminal.visit.states import State
from kiosk.terminal.words import Words

_BY_HOURS = frozenset({ClosedReason.OUTSIDE_HOURS, ClosedReason.YEAR_END})


@dataclass(frozen=True)
class Row:
    """One service or several, whether open, and until or from when: ``why`` and ``when`` of closed ones."""

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
    """The services, those of which the same is to be said together, named by their city hall where there are
    several."""
    rows: list[Row] = []
    for city, availability in _by_city(state, words):
        groups: dict[tuple[bool, str, str], list[Service]] = {}
        for service in availability.services:
            groups.setdefault((service.is_open, *_answer(service, words, now)), []).append(service)
        for (is_open, why, when), services in groups.items():
            rows.append(Row(" ".join(filter(None, (city, _named(services, words)))), is_open, why, when))
    return tuple(rows)


def _by_city(state: State, words: Words) -> Iterator[tuple[str, Availability]]:
    """Each city hall that answers, under its name where there are several."""
    offers = municipalities(state)
    for availability in offers:
        city = availability.municipality.name.in_language(words.language) if len(offers) > 1 else ""
        yield city, availability


def _named(services: Sequence[Service], words: Words) -> str:
    """One service by its name, several by their short ones: ``住民票・印鑑・所得の証明書``."""
    if len(services) == 1:
        return words.text(f"kind.{services[0].kind.value}.name")
    short = dict.fromkeys(words.text(f"kind.{service.kind.value}.short") for service in services)
    return words.text("welcome.several", names=words.listing(short))


def until_or_from(availability: Availability, words: Words, now: datetime) -> str:
    """Until when a city hall's services are open, or when the first of them opens; empty: not known."""
    closing = [service.closes for service in availability.services if service.is_open]
    if closing:
        return words.text("welcome.open_until", time=max(closing).removeprefix("0"))
    moments = [service.reopens for service in availability.services if service.reopens is not None]
    return words.opens(min(moments), now) if moments else ""


def weekly(state: State, words: Words) -> Iterator[tuple[str, str]]:
    """Names and opening hours, those with the same hours together."""
    for city, availability in _by_city(state, words):
        groups: dict[str, list[Service]] = {}
        for service in availability.services:
            hours = words.hours(service.opens, service.closes, weekdays_only=service.weekdays_only)
            groups.setdefault(hours, []).append(service)
        for hours, services in groups.items():
            yield " ".join(filter(None, (city, _named(services, words)))), hours


def _answer(service: Service, words: Words, now: datetime) -> tuple[str, str]:
    if service.is_open:
        return words.text("welcome.open_until", time=service.closes.removeprefix("0")), ""
    reason = service.reason or ClosedReason.PAUSED
    if reason is ClosedReason.OUTSIDE_HOURS and service.weekdays_only and now.weekday() >= 5:
        why = words.text("welcome.weekends_closed")
    else:
        why = words.text(f"closed.{reason.value}.short")
    return why, words.opens(service.reopens, now) if service.reopens else ""
