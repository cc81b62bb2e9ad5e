from datetime import date

import pytest

from kiosk.certificates.fees import FeePeriod, Yen, fee_on

CHEAP_UNTIL_MARCH = FeePeriod(Yen(10), date(2024, 4, 1), date(2027, 3, 31))
AFTERWARDS = FeePeriod(Yen(250), date(2027, 4, 1))


def test_a_fee_changes_with_the_day() -> None:
    periods = (AFTERWARDS, CHEAP_UNTIL_MARCH)
    assert fee_on(date(2027, 3, 31), periods) == 10
    assert fee_on(date(2027, 4, 1), periods) == 250


def test_free_is_a_fee_and_no_fee_at_all_is_not() -> None:
    assert fee_on(date(2026, 1, 1), [FeePeriod(Yen(0), date(2020, 1, 1))]) == 0
    assert fee_on(date(2019, 1, 1), [FeePeriod(Yen(0), date(2020, 1, 1))]) is None


@pytest.mark.parametrize("yen", [-10, 5, 255])
def test_a_fee_that_coins_cannot_pay_is_refused(yen: int) -> None:
    with pytest.raises(ValueError, match="fee"):
        FeePeriod(Yen(yen), date(2026, 1, 1))


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        FeePeriod(Yen(10), date(2026, 1, 2), date(2026, 1, 1))
