"""No sample resident can be taken for a real one by the number."""

from __future__ import annotations

from datetime import date
from random import Random

from kiosk.simulation.town.generator import generate_town
from kiosk.simulation.town.my_numbers import impossible_my_number, my_number_check_digit
from kiosk.simulation.town.places import AOBA, WAKABA


def test_the_check_digit_is_the_laws() -> None:
    # The digits 1 to 9 and two zeros, calculated by hand: 12345678901 gives 8.
    assert my_number_check_digit("12345678901") == 8
    assert my_number_check_digit("00000000000") == 0


def test_no_number_drawn_is_valid() -> None:
    random = Random(5)

    for _ in range(5000):
        number = impossible_my_number(random)
        assert len(number) == 12
        assert int(number[11]) != my_number_check_digit(number[:11])


def test_no_resident_of_either_town_has_a_valid_number() -> None:
    for place, size in ((AOBA, 2000), (WAKABA, 150)):
        for person in generate_town(place, seed=7, today=date(2026, 11, 22), people=size).people():
            assert int(person.my_number[11]) != my_number_check_digit(person.my_number[:11])
