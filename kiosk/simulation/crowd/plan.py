"""What the residents of a crowd do, and what their lines do meanwhile: all decided by a seed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from typing import TypeVar

from kiosk.certificates.kinds import Kind, Scope
from kiosk.terminal.unattended import Wishes
from kiosk.terminal.visit import states
from kiosk.terminal.visit.states import Part, Screen


class Moment(StrEnum):
    """A point of a visit at which something can happen to it."""

    PLACING_CARD = "placing the card"
    READING_CARD = "reading the card"
    ENTERING_PIN = "entering the PIN"
    AUTHENTICATING = "authenticating"
    CHOOSING = "choosing"
    PREPARING = "preparing the paper"
    READY = "looking at the paper"
    OPENING_PAYMENT = "checking before money"
    PAYING = "paying"
    PRINTING = "printing"
    TAKING_PAPER = "taking the paper"


def moment_of(screen: Screen) -> Moment | None:
    """Which of them a screen is; None for those between."""
    match screen:
        case states.PlaceCard():
            return Moment.PLACING_CARD
        case states.ReadingCard():
            return Moment.READING_CARD
        case states.EnterPin():
            return Moment.ENTERING_PIN
        case states.Authenticating():
            return Moment.AUTHENTICATING
        case states.ChooseCertificate():
            return Moment.CHOOSING
        case states.Confirm(order=order):
            return Moment.PREPARING if order is None else Moment.READY
        case states.Pay(accepting=True):
            return Moment.PAYING
        case states.Pay(inserted=0, returning=False):
            return Moment.OPENING_PAYMENT
        case states.Printing():
            return Moment.PRINTING
        case states.TakePaper():
            return Moment.TAKING_PAPER
        case _:
            return None


class Conduct(StrEnum):
    """What a resident does otherwise than going straight through."""

    STRAIGHT = "straight through"
    CHANGES_MIND = "changed a choice"
    STOPS = "pressed stop"
    TAKES_CARD_EARLY = "took the card too early"
    WALKS_AWAY = "walked away"


class Weather(StrEnum):
    """What happens to the line. SLOW stays for a while; BROKEN breaks what it carries at that moment,
    BROKEN_IN_ANSWER the next answer in its middle; DOWN lasts until the visit has ended."""

    CLEAR = "clear"
    SLOW = "slow"
    BROKEN = "broken"
    BROKEN_IN_ANSWER = "broken in mid-answer"
    DOWN = "down"


@dataclass(frozen=True)
class Plan:
    """One visit. ``holder`` counts the terminal's own residents; ``wishes`` are wanted first, ``instead``
    by those who change their mind, with ``part`` of the confirm screen. ``coin`` is the first put in."""

    holder: int
    wishes: Wishes
    conduct: Conduct
    at: Moment
    part: Part
    instead: Wishes
    weather: Weather
    weather_at: Moment
    slow_seconds: float
    break_after: int
    clears_up: bool
    coin: int


_SLOWEST = 1.5
"""Seconds: with more a terminal, which waits three for a connection, would rightly be out of service."""

_CONDUCTS = {
    Conduct.STRAIGHT: 46,
    Conduct.CHANGES_MIND: 16,
    Conduct.STOPS: 14,
    Conduct.TAKES_CARD_EARLY: 8,
    Conduct.WALKS_AWAY: 16,
}
_MOMENTS = {
    Conduct.STRAIGHT: (Moment.TAKING_PAPER,),
    Conduct.CHANGES_MIND: (Moment.PREPARING, Moment.PREPARING, Moment.READY),
    Conduct.STOPS: (Moment.PREPARING, Moment.PREPARING, Moment.CHOOSING, Moment.READY, Moment.PAYING),
    Conduct.TAKES_CARD_EARLY: (Moment.READING_CARD, Moment.ENTERING_PIN, Moment.AUTHENTICATING),
    Conduct.WALKS_AWAY: (
        *(Moment.PLACING_CARD, Moment.READING_CARD, Moment.ENTERING_PIN, Moment.AUTHENTICATING),
        *(Moment.AUTHENTICATING, Moment.CHOOSING, Moment.PREPARING, Moment.PREPARING, Moment.READY),
        *(Moment.OPENING_PAYMENT, Moment.PAYING, Moment.TAKING_PAPER),
    ),
}
_WEATHERS = {
    Weather.CLEAR: 50,
    Weather.SLOW: 30,
    Weather.BROKEN: 8,
    Weather.BROKEN_IN_ANSWER: 8,
    Weather.DOWN: 4,
}
_WEATHER_MOMENTS = (
    *(Moment.AUTHENTICATING, Moment.CHOOSING, Moment.PREPARING, Moment.PREPARING),
    *(Moment.OPENING_PAYMENT, Moment.PRINTING),
)


def planned(random: Random, holders: int, last: Plan | None) -> Plan:
    """The next visit at a terminal that has so many residents of its own; nobody comes twice running."""
    others = [number for number in range(holders) if last is None or number != last.holder]
    wishes = _wishes(random)
    part, instead = _instead(random, wishes)
    conduct = _drawn(random, _CONDUCTS)
    return Plan(
        holder=random.choice(others),
        wishes=wishes,
        conduct=conduct,
        at=random.choice(_MOMENTS[conduct]),
        part=part,
        instead=instead,
        weather=_drawn(random, _WEATHERS),
        weather_at=random.choice(_WEATHER_MOMENTS),
        slow_seconds=random.uniform(0.1, _SLOWEST),
        break_after=random.choice((0, 1, 20, 400, 1400)),
        clears_up=random.random() < 0.5,
        coin=random.choice((1000, 500, 100)),
    )


def again(plan: Plan) -> Plan:
    """The same resident once more, straight through and in better weather."""
    return replace(plan, conduct=Conduct.STRAIGHT, at=Moment.TAKING_PAPER, weather=Weather.CLEAR)


_Drawn = TypeVar("_Drawn")


def _drawn(random: Random, weights: Mapping[_Drawn, int]) -> _Drawn:
    return random.choices(list(weights), list(weights.values()))[0]


def _wishes(random: Random) -> Wishes:
    if random.random() < 0.15:
        return Wishes(Kind.INCOME_TAX)
    scope = random.choice((Scope.SELF, Scope.SELF, Scope.HOUSEHOLD))
    return Wishes(Kind.RESIDENT_RECORD, scope=scope, copies=random.choice((1, 1, 1, 2)))


def _instead(random: Random, wishes: Wishes) -> tuple[Part, Wishes]:
    if wishes.kind is Kind.RESIDENT_RECORD and random.random() < 0.5:
        other = Scope.SELF if wishes.scope is Scope.HOUSEHOLD else Scope.HOUSEHOLD
        return Part.PERSONS, replace(wishes, scope=other)
    return Part.COPIES, replace(wishes, copies=3 - wishes.copies)
