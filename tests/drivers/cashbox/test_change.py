"""Change is found wherever there is some."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cashbox.change import can_always_give_change, coins_for, worth
from drivers.cashbox.contract import DENOMINATIONS

_LEVELS = st.fixed_dictionaries({denomination: st.integers(0, 3) for denomination in DENOMINATIONS})


@given(_LEVELS, st.integers(0, 300).map(lambda tens: tens * 10))
def test_exact_change_is_given_if_any_pieces_make_it(levels: dict[int, int], yen: int) -> None:
    coins = coins_for(yen, levels)

    possible = any(
        worth(dict(zip(DENOMINATIONS, counts, strict=True))) == yen
        for counts in itertools.product(*(range(levels[denomination] + 1) for denomination in DENOMINATIONS))
    )
    assert (worth(coins) == yen) == possible
    assert worth(coins) <= yen
    assert all(count <= levels[denomination] for denomination, count in coins.items())


@given(
    _LEVELS,
    st.integers(1, 60).map(lambda tens: tens * 10),
    st.lists(st.sampled_from(DENOMINATIONS), min_size=60, max_size=60),
)
def test_a_box_that_promises_change_can_give_it_whatever_is_put_in(
    levels: dict[int, int], fee: int, pieces: list[int]
) -> None:
    if not can_always_give_change(fee, levels):
        return
    held = dict(levels)
    paid = 0
    for piece in pieces:
        if paid >= fee:
            break
        held[piece] += 1
        paid += piece

    assert worth(coins_for(paid - fee, held)) == paid - fee


@pytest.mark.parametrize(
    ("fee", "levels", "possible"),
    [
        (0, {}, True),
        (300, {}, False),
        (300, {500: 1, 100: 4, 50: 1, 10: 4}, True),
        (300, {500: 1, 100: 4, 50: 1, 10: 3}, False),
        (300, {500: 0, 100: 9, 50: 1, 10: 4}, True),
        (305, {500: 10, 100: 10, 50: 10, 10: 10}, False),
        (1000, {500: 1, 100: 4, 50: 1, 10: 4}, True),
    ],
)
def test_change_for_a_fee(fee: int, levels: dict[int, int], possible: bool) -> None:
    assert can_always_give_change(fee, levels) is possible
