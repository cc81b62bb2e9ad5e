"""What was paid of the resident tax, instalment by instalment (地方税法 第320条, 第321条の5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from kiosk.simulation.town.records import AssessedYear, PaidInstalment

PAID_YEARS = 2
_NORMAL = ((1, 6, 30), (2, 8, 31), (3, 10, 31), (4, 1, 31))
"""Number, month and day of the instalments of 普通徴収."""
_WITHHELD_FROM = 1_500_000
"""Who is paid such wages has the tax withheld from them."""
_LATELY = timedelta(days=7)
_SATURDAY = 5


def instalments_of(
    assessments: Iterable[AssessedYear],
    newest: int,
    today: date,
    *,
    in_arrears: frozenset[str],
    on_its_way: frozenset[str],
) -> Iterator[PaidInstalment]:
    """The instalments of the newest years, all paid that are due; but those of the people ``in_arrears``,
    whose first is unpaid, and of those whose last payment is ``on_its_way`` to the records."""
    for assessed in assessments:
        tax = assessed.amounts.get("annual_tax", 0)
        if not tax or assessed.fiscal_year <= newest - PAID_YEARS:
            continue
        paid = [_paid(entry, today) for entry in _due(assessed, tax)]
        if assessed.fiscal_year == newest and assessed.person in in_arrears:
            paid[0] = replace(paid[0], paid=0)
        if assessed.fiscal_year == newest and assessed.person in on_its_way:
            paid[0] = replace(paid[0], due_on=today - _LATELY, paid=0)
        yield from paid


def _due(assessed: AssessedYear, tax: int) -> Iterator[PaidInstalment]:
    withheld = assessed.amounts.get("salary_revenue", 0) >= _WITHHELD_FROM
    for place, (period, due_on) in enumerate(_months(assessed) if withheld else _quarters(assessed)):
        count = 12 if withheld else len(_NORMAL)
        each = tax // count // 100 * 100
        yield PaidInstalment(
            person=assessed.person,
            fiscal_year=assessed.fiscal_year,
            collection="special" if withheld else "normal",
            period=period,
            due_on=due_on,
            due=each if place else tax - each * (count - 1),
            paid=0,
        )


def _months(assessed: AssessedYear) -> Iterator[tuple[int, date]]:
    """From June's wages to May's, each due by the tenth of the month after."""
    for ahead in range(12):
        month, next_month = (5 + ahead) % 12 + 1, (6 + ahead) % 12 + 1
        year = assessed.fiscal_year + (6 + ahead) // 12
        yield month, _working_day(date(year, next_month, 10))


def _quarters(assessed: AssessedYear) -> Iterator[tuple[int, date]]:
    for period, month, day in _NORMAL:
        year = assessed.fiscal_year + (month < 6)
        yield period, _working_day(date(year, month, day))


def _working_day(day: date) -> date:
    """What falls on a weekend is due on Monday (地方税法 第20条の5)."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= _SATURDAY else day


def _paid(entry: PaidInstalment, today: date) -> PaidInstalment:
    return replace(entry, paid=entry.due) if entry.due_on < today else entry
