"""The demo's city hall knows each demo card for what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA384
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from drivers.card.simulated import CardContents, SimulatedCard, SimulatedReader
from kiosk.certificates import failures
from kiosk.certificates.choices import Choices
from kiosk.certificates.failures import Failure
from kiosk.certificates.kinds import RULES, Kind, Scope
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.configuration import Configuration
from kiosk.municipal.identity.cards import resident_of
from kiosk.municipal.identity.certificates import CertificateRefused, parse_certificate
from kiosk.municipal.identity.pki import Authority
from kiosk.municipal.identity.trust import check_not_withdrawn, trusted_card
from kiosk.municipal.issuance.eligibility import refusal_of_holder
from kiosk.municipal.issuance.records import asked_now, texts_of
from kiosk.municipal.refusal import Refused
from kiosk.municipal.registry.models import Municipality, Resident
from kiosk.simulation.town.demo_cards import DEMO_CARDS, DemoCard
from kiosk.simulation.town.furnishing import CITY_TERMINAL, SHARED_TERMINAL, furnish
from kiosk.simulation.town.places import AOBA, WAKABA
from kiosk.terminal.visit.casefile import CaseFile
from kiosk.terminal.visit.events import CardRead, EffectFailed, Event
from kiosk.terminal.visit.identification import read_card

pytestmark = pytest.mark.django_db
"""Without the mark, the database is set up only where other tests of the session have it."""

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
_MET_BY_THE_READER = (
    failures.CARD_NOT_MY_NUMBER,
    failures.CARD_UNREADABLE,
    failures.CARD_OLD_RESIDENT,
    failures.CARD_ANDROID,
    failures.CARD_IPHONE,
    failures.CARD_UNSUPPORTED,
)
_NOT_MET_AT_THE_CITY_HALL = (failures.PIN_BLOCKED, failures.CHARACTER)
"""Met by the card before the city hall is asked, and by the terminal after it has answered."""


@pytest.fixture(scope="module")
def directory(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    configuration = Configuration(directory=tmp_path_factory.mktemp("city-hall"))
    for made in (configuration.pki, configuration.keys, configuration.terminals, configuration.forms):
        made.mkdir()
    Authority.create("Authority").write(configuration.pki)
    with override_settings(CITY_HALL=configuration), django_db_blocker.unblock(), transaction.atomic():
        furnish(configuration, NOW.date(), lambda step: None)
        yield configuration.directory
        transaction.set_rollback(True)


def _contents(directory: Path, card: DemoCard) -> CardContents:
    return CardContents.load(directory / "cards" / f"{card.stem}.card.json")


def _read(contents: CardContents) -> Event:
    """What a terminal makes of the card before it asks for the PIN."""
    reader = SimulatedReader()
    reader.put_on(SimulatedCard(contents))
    return read_card(CaseFile(1), reader)


def _holder(contents: CardContents, municipality_code: str) -> Resident:
    certificate = parse_certificate(contents.certificate)
    trusted = trusted_card(certificate, AOBA.code, NOW, timedelta(0))
    check_not_withdrawn(trusted.identity, NOW, timedelta(0))
    resident = resident_of(trusted.identity, Municipality.objects.get(code=municipality_code))
    if resident is None:
        raise CertificateRefused(failures.CARD_UNKNOWN, "nobody's")
    return resident


def _answer(contents: CardContents, municipality_code: str) -> dict[Kind, Failure | None]:
    """What the city hall says to each kind, in the order in which it looks."""
    try:
        holder = _holder(contents, municipality_code)
    except CertificateRefused as refused:
        return dict.fromkeys(Kind, refused.failure)
    at_once = refusal_of_holder(holder, NOW.date())
    if at_once is not None:
        return dict.fromkeys(Kind, at_once)
    return {kind: _refusal(holder, kind) for kind in Kind}


def _refusal(holder: Resident, kind: Kind) -> Failure | None:
    """Why no certificate of ``kind`` about the holder alone is made."""
    rule = RULES[kind]
    scope, year = Scope.SELF if rule.has_scope else None, 2026 if rule.has_year else None
    choices = Choices(kind=kind, scope=scope, year=year)
    try:
        asked = asked_now(holder.municipality, holder, choices, NOW.date())
        own = (asked.circle.holders_number,) if rule.has_scope else ()
        texts_of(replace(asked, choices=choices.model_copy(update={"persons": own})))
    except Refused as refused:
        return refused.failure
    return None


@pytest.mark.parametrize("card", DEMO_CARDS, ids=lambda card: card.stem)
def test_each_card_leads_where_it_says(directory: Path, card: DemoCard) -> None:
    contents = _contents(directory, card)
    assert (contents.token, contents.pin if card.token else "") == (
        card.token,
        card.pin if card.token else "",
    )
    assert card.token is None or contents.tries_left == card.tries_left
    if card.leads_to in _MET_BY_THE_READER:
        assert _read(contents) == EffectFailed(1, card.leads_to)
        return
    assert _read(contents) == CardRead(1, card.tries_left)
    answer = _answer(contents, card.place.code)
    if card.leads_to in _NOT_MET_AT_THE_CITY_HALL:
        assert answer == {kind: card.kinds_lead_to.get(kind) for kind in Kind}
    else:
        assert answer == {kind: card.leads_to or card.kinds_lead_to.get(kind) for kind in Kind}


def test_the_next_cards_certificate_is_of_p_384_and_lives_for_ten_years(directory: Path) -> None:
    card = next(card for card in DEMO_CARDS if card.stem == "next")
    certificate = parse_certificate(_contents(directory, card).certificate)

    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp384r1"
    assert isinstance(certificate.signature_hash_algorithm, SHA384)
    lives = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    assert timedelta(days=9 * 365) < lives < timedelta(days=11 * 365)


def test_a_card_of_the_small_town_is_unknown_in_the_city(directory: Path) -> None:
    wakaba = next(card for card in DEMO_CARDS if card.place is WAKABA)

    with pytest.raises(CertificateRefused) as refused:
        _holder(_contents(directory, wakaba), AOBA.code)
    assert refused.value.failure is failures.CARD_UNKNOWN


def test_a_certificate_tells_nothing_of_its_holder(directory: Path) -> None:
    certificate = parse_certificate(_contents(directory, DEMO_CARDS[0]).certificate)

    attributes = [(a.oid.dotted_string, str(a.value)) for a in certificate.subject]
    assert [oid for oid, _ in attributes] == ["2.5.4.6", "2.5.4.3"]
    assert attributes[0][1] == "JP"
    assert len(attributes[1][1]) == 23


def test_each_card_file_is_for_its_owner_only_and_has_its_own_key(directory: Path) -> None:
    files = sorted((directory / "cards").iterdir())

    assert len(files) == len(DEMO_CARDS)
    assert {file.stat().st_mode & 0o077 for file in files} == {0}
    keys = [CardContents.load(file).private_key for file in files]
    assert len(set(keys)) == len(files)


def test_the_towns_offer_different_things(directory: Path) -> None:
    aoba, wakaba = (Municipality.objects.get(code=place.code) for place in (AOBA, WAKABA))

    assert set(aoba.serviceoffer_set.values_list("kind", flat=True)) == {kind.value for kind in Kind}
    assert set(wakaba.serviceoffer_set.values_list("kind", "weekdays_only", "seal_card_only")) == {
        (Kind.RESIDENT_RECORD.value, True, False),
        (Kind.SEAL_REGISTRATION.value, True, True),
    }
    assert set(wakaba.fee_set.values_list("yen", flat=True)) == {0}
    assert Resident.objects.filter(municipality=aoba).count() == 2000
    assert Resident.objects.filter(municipality=wakaba).count() == 150


def test_codes_are_valid_and_of_no_real_prefecture(directory: Path) -> None:
    for municipality in Municipality.objects.all():
        assert MunicipalityCode(municipality.code)[:2] == "99"


def test_terminals_hold_the_keys_of_those_whom_they_serve(directory: Path) -> None:
    held = {
        terminal: {file.name for file in (directory / "terminals" / terminal).glob("keys-*.json")}
        for terminal in (CITY_TERMINAL, SHARED_TERMINAL)
    }

    assert held[CITY_TERMINAL] == {f"keys-{AOBA.code}.json"}
    assert held[SHARED_TERMINAL] == {f"keys-{AOBA.code}.json", f"keys-{WAKABA.code}.json"}
