"""Taking in revocation lists, and what is believed of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from django.test import override_settings

from kiosk.certificates.failures import CARD_REVOKED, CARD_SUSPENDED, REVOCATION_OUTDATED, Failure
from kiosk.municipal.configuration import Configuration, Revocation
from kiosk.municipal.identity.cards import resume_card, suspend_card
from kiosk.municipal.identity.certificates import CardIdentity, CertificateRefused, key_id, serial_text
from kiosk.municipal.identity.lists import shelf
from kiosk.municipal.identity.models import IndexSlice, RevocationList
from kiosk.municipal.identity.revocation_list import ListRefused
from kiosk.municipal.identity.trust import add_anchor, check_not_withdrawn
from tests.municipal.identity.authorities import NOW, Root
from tests.municipal.identity.taking_in import take_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LOST, HELD, GOOD = 0x51, 0x52, 0x53


@pytest.fixture(scope="module")
def roots() -> tuple[Root, Root]:
    return Root.create(), Root.create()


@pytest.fixture
def root(roots: tuple[Root, Root]) -> Root:
    """Both generations are trusted; each has a list."""
    for generation in roots:
        add_anchor(generation.certificate)
    revoked = {LOST: x509.ReasonFlags.key_compromise, HELD: x509.ReasonFlags.certificate_hold}
    assert take_in(roots[0].revocation_list(revoked)).entries == 2
    take_in(roots[1].revocation_list({}))
    return roots[0]


def covering_point(city: str) -> x509.IssuingDistributionPoint:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"{city} CRLDP")])
    return x509.IssuingDistributionPoint(
        full_name=[x509.DirectoryName(name)],
        relative_name=None,
        only_contains_user_certs=True,
        only_contains_ca_certs=False,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )


def forget_what_is_mapped() -> None:
    """As in a process that has just begun."""
    shelf.held.clear()


def withdrawn(
    root: Root, serial: int, *, later: timedelta = timedelta(0), points: frozenset[str] | None = None
) -> Failure | None:
    identity = CardIdentity(key_id(root.certificate), serial_text(serial), points)
    try:
        check_not_withdrawn(identity, NOW + later, timedelta(0))
    except CertificateRefused as refused:
        return refused.failure
    return None


def test_a_revoked_card_and_one_on_hold_are_told_apart(root: Root) -> None:
    assert withdrawn(root, LOST) is CARD_REVOKED
    assert withdrawn(root, HELD) is CARD_SUSPENDED
    assert withdrawn(root, GOOD) is None


def test_a_number_revoked_by_one_root_says_nothing_of_the_others(
    root: Root, roots: tuple[Root, Root]
) -> None:
    assert withdrawn(roots[1], LOST) is None


def test_the_next_list_replaces_the_last(root: Root) -> None:
    take_in(root.revocation_list({GOOD: None}, updated=NOW))
    assert withdrawn(root, GOOD) is CARD_REVOKED
    assert withdrawn(root, HELD) is None


def test_a_list_made_in_the_future_is_refused(root: Root) -> None:
    with pytest.raises(ListRefused, match="future"):
        take_in(root.revocation_list({}, updated=NOW + DAY, next_update=NOW + 2 * DAY))


def test_the_numbers_of_lists_never_go_back(root: Root) -> None:
    take_in(root.revocation_list({GOOD: None}, updated=NOW, number=7))
    for number in (6, 7, None):
        with pytest.raises(ListRefused, match="go back"):
            take_in(root.revocation_list({}, updated=NOW, number=number))
    assert withdrawn(root, GOOD) is CARD_REVOKED
    take_in(root.revocation_list({}, updated=NOW, number=8))
    assert withdrawn(root, GOOD) is None


def test_the_same_list_again_changes_nothing(root: Root) -> None:
    crl = root.revocation_list({GOOD: None}, updated=NOW, number=7)
    first = take_in(crl)
    assert take_in(crl, NOW + DAY) == first
    assert take_in(crl, NOW + DAY).taken_in_at == NOW


def test_a_list_older_than_the_one_in_use_is_refused(root: Root) -> None:
    with pytest.raises(ListRefused, match="older"):
        take_in(root.revocation_list({}, updated=NOW - 9 * DAY, next_update=NOW + DAY))
    assert withdrawn(root, LOST) is CARD_REVOKED


def test_a_list_that_no_trusted_key_signed_is_refused(root: Root) -> None:
    with pytest.raises(ListRefused, match="no anchor"):
        take_in(Root.create().revocation_list({}, updated=NOW))
    assert withdrawn(root, LOST) is CARD_REVOKED


def test_when_the_list_is_past_its_next_update_nobody_is_believed(root: Root) -> None:
    assert withdrawn(root, GOOD, later=2 * DAY) is REVOCATION_OUTDATED


def test_a_list_is_believed_past_its_next_update_for_as_long_as_configured(
    root: Root, tmp_path: Path
) -> None:
    with override_settings(CITY_HALL=Configuration(directory=tmp_path, revocation=Revocation(grace=60))):
        assert withdrawn(root, LOST, later=DAY + timedelta(seconds=60)) is CARD_REVOKED
        assert withdrawn(root, GOOD, later=DAY + timedelta(seconds=60)) is None
        assert withdrawn(root, GOOD, later=DAY + timedelta(seconds=61)) is REVOCATION_OUTDATED
    assert withdrawn(root, GOOD, later=DAY + timedelta(seconds=1)) is REVOCATION_OUTDATED


def test_without_a_list_no_card_is_believed_unless_the_city_says_so(root: Root, tmp_path: Path) -> None:
    RevocationList.objects.all().delete()
    assert withdrawn(root, GOOD) is REVOCATION_OUTDATED
    lenient = Revocation(without_list="believe")
    with override_settings(CITY_HALL=Configuration(directory=tmp_path, revocation=lenient)):
        assert withdrawn(root, GOOD) is None


def test_a_node_that_lacks_the_index_rebuilds_it_from_the_database(root: Root, tmp_path: Path) -> None:
    """The list came in at another application node: same database, another directory."""
    other = tmp_path / "another node"
    other.mkdir()
    forget_what_is_mapped()
    with override_settings(CITY_HALL=Configuration(directory=other)):
        assert withdrawn(root, LOST) is CARD_REVOKED
        assert withdrawn(root, GOOD) is None
        assert len(list((other / "revocation").glob("*.index"))) == 1


def test_a_damaged_index_is_rebuilt_and_without_the_database_no_card_is_believed(
    root: Root, tmp_path: Path
) -> None:
    files = list((tmp_path / "revocation").glob("*.index"))
    assert len(files) == 2
    for file in files:
        file.write_bytes(file.read_bytes()[:-1] + b"\1")
    forget_what_is_mapped()
    assert withdrawn(root, LOST) is CARD_REVOKED
    IndexSlice.objects.all().delete()
    for file in files:
        file.unlink()
    forget_what_is_mapped()
    assert withdrawn(root, GOOD) is REVOCATION_OUTDATED


def test_slices_of_a_replaced_list_do_not_stay_in_the_database(root: Root) -> None:
    take_in(root.revocation_list({GOOD: None}, updated=NOW))
    named = set(RevocationList.objects.values_list("index_sha256", flat=True))
    assert set(IndexSlice.objects.values_list("index_sha256", flat=True)) == named


def test_a_card_is_looked_up_in_the_list_of_its_own_point(root: Root) -> None:
    """公的個人認証サービス names a point a municipality."""
    RevocationList.objects.all().delete()
    for city, revoked in (("A", {LOST: None}), ("B", {GOOD: None})):
        take_in(root.revocation_list(revoked, extensions=[(covering_point(city), True)]))

    def answer(serial: int, *points: str) -> Failure | None:
        return withdrawn(root, serial, points=frozenset(f"CN={point} CRLDP" for point in points))

    assert answer(LOST, "A") is CARD_REVOKED
    assert answer(GOOD, "A") is None
    assert answer(LOST, "B") is None
    assert answer(GOOD, "C") is REVOCATION_OUTDATED
    assert answer(GOOD) is REVOCATION_OUTDATED
    assert withdrawn(root, GOOD) is withdrawn(root, LOST) is CARD_REVOKED


def test_a_card_suspended_by_telephone_is_refused_until_it_is_resumed(root: Root) -> None:
    identity = CardIdentity(key_id(root.certificate), serial_text(GOOD))
    assert suspend_card(identity)
    assert not suspend_card(identity)
    assert withdrawn(root, GOOD) is CARD_SUSPENDED
    assert resume_card(identity)
    assert not resume_card(identity)
    assert withdrawn(root, GOOD) is None


def test_a_card_revoked_meanwhile_stays_revoked_when_it_is_resumed(root: Root) -> None:
    identity = CardIdentity(key_id(root.certificate), serial_text(LOST))
    suspend_card(identity)
    assert withdrawn(root, LOST) is CARD_REVOKED
    resume_card(identity)
    assert withdrawn(root, LOST) is CARD_REVOKED
