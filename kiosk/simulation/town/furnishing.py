"""Filling an empty city hall: two towns, a certification service and a drawer full of cards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import transaction

from drivers.card.simulated.contents import CARD_FILE_SUFFIX
from kiosk.municipal.availability.description import take_in
from kiosk.municipal.availability.models import Notice
from kiosk.municipal.clock import JAPAN
from kiosk.municipal.configuration import Configuration
from kiosk.municipal.console.rights import Role
from kiosk.municipal.console.staff import add_staff, enrol_app
from kiosk.municipal.identity.cards import link_card
from kiosk.municipal.identity.certificates import CardIdentity, key_id, serial_text
from kiosk.municipal.identity.enrolment import enrol_terminal
from kiosk.municipal.identity.lists import add_revocation_list
from kiosk.municipal.identity.pki import write_secret
from kiosk.municipal.identity.trust import add_anchor
from kiosk.municipal.registry.models import Municipality, Resident
from kiosk.simulation.town.cards import certificate_for, contents_of
from kiosk.simulation.town.demo_cards import DEMO_CARDS, DemoCard, Standing
from kiosk.simulation.town.demo_jpki import CardCertificate, DemoJpki
from kiosk.simulation.town.generator import generate_town
from kiosk.simulation.town.logins import CITY_TERMINAL, LOGINS, SHARED_TERMINAL
from kiosk.simulation.town.offers import description_of
from kiosk.simulation.town.places import AOBA, WAKABA, Place
from kiosk.simulation.town.records import Person, Town
from kiosk.simulation.town.seal_picture import seal_picture
from kiosk.simulation.town.settlement import settle
from kiosk.simulation.town.terminal_file import write_terminal_file

DEMO_SEED = 20250526
DEMO_SIZES: Mapping[Place, int] = {AOBA: 2000, WAKABA: 150}

_CARD_ON_READER = "hanako"
_CITY_HALL = "https://127.0.0.1:8443"
_ANYBODY = date(1980, 1, 1)


def furnish(configuration: Configuration, today: date, report: Callable[[str], None]) -> None:
    """Fill the empty, opened city hall of ``configuration`` with the sample of ``today``."""
    towns: dict[Place, Town] = {}
    municipalities = []
    for place, size in DEMO_SIZES.items():
        report(f"{place.name_ja}: {size:,} residents, their taxes and services")
        towns[place] = generate_town(place, seed=DEMO_SEED, today=today, people=size)
        seal = seal_picture(f"{place.mayor_title}之印")
        municipality = take_in(configuration, description_of(place), seal, today)
        with transaction.atomic():
            settle(municipality, towns[place])
        municipalities.append(municipality)
    _announce(Municipality.objects.get(code=WAKABA.code), today)
    report("a certification service, cards and terminals")
    jpki = DemoJpki.create(today)
    certificates = {card.stem: _certificate(card, towns[card.place], jpki) for card in DEMO_CARDS}
    with transaction.atomic():
        _trust(configuration.directory / "jpki", jpki, certificates)
        for card in DEMO_CARDS:
            _link(card, towns[card.place], certificates[card.stem])
    _write_cards(configuration.directory / "cards", certificates)
    for terminal, codes in {CITY_TERMINAL: [AOBA.code], SHARED_TERMINAL: [AOBA.code, WAKABA.code]}.items():
        directory = enrol_terminal(configuration, terminal, codes)
        write_terminal_file(directory, codes, _CARD_ON_READER, _CITY_HALL)
    for login in LOGINS.values():
        roles = [Role(role) for role in login.roles]
        user = add_staff(login.name, login.password, municipalities, roles, provisional=False)
        enrol_app(user, login.key)


def _announce(town: Municipality, today: date) -> None:
    Notice.objects.create(
        municipality=town,
        ja="コンビニ交付の手数料は、今年度無料です。",
        en="Certificates are free of charge this fiscal year.",
        first=today,
        last=date(today.year + (today.month > 3), 3, 31),
    )


def _certificate(card: DemoCard, town: Town, jpki: DemoJpki) -> CardCertificate | None:
    holder = _holder(card, town)
    if holder is None:
        return certificate_for(card, _ANYBODY, jpki)
    return certificate_for(card, holder.birth_date, jpki, holder.residence_expiry)


def _holder(card: DemoCard, town: Town) -> Person | None:
    if card.holder is None:
        return None
    number = town.holders[card.holder]
    return next(person for person in town.people() if person.number == number)


def _trust(directory: Path, jpki: DemoJpki, certificates: Mapping[str, CardCertificate | None]) -> None:
    """Trust the roots, take in their lists and leave both as files, as one is given them."""
    directory.mkdir(exist_ok=True)
    for generation, root in enumerate(jpki.roots, start=1):
        issued = {
            standing: _issued_by(root.certificate, standing, certificates)
            for standing in (Standing.REVOKED, Standing.SUSPENDED)
        }
        crl = root.revocation_list(jpki.today, issued[Standing.REVOKED], issued[Standing.SUSPENDED])
        (directory / f"root-{generation}.pem").write_bytes(root.certificate.public_bytes(Encoding.PEM))
        published = directory / f"root-{generation}.crl"
        published.write_bytes(crl.public_bytes(Encoding.PEM))
        write_secret(
            directory / f"root-{generation}.key",
            root.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        )
        add_anchor(root.certificate)
        with published.open("rb") as stream:
            add_revocation_list(stream, str(published), datetime.combine(jpki.today, time(9), JAPAN))


def _issued_by(
    root: x509.Certificate, standing: Standing, certificates: Mapping[str, CardCertificate | None]
) -> list[x509.Certificate]:
    of_standing = [certificates[card.stem] for card in DEMO_CARDS if card.standing is standing]
    return [
        issued.certificate for issued in of_standing if issued is not None and issued.root.certificate == root
    ]


def _link(card: DemoCard, town: Town, issued: CardCertificate | None) -> None:
    if card.holder is None or issued is None:
        return
    identity = CardIdentity(key_id(issued.root.certificate), serial_text(issued.certificate.serial_number))
    resident = Resident.objects.get(municipality_id=town.place.code, number=town.holders[card.holder])
    link_card(identity, resident)


def _write_cards(directory: Path, certificates: Mapping[str, CardCertificate | None]) -> None:
    directory.mkdir(mode=0o700, exist_ok=True)
    for card in DEMO_CARDS:
        contents_of(card, certificates[card.stem]).save(directory / f"{card.stem}{CARD_FILE_SUFFIX}")
