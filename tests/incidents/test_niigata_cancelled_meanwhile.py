"""Niigata, Saitama, Kumamoto: cancelled seal registrations were certified, some for three years.
What the resident system had cancelled or changed did not reach the server that issues.
Here the registry is read at the moment of "pay": what changed since the preview is never certified."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.certificates import failures
from kiosk.certificates.failures import Failure
from kiosk.certificates.kinds import Kind
from kiosk.terminal.unattended import Issued, NotIssued, Wishes
from kiosk.terminal.visit import states
from kiosk.terminal.visit.events import DocumentOutdated, EffectFailed
from tests.end_to_end.papers import pages
from tests.incidents.evidence import HOUSEHOLD, ONESELF, CounterAt, asked, at_the_last_look
from tests.incidents.workshop import Workshop
from tests.real_parts.city_hall import CityHall

INCOME_TAX = Wishes(Kind.INCOME_TAX)
SEAL = Wishes(Kind.SEAL_REGISTRATION)
WHOLE_REGISTER = Wishes(Kind.FAMILY_REGISTER)
OF = "(SELECT id FROM registry_resident WHERE name LIKE ?)"


@pytest.fixture(scope="module")
def changing_hall(demo_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityHall]:
    """A city hall in which each test changes what concerns one household only."""
    directory = tmp_path_factory.mktemp("changing") / "served"
    shutil.copytree(demo_directory, directory)
    with CityHall(directory) as hall:
        yield hall


@dataclass(frozen=True)
class Meanwhile:
    """What becomes of somebody's registration while they look at the paper, and what they are told."""

    card: str
    name: str
    wishes: Wishes
    query: str
    failure: Failure


MEANWHILE = {
    "the seal registration is cancelled": Meanwhile(
        "ichiro",
        "%一郎",
        SEAL,
        f"UPDATE registry_sealregistration SET status = 'cancelled' WHERE resident_id IN {OF}",
        failures.SEAL_NOT_REGISTERED,
    ),
    "the seal registration is suspended": Meanwhile(
        "next",
        "%未来",
        SEAL,
        f"UPDATE registry_sealregistration SET status = 'suspended' WHERE resident_id IN {OF}",
        failures.ASK_THE_DESK,
    ),
    "a notification to the register is filed": Meanwhile(
        "nine",
        "%浩二",
        WHOLE_REGISTER,
        "UPDATE registry_familyregister SET being_processed = 1 WHERE head LIKE ?",
        failures.REGISTER_IN_PROCESS,
    ),
    "the registration is cancelled": Meanwhile(
        "five",
        "%誠",
        ONESELF,
        f"UPDATE registry_resident SET status = 'moved-out' WHERE id = {OF}",
        failures.MOVED_OUT,
    ),
    "she is protected": Meanwhile(
        "kiyo",
        "%キヨ",
        ONESELF,
        f"UPDATE registry_resident SET protected = 1 WHERE id = {OF}",
        failures.ASK_THE_DESK,
    ),
    "the tax office withdraws the assessment": Meanwhile(
        "rin",
        "NGUYEN%",
        INCOME_TAX,
        f"UPDATE registry_assessment SET declared = 0 WHERE resident_id = {OF}",
        failures.TAX_UNDECLARED,
    ),
    "the tax office stops the issue": Meanwhile(
        "ichiro",
        "%一郎",
        INCOME_TAX,
        f"UPDATE registry_assessment SET issue_stopped = 1 WHERE resident_id = {OF}",
        failures.ASK_THE_DESK,
    ),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE.values(), ids=MEANWHILE)
def test_what_is_cancelled_before_money_is_refused_in_its_own_words(
    counter_at: CounterAt, changing_hall: CityHall, meanwhile: Meanwhile
) -> None:
    counter = counter_at(hall=changing_hall)

    def cancel() -> None:
        with changing_hall.registry() as database:
            done = database.execute(meanwhile.query, (meanwhile.name,))
            assert done.rowcount

    card = changing_hall.card(meanwhile.card)
    pin = "5678" if meanwhile.card == "rin" else "1234"
    ending = counter.visit(
        card, meanwhile.wishes, pin=pin, at={states.Confirm: at_the_last_look(counter, cancel)}
    )
    assert isinstance(ending, NotIssued)
    assert ending.failure is meanwhile.failure
    counter.assert_no_money_and_no_paper()


def test_a_seal_that_was_registered_anew_is_shown_anew_and_only_the_new_one_is_printed(
    counter_at: CounterAt, changing_hall: CityHall
) -> None:
    counter = counter_at(hall=changing_hall)
    of_hanako = "(SELECT id FROM registry_resident WHERE name LIKE '%花子')"

    def register_anew() -> None:
        with changing_hall.registry() as database:
            done = database.execute(
                "UPDATE registry_sealregistration SET imprint ="
                " (SELECT imprint FROM registry_sealregistration WHERE resident_id ="
                " (SELECT id FROM registry_resident WHERE name LIKE '%キヨ' LIMIT 1))"
                f" WHERE resident_id IN {of_hanako}"
            )
            assert done.rowcount == 1

    ending = counter.visit(
        changing_hall.card("hanako"), SEAL, at={states.Confirm: at_the_last_look(counter, register_anew)}
    )
    assert isinstance(ending, Issued)
    assert counter.shown.count("Confirm") == 2
    assert counter.cashbox.inserted == 1000


def test_a_card_suspended_by_telephone_while_somebody_looks_at_the_paper_gets_nothing(
    counter_at: CounterAt, changing_hall: CityHall
) -> None:
    counter = counter_at(hall=changing_hall)

    def suspend() -> None:
        [(issuer, serial)] = asked(
            changing_hall,
            "SELECT issuer_key, serial FROM issuance_visit WHERE serial <> '' ORDER BY id DESC LIMIT 1",
        )
        changing_hall.command("card", "suspend", "--issuer", issuer, "--serial", f"0x{serial}")

    ending = counter.visit(
        changing_hall.card("nine"), ONESELF, at={states.Confirm: at_the_last_look(counter, suspend)}
    )
    assert isinstance(ending, NotIssued)
    assert ending.failure is failures.CARD_SUSPENDED
    counter.assert_no_money_and_no_paper()


def test_a_record_that_changed_is_shown_anew_and_only_the_new_one_is_printed(
    counter_at: CounterAt, changing_hall: CityHall
) -> None:
    counter = counter_at(hall=changing_hall)

    def move() -> None:
        with changing_hall.registry() as database:
            moved = database.execute(
                "UPDATE registry_household SET address = address || '別館' WHERE id ="
                " (SELECT household_id FROM registry_resident WHERE name LIKE '%花子' LIMIT 1)"
            )
            assert moved.rowcount == 1

    ending = counter.visit(
        changing_hall.card("hanako"), HOUSEHOLD, at={states.Confirm: at_the_last_look(counter, move)}
    )
    assert isinstance(ending, Issued)
    assert counter.shown.count("Confirm") == 2
    [paper] = counter.store.papers()
    assert "別館" in pages(paper.read_bytes())[0]
    assert counter.cashbox.inserted == 1000


def test_before_money_the_city_hall_is_asked_whether_the_document_would_still_say_the_same(
    workshop: Workshop,
) -> None:
    case = workshop.visit(1)
    order = workshop.ordered(case)
    holder = workshop.hall.town.household[0]
    holder.name = "木漏日　新子"
    holder.save()
    assert workshop.asked_to_pay(case, order) == DocumentOutdated(case.serial)
    assert not workshop.cashbox.accepting


def test_of_a_person_protected_meanwhile_no_money_is_taken(workshop: Workshop) -> None:
    case = workshop.visit(1)
    order = workshop.ordered(case)
    holder = workshop.hall.town.household[0]
    holder.protected = True
    holder.save()
    assert workshop.asked_to_pay(case, order) == EffectFailed(case.serial, failures.ASK_THE_DESK)
    assert not workshop.cashbox.accepting
