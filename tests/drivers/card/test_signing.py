"""How a card signs follows from the key in its certificate, and a damaged certificate is told apart."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card.contract import CardIdentified, CardUnreadable, CardUnsupported
from drivers.card.signing import (
    NextCardSigning,
    RsaSigning,
    UnknownKey,
    UnreadableCertificate,
    signing_of,
)
from drivers.card.simulated import SimulatedCard, SimulatedReader
from tests.drivers.card.demo_cards import ca_key, card_key, contents, issuer_name

CARD = contents()
CERTIFICATE = CARD.certificate

AnyKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def certificate_of(key: AnyKey) -> bytes:
    builder = x509.CertificateBuilder(
        issuer_name(), issuer_name(), key.public_key(), secrets.randbits(31) + 1
    )
    builder = builder.not_valid_before(_BEGIN).not_valid_after(_END)
    return builder.sign(ca_key(), hashes.SHA256()).public_bytes(Encoding.DER)


_GENUINE = x509.load_der_x509_certificate(CERTIFICATE)
_BEGIN, _END = _GENUINE.not_valid_before_utc, _GENUINE.not_valid_after_utc


def read(certificate: bytes) -> object:
    """What a reader makes of a card with these bytes in its certificate's file."""
    reader = SimulatedReader()
    reader.put_on(SimulatedCard(replace(CARD, certificate=certificate)))
    return reader.identify()


def test_todays_card_and_the_next_one_are_known_by_their_keys() -> None:
    assert signing_of(certificate_of(card_key("1003"))) == RsaSigning()
    assert signing_of(certificate_of(ec.generate_private_key(ec.SECP384R1()))) == NextCardSigning()


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (rsa.generate_private_key(65537, 1024), "RSA-1024"),
        (rsa.generate_private_key(65537, 3072), "RSA-3072"),
        (ec.generate_private_key(ec.SECP256R1()), "on the curve secp256r1"),
        (ec.generate_private_key(ec.SECP521R1()), "on the curve secp521r1"),
        (ec.generate_private_key(ec.BrainpoolP384R1()), "on the curve brainpoolP384r1"),
        (ed25519.Ed25519PrivateKey.generate(), "Ed25519PublicKey"),
    ],
    ids=["RSA-1024", "RSA-3072", "P-256", "P-521", "brainpoolP384r1", "Ed25519"],
)
def test_a_card_with_any_other_key_is_not_supported_and_its_key_is_named(key: AnyKey, name: str) -> None:
    assert read(certificate_of(key)) == CardUnsupported(f"the card's key is {name}")


def test_a_key_that_has_not_even_a_name_is_not_supported() -> None:
    p384, unassigned = "2b81040022", "2b8104007f"
    nameless = certificate_of(ec.generate_private_key(ec.SECP384R1())).hex().replace(p384, unassigned)
    with pytest.raises(UnknownKey):
        signing_of(bytes.fromhex(nameless))


DAMAGED = {
    "empty": b"",
    "one byte": b"\x30",
    "cut off": CERTIFICATE[:-1],
    "cut in half": CERTIFICATE[: len(CERTIFICATE) // 2],
    "shorter than its length says": b"\x30\x82\x1f\x00" + CERTIFICATE[4:],
    "longer than its length says": b"\x30\x82\x00\x10" + CERTIFICATE[4:],
    "of length nothing": b"\x30\x82\x00\x00" + CERTIFICATE[4:],
    "huge": b"\x30\x82\x7f\xff" + bytes(0x7FFF),
    "of indefinite length": b"\x30\x80" + CERTIFICATE[4:] + b"\x00\x00",
    "of a short length": b"\x30\x7f" + CERTIFICATE[4:],
    "of a length of three bytes": b"\x30\x83\x00" + CERTIFICATE[2:],
    "a set": b"\x31" + CERTIFICATE[1:],
    "an octet string": b"\x04" + CERTIFICATE[1:],
    "with a tail inside": (
        b"\x30\x82" + (len(CERTIFICATE) + 4).to_bytes(2, "big") + CERTIFICATE[4:] + bytes(8)
    ),
    "of version 6": CERTIFICATE.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x05", 1),
    "zeros": bytes(1500),
    "never written": b"\xff" * 1500,
    "random": secrets.token_bytes(1500),
}


@pytest.mark.parametrize("certificate", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_certificate_is_an_unreadable_card(certificate: bytes) -> None:
    assert isinstance(read(certificate), CardUnreadable)


@pytest.mark.parametrize("tail", [b"\xff" * 700, bytes(9), CERTIFICATE])
def test_what_follows_the_certificate_in_its_file_is_not_read(tail: bytes) -> None:
    assert read(CERTIFICATE + tail) == CardIdentified(CERTIFICATE, tries_left=3)


@settings(deadline=None)
@given(st.integers(0, len(CERTIFICATE) - 1), st.integers(0, 255))
def test_a_certificate_with_a_wrong_byte_anywhere_is_answered(position: int, value: int) -> None:
    changed = bytearray(CERTIFICATE)
    changed[position] = value
    assert isinstance(read(bytes(changed)), CardIdentified | CardUnreadable | CardUnsupported)


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_no_bytes_whatever_are_taken_for_a_certificate(certificate: bytes) -> None:
    assert isinstance(read(certificate), CardUnreadable)


def test_the_reason_quotes_no_byte_of_the_certificate() -> None:
    with pytest.raises(UnreadableCertificate) as refused:
        signing_of(CERTIFICATE[:-1])
    assert str(refused.value) == "the certificate on the card cannot be read as X.509"


@pytest.mark.parametrize("signing", [RsaSigning(), NextCardSigning()])
@pytest.mark.parametrize("answer", [b"", bytes(95), bytes(128), bytes(255)])
def test_an_answer_of_the_wrong_length_is_no_signature(
    signing: RsaSigning | NextCardSigning, answer: bytes
) -> None:
    assert signing.signature(answer) is None
