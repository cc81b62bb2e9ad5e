"""Taking in revocation lists, and what is believed of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509

from kiosk.certificates.failures import CARD_REVOKED, CARD_SUSPENDED, REVOCATION_OUTDATED, Failure
from kiosk.municipal.identity.cards import resume_card, suspend_card
from kiosk.municipal.identity.certificates import CardIdentity, CertificateRefused, key_id, serial_text
from kiosk.municipal.identity.trust import (
    TrustError,
    add_anchor,
    add_revocation_list,
    check_not_withdrawn,
)
from tests.municipal.identity.authorities import NOW, Root

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LOST, HELD, GOOD = 0x51, 0x52, 0x53


@pytest.fixture(scope="module")
def roots() -> tuple[Root, Root]:
    return Root.create(), Root.create()


@pytest.fixture
def root(roots: tuple[Root, Root]) -> Root:
    """Both generations are trusted; this one has a list."""
    for generation in roots:
        add_anchor(generation.certificate)
    revoked = {LOST: x509.ReasonFlags.key_compromise, HELD: x509.ReasonFlags.certificate_hold}
    assert add_revocation_list(roots[0].revocation_list(revoked)) == 2
    return roots[0]


def withdrawn(root: Root, serial: int, *, later: timedelta = timedelta(0)) -> Failure | None:
    identity = CardIdentity(key_id(root.certificate), serial_text(serial))
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
    add_revocation_list(root.revocation_list({GOOD: None}, updated=NOW))
    assert withdrawn(root, GOOD) is CARD_REVOKED
    assert withdrawn(root, HELD) is None


def test_a_list_older_than_the_one_in_use_is_refused(root: Root) -> None:
    with pytest.raises(TrustError, match="older"):
        add_revocation_list(root.revocation_list({}, updated=NOW - 9 * DAY, next_update=NOW + DAY))
    assert withdrawn(root, LOST) is CARD_REVOKED


def test_a_list_that_no_trusted_key_signed_is_refused(root: Root) -> None:
    with pytest.raises(TrustError, match="no anchor"):
        add_revocation_list(Root.create().revocation_list({}, updated=NOW))
    assert withdrawn(root, LOST) is CARD_REVOKED


def test_when_the_list_is_past_its_next_update_nobody_is_believed(root: Root) -> None:
    assert withdrawn(root, GOOD, later=2 * DAY) is REVOCATION_OUTDATED


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


def test_only_an_authoritys_certificate_becomes_an_anchor(root: Root) -> None:
    with pytest.raises(TrustError, match="authority"):
        add_anchor(root.issue(root.key))
