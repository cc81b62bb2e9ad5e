"""Who earned what, who supports whom, and the assessments that follow, household by household."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from kiosk.simulation.town.levies import MOST_REVENUE, Claims, Means, assess, low_income_limit
from kiosk.simulation.town.places import Place, address_in
from kiosk.simulation.town.records import AssessedYear, Home, Person, age_on

_COUPLES = (("世帯主", "妻"), ("世帯主", "夫"), ("子", "子の妻"), ("父", "母"))
_NEWEST_YEAR_FROM_MONTH = 6


def newest_fiscal_year(today: date) -> int:
    """The fiscal year of the newest assessments: each appears in June."""
    return today.year if today.month >= _NEWEST_YEAR_FROM_MONTH else today.year - 1


def assessments_of(
    home: Home, place: Place, years: Sequence[int], seed: str, means: Mapping[str, Means]
) -> Iterator[AssessedYear]:
    """Assessments of a household's people of 15 years or more, for each year in which they lived in the
    town on 1 January. ``means`` (by 宛名番号) overrides what would be drawn at random."""
    earnings = {
        person.number: means.get(person.number)
        or _means(Random(f"{seed}/{person.number}"), person, years[-1])
        for person in home.people
    }
    former_address = address_in(Random(f"{seed}/{home.number}"), place)
    for year in years:
        january_first = date(year, 1, 1)
        present = [person for person in home.people if person.became_resident_on <= january_first]
        grown = {p.number: _in_year(earnings[p.number], years[-1] - year) for p in present}
        claims = _claims(present, grown, year)
        for person in present:
            if age_on(january_first, person.birth_date) < 15:
                continue
            moved_later = person.address_since is not None and person.address_since > january_first
            yield AssessedYear(
                person=person.number,
                fiscal_year=year,
                address_on_january_first=former_address if moved_later else home.address,
                amounts=assess(
                    grown[person.number],
                    claims.get(person.number, Claims()),
                    fiscal_year=year,
                    age=_age_at_year_end(person, year),
                    minor=age_on(january_first, person.birth_date) < 18,
                ),
            )


def _age_at_year_end(person: Person, fiscal_year: int) -> int:
    return age_on(date(fiscal_year - 1, 12, 31), person.birth_date)


def _means(random: Random, person: Person, newest_year: int) -> Means:
    """What somebody of this age earns in the newest year's income year."""
    age = _age_at_year_end(person, newest_year)
    if age < 18:
        return Means()
    if age >= 65:
        pension = random.randrange(620_000, 2_700_000)
        medical = random.randrange(10_000, 220_000) if random.random() < 0.25 else 0
        return Means(
            pension_revenue=pension,
            agricultural_income=random.randrange(80_000, 700_000) if random.random() < 0.06 else 0,
            real_estate_income=random.randrange(200_000, 1_800_000) if random.random() < 0.06 else 0,
            medical_deduction=medical,
            social_insurance_deduction=pension * random.randrange(45, 85) // 1000,
            life_insurance_deduction=random.choice((0, 0, 28_000, 35_000)),
            disabled=random.random() < 0.05,
        )
    if age < 23 and random.random() < 0.55:
        return Means(salary_revenue=random.randrange(0, 1_000_000))
    works = random.random()
    if works < 0.08:
        return Means()
    if works < 0.16:
        business = random.randrange(900_000, 5_200_000)
        return Means(business_income=business, social_insurance_deduction=business * 14 // 100)
    if person.relationship in ("妻", "子の妻") and works < 0.62:
        part_time = random.randrange(480_000, 1_290_000)
        return Means(salary_revenue=part_time)
    middle = 2_300_000 + min(age - 18, 32) * 95_000
    revenue = min(MOST_REVENUE, max(1_800_000, int(random.gauss(middle, middle / 4))))
    return Means(
        salary_revenue=revenue,
        dividend_income=random.randrange(5_000, 90_000) if random.random() < 0.04 else 0,
        social_insurance_deduction=revenue * random.randrange(142, 156) // 1000,
        life_insurance_deduction=random.choice((0, 28_000, 35_000, 56_000, 70_000)),
        earthquake_insurance_deduction=random.choice((0, 0, 6_000, 12_500, 25_000)),
        disabled=random.random() < 0.02,
    )


def _in_year(means: Means, years_before: int) -> Means:
    """What it was some years before: wages and pensions grew by 1.5 % a year."""
    share = 1.015**-years_before
    return replace(
        means,
        salary_revenue=int(means.salary_revenue * share),
        pension_revenue=int(means.pension_revenue * share),
        business_income=int(means.business_income * share),
        social_insurance_deduction=int(means.social_insurance_deduction * share),
    )


def _claims(people: Sequence[Person], means: Mapping[str, Means], fiscal_year: int) -> dict[str, Claims]:
    """Whom each supports: the one who earns most supports everybody without means, all others no more
    than their spouse; nobody is supported twice."""
    incomes = {
        p.number: means[p.number].incomes(fiscal_year, _age_at_year_end(p, fiscal_year))["total_income"]
        for p in people
    }
    limit = low_income_limit(fiscal_year)
    spouses = dict(_spouses(people))
    supported: set[str] = set()
    claims: dict[str, Claims] = {}
    for rank, person in enumerate(sorted(people, key=lambda p: -incomes[p.number])):
        if person.number in supported or incomes[person.number] <= limit:
            continue
        spouse = spouses.get(person.number)
        claim = Claims()
        if spouse is not None and spouse.number not in claims and spouse.number not in supported:
            supported.add(spouse.number)
            claim = Claims(
                spouse_income=incomes[spouse.number], spouse_age=_age_at_year_end(spouse, fiscal_year)
            )
        if rank == 0:
            others = [
                p
                for p in people
                if p not in (person, spouse) and incomes[p.number] <= limit and p.number not in supported
            ]
            supported.update(p.number for p in others)
            claim = replace(
                claim,
                dependants=Counter(_dependant_kind(p, fiscal_year) for p in others),
                single_parent=person.number not in spouses
                and person.relationship == "世帯主"
                and any(p.relationship == "子" for p in others),
            )
        claims[person.number] = claim
    return claims


def _spouses(people: Sequence[Person]) -> Iterator[tuple[str, Person]]:
    for one, other in _COUPLES:
        ones = [person for person in people if person.relationship == one]
        others = [person for person in people if person.relationship == other]
        if len(others) == 1 and ones:
            yield ones[0].number, others[0]
            yield others[0].number, ones[0]


def _dependant_kind(person: Person, fiscal_year: int) -> str:
    age = _age_at_year_end(person, fiscal_year)
    if age < 16:
        return "dependants_under_16"
    if 19 <= age <= 22:
        return "specific_dependants"
    if age < 70:
        return "general_dependants"
    return "elderly_parents_living_together" if person.relationship in ("父", "母") else "elderly_dependants"
