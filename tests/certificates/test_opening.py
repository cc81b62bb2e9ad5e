from datetime import date, datetime, time

import pytest

from kiosk.certificates.opening import ClosedReason, Closure, Hours, Opening, YearEnd, opening_at

DAILY = Hours(time(6, 30), time(23, 0))
OFFICE = Hours(time(9, 0), time(17, 0), weekdays_only=True)
LABOUR_THANKSGIVING = date(2026, 11, 23)


def at(moment: datetime, hours: Hours = DAILY, **changes: object) -> Opening:
    asked = {"closures": (), "year_end": YearEnd(), "paused": False} | changes
    return opening_at(moment, hours=hours, is_holiday=lambda day: day == LABOUR_THANKSGIVING, **asked)


def test_a_service_is_open_from_its_first_to_before_its_last_minute() -> None:
    assert at(datetime(2026, 11, 24, 6, 30)).is_open
    assert at(datetime(2026, 11, 24, 22, 59, 59)).is_open
    assert at(datetime(2026, 11, 24, 23, 0)) == Opening(
        False, ClosedReason.OUTSIDE_HOURS, datetime(2026, 11, 25, 6, 30)
    )


def test_office_hours_skip_weekend_and_holiday() -> None:
    friday_evening = datetime(2026, 11, 20, 17, 0)
    assert at(friday_evening, OFFICE).reopens == datetime(2026, 11, 24, 9, 0)


def test_the_year_end_rest_lasts_until_the_fourth_of_january() -> None:
    closed = at(datetime(2026, 12, 29, 12, 0))
    assert closed.reason is ClosedReason.YEAR_END
    assert closed.reopens == datetime(2027, 1, 4, 6, 30)


def test_a_closure_ends_in_the_middle_of_the_day() -> None:
    closure = Closure(datetime(2026, 11, 24, 10, 0), datetime(2026, 11, 24, 15, 30))
    closed = at(datetime(2026, 11, 24, 10, 0), closures=(closure,))
    assert (closed.reason, closed.reopens) == (ClosedReason.CLOSURE, datetime(2026, 11, 24, 15, 30))
    assert at(datetime(2026, 11, 24, 15, 30), closures=(closure,)).is_open


def test_a_closure_that_ends_at_night_reopens_in_the_morning() -> None:
    closure = Closure(datetime(2026, 11, 24, 10, 0), datetime(2026, 11, 25, 1, 0))
    assert at(datetime(2026, 11, 24, 12, 0), closures=(closure,)).reopens == datetime(2026, 11, 25, 6, 30)


def test_nobody_knows_when_a_paused_service_comes_back() -> None:
    assert at(datetime(2026, 11, 24, 12, 0), paused=True) == Opening(False, ClosedReason.PAUSED)


@pytest.mark.parametrize("hour", range(24))
def test_what_it_says_about_reopening_is_true(hour: int) -> None:
    opening = at(datetime(2026, 12, 28, hour, 15), OFFICE)
    assert opening.is_open or (opening.reopens is not None and at(opening.reopens, OFFICE).is_open)
