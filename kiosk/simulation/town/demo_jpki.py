"""A public certification service to play with: roots, user-authentication certificates, their revocation.

It copies what matters of the real one (公的個人認証サービス 利用者証明用): three root generations under one
name, RSA-2048 with SHA-256, the policy, a subject that tells nothing of its holder, a CRL with reasons. A
fourth root stands for the cards planned for 2026: P-384 with SHA-384, certificates of ten years. The
organisation is the one of test cards, so nobody takes it for real.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from pathlib import Path
from random import Random
from string import ascii_uppercase
from zoneinfo import ZoneInfo

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID

ISSUER = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "JPKI-TEST"),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "JPKI for user authentication"),
        x509.NameAttribute(
            NameOID.ORGANIZATIONAL_UNIT_NAME, "Japan Agency for Local Authority Information Systems"
        ),
    ]
)
"""The one name of every root generation."""

USER_AUTHENTICATION_POLICY = x509.ObjectIdentifier("1.2.392.200149.8.5.1.3.30")
SIGNATURE_POLICY = x509.ObjectIdentifier("1.2.392.200149.8.5.1.1.20")

_JAPAN = ZoneInfo("Asia/Tokyo")
_REVOCATION_LIST_DAYS = 3650
"""Real lists live for days; a demo that was made last year still has to open."""


PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class KeyType(Enum):
    """A type of key that a card can bear."""

    RSA_2048 = "RSA-2048, of today's cards"
    P_384 = "P-384, of the cards planned for 2026"
    RSA_1024 = "RSA-1024, of no card"
    P_256 = "P-256, of no card"

    def new_key(self) -> PrivateKey:
        """A new key of this type."""
        match self:
            case KeyType.RSA_2048:
                return rsa.generate_private_key(public_exponent=65537, key_size=2048)
            case KeyType.P_384:
                return ec.generate_private_key(ec.SECP384R1())
            case KeyType.RSA_1024:
                return rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - it is to be refused
            case KeyType.P_256:
                return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class CardCertificate:
    """A certificate, its key and the root that issued it."""

    certificate: x509.Certificate
    key: PrivateKey
    root: Root


@dataclass(frozen=True)
class Root:
    """One root generation."""

    certificate: x509.Certificate
    key: PrivateKey

    @classmethod
    def create(cls, first: date, last: date, serial: int, key_type: KeyType = KeyType.RSA_2048) -> Root:
        """A self-signed root, valid from the start of ``first`` to the end of ``last`` in Japan."""
        key = key_type.new_key()
        certificate = (
            x509.CertificateBuilder(issuer_name=ISSUER, subject_name=ISSUER, public_key=key.public_key())
            .serial_number(serial)
            .not_valid_before(_instant(first, time(0)))
            .not_valid_after(_instant(last, time(23, 59, 59)))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(_usage(of_root=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, _hash_for(key))
        )
        return cls(certificate, key)

    @classmethod
    def load(cls, certificate: Path, key: Path) -> Root:
        """The root of two PEM files, as a demo's city hall keeps them."""
        private = load_pem_private_key(key.read_bytes(), password=None)
        if not isinstance(private, rsa.RSAPrivateKey):
            raise ValueError(f"{key}: no RSA key")
        return cls(x509.load_pem_x509_certificate(certificate.read_bytes()), private)

    def issue(
        self,
        random: Random,
        *,
        issued: date,
        expires: date,
        policy: x509.ObjectIdentifier = USER_AUTHENTICATION_POLICY,
        key_type: KeyType = KeyType.RSA_2048,
    ) -> CardCertificate:
        """A card's certificate, valid to the end of ``expires`` in Japan."""
        key = key_type.new_key()
        policies = x509.CertificatePolicies([x509.PolicyInformation(policy, None)])
        list_place = x509.DistributionPoint(
            [x509.DirectoryName(_list_name())], relative_name=None, reasons=None, crl_issuer=None
        )
        issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        certificate = (
            x509.CertificateBuilder(issuer_name=ISSUER, public_key=key.public_key())
            .subject_name(_subject(random, issued))
            .serial_number(random.randrange(1 << 24, 1 << 31))
            .not_valid_before(_instant(issued, time(10)))
            .not_valid_after(_instant(expires, time(23, 59, 59)))
            .add_extension(_usage(of_root=False), critical=True)
            .add_extension(policies, critical=True)
            .add_extension(x509.CRLDistributionPoints([list_place]), critical=False)
            .add_extension(issuer_key, critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(self.key, _hash_for(self.key))
        )
        return CardCertificate(certificate, key, self)

    def revocation_list(
        self, today: date, revoked: Iterable[x509.Certificate], on_hold: Iterable[x509.Certificate]
    ) -> x509.CertificateRevocationList:
        """The list of ``today``; ``on_hold`` are suspended (一時停止, certificateHold)."""
        published = _instant(today, time(0))
        builder = (
            x509.CertificateRevocationListBuilder(issuer_name=ISSUER)
            .last_update(published)
            .next_update(published + timedelta(days=_REVOCATION_LIST_DAYS))
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
            )
        )
        reasons = {x509.ReasonFlags.key_compromise: revoked, x509.ReasonFlags.certificate_hold: on_hold}
        for reason, certificates in reasons.items():
            for certificate in certificates:
                builder = builder.add_revoked_certificate(
                    x509.RevokedCertificateBuilder()
                    .serial_number(certificate.serial_number)
                    .revocation_date(published)
                    .add_extension(x509.CRLReason(reason), critical=False)
                    .build()
                )
        return builder.sign(self.key, _hash_for(self.key))


@dataclass(frozen=True)
class DemoJpki:
    """The service as of ``today``. As with the real one, three generations share a name: the first has
    ended, the second still has cards in use, the third issues. ``next_cards`` issues the cards of the next
    generation. ``impostor`` bears the same name and is trusted by nobody."""

    today: date
    generations: tuple[Root, Root, Root]
    next_cards: Root
    impostor: Root

    @classmethod
    def create(cls, today: date) -> DemoJpki:
        """New roots with new keys."""
        year = today.year
        return cls(
            today,
            (
                Root.create(date(year - 11, 10, 20), date(year - 1, 10, 19), serial=1),
                Root.create(date(year - 7, 9, 14), date(year + 3, 9, 14), serial=2),
                Root.create(date(year - 3, 7, 16), date(year + 7, 7, 15), serial=3),
            ),
            Root.create(date(year - 1, 10, 20), date(year + 19, 10, 19), serial=4, key_type=KeyType.P_384),
            Root.create(date(year - 3, 7, 16), date(year + 7, 7, 15), serial=3),
        )

    @property
    def roots(self) -> tuple[Root, ...]:
        """All that are to be trusted."""
        return (*self.generations, self.next_cards)

    def root_for(self, issued: date) -> Root:
        """The generation that issued certificates on a day."""
        return next(
            root
            for root in reversed(self.generations)
            if root.certificate.not_valid_before_utc.astimezone(_JAPAN).date() <= issued
        )


def birthday_after(issued: date, birth_date: date, years: int = 5) -> date:
    """The last day of a certificate: the holder's fifth birthday after its issue, on the next cards the
    tenth."""
    had_birthday = (issued.month, issued.day) >= (birth_date.month, birth_date.day)
    year = issued.year + (years if had_birthday else years - 1)
    day = 28 if (birth_date.month, birth_date.day) == (2, 29) else birth_date.day
    return date(year, birth_date.month, day)


def _hash_for(key: PrivateKey) -> SHA256 | SHA384:
    return SHA256() if isinstance(key, rsa.RSAPrivateKey) else SHA384()


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, _JAPAN).astimezone(UTC)


def _subject(random: Random, issued: date) -> x509.Name:
    """Like 997794E9AGCIEG13221003A: a number, letters, the issuing place, A; nothing of the holder."""
    letters = "".join(random.choices(ascii_uppercase, k=6))
    text = f"{random.randrange(1 << 32):08X}{letters}99{issued:%y}{random.randrange(10**4):04d}A"
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"), x509.NameAttribute(NameOID.COMMON_NAME, text)]
    )


def _list_name() -> x509.Name:
    return x509.Name([*ISSUER, x509.NameAttribute(NameOID.COMMON_NAME, "CRL1")])


def _usage(*, of_root: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not of_root,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=of_root,
        crl_sign=of_root,
        encipher_only=False,
        decipher_only=False,
    )
