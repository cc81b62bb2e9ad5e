"""A town of one household, its city hall's keys and a card, for what happens inside a visit."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.certificates.choices import Choices
from kiosk.certificates.failures import Failure
from kiosk.certificates.fees import Yen
from kiosk.certificates.kinds import Item, Kind, Scope
from kiosk.certificates.messages import CardProof, OrderRequest, VisitOpened, challenge_message
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.availability.description import (
    FeeDescription,
    MunicipalityDescription,
    ServiceDescription,
    take_in,
)
from kiosk.municipal.configuration import Configuration
from kiosk.municipal.identity.cards import link_card
from kiosk.municipal.identity.certificates import CardIdentity, key_id, serial_text
from kiosk.municipal.identity.models import Terminal
from kiosk.municipal.identity.trust import add_anchor
from kiosk.municipal.refusal import Refused
from kiosk.municipal.registry.models import Household, Municipality, Resident, Sex
from tests.municipal.identity.authorities import Root
from tests.municipal.identity.taking_in import take_in as take_in_list

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
CODE = MunicipalityCode("999016")
SEAL = b"\x89PNG\r\n\x1a\n" + b"seal"

DESCRIPTION = MunicipalityDescription(
    code=CODE,
    name_ja="青葉市",
    name_en="Aoba City",
    prefecture="架空県",
    desk_phone="0000-11-2100",
    mayor_title="架空県青葉市長",
    mayor_name="木漏日　豊",
    services=(
        ServiceDescription(
            kind=Kind.RESIDENT_RECORD,
            scopes=(Scope.HOUSEHOLD, Scope.PART, Scope.SELF),
            items=(Item.HEAD_AND_RELATIONSHIP, Item.DOMICILE, Item.MY_NUMBER),
            fees=(FeeDescription(yen=Yen(200), first=date(2026, 4, 1)),),
        ),
        ServiceDescription(
            kind=Kind.INCOME_TAX, tax_years=2, fees=(FeeDescription(yen=300, first=date(2026, 4, 1)),)
        ),
    ),
)


@dataclass
class SmallTown:
    """What a visit needs."""

    configuration: Configuration
    municipality: Municipality
    terminal: Terminal
    root: Root
    card: rsa.RSAPrivateKey
    household: list[Resident]

    def proof(self, visit: VisitOpened) -> CardProof:
        """What the card of the household's head answers to the challenge."""
        certificate = self.root.issue(self.card).public_bytes(Encoding.DER)
        message = challenge_message(visit.visit_id, self.terminal.terminal_id, visit.challenge)
        signature = self.card.sign(message, padding.PKCS1v15(), SHA256())
        return CardProof(certificate=urlsafe_b64encode(certificate), signature=urlsafe_b64encode(signature))

    def whole_household(self) -> OrderRequest:
        """An order of everybody's record."""
        choices = Choices(
            kind=Kind.RESIDENT_RECORD,
            scope=Scope.HOUSEHOLD,
            persons=tuple(range(1, len(self.household) + 1)),
        )
        return OrderRequest(idempotency_key=secrets.token_hex(16), choices=choices)


def found(
    directory: Path,
    *,
    members: int,
    root: Root,
    card: rsa.RSAPrivateKey,
    description: MunicipalityDescription = DESCRIPTION,
) -> SmallTown:
    """A town whose only household has that many members; the first holds the card."""
    configuration = Configuration(directory=directory)
    configuration.keys.mkdir()
    municipality = take_in(configuration, description, SEAL, NOON.date())
    terminal = Terminal.objects.create(terminal_id="aoba-store", fingerprint="f" * 64)
    terminal.municipalities.add(municipality)
    household = Household.objects.create(municipality=municipality, number="1", address="青葉市一丁目1番")
    residents = [
        Resident.objects.create(
            municipality=municipality,
            household=household,
            number=str(1000 + place),
            order_in_household=place,
            name=f"木漏日　{place}子",
            birth_date=date(1980, 4, 1),
            sex=Sex.FEMALE,
            relationship="世帯主" if place == 1 else "子",
            became_resident_on=date(1980, 4, 1),
        )
        for place in range(1, members + 1)
    ]
    add_anchor(root.certificate)
    take_in_list(root.revocation_list({}))
    serial = root.issue(card).serial_number
    link_card(CardIdentity(key_id(root.certificate), serial_text(serial)), residents[0])
    return SmallTown(configuration, municipality, terminal, root, card, residents)


def refusal(attempt: Callable[[], object]) -> Failure | None:
    """The failure that the city hall answers with, if it refuses."""
    try:
        attempt()
    except Refused as refused:
        return refused.failure
    return None
