"""A rare name looks on the screen as it does on the paper."""

from __future__ import annotations

import pytest

from kiosk.terminal.screens.rare_characters import Stretch, rare_coverage, stretches
from kiosk.terminal.screens.typesetting import set_lines

KATSU = "葛\U000e0102"
KATSU_OTHER = "葛\U000e0108"


def test_a_common_name_is_set_in_the_face_of_the_screen() -> None:
    assert stretches("髙﨑さくら") == (Stretch("髙﨑さくら", rare=False),)


@pytest.mark.parametrize("rare", ["𠮷", KATSU, "𡈽"])
def test_only_the_rare_character_is_set_in_the_face_of_the_paper(rare: str) -> None:
    assert stretches(f"はな{rare}子") == (
        Stretch("はな", rare=False),
        Stretch(rare, rare=True),
        Stretch("子", rare=False),
    )


def test_two_variants_of_a_character_look_different() -> None:
    assert rare_coverage(KATSU, 40).ink != rare_coverage(KATSU_OTHER, 40).ink


def test_a_variant_leaves_ink_on_the_screen() -> None:
    assert max(rare_coverage(KATSU, 40).ink) > 200


def test_no_line_ends_between_a_character_and_its_selector() -> None:
    lines = set_lines(f"名{KATSU}名{KATSU}", 15, lambda text, _: 10.0 * len(text))
    assert all(not line[0].text.startswith("\U000e0102") for line in lines)
