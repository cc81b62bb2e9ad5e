"""複写 can't be seen on a certificate, and can't be overlooked on its copy."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.rendering.fonts.chain import font_chain
from kiosk.rendering.fonts.source import FontRole
from kiosk.rendering.ground.calibration import STANDARD, Calibration
from kiosk.rendering.ground.copy_evident import make_ground
from tests.rendering.ground.copying import Darkness, copied, printed, seen

SIDE = 2400
"""A corner of a page, four inches a side, with several words on it."""


@cache
def sheet(calibration: Calibration = STANDARD) -> tuple[Darkness, NDArray[np.bool_]]:
    """A printed corner of a page, and where its word is: cells of that pitch around a coarse dot."""
    ground = make_ground(SIDE, SIDE, "複写", calibration, font_chain(FontRole.GOTHIC_BOLD))
    ink = np.unpackbits(np.frombuffer(ground.pixels, np.uint8).reshape(SIDE, -1), axis=1) == 0
    cell, middle = calibration.coarse_pitch, calibration.coarse_pitch // 2
    is_word = ink[middle::cell, middle::cell] & ink[middle - 1 :: cell, middle - 1 :: cell]
    return printed(ground), is_word.repeat(cell, axis=0).repeat(cell, axis=1)


def word_and_field(paper: Darkness, is_word: NDArray[np.bool_]) -> tuple[float, float]:
    return float(paper[is_word].mean()), float(paper[~is_word].mean())


def test_the_original_is_even_to_the_eye() -> None:
    paper, is_word = sheet()
    word, field = word_and_field(seen(paper), is_word)

    assert is_word.mean() > 0.05
    assert abs(word - field) < 0.002


def test_the_word_stands_out_ten_times_and_more_on_the_copy() -> None:
    paper, is_word = sheet()
    on_original = np.subtract(*word_and_field(seen(paper), is_word))
    word, field = word_and_field(copied(paper), is_word)

    assert word > 0.05
    assert word >= 10 * field
    assert word - field >= 10 * abs(on_original)


def test_fine_dots_that_a_copier_keeps_would_hide_the_word() -> None:
    paper, is_word = sheet(Calibration(fine_dot=2, fine_pitch=8, coarse_pitch=32))
    word, field = word_and_field(copied(paper), is_word)

    assert word < 10 * field


@pytest.mark.parametrize("lines", [1, 2])
def test_who_looks_at_the_copy_can_read_it(lines: int) -> None:
    """Seen from arm's length, word and field hardly overlap in darkness, wherever one looks."""
    paper, is_word = sheet()
    copy = seen(copied(paper))
    inside = copy[eroded(is_word, 16 * lines)]
    outside = copy[eroded(~is_word, 32 * lines)]

    assert np.percentile(inside, 5) > 3 * np.percentile(outside, 95)


def eroded(area: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    shifts = [np.roll(area, shift, (0, 1)) for shift in product((-by, 0, by), repeat=2)]
    return np.logical_and.reduce(shifts)
