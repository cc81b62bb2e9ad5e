"""The ground of a page: made once, the same for ever, and of dots that cover alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk.rendering.errors import MissingGlyph
from kiosk.rendering.fonts.chain import font_chain
from kiosk.rendering.fonts.source import FontRole
from kiosk.rendering.ground.calibration import CHOICES, STANDARD, STANDARD_CHOICE, Calibration
from kiosk.rendering.ground.copy_evident import dotted, ground_mask, make_ground


def make_small(word: str = "複写", calibration: Calibration = STANDARD) -> bytes:
    return make_ground(2400, 1600, word, calibration, font_chain(FontRole.GOTHIC_BOLD)).deflated


def test_the_ground_of_a4_is_as_large_as_the_page_and_small_as_a_file() -> None:
    ground = ground_mask(210, 297, "複写")

    assert (ground.width, ground.height) == (4960, 7015)
    assert len(ground.pixels) == 4960 // 8 * 7015
    assert len(ground.deflated) < 41_000


def test_the_same_ground_is_made_again_to_the_byte() -> None:
    assert make_small() == make_small()
    assert make_small("見本") != make_small()


def test_a_ground_is_kept_and_made_anew_where_the_file_was_spoilt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    font_chain(FontRole.GOTHIC_BOLD)
    monkeypatch.setenv("KIOSK_CACHE", str(tmp_path))
    ground_mask.cache_clear()
    made = ground_mask(100, 100, "複写")
    (kept,) = tmp_path.iterdir()

    for spoilt in (b"", bytes(kept.stat().st_size), kept.read_bytes()[:-9] + bytes(9)):
        kept.write_bytes(spoilt)
        ground_mask.cache_clear()
        assert ground_mask(100, 100, "複写") == made


def test_a_word_that_has_no_glyph_is_refused() -> None:
    with pytest.raises(MissingGlyph):
        make_small("\U000e0101")


@pytest.mark.parametrize("choice", sorted(CHOICES))
def test_every_choice_inks_its_fields_as_it_says(choice: int) -> None:
    calibration = CHOICES[choice]
    inked = 1 - np.unpackbits(np.frombuffer(make_field(calibration), np.uint8)).reshape(960, 1920)
    fine, coarse = inked[:, :960], inked[:, 960:]

    assert fine.mean() == pytest.approx(calibration.fine_coverage, abs=1e-9)
    assert coarse.mean() == pytest.approx(calibration.coarse_coverage, abs=1e-9)


def make_field(calibration: Calibration) -> bytes:
    """960 pixels of fine dots beside as many of coarse ones."""
    cell = calibration.coarse_pitch
    lines = dotted(1920 // cell, [(960 // cell, 1920 // cell)], calibration) * (960 // cell)
    return int("".join(lines), 2).to_bytes(960 * 1920 // 8, "big")


def test_the_standard_is_one_of_the_choices() -> None:
    assert CHOICES[STANDARD_CHOICE] == STANDARD
    assert STANDARD.fine_coverage == STANDARD.coarse_coverage == 1 / 16


@pytest.mark.parametrize(
    "wrong",
    [
        {"fine_dot": 0},
        {"fine_dot": 4},
        {"fine_pitch": 5},
        {"coarse_pitch": 128},
        {"balance": 20},
        {"fine_dot": 3, "balance": 200},
        {"fine_dot": 1, "fine_pitch": 3, "coarse_pitch": 6, "balance": 140},
    ],
)
def test_dots_that_could_not_be_even_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"dots|pitch|balance"):
        Calibration(**wrong)
