import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.certificates.municipality_code import MunicipalityCode, check_digit

REAL = ["131016", "131211", "141003", "141305", "011002", "111007", "362018", "372013", "431001"]


@pytest.mark.parametrize("code", REAL)
def test_codes_of_real_municipalities_are_accepted(code: str) -> None:
    assert MunicipalityCode(code) == code


@pytest.mark.parametrize("code", ["131017", "13101", "1310166", "13101a", "１３１０１６", ""])
def test_a_code_with_a_wrong_digit_or_length_is_refused_by_name(code: str) -> None:
    with pytest.raises(ValueError, match="municipality code"):
        MunicipalityCode(code)


@given(st.integers(0, 99999), st.integers(0, 4), st.integers(1, 9))
def test_one_mistyped_digit_never_gives_another_valid_code(number: int, place: int, shift: int) -> None:
    digits = f"{number:05d}"
    mistyped = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    remainders = {_remainder(digits), _remainder(mistyped)}
    collide = len(remainders) == 1 or remainders == {0, 10} or remainders == {1, 0}
    assert collide or check_digit(digits) != check_digit(mistyped)


def _remainder(digits: str) -> int:
    return sum(w * int(d) for w, d in zip((6, 5, 4, 3, 2), digits, strict=True)) % 11
