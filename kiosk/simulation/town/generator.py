"""A whole town from a seed. Pure: the same seed, day and size give the same people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from random import Random

from kiosk.simulation.town.assessments import assessments_of, newest_fiscal_year
from kiosk.simulation.town.families import Families
from kiosk.simulation.town.households import Numbers
from kiosk.simulation.town.instalments import instalments_of
from kiosk.simulation.town.places import Place
from kiosk.simulation.town.recorder import HomeWithCards
from kiosk.simulation.town.records import AssessedYear, Home, Town
from kiosk.simulation.town.registers import registers_of
from kiosk.simulation.town.residents_with_cards import homes_with_cards
from kiosk.simulation.town.seals import seals_of

ASSESSED_YEARS = 4
_CENTENARIANS_EVERY = 600


def generate_town(place: Place, *, seed: int, today: date, people: int) -> Town:
    """``place`` with exactly ``people`` residents as of ``today``, those with demo cards among them,
    their assessments of the four newest fiscal years, what they paid, their seals and family registers.

    Raises ValueError when the residents with cards alone are more than that.
    """
    numbers = Numbers()
    with_cards = homes_with_cards(place, today, numbers)
    homes = [entry.home for entry in with_cards]
    left = people - sum(len(home.people) for home in homes)
    if left < 0:
        raise ValueError(f"{place.name_ja}: {people} people are fewer than those with cards")
    families = Families(Random(f"{seed}/{place.code}"), place, today, numbers)
    for _ in range(min(left, people // _CENTENARIANS_EVERY)):
        homes.append(families.centenarian())
        left -= 1
    while left > 0:
        home = families.any() if left > 8 else families.single()
        homes.append(home)
        left -= len(home.people)
    newest = newest_fiscal_year(today)
    own_seed = f"{seed}/{place.code}"
    assessments = _assessments(place, homes, with_cards, own_seed, newest)
    return Town(
        place,
        tuple(homes),
        assessments,
        {stem: number for entry in with_cards for stem, number in entry.holders.items()},
        seals=tuple(seals_of(with_cards, today)),
        instalments=tuple(
            instalments_of(
                assessments,
                newest,
                today,
                in_arrears=_those(entry.in_arrears for entry in with_cards),
                on_its_way=_those(entry.on_its_way for entry in with_cards),
            )
        ),
        registers=tuple(
            registers_of(place, homes, own_seed, today, _those(entry.in_process for entry in with_cards))
        ),
    )


def _those(people: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*people)


def _assessments(
    place: Place, homes: list[Home], with_cards: tuple[HomeWithCards, ...], seed: str, newest: int
) -> tuple[AssessedYear, ...]:
    means = {number: held for entry in with_cards for number, held in entry.means.items()}
    undeclared = _those(entry.undeclared for entry in with_cards)
    stopped = _those(entry.issue_stopped for entry in with_cards)
    years = range(newest - ASSESSED_YEARS + 1, newest + 1)
    return tuple(
        replace(
            assessed,
            declared=assessed.person not in undeclared,
            issue_stopped=assessed.person in stopped,
            amounts={} if assessed.person in undeclared else assessed.amounts,
        )
        for home in homes
        for assessed in assessments_of(home, place, years, seed, means)
    )
