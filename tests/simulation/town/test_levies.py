"""The sample's taxes are right to the yen, so that nobody who knows them stumbles."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from kiosk.simulation.town.generator import generate_town
from kiosk.simulation.town.levies import Claims, Means, assess, pension_income, salary_income
from kiosk.simulation.town.places import AOBA


@pytest.mark.parametrize(
    ("revenue", "income"),
    [
        (550_999, 0),
        (551_000, 1_000),
        (1_618_999, 1_068_999),
        (1_619_000, 1_069_000),
        (1_620_000, 1_070_000),
        (1_622_000, 1_072_000),
        (1_624_000, 1_074_000),
        (1_628_000, 1_076_800),
        (1_800_000, 1_180_000),
        (3_600_000, 2_440_000),
        (6_600_000, 4_840_000),
        (8_500_000, 6_550_000),
    ],
)
def test_salary_income_of_2024_by_the_table_of_the_law(revenue: int, income: int) -> None:
    assert salary_income(revenue, 2024) == income


@pytest.mark.parametrize(
    ("revenue", "income"),
    [(650_999, 0), (651_000, 1_000), (1_899_999, 1_249_999), (1_900_000, 1_250_000), (3_600_000, 2_440_000)],
)
def test_salary_income_since_2025(revenue: int, income: int) -> None:
    assert salary_income(revenue, 2025) == income


def test_more_revenue_never_means_less_income() -> None:
    for year in (2024, 2025):
        incomes = [salary_income(revenue, year) for revenue in range(0, 8_500_000, 997)]
        assert all(lower <= higher for lower, higher in pairwise(incomes))


@pytest.mark.parametrize(
    ("revenue", "age", "income"),
    [(1_100_000, 65, 0), (1_500_000, 70, 400_000), (3_300_000, 65, 2_200_000), (1_300_000, 64, 700_000)],
)
def test_pension_income(revenue: int, age: int, income: int) -> None:
    assert pension_income(revenue, age) == income


def test_a_salaried_parent_of_two() -> None:
    amounts = assess(
        Means(salary_revenue=6_240_000, social_insurance_deduction=912_480),
        Claims(spouse_income=370_000, spouse_age=38, dependants={"dependants_under_16": 2}),
        fiscal_year=2026,
        age=41,
        minor=False,
    )

    # 4,552,000 − (912,480 + 330,000 + 430,000) = 2,879,520; the adjustment is its least, 2,500 yen.
    assert amounts["salary_income"] == amounts["total_income"] == 4_552_000
    assert amounts["total_deductions"] == 1_672_480
    assert amounts["taxable_income"] == 2_879_000
    assert (amounts["city_income_levy"], amounts["prefecture_income_levy"]) == (171_200, 114_100)
    assert amounts["annual_tax"] == 171_200 + 114_100 + 5_000


def test_who_earns_little_pays_nothing() -> None:
    amounts = assess(Means(salary_revenue=1_000_000), Claims(), fiscal_year=2025, age=30, minor=False)

    assert (amounts["total_income"], amounts["annual_tax"]) == (450_000, 0)


def test_the_forest_tax_came_in_2024_and_the_sum_stayed() -> None:
    for year, expected in ((2023, (3500, 1500, 0)), (2024, (3000, 1000, 1000))):
        amounts = assess(Means(salary_revenue=3_000_000), Claims(), fiscal_year=year, age=30, minor=False)
        names = ("city_per_capita_levy", "prefecture_per_capita_levy", "forest_environment_tax")
        assert tuple(amounts[name] for name in names) == expected


def test_every_assessment_of_the_town_adds_up() -> None:
    town = generate_town(AOBA, seed=1, today=date(2026, 11, 22), people=2000)
    assessed = [a.amounts for a in town.assessments if a.declared]

    for amounts in assessed:
        incomes = [v for k, v in amounts.items() if k.endswith("_income") and "taxable" not in k]
        deductions = [v for k, v in amounts.items() if k.endswith("_deduction")]
        tax = [v for k, v in amounts.items() if k.endswith(("_levy", "_environment_tax"))]
        assert sum(incomes) == 2 * amounts["total_income"]
        assert sum(deductions) == amounts["total_deductions"]
        assert sum(tax) == amounts["annual_tax"]
        assert amounts["taxable_income"] % 1000 == 0
    untaxed = sum(amounts["annual_tax"] == 0 for amounts in assessed)
    assert 0.2 < untaxed / len(assessed) < 0.6


def test_nobody_is_supported_twice() -> None:
    town = generate_town(AOBA, seed=1, today=date(2026, 11, 22), people=2000)
    claimed = {(a.person, a.fiscal_year): a.amounts for a in town.assessments}
    for home in town.homes:
        for year in (2023, 2026):
            amounts = [claimed[p.number, year] for p in home.people if (p.number, year) in claimed]
            supported = sum(
                row.get(name, 0)
                for row in amounts
                for name in (
                    *("general_dependants", "specific_dependants", "elderly_dependants"),
                    *("elderly_parents_living_together", "dependants_under_16"),
                )
            ) + sum(row.get("spouse_deduction", 0) > 0 for row in amounts)
            assert supported < len(home.people)
