"""Whether a card's certificate is one of the national authority's for user authentication. Pure.

The rules: RFC 5280 path of one step, and the profile of 公的個人認証サービス 利用者証明用. Root
generations share one name, so the issuer is found by its key: the one whose key verifies the signature.

``cryptography.x509.verification`` is not used. A path of one step leaves it nothing to build, and its
profiles, made for web servers, need each rule of this one to be added by hand (policy, key usage, short
keys, extended key usage), while they refuse what is right here (a critical policy, roots without key usage,
no alternative name). Rules that are all written in one place can be read in one place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar, assert_never

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from kiosk.certificates.failures import CARD_EXPIRED, CARD_SIGNATURE, CARD_UNTRUSTED, Failure
from kiosk.municipal.identity.distribution_points import points_of
from kiosk.municipal.identity.issuer_signatures import HASHES

USER_AUTHENTICATION_POLICY = x509.ObjectIdentifier("1.2.392.200149.8.5.1.3.30")
"""Certificate policy of 利用者証明用電子証明書; the signature certificate's is another."""

MINIMUM_KEY_BITS = 2048
"""Of RSA; the next card's keys are on P-384."""

CardKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

_ALLOWED_USES = {ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)
_HEEDED = (
    x509.KeyUsage,
    x509.ExtendedKeyUsage,
    x509.BasicConstraints,
    x509.CertificatePolicies,
    x509.CRLDistributionPoints,
    x509.AuthorityKeyIdentifier,
    x509.SubjectKeyIdentifier,
)
"""Extensions that are heeded here, so that a certificate may call them critical."""
_MALFORMED = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)


class CertificateRefused(Exception):
    """``failure`` is what the resident is told; the message says why and names no person."""

    def __init__(self, failure: Failure, why: str) -> None:
        super().__init__(why)
        self.failure = failure


def key_id(certificate: x509.Certificate) -> str:
    """SHA-256 of the public key (SubjectPublicKeyInfo, DER) in hexadecimal."""
    encoded = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(encoded).hexdigest()


def serial_text(serial: int) -> str:
    """A serial number as the tables hold it."""
    return format(serial, "x")


@dataclass(frozen=True)
class CardIdentity:
    """Who a card is to the city hall: the issuer's key and the number that it gave.

    ``points`` are the names under which the issuer publishes what it withdraws of such cards; None where
    the certificate is not at hand.
    """

    issuer_key: str
    serial: str
    points: frozenset[str] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class TrustedCard:
    """A certificate that has passed every check of its own."""

    identity: CardIdentity
    public_key: CardKey


def parse_certificate(encoded: bytes) -> x509.Certificate:
    """The certificate of DER bytes. Raises CertificateRefused (untrusted) when they are none."""
    try:
        certificate = x509.load_der_x509_certificate(encoded)
        # Reading these now keeps a malformed part from surfacing in the middle of a later check.
        _ = certificate.public_key(), certificate.extensions, certificate.subject, certificate.issuer
    except _MALFORMED as error:
        raise CertificateRefused(CARD_UNTRUSTED, f"no certificate: {type(error).__name__}") from None
    return certificate


def examine(
    certificate: x509.Certificate, anchors: Iterable[x509.Certificate], now: datetime, skew: timedelta
) -> TrustedCard:
    """The card, if one of ``anchors`` issued it for user authentication and it is valid at ``now``.

    ``skew`` is tolerated at both ends of a validity. Raises CertificateRefused: untrusted before
    expired, so that only a genuine card is told to be out of date.
    """
    issuer = _issuer(certificate, anchors)
    _check_validity(issuer, now, skew, untrusted=True)
    _check_profile(certificate)
    public_key = _public_key(certificate)
    _check_validity(certificate, now, skew, untrusted=False)
    identity = CardIdentity(
        key_id(issuer), serial_text(certificate.serial_number), points_of(certificate.extensions)
    )
    return TrustedCard(identity, public_key)


def refusal_of_anchor(certificate: x509.Certificate) -> str | None:
    """Why a certificate can't be an anchor; None if it can: a self-signed root that may issue.

    An intermediate is none: cards come straight from a root, and what ends a root must end its cards.
    """
    try:
        certificate.verify_directly_issued_by(certificate)
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
        return "the certificate is not self-signed: only a root becomes an anchor"
    if not isinstance(certificate.signature_hash_algorithm, HASHES):
        return "the certificate is signed over a weak hash"
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < MINIMUM_KEY_BITS:
        return f"the certificate's key is shorter than {MINIMUM_KEY_BITS} bits"
    unheeded = _unheeded(certificate)
    if unheeded is not None:
        return f"the certificate has unknown critical extension {unheeded}"
    basic = _stated(certificate, x509.BasicConstraints)
    usage = _stated(certificate, x509.KeyUsage)
    if basic is None or not basic.ca:
        return "the certificate is not an authority's: its basic constraints do not say so"
    if usage is not None and not (usage.key_cert_sign and usage.crl_sign):
        return "the certificate's key is not for signing certificates and lists"
    return None


def check_signature(card: TrustedCard, message: bytes, signature: bytes) -> None:
    """Raise CertificateRefused unless the card signed ``message``: by RSASSA-PKCS1-v1_5 with SHA-256, or
    by ECDSA with SHA-384 where its key is on P-384."""
    try:
        match card.public_key:
            case rsa.RSAPublicKey() as key:
                key.verify(signature, message, padding.PKCS1v15(), SHA256())
            case ec.EllipticCurvePublicKey() as key:
                key.verify(signature, message, ec.ECDSA(SHA384()))
            case unreachable:
                assert_never(unreachable)
    except InvalidSignature:
        raise CertificateRefused(CARD_SIGNATURE, "the signature does not fit") from None


def _issuer(certificate: x509.Certificate, anchors: Iterable[x509.Certificate]) -> x509.Certificate:
    if not isinstance(certificate.signature_hash_algorithm, HASHES):
        raise CertificateRefused(CARD_UNTRUSTED, "signed over a weak hash")
    for anchor in anchors:
        if anchor.subject != certificate.issuer:
            continue
        try:
            certificate.verify_directly_issued_by(anchor)
        except (InvalidSignature, ValueError, TypeError):
            continue
        _check_authority_key(certificate, anchor)
        return anchor
    raise CertificateRefused(CARD_UNTRUSTED, "no anchor issued it")


def _stated(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _unheeded(certificate: x509.Certificate) -> str | None:
    """A critical extension that is not heeded here (RFC 5280, 4.2: such a certificate is refused)."""
    for extension in certificate.extensions:
        if extension.critical and not isinstance(extension.value, _HEEDED):
            unheeded: str = extension.oid.dotted_string
            return unheeded
    return None


def _check_authority_key(certificate: x509.Certificate, anchor: x509.Certificate) -> None:
    """Where both name the issuer's key, the names agree (RFC 5280, 4.2.1.1)."""
    stated = _stated(certificate, x509.AuthorityKeyIdentifier)
    held = _stated(anchor, x509.SubjectKeyIdentifier)
    if stated is None or held is None:
        return
    if stated.key_identifier not in (None, held.digest):
        raise CertificateRefused(CARD_UNTRUSTED, "the authority key identifier is another key's")


def _check_validity(
    certificate: x509.Certificate, now: datetime, skew: timedelta, *, untrusted: bool
) -> None:
    if now < certificate.not_valid_before_utc - skew:
        raise CertificateRefused(CARD_UNTRUSTED, "not yet valid")
    if now > certificate.not_valid_after_utc + skew:
        raise CertificateRefused(CARD_UNTRUSTED if untrusted else CARD_EXPIRED, "no longer valid")


def _check_profile(certificate: x509.Certificate) -> None:
    unheeded = _unheeded(certificate)
    if unheeded is not None:
        raise CertificateRefused(CARD_UNTRUSTED, f"unknown critical extension {unheeded}")
    usage = _stated(certificate, x509.KeyUsage)
    policies = _stated(certificate, x509.CertificatePolicies)
    basic = _stated(certificate, x509.BasicConstraints)
    uses = _stated(certificate, x509.ExtendedKeyUsage)
    if usage is None:
        raise CertificateRefused(CARD_UNTRUSTED, "lacks its key usage")
    if policies is None:
        raise CertificateRefused(CARD_UNTRUSTED, "lacks its certificate policies")
    if not usage.digital_signature or usage.key_cert_sign or usage.crl_sign:
        raise CertificateRefused(CARD_UNTRUSTED, "its key is not for signatures of a card")
    if USER_AUTHENTICATION_POLICY not in {policy.policy_identifier for policy in policies}:
        raise CertificateRefused(CARD_UNTRUSTED, "not of the user-authentication policy")
    if basic is not None and basic.ca:
        raise CertificateRefused(CARD_UNTRUSTED, "an authority's certificate")
    if uses is not None and _ALLOWED_USES.isdisjoint(uses):
        raise CertificateRefused(CARD_UNTRUSTED, "its extended key usage is not authentication")


def _public_key(certificate: x509.Certificate) -> CardKey:
    match certificate.public_key():
        case rsa.RSAPublicKey() as key if key.key_size >= MINIMUM_KEY_BITS:
            return key
        case ec.EllipticCurvePublicKey(curve=ec.SECP384R1()) as key:
            return key
        case _:
            raise CertificateRefused(CARD_UNTRUSTED, "a key of an unknown kind or too short")
