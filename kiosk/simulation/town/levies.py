"""個人住民税: from revenue to tax, by the rules for fiscal years 2023 (令和5) to 2026 (令和8).

Amounts are yen. The one-year tax cut of 2024 (定額減税) and the adjustments for revenue over 8.5 million
yen (所得金額調整控除) are left out: nobody in the sample earns more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST_REVENUE = 8_500_000

_BASIC = 430_000
_DEPENDANT_DEDUCTIONS = {
    "general_dependants": 330_000,
    "specific_dependants": 450_000,
    "elderly_dependants": 380_000,
    "elderly_parents_living_together": 450_000,
    "dependants_under_16": 0,
}
_ADJUSTMENT_DIFFERENCES = {
    "general_dependants": 50_000,
    "specific_dependants": 180_000,
    "elderly_dependants": 100_000,
    "elderly_parents_living_together": 130_000,
    "dependants_under_16": 0,
}
"""人的控除額の差 between income tax and resident tax (地方税法 第314条の6)."""
_SPECIAL_SPOUSE = (
    (1_000_000, 330_000),
    (1_050_000, 310_000),
    (1_100_000, 260_000),
    (1_150_000, 210_000),
    (1_200_000, 160_000),
    (1_250_000, 110_000),
    (1_300_000, 60_000),
    (1_330_000, 30_000),
)
"""The spouse's income up to which each 配偶者特別控除 is given."""


def salary_income(revenue: int, income_year: int) -> int:
    """給与所得 (所得税法 第28条, 別表第5; since 令和7年 at least 650,000 yen are deducted)."""
    if revenue < 0 or revenue > MOST_REVENUE:
        raise ValueError(f"revenue of {revenue} yen")
    least = 650_000 if income_year >= 2025 else 550_000
    step = revenue // 4000 * 1000
    if revenue < least + 1000:
        return 0
    if revenue >= 6_600_000:
        return revenue * 9 // 10 - 1_100_000
    if revenue >= 3_600_000:
        return step * 32 // 10 - 440_000
    if revenue >= (1_900_000 if income_year >= 2025 else 1_800_000):
        return step * 28 // 10 - 80_000
    if income_year >= 2025 or revenue < 1_619_000:
        return revenue - least
    for first, income in (
        (1_628_000, step * 24 // 10 + 100_000),
        (1_624_000, 1_074_000),
        (1_622_000, 1_072_000),
        (1_620_000, 1_070_000),
    ):
        if revenue >= first:
            return income
    return 1_069_000


def pension_income(revenue: int, age: int) -> int:
    """雑所得 of public pensions (所得税法 第35条第4項), with other income up to 10 million yen.
    ``age`` is that of 31 December of the income's year."""
    least, first_step = (1_100_000, 3_300_000) if age >= 65 else (600_000, 1_300_000)
    if revenue < first_step:
        return max(0, revenue - least)
    if revenue < 4_100_000:
        return revenue * 75 // 100 - 275_000
    return revenue * 85 // 100 - 685_000


def low_income_limit(fiscal_year: int) -> int:
    """Total income up to which somebody is another's dependant."""
    return 580_000 if fiscal_year >= 2026 else 480_000


@dataclass(frozen=True)
class Means:
    """What somebody had in a year: revenues, incomes of other kinds and what was paid and deducted."""

    salary_revenue: int = 0
    pension_revenue: int = 0
    business_income: int = 0
    agricultural_income: int = 0
    real_estate_income: int = 0
    dividend_income: int = 0
    medical_deduction: int = 0
    social_insurance_deduction: int = 0
    life_insurance_deduction: int = 0
    earthquake_insurance_deduction: int = 0
    disabled: bool = False

    def incomes(self, fiscal_year: int, age: int) -> dict[str, int]:
        """Every kind of income and the total, by the assessment's fields."""
        incomes = {
            "salary_income": salary_income(self.salary_revenue, fiscal_year - 1),
            "business_income": self.business_income,
            "agricultural_income": self.agricultural_income,
            "real_estate_income": self.real_estate_income,
            "dividend_income": self.dividend_income,
            "miscellaneous_income": pension_income(self.pension_revenue, age),
        }
        return {**incomes, "total_income": sum(incomes.values())}


@dataclass(frozen=True)
class Claims:
    """Whom somebody supports: the spouse's total income and age (None: no spouse is claimed), and
    dependants counted by the assessment's fields."""

    spouse_income: int | None = None
    spouse_age: int = 0
    dependants: Mapping[str, int] | None = None
    single_parent: bool = False


def assess(means: Means, claims: Claims, *, fiscal_year: int, age: int, minor: bool) -> dict[str, int]:
    """The amounts of an assessment, by its fields. ``age`` is that of 31 December of the income's year,
    ``minor`` whether somebody was under 18 on 1 January of the fiscal year."""
    incomes = means.incomes(fiscal_year, age)
    total_income = incomes["total_income"]
    dependants = claims.dependants or {}
    deductions = _deductions(means, claims, dependants, fiscal_year)
    supported = sum(dependants.values()) + (deductions["spouse_deduction"] > 0)
    privileged = (minor or means.disabled or claims.single_parent) and total_income <= 1_350_000
    per_capita = not privileged and total_income > 350_000 * (1 + supported) + 100_000 + (
        210_000 if supported else 0
    )
    income_levy = per_capita and total_income > 350_000 * (1 + supported) + 100_000 + (
        320_000 if supported else 0
    )
    taxable = max(0, total_income - deductions["total_deductions"]) // 1000 * 1000 if income_levy else 0
    return {
        "salary_revenue": means.salary_revenue,
        "pension_revenue": means.pension_revenue,
        **incomes,
        **deductions,
        **dependants,
        **_tax(taxable, _adjustment(taxable, deductions, dependants), per_capita, fiscal_year),
    }


def _deductions(
    means: Means, claims: Claims, dependants: Mapping[str, int], fiscal_year: int
) -> dict[str, int]:
    spouse = special_spouse = 0
    if claims.spouse_income is not None:
        if claims.spouse_income <= low_income_limit(fiscal_year):
            spouse = 380_000 if claims.spouse_age >= 70 else 330_000
        else:
            special_spouse = next(
                (given for limit, given in _SPECIAL_SPOUSE if claims.spouse_income <= limit), 0
            )
    deductions = {
        "medical_deduction": means.medical_deduction,
        "social_insurance_deduction": means.social_insurance_deduction,
        "life_insurance_deduction": means.life_insurance_deduction,
        "earthquake_insurance_deduction": means.earthquake_insurance_deduction,
        "disability_deduction": 260_000 if means.disabled else 0,
        "widow_or_single_parent_deduction": 300_000 if claims.single_parent else 0,
        "spouse_deduction": spouse,
        "special_spouse_deduction": special_spouse,
        "dependants_deduction": sum(_DEPENDANT_DEDUCTIONS[kind] * n for kind, n in dependants.items()),
        "basic_deduction": _BASIC,
    }
    return {**deductions, "total_deductions": sum(deductions.values())}


def _adjustment(taxable: int, deductions: Mapping[str, int], dependants: Mapping[str, int]) -> int:
    """調整控除 (地方税法 第37条, 第314条の6), simplified: the full difference for every spouse."""
    differences = 50_000 + sum(_ADJUSTMENT_DIFFERENCES[kind] * n for kind, n in dependants.items())
    differences += 50_000 * (deductions["spouse_deduction"] + deductions["special_spouse_deduction"] > 0)
    differences += 10_000 * (deductions["disability_deduction"] > 0)
    differences += 50_000 * (deductions["widow_or_single_parent_deduction"] > 0)
    if taxable <= 2_000_000:
        return min(differences, taxable) * 5 // 100
    return max(differences - (taxable - 2_000_000), 50_000) * 5 // 100


def _tax(taxable: int, adjustment: int, per_capita: bool, fiscal_year: int) -> dict[str, int]:
    """6 % and 4 % less the adjustment (3 : 2), under 100 yen dropped; the flat sums, of which 1,000 yen
    became 森林環境税 in 令和6年度."""
    city = max(0, taxable * 6 // 100 - adjustment * 3 // 5) // 100 * 100
    prefecture = max(0, taxable * 4 // 100 - adjustment * 2 // 5) // 100 * 100
    flat = (0, 0, 0)
    if per_capita:
        flat = (3000, 1000, 1000) if fiscal_year >= 2024 else (3500, 1500, 0)
    return {
        "taxable_income": taxable,
        "city_income_levy": city,
        "city_per_capita_levy": flat[0],
        "prefecture_income_levy": prefecture,
        "prefecture_per_capita_levy": flat[1],
        "forest_environment_tax": flat[2],
        "annual_tax": city + prefecture + sum(flat),
    }
