"""The kinds of households that a town has, each drawn at random."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from kiosk.simulation.town.foreigners import (
    FAMILY_STATUS,
    KOREAN_FAMILIES,
    NATIONALITIES,
    SPOUSE_STATUS,
    WORKING_STATUSES,
    special_permanent_stay,
    stay_under,
)
from kiosk.simulation.town.households import Founding, Numbers
from kiosk.simulation.town.names import given_name, surname
from kiosk.simulation.town.places import Place, address_in
from kiosk.simulation.town.records import Home, age_on

_DAYS_OF_A_YEAR = 365.2425
_OLDEST = 106


class Families:
    """Draws households of ``place`` as of ``today``; the same ``random`` gives the same ones."""

    def __init__(self, random: Random, place: Place, today: date, numbers: Numbers) -> None:
        self._random = random
        self._place = place
        self._today = today
        self._numbers = numbers

    def any(self) -> Home:
        """A household of one of the kinds, as often as towns have them."""
        kinds: dict[Callable[[], Founding], int] = {
            self._young_single: 15,
            self._single: 10,
            self._old_single: 12,
            self._couple: 21,
            self._couple_with_children: 26,
            self._single_parent: 7,
            self._three_generations: 5,
            self._mixed_couple: 1,
            self._foreign_single: 2,
            self._foreign_family: 1,
            self._special_permanent: 1,
        }
        found = self._random.choices(list(kinds), weights=list(kinds.values()))[0]
        return self._touched(found()).finish()

    def single(self) -> Home:
        """One person living alone."""
        return self._touched(self._single()).finish()

    def centenarian(self) -> Home:
        """Somebody born in 大正, living alone."""
        household = self._found(self._random.randrange(30, 70))
        self._add_head(household, self._random.choice("男女女女"), self._birth(100, _OLDEST - 2))
        return household.finish()

    def _birth(self, youngest: float, oldest: float) -> date:
        days = self._random.uniform(youngest * _DAYS_OF_A_YEAR, oldest * _DAYS_OF_A_YEAR)
        return self._today - timedelta(days=int(days))

    def _birth_near(self, other: date, younger_by: int, spread: int) -> date:
        days = self._random.gauss(younger_by, spread / 2) * _DAYS_OF_A_YEAR
        return other + timedelta(days=int(days))

    def _found(self, longest_stay: float) -> Founding:
        arrived = None
        if self._random.random() < 0.62:
            arrived = self._birth(0.1, max(longest_stay, 0.2))
        moved_within = self._birth(0.1, max(longest_stay, 0.2)) if self._random.random() < 0.4 else None
        return Founding(
            self._random,
            self._place,
            self._today,
            address_in(self._random, self._place),
            surname(self._random),
            arrived,
            moved_within,
            self._numbers,
        )

    def _add_head(self, household: Founding, sex: str, birth_date: date) -> None:
        household.add("世帯主", given_name(self._random, sex, birth_date.year), sex, birth_date)

    def _add(self, household: Founding, relationship: str, sex: str, birth_date: date) -> None:
        household.add(relationship, given_name(self._random, sex, birth_date.year), sex, birth_date)

    def _touched(self, household: Founding) -> Founding:
        """A few people keep an old name beside the new one, a few have not yet registered furigana."""
        for index, person in enumerate(household.people):
            if person.nationality:
                continue
            adult = age_on(self._today, person.birth_date) >= 25
            if adult and person.relationship in ("妻", "子の妻") and self._random.random() < 0.06:
                old = surname(self._random)
                household.people[index] = replace(person, old_name=old.written, old_name_furigana=old.read)
            elif self._random.random() < 0.03:
                household.people[index] = replace(person, furigana="")
        return household

    def _alone(self, youngest: float, oldest: float, sexes: str) -> Founding:
        birth_date = self._birth(youngest, oldest)
        household = self._found((self._today - birth_date).days / _DAYS_OF_A_YEAR - 17)
        self._add_head(household, self._random.choice(sexes), birth_date)
        return household

    def _young_single(self) -> Founding:
        return self._alone(18.5, 35, "男男女")

    def _single(self) -> Founding:
        return self._alone(35, 65, "男男女")

    def _old_single(self) -> Founding:
        return self._alone(65, 97, "男女女女")

    def _pair(self, youngest: float, oldest: float) -> tuple[Founding, date]:
        """A married couple and the younger one's birth."""
        husband_born = self._birth(youngest, oldest)
        household = self._found((self._today - husband_born).days / _DAYS_OF_A_YEAR - 22)
        wife_born = min(self._birth_near(husband_born, 2, 5), self._birth(20, 20.1))
        if self._random.random() < 0.1:
            self._add_head(household, "女", wife_born)
            self._add(household, "夫", "男", husband_born)
        else:
            self._add_head(household, "男", husband_born)
            self._add(household, "妻", "女", wife_born)
        return household, max(husband_born, wife_born)

    def _couple(self) -> Founding:
        return self._pair(24, 90)[0]

    def _children(self, household: Founding, relationship: str, parent_born: date, most: int) -> None:
        """Children of somebody born on ``parent_born``, of up to 27 years and at least two years apart."""
        born = parent_born + timedelta(days=int(self._random.uniform(21, 33) * _DAYS_OF_A_YEAR))
        earliest = self._today - timedelta(days=int(27 * _DAYS_OF_A_YEAR))
        born = max(born, earliest + timedelta(days=self._random.randrange(400)))
        for _ in range(self._random.choices((1, 2, 3, 4), weights=(38, 44, 15, 3))[0]):
            if born >= self._today or most == 0:
                return
            self._add(household, relationship, self._random.choice("男女"), born)
            born += timedelta(days=self._random.randrange(700, 1500))
            most -= 1

    def _couple_with_children(self) -> Founding:
        household, younger_born = self._pair(26, 56)
        self._children(household, "子", younger_born, most=4)
        return household

    def _single_parent(self) -> Founding:
        parent_born = self._birth(27, 55)
        household = self._found((self._today - parent_born).days / _DAYS_OF_A_YEAR - 20)
        self._add_head(household, self._random.choice("男女女女女女"), parent_born)
        self._children(household, "子", parent_born, most=3)
        return household

    def _three_generations(self) -> Founding:
        if self._random.random() < 0.5:
            household, mother_born = self._pair(58, 84)
            son_born = mother_born + timedelta(days=int(self._random.uniform(23, 31) * _DAYS_OF_A_YEAR))
            wife_born = self._birth_near(son_born, 1, 4)
            self._add(household, "子", "男", son_born)
            household.head_of_register = household.people[-1].name
            household.people[-1] = replace(household.people[-1], head_of_register=household.head_of_register)
            self._add(household, "子の妻", "女", wife_born)
            self._children(household, "子の子", max(son_born, wife_born), most=3)
            return household
        household, younger_born = self._pair(33, 55)
        self._children(household, "子", younger_born, most=3)
        older_born = min(person.birth_date for person in household.people)
        household.head_of_register = ""
        if self._random.random() < 0.6:
            self._add(household, "父", "男", self._birth_near(older_born, -29, 3))
        self._add(household, "母", "女", self._birth_near(older_born, -26, 3))
        return household

    def _mixed_couple(self) -> Founding:
        """A Japanese head and a foreign spouse; the children are Japanese."""
        husband_born = self._birth(30, 55)
        household = self._found(8)
        self._add_head(household, "男", husband_born)
        wife_born = min(self._birth_near(husband_born, 3, 6), self._birth(21, 22))
        country = self._random.choice(NATIONALITIES)
        household.add_foreign(
            "妻",
            f"{self._random.choice(country.families)} {self._random.choice(country.women)}",
            "女",
            wife_born,
            alias=self._random.choice(country.aliases) if country.aliases else "",
            **stay_under(self._random, country.name, SPOUSE_STATUS, self._today),
        )
        self._children(household, "子", max(husband_born, wife_born), most=2)
        return household

    def _foreign_single(self) -> Founding:
        household = self._found(6)
        household.arrived = household.arrived or self._birth(0.2, 6)
        country = self._random.choice(NATIONALITIES)
        sex = self._random.choice("男女")
        household.add_foreign(
            "世帯主",
            f"{self._random.choice(country.families)} "
            f"{self._random.choice(country.men if sex == '男' else country.women)}",
            sex,
            self._birth(20, 45),
            **stay_under(self._random, country.name, self._random.choice(WORKING_STATUSES), self._today),
        )
        return household

    def _foreign_family(self) -> Founding:
        household = self._found(6)
        household.arrived = household.arrived or self._birth(0.2, 6)
        country = self._random.choice(NATIONALITIES)
        family = self._random.choice(country.families)
        father_born = self._birth(28, 48)
        mother_born = min(self._birth_near(father_born, 2, 4), self._birth(22, 23))
        status = self._random.choice(WORKING_STATUSES[:2])
        household.add_foreign(
            "世帯主",
            f"{family} {self._random.choice(country.men)}",
            "男",
            father_born,
            **stay_under(self._random, country.name, status, self._today),
        )
        household.add_foreign(
            "妻",
            f"{self._random.choice(country.families)} {self._random.choice(country.women)}",
            "女",
            mother_born,
            **stay_under(self._random, country.name, FAMILY_STATUS, self._today),
        )
        for child_born in sorted(self._birth(0.3, 12) for _ in range(self._random.randrange(1, 3))):
            sex = self._random.choice("男女")
            household.add_foreign(
                "子",
                f"{family} {self._random.choice(country.men if sex == '男' else country.women)}",
                sex,
                child_born,
                **stay_under(self._random, country.name, FAMILY_STATUS, self._today),
            )
        return household

    def _special_permanent(self) -> Founding:
        """特別永住者, who go by their alias (通称)."""
        household = self._found(30)
        family, alias_family = self._random.choice(KOREAN_FAMILIES)
        birth_date = self._birth(35, 85)
        sex = self._random.choice("男女")
        given = given_name(self._random, sex, birth_date.year)
        household.add_foreign(
            "世帯主",
            f"{family}　{given.written}",
            sex,
            birth_date,
            alias=f"{alias_family}　{given.written}",
            **special_permanent_stay(self._random, self._random.choice(("韓国", "朝鮮"))),
        )
        return household
