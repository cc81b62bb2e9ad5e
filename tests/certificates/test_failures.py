import re

import pytest

from kiosk.certificates import failures
from kiosk.certificates.failures import CATALOGUE, Failure, Issued, Money
from kiosk.terminal.visit.states import LANGUAGES, Language
from kiosk.terminal.words import Words


def test_every_entry_is_in_the_catalogue_under_a_code_of_its_own() -> None:
    entries = [entry for entry in vars(failures).values() if isinstance(entry, Failure)]
    assert len(CATALOGUE) == len(entries)
    assert all(re.fullmatch(r"E-[A-Z]{3,4}-\d{3}", code) for code in CATALOGUE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("failure", CATALOGUE.values(), ids=CATALOGUE)
def test_every_failure_answers_was_i_charged_was_it_issued_and_what_now(
    failure: Failure, language: Language
) -> None:
    what_happened = {f"refused.{failure.words}.{part}" for part in ("headline", "happened", "detail")}
    what_now = {f"refused.{failure.words}.{part}" for part in ("next", "next_detail")}
    on_the_screen = {f"out_of_service.money.{failure.money}", f"out_of_service.issued.{failure.issued}"}
    in_the_handbook = {
        *(f"handbook.money.{failure.money}", f"handbook.issued.{failure.issued}"),
        *(f"handbook.party.{failure.party}", f"technician.{failure.code}"),
    }
    assert what_happened | what_now | on_the_screen | in_the_handbook <= Words(language).ids


def test_no_technicians_step_is_kept_for_a_code_that_is_gone() -> None:
    steps = {name for name in Words("ja").ids if name.startswith("technician.")}
    assert steps == {f"technician.{code}" for code in CATALOGUE}


def test_what_a_city_hall_refuses_never_has_money_in_it() -> None:
    assert not [f.code for f in CATALOGUE.values() if f.by_municipality and f.money is Money.MAY_BE_IN]


def test_nothing_is_issued_before_there_may_be_money() -> None:
    assert not [f.code for f in CATALOGUE.values() if f.issued is not Issued.NONE and f.money is Money.NONE]
