from datetime import date

import pytest

from kiosk.certificates.eras import era_date, era_fiscal_year, era_year


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2026, 11, 23), "令和8年11月23日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1873, 1, 1), "明治6年1月1日"),
    ],
)
def test_each_era_begins_on_its_first_day(day: date, written: str) -> None:
    assert era_date(day) == written


def test_a_day_before_the_gregorian_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="1872"):
        era_date(date(1872, 12, 31))


def test_a_fiscal_year_and_the_income_year_before_it_are_named() -> None:
    assert era_fiscal_year(2025) == "令和7年度"
    assert era_year(2024) == "令和6年"
    assert era_fiscal_year(2019) == "令和元年度"
