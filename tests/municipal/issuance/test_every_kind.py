"""What a resident is given of each kind, and why not, from the registry as it is when it is ordered."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import connection
from django.test.utils import CaptureQueriesContext
from joserfc.jwk import KeySet

from kiosk.certificates.choices import Choices
from kiosk.certificates.contents import CONTENTS
from kiosk.certificates.failures import (
    ASK_THE_DESK,
    CHOICES_NOT_OFFERED,
    DOCUMENT_EXPIRED,
    NO_TAX_RECORD,
    PAYMENT_NOT_SHOWN,
    REGISTER_ELSEWHERE,
    REGISTER_IN_PROCESS,
    SEAL_CARD_NOT_REGISTERED,
    SEAL_NOT_REGISTERED,
    VISIT_EXPIRED,
    Failure,
)
from kiosk.certificates.kinds import RULES, Group, Kind, Scope
from kiosk.certificates.messages import Entitlement, OrderRequest, Outcome, OutcomeKind
from kiosk.certificates.order_number import order_number
from kiosk.certificates.sealed_document import SealedDocument, unseal
from kiosk.municipal.availability.models import ServiceOffer
from kiosk.municipal.identity.signing_keys import published_keys
from kiosk.municipal.issuance.claims import grant_reissue
from kiosk.municipal.issuance.models import Claim
from kiosk.municipal.issuance.orders import confirm_order, place_order
from kiosk.municipal.issuance.outcomes import report_outcome
from kiosk.municipal.issuance.visits import authenticate, open_visit
from kiosk.municipal.registry.models import (
    Assessment,
    FamilyRegister,
    RegisterMember,
    Resident,
    SealRegistration,
    SealStatus,
    TaxInstalment,
)
from kiosk.rendering.samples import SAMPLES
from tests.municipal.identity.authorities import Root
from tests.municipal.issuance.registered_town import (
    IMPRINT,
    YEAR,
    add_instalments,
    add_member,
    found_registered,
)
from tests.municipal.issuance.small_town import CODE, NOON, SmallTown, refusal

pytestmark = pytest.mark.django_db

Founder = Callable[[int], SmallTown]

HOLDERS_SEAL = Choices(kind=Kind.SEAL_REGISTRATION)
PAYMENTS = Choices(kind=Kind.TAX_PAYMENT, year=YEAR)
WHOLE_REGISTER = Choices(kind=Kind.FAMILY_REGISTER)
OWN_ENTRY = Choices(kind=Kind.FAMILY_REGISTER_INDIVIDUAL, scope=Scope.SELF, persons=(1,))
OWN_ADDRESSES = Choices(kind=Kind.ADDRESS_HISTORY, scope=Scope.SELF, persons=(1,))
OWN_RECORD = Choices(kind=Kind.RESIDENT_RECORD, scope=Scope.SELF, persons=(1,))
OF_EVERY_KIND = {
    choices.kind: choices
    for choices in (
        OWN_RECORD,
        OWN_RECORD.model_copy(update={"kind": Kind.RESIDENT_RECORD_ITEMS}),
        HOLDERS_SEAL,
        PAYMENTS.model_copy(update={"kind": Kind.INCOME_TAX}),
        PAYMENTS,
        WHOLE_REGISTER,
        OWN_ENTRY,
        OWN_ADDRESSES,
    )
}


@pytest.fixture
def town_of(tmp_path: Path, root: Root, card: rsa.RSAPrivateKey) -> Founder:
    return lambda members: found_registered(tmp_path, members=members, root=root, card=card)


def entered(town: SmallTown) -> tuple[str, Entitlement]:
    limits = town.configuration.limits
    opened = open_visit(town.terminal, town.municipality, NOON, limits)
    entitlement = authenticate(town.terminal, opened.visit_id, town.proof(opened), NOON, limits)
    return opened.visit_id, entitlement


def sealed(town: SmallTown, visit: str, choices: Choices) -> SealedDocument:
    request = OrderRequest(idempotency_key=secrets.token_hex(16), choices=choices)
    order = place_order(town.terminal, visit, request, NOON, town.configuration)
    return unseal(order.sealed, KeySet(published_keys(town.configuration.keys, CODE).keys))


def refused(town: SmallTown, choices: Choices) -> Failure | None:
    visit, _ = entered(town)
    return refusal(lambda: sealed(town, visit, choices))


def confirmed(town: SmallTown, document: SealedDocument) -> Failure | None:
    return refusal(lambda: confirm_order(town.terminal, document.order_id, NOON, town.configuration))


@pytest.mark.parametrize("choices", OF_EVERY_KIND.values(), ids=OF_EVERY_KIND)
def test_a_document_of_each_kind_carries_exactly_its_contents(town_of: Founder, choices: Choices) -> None:
    town = town_of(2)
    document = sealed(town, entered(town)[0], choices)
    contents = CONTENTS[choices.kind]
    assert document.fields.keys() == contents.fields.keys()
    assert document.tables.keys() == contents.tables.keys()
    assert document.pictures.keys() == contents.pictures.keys()
    assert all(person.keys() == contents.persons.keys() for person in document.persons)
    for name, table in document.tables.items():
        assert {len(row) for row in table.rows} == {len(contents.tables[name])}
    assert document.fields["certificate_number"] == order_number(document.order_id)


def test_the_imprint_is_the_registered_one_to_the_byte(town_of: Founder) -> None:
    town = town_of(1)
    assert sealed(town, entered(town)[0], HOLDERS_SEAL).pictures["imprint"] == IMPRINT


def test_people_of_the_register_are_shown_by_given_name_and_relation(town_of: Founder) -> None:
    town = town_of(2)
    RegisterMember.objects.filter(order=2).update(spouse="妻")
    _, entitlement = entered(town)
    shown = [(one.number, one.label, one.relation) for one in entitlement.registered]
    assert shown == [(1, "1子", "長女"), (2, "2子", "妻")]
    assert entitlement.kinds == tuple(Kind)


def test_a_foreign_resident_is_offered_nothing_of_a_register(town_of: Founder) -> None:
    town = town_of(1)
    Resident.objects.update(nationality="ベトナム")
    _, entitlement = entered(town)
    assert entitlement.registered == ()
    assert all(RULES[kind].group is Group.HOUSEHOLD for kind in entitlement.kinds)
    assert refused(town, WHOLE_REGISTER) is CHOICES_NOT_OFFERED


SEALS: dict[str, tuple[dict[str, object], Failure | None]] = {
    "cancelled": ({"status": SealStatus.CANCELLED}, SEAL_NOT_REGISTERED),
    "suspended": ({"status": SealStatus.SUSPENDED}, ASK_THE_DESK),
    "registered without the card": ({"card_is_seal_card": False}, None),
}


@pytest.mark.parametrize(("change", "failure"), SEALS.values(), ids=SEALS)
def test_a_seal_is_certified_only_while_it_stands(
    town_of: Founder, change: dict[str, object], failure: Failure | None
) -> None:
    town = town_of(1)
    SealRegistration.objects.update(**change)
    assert refused(town, HOLDERS_SEAL) is failure


def test_where_the_city_asks_for_it_the_card_must_be_the_seal_card(town_of: Founder) -> None:
    town = town_of(1)
    ServiceOffer.objects.filter(kind=Kind.SEAL_REGISTRATION).update(seal_card_only=True)
    assert refused(town, HOLDERS_SEAL) is None
    SealRegistration.objects.update(card_is_seal_card=False)
    assert refused(town, HOLDERS_SEAL) is SEAL_CARD_NOT_REGISTERED


def test_nobody_guesses_which_of_two_seals_is_meant(town_of: Founder) -> None:
    town = town_of(1)
    second = SealRegistration.objects.get()
    second.pk, second.number = None, "2"
    second.save()
    assert refused(town, HOLDERS_SEAL) is ASK_THE_DESK
    SealRegistration.objects.filter(number="1").update(status=SealStatus.CANCELLED)
    assert refused(town, HOLDERS_SEAL) is None


def test_who_never_registered_a_seal_is_told_so(town_of: Founder) -> None:
    town = town_of(1)
    SealRegistration.objects.all().delete()
    assert refused(town, HOLDERS_SEAL) is SEAL_NOT_REGISTERED


UNPAID = {
    "to come": (date(2027, 2, 1), None),
    "due lately": (date(2026, 11, 10), PAYMENT_NOT_SHOWN),
    "in arrears": (date(2026, 6, 30), ASK_THE_DESK),
}


@pytest.mark.parametrize(("due_on", "failure"), UNPAID.values(), ids=UNPAID)
def test_an_unpaid_instalment_stops_the_certificate_once_it_is_due(
    town_of: Founder, due_on: date, failure: Failure | None
) -> None:
    town = town_of(1)
    TaxInstalment.objects.all().update(due_on=date(2026, 6, 28))
    TaxInstalment.objects.filter(period=4).update(due_on=due_on, paid=0)
    assert refused(town, PAYMENTS) is failure


def test_what_the_tax_office_stops_is_told_like_any_reason_that_is_not_told(town_of: Founder) -> None:
    town = town_of(1)
    Assessment.objects.update(issue_stopped=True)
    assert refused(town, PAYMENTS) is ASK_THE_DESK


def test_a_year_of_which_nothing_is_recorded_gives_no_certificate(town_of: Founder) -> None:
    town = town_of(1)
    TaxInstalment.objects.all().delete()
    assert refused(town, PAYMENTS) is PAYMENT_NOT_SHOWN
    Assessment.objects.update(annual_tax=0)
    assert refused(town, PAYMENTS) is None
    Assessment.objects.all().delete()
    assert refused(town, PAYMENTS) is NO_TAX_RECORD


@pytest.mark.parametrize("choices", [WHOLE_REGISTER, OWN_ENTRY, OWN_ADDRESSES], ids=lambda asked: asked.kind)
def test_a_register_elsewhere_or_in_process_is_said_so_and_a_protected_member_is_not(
    town_of: Founder, choices: Choices
) -> None:
    town = town_of(2)
    Resident.objects.filter(pk=town.household[1].pk).update(protected=True)
    assert refused(town, choices) is ASK_THE_DESK
    Resident.objects.update(protected=False)
    FamilyRegister.objects.update(being_processed=True)
    assert refused(town, choices) is REGISTER_IN_PROCESS
    RegisterMember.objects.update(resident=None)
    assert refused(town, choices) is REGISTER_ELSEWHERE


def test_of_a_register_elsewhere_the_reason_is_told_though_nobody_could_be_chosen(town_of: Founder) -> None:
    town = town_of(1)
    RegisterMember.objects.update(resident=None)
    assert refused(town, Choices(kind=Kind.FAMILY_REGISTER_INDIVIDUAL)) is REGISTER_ELSEWHERE


def test_who_left_the_register_can_not_be_chosen_but_stands_on_the_whole(town_of: Founder) -> None:
    town = town_of(3)
    RegisterMember.objects.filter(order=2).update(removed=True)
    visit, entitlement = entered(town)
    assert [one.label for one in entitlement.registered] == ["1子", "3子"]
    whole = sealed(town, visit, WHOLE_REGISTER).tables["entries"].rows
    assert ("戸籍に記録されている者", "【名】2子") in whole
    assert ("　【除籍】", "【生年月日】昭和５５年４月１日") in whole
    part = Choices(kind=Kind.FAMILY_REGISTER_INDIVIDUAL, scope=Scope.PART, persons=(2,))
    rows = sealed(town, visit, part).tables["entries"].rows
    assert [text for heading, text in rows if heading == "戸籍に記録されている者"] == ["【名】3子"]


def test_a_register_that_changed_since_the_screen_is_not_guessed_at(town_of: Founder) -> None:
    town = town_of(2)
    visit, _ = entered(town)
    document = sealed(town, visit, OWN_ENTRY)
    RegisterMember.objects.filter(order=2).update(removed=True)
    assert confirmed(town, document) is DOCUMENT_EXPIRED
    assert refusal(lambda: sealed(town, visit, OWN_ENTRY)) is VISIT_EXPIRED


def test_a_free_reissue_is_of_the_same_person_of_the_register_under_another_number(town_of: Founder) -> None:
    town = town_of(3)
    third = OWN_ENTRY.model_copy(update={"scope": Scope.PART, "persons": (3,)})
    document = sealed(town, entered(town)[0], third)
    assert confirmed(town, document) is None
    for ended, claim in ((OutcomeKind.PRINTED, None), (OutcomeKind.PRINT_PROBLEM, "4821-7730")):
        told = Outcome(outcome=ended, sheets=1, received=200, returned=0, claim=claim)
        report_outcome(town.terminal, document.order_id, told, NOON)
    grant_reissue(Claim.objects.get(), by="hall", note="", now=NOON)
    RegisterMember.objects.filter(order=2).update(removed=True)
    [again] = entered(town)[1].reissues
    assert again.choices == third.model_copy(update={"persons": (2,)})


def test_an_imprint_changed_before_money_is_another_document(town_of: Founder) -> None:
    town = town_of(1)
    document = sealed(town, entered(town)[0], HOLDERS_SEAL)
    SealRegistration.objects.update(imprint=(SAMPLES / "imprint-square.png").read_bytes())
    assert confirmed(town, document) is DOCUMENT_EXPIRED


def test_a_seal_cancelled_before_money_is_refused_by_its_own_words(town_of: Founder) -> None:
    town = town_of(1)
    document = sealed(town, entered(town)[0], HOLDERS_SEAL)
    SealRegistration.objects.update(status=SealStatus.CANCELLED)
    assert confirmed(town, document) is SEAL_NOT_REGISTERED


@pytest.mark.parametrize(
    "choices",
    [
        OWN_ENTRY.model_copy(update={"persons": (2,)}),
        OWN_ENTRY.model_copy(update={"scope": Scope.REGISTER, "persons": (1, 2)}),
        OWN_ADDRESSES.model_copy(update={"scope": Scope.REGISTER}),
        OWN_ADDRESSES.model_copy(update={"scope": Scope.HOUSEHOLD, "persons": (1, 2)}),
        WHOLE_REGISTER.model_copy(update={"persons": (1,)}),
        HOLDERS_SEAL.model_copy(update={"year": YEAR}),
        PAYMENTS.model_copy(update={"year": YEAR - 2}),
        OWN_RECORD.model_copy(update={"scope": Scope.REGISTER, "persons": (1, 2)}),
    ],
    ids=repr,
)
def test_choices_that_do_not_belong_to_the_kind_are_refused(town_of: Founder, choices: Choices) -> None:
    assert refused(town_of(2), choices) is CHOICES_NOT_OFFERED


def queries_of(town: SmallTown, choices: Choices) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert confirmed(town, sealed(town, entered(town)[0], choices)) is None
    return len(captured)


def test_no_kind_costs_more_queries_for_nine_people_and_many_entries_than_for_one(town_of: Founder) -> None:
    town = town_of(1)
    of_one = {kind: queries_of(town, choices) for kind, choices in OF_EVERY_KIND.items()}
    child = Resident.objects.get()
    for place in range(2, 10):
        child.pk, child.order_in_household, child.relationship = None, place, "子"
        child.number = str(2000 + place)
        child.save()
    town.household = list(Resident.objects.order_by("order_in_household"))
    for order in range(2, 10):
        add_member(town, order)
    add_instalments(town, 12)
    of_nine = {kind: queries_of(town, choices) for kind, choices in OF_EVERY_KIND.items()}
    assert all(of_nine[kind] <= of_one[kind] for kind in Kind), (of_nine, of_one)
