"""Writing down, not drawing, the households to which the demo's cards belong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any

from kiosk.simulation.town.households import Founding, Numbers
from kiosk.simulation.town.levies import Means
from kiosk.simulation.town.names import Name
from kiosk.simulation.town.places import Place, full_width
from kiosk.simulation.town.records import Home


@dataclass(frozen=True)
class HomeWithCards:
    """A household and whose cards are there: stem of the card file → 宛名番号. ``means`` sets what
    somebody earns; for ``undeclared`` and ``issue_stopped`` people the tax office gives nothing out, those
    ``in_arrears`` have not paid, the payment of those ``on_its_way`` is not recorded yet. Every holder has
    a seal registered, but for those ``without_seal``, and with the card as seal card, but for those
    ``without_seal_card``; a register ``in_process`` has a notification to it."""

    home: Home
    holders: Mapping[str, str]
    means: Mapping[str, Means] = field(default_factory=dict)
    undeclared: frozenset[str] = frozenset()
    issue_stopped: frozenset[str] = frozenset()
    in_arrears: frozenset[str] = frozenset()
    on_its_way: frozenset[str] = frozenset()
    without_seal: frozenset[str] = frozenset()
    without_seal_card: frozenset[str] = frozenset()
    seal_status: Mapping[str, str] = field(default_factory=dict)
    in_process: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Recorder:
    """Writes households down, each completed by random numbers of its own."""

    place: Place
    today: date
    numbers: Numbers

    def found(self, stem: str, family: Name, address: str, **stay: Any) -> Founding:
        """A household at an address of the town, its family register kept here."""
        whole = f"{self.place.prefecture}{self.place.name_ja}{address}"
        founding = Founding(
            Random(f"resident with card/{stem}"),
            self.place,
            self.today,
            whole,
            family,
            numbers=self.numbers,
            **stay,
        )
        lot = Random(f"domicile/{stem}")
        district, number = lot.choice(self.place.districts), full_width(lot.randrange(1, 1800))
        founding.domicile = f"{self.place.prefecture}{self.place.name_ja}{district}{number}番地"
        return founding

    def alone(
        self, stem: str, family: Name, given: Name, sex: str, birth_date: date, address: str, **more: Any
    ) -> HomeWithCards:
        """Somebody living alone, whose card ``stem`` is."""
        household = self.found(stem, family, address, arrived=date(2016, 4, 1))
        household.add("世帯主", given, sex, birth_date, **more)
        return home_of(household, {stem: 0})

    def taxpayer(
        self, stem: str, family: Name, given: Name, sex: str, birth_date: date, address: str
    ) -> tuple[HomeWithCards, str]:
        """Somebody living alone who pays the resident tax themselves, and their 宛名番号."""
        found = self.alone(stem, family, given, sex, birth_date, address)
        number = found.holders[stem]
        return replace(found, means={number: Means(business_income=2_600_000)}), number

    def years_ago(self, years: int) -> date:
        """About this day, so many years before."""
        return self.today.replace(year=self.today.year - years, day=min(self.today.day, 28))


def home_of(household: Founding, holders: Mapping[str, int], **more: Any) -> HomeWithCards:
    """The finished household; ``holders`` says by place in it whose a card is, ``more`` are its stories."""
    people = household.people
    return HomeWithCards(
        household.finish(), {stem: people[index].number for stem, index in holders.items()}, **more
    )
