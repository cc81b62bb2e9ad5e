"""Whether a card's certificate is one of the national authority's for user authentication. Pure.

The rules: RFC 5280 path of one step, and the profile of 公的個人認証サービス 利用者証明用. Root
generations share one name, so the issuer is found by its key: the one whose key verifies the signature.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.certificates.failures import CARD_EXPIRED, CARD_SIGNATURE, CARD_UNTRUSTED, Failure

USER_AUTHENTICATION_POLICY = x509.ObjectIdentifier("1.2.392.200149.8.5.1.3.30")
"""Certificate policy of 利用者証明用電子証明書; the signature certificate's is another."""

MINIMUM_KEY_BITS = 2048
_HASHES = (SHA256, SHA384, SHA512)
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
    """Who a card is to the city hall: the issuer's key and the number that it gave."""

    issuer_key: str
    serial: str


@dataclass(frozen=True)
class TrustedCard:
    """A certificate that has passed every check of its own."""

    identity: CardIdentity
    public_key: rsa.RSAPublicKey


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
    return TrustedCard(CardIdentity(key_id(issuer), serial_text(certificate.serial_number)), public_key)


def check_signature(card: TrustedCard, digest: bytes, signature: bytes) -> None:
    """Raise CertificateRefused unless the card signed ``digest`` (SHA-256; RSASSA-PKCS1-v1_5)."""
    try:
        card.public_key.verify(signature, digest, padding.PKCS1v15(), utils.Prehashed(SHA256()))
    except InvalidSignature:
        raise CertificateRefused(CARD_SIGNATURE, "the signature does not fit") from None


def _issuer(certificate: x509.Certificate, anchors: Iterable[x509.Certificate]) -> x509.Certificate:
    if not isinstance(certificate.signature_hash_algorithm, _HASHES):
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


def _check_authority_key(certificate: x509.Certificate, anchor: x509.Certificate) -> None:
    """Where both name the issuer's key, the names agree (RFC 5280, 4.2.1.1)."""
    try:
        stated = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
        held = anchor.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    except x509.ExtensionNotFound:
        return
    if stated.value.key_identifier not in (None, held.value.digest):
        raise CertificateRefused(CARD_UNTRUSTED, "the authority key identifier is another key's")


def _check_validity(
    certificate: x509.Certificate, now: datetime, skew: timedelta, *, untrusted: bool
) -> None:
    if now < certificate.not_valid_before_utc - skew:
        raise CertificateRefused(CARD_UNTRUSTED, "not yet valid")
    if now > certificate.not_valid_after_utc + skew:
        raise CertificateRefused(CARD_UNTRUSTED if untrusted else CARD_EXPIRED, "no longer valid")


def _check_profile(certificate: x509.Certificate) -> None:
    extensions = certificate.extensions
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
        policies = extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound as error:
        raise CertificateRefused(CARD_UNTRUSTED, f"lacks extension {error.oid.dotted_string}") from None
    if not usage.digital_signature or usage.key_cert_sign:
        raise CertificateRefused(CARD_UNTRUSTED, "its key is not for signatures of a card")
    if USER_AUTHENTICATION_POLICY not in {policy.policy_identifier for policy in policies}:
        raise CertificateRefused(CARD_UNTRUSTED, "not of the user-authentication policy")
    try:
        basic = extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return
    if basic.ca:
        raise CertificateRefused(CARD_UNTRUSTED, "an authority's certificate")


def _public_key(certificate: x509.Certificate) -> rsa.RSAPublicKey:
    public_key = certificate.public_key()
    if not isinstance(public_key, rsa.RSAPublicKey) or public_key.key_size < MINIMUM_KEY_BITS:
        raise CertificateRefused(CARD_UNTRUSTED, "a key of an unknown kind or too short")
    return public_key
