"""What happens inside a visit between its calls: changes of the registry, expiry, and its cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import connection
from django.test.utils import CaptureQueriesContext
from joserfc.jwk import KeySet

from kiosk.certificates.failures import (
    ASK_THE_DESK,
    CARD_UNKNOWN,
    DOCUMENT_EXPIRED,
    MOVED_OUT,
    SERVICE_HOURS,
    SERVICE_OFF,
    UNDER_FIFTEEN,
    VISIT_EXPIRED,
    Failure,
)
from kiosk.certificates.sealed_document import unseal
from kiosk.municipal.availability.models import Closure, Fee, ServiceOffer, TerminalPause
from kiosk.municipal.forms.official_seal import write_official_seal
from kiosk.municipal.identity.models import CardLink
from kiosk.municipal.identity.signing_keys import published_keys
from kiosk.municipal.issuance.household import given_name
from kiosk.municipal.issuance.models import Order
from kiosk.municipal.issuance.orders import confirm_order, place_order
from kiosk.municipal.issuance.visits import authenticate, open_visit
from kiosk.municipal.registry.models import Resident, ResidentStatus
from tests.municipal.identity.authorities import Root
from tests.municipal.issuance.small_town import CODE, NOON, SEAL, SmallTown, found, refusal

pytestmark = pytest.mark.django_db

Founder = Callable[[int], SmallTown]


@pytest.fixture
def town_of(tmp_path: Path, root: Root, card: rsa.RSAPrivateKey) -> Founder:
    return lambda members: found(tmp_path, members=members, root=root, card=card)


def authenticated(town: SmallTown) -> str:
    limits = town.configuration.limits
    opened = open_visit(town.terminal, town.municipality, NOON, limits)
    authenticate(town.terminal, opened.visit_id, town.proof(opened), NOON, limits)
    return opened.visit_id


def ordered(town: SmallTown, visit: str, *, after: timedelta = timedelta(seconds=30)) -> Failure | None:
    request = town.whole_household()
    return refusal(lambda: place_order(town.terminal, visit, request, NOON + after, town.configuration))


def test_the_document_is_read_from_the_registry_when_it_is_ordered(town_of: Founder) -> None:
    town = town_of(2)
    visit = authenticated(town)
    Resident.objects.filter(pk=town.household[1].pk).update(name="木漏日　新子")
    order = place_order(town.terminal, visit, town.whole_household(), NOON, town.configuration)
    document = unseal(order.sealed, KeySet(published_keys(town.configuration.keys, CODE).keys))
    assert document.persons[1]["name"] == "木漏日　新子"


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ({"status": ResidentStatus.MOVING_OUT}, ASK_THE_DESK),
        ({"protected": True}, ASK_THE_DESK),
        ({"status": ResidentStatus.DECEASED}, VISIT_EXPIRED),
        ({"status": ResidentStatus.MOVED_OUT}, VISIT_EXPIRED),
    ],
)
def test_what_befalls_a_member_between_pin_and_order_counts(
    town_of: Founder, change: dict[str, object], failure: Failure
) -> None:
    town = town_of(3)
    visit = authenticated(town)
    Resident.objects.filter(pk=town.household[2].pk).update(**change)
    assert ordered(town, visit) is failure


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ({"status": ResidentStatus.MOVING_OUT}, MOVED_OUT),
        ({"status": ResidentStatus.MOVED_OUT}, MOVED_OUT),
        ({"birth_date": date(2011, 11, 25)}, UNDER_FIFTEEN),
        ({"birth_date": date(2011, 11, 24)}, None),
        ({"status": ResidentStatus.MOVED_OUT, "protected": True}, None),
        ({"birth_date": date(2020, 1, 1), "protected": True}, None),
        ({"status": ResidentStatus.DECEASED}, None),
    ],
)
def test_what_a_holder_is_told_after_the_pin(
    town_of: Founder, change: dict[str, object], failure: Failure | None
) -> None:
    town = town_of(1)
    Resident.objects.filter(pk=town.household[0].pk).update(**change)
    assert refusal(lambda: authenticated(town)) is failure


def test_a_card_unlinked_meanwhile_gets_nothing(town_of: Founder) -> None:
    town = town_of(1)
    visit = authenticated(town)
    CardLink.objects.all().delete()
    assert ordered(town, visit) is CARD_UNKNOWN


def test_a_card_linked_to_somebody_else_meanwhile_gets_nobodys_document(town_of: Founder) -> None:
    town = town_of(1)
    visit = authenticated(town)
    stranger = Resident.objects.get(pk=town.household[0].pk)
    stranger.pk, stranger.number, stranger.order_in_household = None, "9999", 2
    stranger.save()
    CardLink.objects.update(resident=stranger)
    assert ordered(town, visit) is VISIT_EXPIRED


def test_a_visit_ends_after_its_time(town_of: Founder) -> None:
    town = town_of(1)
    limits = town.configuration.limits
    opened = open_visit(town.terminal, town.municipality, NOON, limits)
    late = NOON + timedelta(seconds=limits.challenge)
    assert (
        refusal(lambda: authenticate(town.terminal, opened.visit_id, town.proof(opened), late, limits))
        is VISIT_EXPIRED
    )
    visit = authenticated(town)
    assert ordered(town, visit, after=timedelta(seconds=limits.visit)) is VISIT_EXPIRED
    assert ordered(town, visit, after=timedelta(seconds=limits.visit - 1)) is None


def test_documents_that_can_not_be_printed_any_more_are_forgotten(town_of: Founder) -> None:
    town = town_of(1)
    earlier = authenticated(town)
    assert ordered(town, earlier) is None
    assert Order.objects.exclude(sealed="").count() == 1
    next_visit = authenticated(town)
    assert ordered(town, next_visit, after=timedelta(minutes=19)) is None
    assert Order.objects.exclude(sealed="").count() == 1


def test_a_kind_without_a_fee_in_force_is_not_sold(town_of: Founder) -> None:
    town = town_of(1)
    visit = authenticated(town)
    Fee.objects.filter(offer__kind="resident-record").delete()
    assert ordered(town, visit) is SERVICE_OFF


def test_a_service_paused_at_this_terminal_only_is_off_there(town_of: Founder) -> None:
    town = town_of(1)
    visit = authenticated(town)
    TerminalPause(municipality=town.municipality, terminal=town.terminal, reason="移設").save()
    assert ordered(town, visit) is SERVICE_OFF


def test_a_closure_of_one_kind_leaves_the_other(town_of: Founder) -> None:
    town = town_of(1)
    visit = authenticated(town)
    closure = Closure(
        municipality=town.municipality,
        kind="income-tax",
        begins=NOON - timedelta(hours=1),
        ends=NOON + timedelta(hours=1),
        reason="点検",
    )
    closure.save()
    assert ordered(town, visit) is None
    closure.kind = ""
    closure.save()
    assert ordered(town, visit) is SERVICE_OFF
    assert refusal(lambda: authenticated(town)) is SERVICE_OFF


def test_when_the_doors_close_between_pin_and_order_it_is_said_so(town_of: Founder) -> None:
    town = town_of(1)
    visit = authenticated(town)
    ServiceOffer.objects.update(closes=NOON.time())
    assert ordered(town, visit) is SERVICE_HOURS


@pytest.mark.parametrize(
    ("name", "label"),
    [("葛󠄀城　花子", "花子"), ("NGUYEN VAN A", ""), ("木漏日　マリア　ルイザ", ""), ("無姓", "")],
)
def test_the_screen_shows_a_given_name_or_none(name: str, label: str) -> None:
    assert given_name(name) == label


def confirmed(town: SmallTown, order_id: str, *, after: timedelta = timedelta(minutes=1)) -> Failure | None:
    return refusal(lambda: confirm_order(town.terminal, order_id, NOON + after, town.configuration))


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ({}, None),
        ({"name": "木漏日　新子"}, DOCUMENT_EXPIRED),
        ({"furigana": "コモレビ"}, DOCUMENT_EXPIRED),
        ({"status": ResidentStatus.MOVED_OUT}, DOCUMENT_EXPIRED),
        ({"status": ResidentStatus.MOVING_OUT}, ASK_THE_DESK),
        ({"protected": True}, ASK_THE_DESK),
        ({"my_number": "123456789018"}, None),
    ],
)
def test_what_befalls_a_member_between_order_and_money_counts_where_it_is_printed(
    town_of: Founder, change: dict[str, object], failure: Failure | None
) -> None:
    town = town_of(3)
    visit = authenticated(town)
    order = place_order(town.terminal, visit, town.whole_household(), NOON, town.configuration)
    Resident.objects.filter(pk=town.household[2].pk).update(**change)
    assert confirmed(town, order.order_id) is failure


def test_a_fee_or_an_official_seal_changed_meanwhile_is_another_document(town_of: Founder) -> None:
    town = town_of(1)
    visit = authenticated(town)
    order = place_order(town.terminal, visit, town.whole_household(), NOON, town.configuration)
    Fee.objects.filter(offer__kind="resident-record").update(yen=250)
    assert confirmed(town, order.order_id) is DOCUMENT_EXPIRED
    order = place_order(town.terminal, visit, town.whole_household(), NOON, town.configuration)
    assert confirmed(town, order.order_id) is None
    write_official_seal(town.configuration.forms, CODE, SEAL + b" of the new mayor")
    assert confirmed(town, order.order_id) is DOCUMENT_EXPIRED


def test_a_document_is_confirmed_while_it_may_be_printed_and_no_longer(town_of: Founder) -> None:
    town = town_of(1)
    visit = authenticated(town)
    order = place_order(town.terminal, visit, town.whole_household(), NOON, town.configuration)
    lasts = timedelta(seconds=town.configuration.limits.document)
    assert confirmed(town, order.order_id, after=lasts - timedelta(seconds=1)) is None
    assert confirmed(town, order.order_id, after=lasts) is DOCUMENT_EXPIRED


def test_a_card_linked_to_another_of_the_household_confirms_nothing(town_of: Founder) -> None:
    town = town_of(2)
    visit = authenticated(town)
    order = place_order(town.terminal, visit, town.whole_household(), NOON, town.configuration)
    CardLink.objects.update(resident=town.household[1])
    assert confirmed(town, order.order_id) is DOCUMENT_EXPIRED
    assert ordered(town, visit) is VISIT_EXPIRED


def queries_of_a_visit(town: SmallTown) -> int:
    with CaptureQueriesContext(connection) as captured:
        visit = authenticated(town)
        order = place_order(town.terminal, visit, town.whole_household(), NOON, town.configuration)
        confirm_order(town.terminal, order.order_id, NOON, town.configuration)
    return len(captured)


def test_a_visit_costs_as_many_queries_for_nine_persons_as_for_one(
    tmp_path: Path, root: Root, card: rsa.RSAPrivateKey
) -> None:
    alone = found(tmp_path, members=1, root=root, card=card)
    of_one = queries_of_a_visit(alone)
    child = alone.household[0]
    for place in range(2, 10):
        child.pk, child.order_in_household, child.relationship = None, place, "子"
        child.number = str(2000 + place)
        child.save()
    alone.household = list(Resident.objects.all())
    assert len(alone.household) == 9
    assert queries_of_a_visit(alone) <= of_one


def test_a_confirmation_costs_few_queries(town_of: Founder) -> None:
    town = town_of(3)
    order = place_order(town.terminal, authenticated(town), town.whole_household(), NOON, town.configuration)
    with CaptureQueriesContext(connection) as captured:
        confirm_order(town.terminal, order.order_id, NOON, town.configuration)
    assert len(captured) <= 18
