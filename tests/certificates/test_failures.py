import re

import pytest

from kiosk.certificates import failures
from kiosk.certificates.failures import CATALOGUE, Failure, Money
from kiosk.terminal.visit.states import LANGUAGES, Language
from kiosk.terminal.words import Words


def test_every_entry_is_in_the_catalogue_under_a_code_of_its_own() -> None:
    entries = [entry for entry in vars(failures).values() if isinstance(entry, Failure)]
    assert len(CATALOGUE) == len(entries)
    assert all(re.fullmatch(r"E-[A-Z]{3,4}-\d{3}", code) for code in CATALOGUE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("failure", CATALOGUE.values(), ids=CATALOGUE)
def test_every_failure_says_what_happened_and_what_to_do(failure: Failure, language: Language) -> None:
    ids = Words(language).ids
    for part in ("headline", "happened", "next"):
        assert f"refused.{failure.words}.{part}" in ids


def test_what_a_city_hall_refuses_never_has_money_in_it() -> None:
    assert not [f.code for f in CATALOGUE.values() if f.by_municipality and f.money is Money.MAY_BE_IN]
