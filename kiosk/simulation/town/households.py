"""Founding a household: everything that follows from who lives together since when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from kiosk.simulation.town.my_numbers import impossible_my_number
from kiosk.simulation.town.names import Name
from kiosk.simulation.town.places import Place, address_elsewhere, domicile
from kiosk.simulation.town.records import Home, Person

FOREIGN_REGISTRATION_BEGAN = date(2012, 7, 9)
"""Since this day foreign residents are in the resident registry (平成21年法律第77号)."""


class Numbers:
    """Hands out 宛名番号 and 世帯番号 of one town, in order."""

    def __init__(self) -> None:
        self._people: Iterator[int] = count(1)
        self._homes: Iterator[int] = count(1)

    def next_person(self) -> str:
        """A 宛名番号 that nobody has yet."""
        return f"{next(self._people):010d}"

    def next_home(self) -> str:
        """A 世帯番号 that no household has yet."""
        return f"{next(self._homes):08d}"


@dataclass
class Founding:
    """A household in the making.

    ``arrived`` is the day on which the family moved into the town, None for one that was born here;
    ``moved_within`` the day on which it took its present address, None when it never moved in town.
    """

    random: Random
    place: Place
    today: date
    address: str
    family: Name
    arrived: date | None = None
    moved_within: date | None = None
    numbers: Numbers = field(default_factory=Numbers)
    people: list[Person] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.from_address = address_elsewhere(self.random)
        self.domicile = domicile(self.random, self.place)
        self.head_of_register = ""
        self._notices: dict[date, date] = {}

    def add(
        self,
        relationship: str,
        given: Name,
        sex: str,
        birth_date: date,
        *,
        family: Name | None = None,
        **more: Any,
    ) -> Person:
        """Add a Japanese member; ``more`` overrides or completes what follows from the household."""
        family = family or self.family
        name = f"{family.written}　{given.written}"
        self.head_of_register = self.head_of_register or name
        return self._append(
            relationship,
            birth_date,
            {
                "name": name,
                "furigana": f"{family.read}　{given.read}",
                "sex": sex,
                "domicile": self.domicile,
                "head_of_register": self.head_of_register,
                **self._stay(birth_date, birth_date),
                **more,
            },
        )

    def add_foreign(self, relationship: str, name: str, sex: str, birth_date: date, **more: Any) -> Person:
        """Add a foreign member; ``more`` holds at least nationality and status of residence."""
        earliest = max(birth_date, FOREIGN_REGISTRATION_BEGAN)
        stay = self._stay(birth_date, earliest)
        return self._append(
            relationship, birth_date, {"name": name, "furigana": "", "sex": sex, **stay, **more}
        )

    def finish(self) -> Home:
        """The household as it stands."""
        return Home(self.numbers.next_home(), self.address, tuple(self.people))

    def _append(self, relationship: str, birth_date: date, items: dict[str, Any]) -> Person:
        person = Person(
            number=self.numbers.next_person(),
            order_in_household=len(self.people) + 1,
            relationship=relationship,
            birth_date=birth_date,
            my_number=impossible_my_number(self.random),
            **items,
        )
        self.people.append(person)
        return person

    def _stay(self, birth_date: date, earliest: date) -> dict[str, Any]:
        """When somebody became a resident, took this address and gave notice (法 第22条: in 14 days)."""
        arrived = self.arrived if self.arrived is not None and self.arrived > birth_date else None
        became = max(arrived or earliest, earliest)
        moved = self.moved_within if self.moved_within is not None and self.moved_within > became else None
        noticed = moved or arrived
        return {
            "became_resident_on": became,
            "address_since": moved,
            "notified_on": None if noticed is None else self._notice_of(max(noticed, became)),
            "previous_address": self.from_address if arrived is not None else "",
        }

    def _notice_of(self, moved: date) -> date:
        """A household that moves together gives one notice."""
        noticed = min(moved + timedelta(days=self.random.randrange(0, 15)), self.today)
        return self._notices.setdefault(moved, noticed)
