"""Making the demo's cards: the certificate that each bears, and the card in software."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from drivers.card.contract import TokenKind
from drivers.card.simulated import CardContents
from kiosk.simulation.town.demo_cards import DemoCard, Standing
from kiosk.simulation.town.demo_jpki import (
    SIGNATURE_POLICY,
    USER_AUTHENTICATION_POLICY,
    CardCertificate,
    DemoJpki,
    birthday_after,
)


def certificate_for(
    card: DemoCard, birth_date: date, jpki: DemoJpki, latest: date | None = None
) -> CardCertificate | None:
    """The certificate that ``card`` bears, for a holder born on ``birth_date``, ended by ``latest`` where
    the stay ends before; None for a card without any."""
    if card.token is None:
        return None
    random = Random(f"card/{card.stem}")
    year = jpki.today.year
    month, day = random.randrange(1, 13), random.randrange(1, 29)
    match card.standing:
        case Standing.EXPIRED:
            issued = date(year - 6, month, day)
        case Standing.OF_EARLIER_ROOT:
            # In December, so that the fifth birthday after it is never behind us.
            issued = date(year - 4, 12, day)
        case Standing.OF_NEXT_CARD:
            issued = date(year - 1, 12, day)
        case _:
            issued = date(year - 2, month, day)
    expires = birthday_after(issued, birth_date)
    match card.standing:
        case Standing.OF_IMPOSTOR:
            root = jpki.impostor
        case Standing.OF_NEXT_CARD:
            root, expires = jpki.next_cards, birthday_after(issued, birth_date, years=10)
        case _:
            root = jpki.root_for(issued)
    return root.issue(
        random,
        issued=issued,
        expires=expires if latest is None else min(expires, latest),
        policy=(SIGNATURE_POLICY if card.standing is Standing.FOR_SIGNATURES else USER_AUTHENTICATION_POLICY),
        key_type=card.key_type,
    )


def contents_of(card: DemoCard, certificate: CardCertificate | None) -> CardContents:
    """What the card in software holds."""
    if certificate is None:
        return CardContents.transit_card()
    contents = replace(card_with(certificate, card.pin), token=card.token, tries_left=card.tries_left)
    if card.standing is not Standing.DAMAGED:
        return contents
    half = contents.certificate[: len(contents.certificate) // 2]
    return replace(contents, certificate=half.ljust(len(contents.certificate), b"\xff"))


def card_with(certificate: CardCertificate, pin: str) -> CardContents:
    """A My Number Card with this certificate and its key."""
    return CardContents(
        token=TokenKind.CARD,
        certificate=certificate.certificate.public_bytes(Encoding.DER),
        ca_certificate=certificate.root.certificate.public_bytes(Encoding.DER),
        private_key=certificate.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        pin=pin,
    )
