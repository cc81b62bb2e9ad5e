"""What happens in one visit, and when its terminal is killed: drawn from a seed. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle, product
from random import Random

from kiosk.certificates.kinds import RULES, Group, Kind, Scope
from kiosk.terminal.unattended import Wishes
from kiosk.terminal.visit.journal import Entry


class Side(StrEnum):
    """Of the journal's line at which a terminal is killed."""

    BEFORE = "before"
    AFTER = "after"


class Part(StrEnum):
    """What of a terminal writes a line of the journal."""

    RECOVERY = "recovery"
    VISIT = "visit"
    COURIER = "courier"


@dataclass(frozen=True)
class AtLine:
    """Killed at the ``number``-th line (from 1) that the process writes; counted are only those of
    ``entry`` and by ``part``, where given."""

    side: Side
    number: int
    entry: Entry | None = None
    part: Part | None = None


@dataclass(frozen=True)
class AtMoment:
    """Killed when this ``fraction`` of the length of a visit is over."""

    fraction: float


@dataclass(frozen=True)
class NotKilled:
    """The process ends by itself."""


Kill = AtLine | AtMoment | NotKilled


class Purse(StrEnum):
    """What the payer puts in, as long as something is missing."""

    EXACT = "exact"
    SMALL_COINS = "small coins"
    LARGE_COIN = "¥500"
    NOTE = "¥1,000"


class Mishap(StrEnum):
    """What goes wrong at the devices or on the line."""

    NONE = "none"
    HOPPERS_EMPTY = "hoppers empty"
    HOPPERS_JAM = "hoppers jam"
    PAPER_JAM = "paper jam"
    PAPER_OUT = "paper out"
    JOB_ABORTED = "job aborted"
    CUT_WHEN_PAYING = "line cut when paying"
    CUT_WHEN_PRINTING = "line cut when printing"


@dataclass(frozen=True)
class VisitPlan:
    """One visit. ``card`` is the stem of a demo card; ``stops_after`` the pieces of money after which the
    payer stops, None where they pay; ``dropped`` a coin that is put in at the very instant of the kill;
    ``payer_waits`` the seconds for which the next process takes the payer to be there; ``sheet`` the one
    that a printer's fault is met at, cleared ``cleared_after`` seconds later or, where ``stays``, only when
    the terminal was killed and began anew."""

    card: str
    wishes: Wishes
    purse: Purse
    stops_after: int | None
    dropped: int | None
    payer_waits: int
    mishap: Mishap
    sheet: int
    cleared_after: float
    stays: bool
    kill: Kill


CARDS = {"hanako": Scope.SELF, "ichiro": Scope.HOUSEHOLD, "five": Scope.HOUSEHOLD}
"""Demo cards with the PIN 1234, and what is asked for with them: one, one and two sheets a copy."""

KINDS = tuple(kind for kind in Kind if RULES[kind].group is Group.HOUSEHOLD)
"""What each of them may have at any hour of a terminal; family registers are issued on office days only."""

STEPS = (
    (Entry.PREPARED, Part.VISIT),
    (Entry.ACCEPTING, Part.VISIT),
    (Entry.INSERTED, Part.VISIT),
    (Entry.INSERTED, Part.RECOVERY),
    (Entry.PAYING_OUT, Part.VISIT),
    (Entry.PAYING_OUT, Part.RECOVERY),
    (Entry.PAID_OUT, Part.VISIT),
    (Entry.PAID_OUT, Part.RECOVERY),
    (Entry.SPOOLING, Part.VISIT),
    (Entry.SHEET, Part.VISIT),
    (Entry.ENDED, Part.VISIT),
    (Entry.ENDED, Part.RECOVERY),
    (Entry.REPORTED, Part.COURIER),
)
"""Every line that a journal gets for an order in its way, and who writes it."""

_UNHEARD = AtLine(Side.BEFORE, 1, Entry.INSERTED, Part.VISIT)
"""A kill that leaves all that recovery can have to do: money that the journal has not heard of."""

ROUND = 2 * sum(2 if part is Part.RECOVERY else 1 for _, part in STEPS)
"""So many visits make the first round."""

_LINES = 16
"""At least as many lines as recovery and a visit write together."""


def courses(random: Random) -> Iterator[tuple[VisitPlan, ...]]:
    """Endless courses of visits, each at one terminal. First a round: killed before and after each step.
    Then, of each six visits, two are killed at their next line in turn, three at a random moment, and one
    is left alone."""
    for (entry, part), side in product(STEPS, Side):
        killed = _drawn(random, AtLine(side, 1, entry, part))
        yield (_drawn(random, _UNHEARD), killed) if part is Part.RECOVERY else (killed,)
    by_number = (AtLine(side, number) for number, side in cycle(product(range(1, _LINES + 1), Side)))
    while True:
        for kill in (
            next(by_number),
            AtMoment(random.random()),
            AtMoment(random.random()),
            next(by_number),
            AtMoment(random.random()),
            NotKilled(),
        ):
            yield (_drawn(random, kill),)


def is_aimed(kill: Kill) -> bool:
    """Whether a step is meant, and not just any line or moment."""
    return isinstance(kill, AtLine) and kill.entry is not None


def _drawn(random: Random, kill: Kill) -> VisitPlan:
    card = random.choice(list(CARDS))
    kind = random.choice(KINDS)
    copies = random.randint(1, 3)
    mishap = random.choice(list(Mishap)) if random.random() < 0.3 else Mishap.NONE
    purse = random.choice(list(Purse))
    stops_after = random.randint(0, 2) if random.random() < 0.12 else None
    dropped = random.choice((10, 50, 100, 500)) if random.random() < 0.5 else None
    payer_waits = random.choice((0, 120))
    if is_aimed(kill):
        # A step has to come: money is put in, more than enough, and goes back after a kill.
        mishap, stops_after, purse = Mishap.NONE, None, Purse.NOTE
        copies, dropped, payer_waits = 2, 100, 120
    return VisitPlan(
        card=card,
        wishes=Wishes(kind=kind, scope=CARDS[card], copies=copies),
        purse=purse,
        stops_after=stops_after,
        dropped=dropped,
        payer_waits=payer_waits,
        mishap=mishap,
        sheet=random.randint(1, copies),
        cleared_after=random.uniform(0.0, 1.0),
        stays=random.random() < 0.5,
        kill=kill,
    )
