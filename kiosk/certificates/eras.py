"""和暦: dates by Japanese eras."""

from __future__ import annotations

from datetime import date

_ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1873, 1, 1), "明治"),
)
"""First day and name of each era since the Gregorian calendar came into use (明治6年1月1日)."""

_MEIJI_FIRST_YEAR = 1868
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def _year_in_era(year: int, first_year: int) -> str:
    number = year - first_year + 1
    return "元" if number == 1 else str(number)


def era_date(day: date) -> str:
    """``昭和60年4月12日``; the first year is 元年. Raises ValueError before 1873."""
    for first, name in _ERAS:
        if day >= first:
            first_year = _MEIJI_FIRST_YEAR if name == "明治" else first.year
            return f"{name}{_year_in_era(day.year, first_year)}年{day.month}月{day.day}日"
    raise ValueError(f"{day}: before the Gregorian calendar came into use in Japan")


def register_date(day: date) -> str:
    """``昭和６０年４月１２日``, in full-width digits as a family register (戸籍) writes dates. Raises
    ValueError before 1873."""
    return era_date(day).translate(_FULL_WIDTH)


def era_fiscal_year(year: int) -> str:
    """``令和7年度`` for the fiscal year that begins in April of ``year``; 2019 is 令和元年度 (the
    administration's rule since 2019-04; a municipality that prints 平成31年度 says so in its layout)."""
    return f"{_era_of_year(year)}年度"


def era_year(year: int) -> str:
    """``令和6年``, the calendar year an income belongs to; a year of two eras has the later name."""
    return f"{_era_of_year(year)}年"


def _era_of_year(year: int) -> str:
    for first, name in _ERAS:
        first_year = _MEIJI_FIRST_YEAR if name == "明治" else first.year
        if year >= first_year:
            return f"{name}{_year_in_era(year, first_year)}"
    raise ValueError(f"year {year}: before the Meiji era")
