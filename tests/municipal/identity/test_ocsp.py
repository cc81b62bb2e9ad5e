"""Asking a responder over HTTP: its answers are believed only where nothing about them is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from django.test import override_settings

from kiosk.certificates.failures import CARD_REVOKED, CARD_SUSPENDED, REVOCATION_OUTDATED, Failure
from kiosk.municipal import configuration
from kiosk.municipal.configuration import Configuration, Revocation
from kiosk.municipal.identity.certificates import CardIdentity, CertificateRefused, key_id, serial_text
from kiosk.municipal.identity.ocsp import NoAnswer, ask
from kiosk.municipal.identity.revocation_index import Standing
from kiosk.municipal.identity.trust import add_anchor, check_not_withdrawn
from tests.municipal.identity.authorities import NOW, Root
from tests.municipal.identity.responder import GOOD, HELD, HOUR, LOST, UNKNOWN, Lie, Responder
from tests.municipal.identity.taking_in import take_in

CARD = 0x1A2B3C4D
NO_SKEW = timedelta(0)


@pytest.fixture(scope="module")
def root() -> Root:
    return Root.create()


@pytest.fixture
def responder(root: Root) -> Iterator[Responder]:
    with Responder(root) as running:
        yield running


def asked(responder: Responder, *, after: timedelta = timedelta(0), **stated: Any) -> Standing:
    settings = configuration.Responder(anchor=key_id(responder.root.certificate), url=responder.url, **stated)
    return ask(settings, responder.root.certificate, CARD, NOW + after, NO_SKEW)


@pytest.mark.parametrize("delegated", [False, True])
@pytest.mark.parametrize(
    ("said", "standing"),
    [(GOOD, Standing.GOOD), (LOST, Standing.REVOKED), (HELD, Standing.ON_HOLD)],
)
def test_the_issuer_or_whom_it_appointed_says_how_a_card_stands(
    responder: Responder, said: Any, standing: Standing, delegated: bool
) -> None:
    responder.says[CARD] = said
    responder.delegated = delegated
    assert asked(responder) is standing


@pytest.mark.parametrize(
    ("lie", "why"),
    [
        (Lie.WRONG_SIGNATURE, "its signature"),
        (Lie.OTHER_SERIAL, "another certificate"),
        (Lie.OTHER_ISSUER, "another certificate"),
        (Lie.OLD, "old"),
        (Lie.FUTURE, "future"),
        (Lie.NO_NONCE, "does not repeat the nonce"),
        (Lie.OTHER_NONCE, "another nonce"),
        (Lie.MALFORMED, "malformed"),
        (Lie.EMPTY, "malformed"),
        (Lie.ENDLESS, "too long"),
        (Lie.TRY_LATER, "try later"),
        (Lie.SERVER_ERROR, "HTTP status 500"),
        (Lie.REDIRECT, "HTTP status 302"),
        (Lie.APPOINTED_BY_NOBODY, "not its issuer's"),
        (Lie.APPOINTED_FOR_SOMETHING_ELSE, "not for signing answers"),
        (Lie.APPOINTED_LONG_AGO, "not valid now"),
        (Lie.NOT_APPOINTED_AT_ALL, "lacks its extended key usage"),
    ],
)
def test_an_answer_with_anything_wrong_about_it_is_none(responder: Responder, lie: Lie, why: str) -> None:
    responder.says[CARD] = GOOD
    responder.plan(lie)
    with pytest.raises(NoAnswer, match=why):
        asked(responder)
    responder.plan(None)
    assert asked(responder) is Standing.GOOD


def test_a_silent_responder_is_waited_for_no_longer_than_configured(responder: Responder) -> None:
    responder.plan(Lie.SILENT)
    with pytest.raises(NoAnswer, match=r"0\.2 s|not reached"):
        asked(responder, seconds=0.2)


def test_a_responder_that_is_not_there_does_not_answer(root: Root) -> None:
    with Responder(root) as gone:
        pass
    with pytest.raises(NoAnswer, match="not reached"):
        asked(gone)


def test_a_responder_that_does_not_know_the_card_has_not_answered(responder: Responder) -> None:
    responder.says[CARD] = UNKNOWN
    with pytest.raises(NoAnswer, match="does not know"):
        asked(responder)


def test_that_a_card_is_good_is_remembered_until_the_answer_ends(responder: Responder) -> None:
    responder.says[CARD] = GOOD
    asked(responder)
    responder.says[CARD] = LOST
    assert asked(responder, after=HOUR) is Standing.GOOD
    assert responder.asked == 1
    with pytest.raises(NoAnswer, match="old"):
        asked(responder, after=HOUR + timedelta(seconds=1))
    assert responder.asked == 2


def test_that_a_card_is_not_good_is_asked_each_time(responder: Responder) -> None:
    responder.says[CARD] = HELD
    assert asked(responder) is Standing.ON_HOLD
    responder.says[CARD] = GOOD
    assert asked(responder) is Standing.GOOD


def test_an_answer_that_says_no_end_holds_for_this_visit_only(responder: Responder) -> None:
    responder.says[CARD] = GOOD
    responder.valid_for = None
    assert asked(responder) is asked(responder) is Standing.GOOD
    assert responder.asked == 2
    with pytest.raises(NoAnswer, match="old"):
        asked(responder, after=timedelta(minutes=6))


def test_answers_made_in_advance_carry_no_nonce_and_none_is_asked_for(responder: Responder) -> None:
    responder.says[CARD] = GOOD
    responder.plan(Lie.NO_NONCE)
    assert asked(responder, nonce=False) is Standing.GOOD


@pytest.fixture
def anchored(root: Root, db: None) -> Root:
    add_anchor(root.certificate)
    return root


def withdrawn(responder: Responder, directory: Path, **stated: Any) -> Failure | None:
    """What a resident is told where the city hall goes by this responder."""
    anchor = key_id(responder.root.certificate)
    asks = configuration.Responder(anchor=anchor, url=responder.url, seconds=1, **stated)
    settings = Configuration(directory=directory, revocation=Revocation(ocsp=(asks,)))
    with override_settings(CITY_HALL=settings):
        try:
            check_not_withdrawn(CardIdentity(anchor, serial_text(CARD)), NOW, NO_SKEW)
        except CertificateRefused as refused:
            return refused.failure
    return None


def test_a_card_is_refused_in_the_words_of_what_the_responder_says(
    anchored: Root, responder: Responder, tmp_path: Path
) -> None:
    for said, failure in ((LOST, CARD_REVOKED), (HELD, CARD_SUSPENDED), (GOOD, None)):
        responder.says[CARD] = said
        assert withdrawn(responder, tmp_path) is failure


def test_without_an_answer_the_card_is_refused_or_the_list_decides_as_configured(
    anchored: Root, responder: Responder, tmp_path: Path
) -> None:
    responder.plan(Lie.TRY_LATER)
    assert withdrawn(responder, tmp_path) is REVOCATION_OUTDATED
    assert withdrawn(responder, tmp_path, unanswered="list") is REVOCATION_OUTDATED
    take_in(anchored.revocation_list({}))
    assert withdrawn(responder, tmp_path) is REVOCATION_OUTDATED
    assert withdrawn(responder, tmp_path, unanswered="list") is None
    take_in(anchored.revocation_list({CARD: x509.ReasonFlags.certificate_hold}, updated=NOW))
    assert withdrawn(responder, tmp_path, unanswered="list") is CARD_SUSPENDED


def test_behind_a_list_the_responder_is_asked_only_where_none_is_fresh(
    anchored: Root, responder: Responder, tmp_path: Path
) -> None:
    responder.says[CARD] = LOST
    take_in(anchored.revocation_list({}, updated=NOW - 2 * HOUR, next_update=NOW - HOUR))
    assert withdrawn(responder, tmp_path, mode="crl-then-ocsp") is CARD_REVOKED
    responder.plan(Lie.SERVER_ERROR)
    assert withdrawn(responder, tmp_path, mode="crl-then-ocsp") is REVOCATION_OUTDATED
    assert responder.asked == 2
    take_in(anchored.revocation_list({}, updated=NOW))
    assert withdrawn(responder, tmp_path, mode="crl-then-ocsp") is None
    assert responder.asked == 2
