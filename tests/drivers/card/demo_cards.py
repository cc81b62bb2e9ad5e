"""Makes the cards of the card tests: a test CA as the JPKI's, and cards that it has certified."""

from __future__ import annotations

import datetime
import secrets
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from drivers.card.contract import TokenKind
from drivers.card.simulated import CardContents

PIN = "4931"
WRONG_PIN = "1111"
USER_AUTHENTICATION_POLICY = x509.ObjectIdentifier("1.2.392.200149.8.5.1.3.30")
JST = datetime.timezone(datetime.timedelta(hours=9))
ISSUED = datetime.datetime(2025, 4, 1, 9, 0, tzinfo=JST)
EXPIRES = datetime.datetime(2035, 4, 1, 23, 59, 59, tzinfo=JST)

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@cache
def ca_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def card_key(holder: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def issuer_name() -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "JPKI-TEST"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "JPKI for user authentication"),
            x509.NameAttribute(
                NameOID.ORGANIZATIONAL_UNIT_NAME, "Japan Agency for Local Authority Information Systems"
            ),
        ]
    )


@cache
def ca_certificate() -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(issuer_name())
        .issuer_name(issuer_name())
        .serial_number(1)
        .public_key(ca_key().public_key())
        .not_valid_before(ISSUED)
        .not_valid_after(EXPIRES)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(ca_key(), hashes.SHA256())
    )


def user_certificate(holder: str, key: Key) -> x509.Certificate:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"997794E9AGCIEG1322{holder}A"),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer_name())
        .serial_number(secrets.randbelow(2**31) + 1)
        .public_key(key.public_key())
        .not_valid_before(ISSUED)
        .not_valid_after(EXPIRES)
        .add_extension(_digital_signature(), critical=True)
        .add_extension(
            x509.CertificatePolicies([x509.PolicyInformation(USER_AUTHENTICATION_POLICY, None)]),
            critical=True,
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key().public_key()), critical=False
        )
        .sign(ca_key(), hashes.SHA256())
    )


def contents(
    holder: str = "1003",
    *,
    key: Key | None = None,
    token: TokenKind = TokenKind.CARD,
    tries_left: int = 3,
    padding: int = 0,
    largest_read: int = 256,
) -> CardContents:
    """What lies on ``holder``'s card; one holder has one key, and each call a certificate of its own."""
    key = key or card_key(holder)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return CardContents(
        token=token,
        certificate=user_certificate(holder, key).public_bytes(Encoding.DER),
        ca_certificate=ca_certificate().public_bytes(Encoding.DER),
        private_key=pem.decode(),
        pin=PIN,
        tries_left=tries_left,
        padding=padding,
        largest_read=largest_read,
    )


def _digital_signature() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
