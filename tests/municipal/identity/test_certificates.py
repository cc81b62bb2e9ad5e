"""Which card certificates are believed; the known reader's fault was to skip one of these checks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.certificates.failures import CARD_EXPIRED, CARD_SIGNATURE, CARD_UNTRUSTED, Failure
from kiosk.municipal.identity.certificates import (
    CardIdentity,
    CertificateRefused,
    check_signature,
    examine,
    key_id,
    parse_certificate,
)
from tests.municipal.identity.authorities import NOW, Root, key_usage

DAY = timedelta(days=1)
NO_SKEW = timedelta(0)


@pytest.fixture(scope="module")
def root() -> Root:
    return Root.create()


@pytest.fixture(scope="module")
def card() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def refusal(certificate: x509.Certificate, *anchors: Root, skew: timedelta = NO_SKEW) -> Failure | None:
    try:
        examine(certificate, [anchor.certificate for anchor in anchors], NOW, skew)
    except CertificateRefused as refused:
        return refused.failure
    return None


def test_a_card_is_known_by_its_issuers_key_and_its_number(root: Root, card: rsa.RSAPrivateKey) -> None:
    trusted = examine(root.issue(card, serial=0xABCDEF), [root.certificate], NOW, NO_SKEW)
    assert trusted.identity == CardIdentity(key_id(root.certificate), "abcdef")


def test_of_three_generations_of_one_name_the_one_that_signed_is_the_issuer(card: rsa.RSAPrivateKey) -> None:
    generations = [Root.create() for _ in range(3)]
    for signer in generations:
        for order in (generations, generations[::-1]):
            anchors = [anchor.certificate for anchor in order]
            trusted = examine(signer.issue(card), anchors, NOW, NO_SKEW)
            assert trusted.identity.issuer_key == key_id(signer.certificate)


def test_an_impostor_of_the_same_name_is_not_trusted(root: Root, card: rsa.RSAPrivateKey) -> None:
    assert refusal(Root.create().issue(card), root) is CARD_UNTRUSTED
    assert refusal(root.issue(card)) is CARD_UNTRUSTED


@pytest.mark.parametrize(
    "fault",
    [
        lambda root, card: root.issue(card, policy=x509.ObjectIdentifier("1.2.392.200149.8.5.1.1.20")),
        lambda root, card: root.issue(card, policy=None),
        lambda root, card: root.issue(card, usage=key_usage(signature=False)),
        lambda root, card: root.issue(card, usage=key_usage(issuing=True)),
        lambda root, card: root.issue(card, is_ca=True),
        lambda root, card: root.issue(card, begins=NOW + DAY, ends=NOW + 2 * DAY),
        lambda root, card: root.issue(card, authority_key=card.public_key()),
        lambda root, card: root.issue(rsa.generate_private_key(65537, 1024)),
        lambda root, card: root.issue(ec.generate_private_key(ec.SECP384R1())),
        lambda root, card: root.certificate,
    ],
    ids=[
        "of the signature policy",
        "without policy",
        "whose key may not sign",
        "whose key issues certificates",
        "of an authority",
        "not yet valid",
        "that names another authority's key",
        "of a short key",
        "of a key of an unknown kind",
        "of the root itself",
    ],
)
def test_a_genuine_signature_does_not_help_a_certificate(
    root: Root,
    card: rsa.RSAPrivateKey,
    fault: Callable[[Root, rsa.RSAPrivateKey], x509.Certificate],
) -> None:
    assert refusal(fault(root, card), root) is CARD_UNTRUSTED


def test_only_a_genuine_certificate_is_told_to_have_expired(root: Root, card: rsa.RSAPrivateKey) -> None:
    past = {"begins": NOW - 9 * DAY, "ends": NOW - timedelta(seconds=1)}
    assert refusal(root.issue(card, **past), root) is CARD_EXPIRED
    assert refusal(root.issue(card, policy=None, **past), root) is CARD_UNTRUSTED
    assert refusal(Root.create().issue(card, **past), root) is CARD_UNTRUSTED


def test_a_tolerance_holds_at_both_ends_of_a_validity(root: Root, card: rsa.RSAPrivateKey) -> None:
    late = root.issue(card, ends=NOW - timedelta(seconds=30))
    early = root.issue(card, begins=NOW + timedelta(seconds=30))
    minute = timedelta(minutes=1)
    assert refusal(late, root, skew=minute) is None
    assert refusal(early, root, skew=minute) is None
    assert refusal(late, root) is CARD_EXPIRED
    assert refusal(early, root) is CARD_UNTRUSTED


def test_a_root_that_has_ended_vouches_for_nobody(card: rsa.RSAPrivateKey) -> None:
    ended = Root.create(begins=NOW - timedelta(days=800), years=2)
    assert refusal(ended.issue(card), ended) is CARD_UNTRUSTED


def test_a_certificate_changed_by_one_bit_is_not_trusted(root: Root, card: rsa.RSAPrivateKey) -> None:
    encoded = bytearray(root.issue(card).public_bytes(Encoding.DER))
    encoded[-1] ^= 1
    assert refusal(parse_certificate(bytes(encoded)), root) is CARD_UNTRUSTED


@pytest.mark.parametrize("nonsense", [b"", b"\x30\x82\xff\xff", b"nonsense", b"\xff" * 1500])
def test_nonsense_is_no_certificate(nonsense: bytes) -> None:
    with pytest.raises(CertificateRefused) as refused:
        parse_certificate(nonsense)
    assert refused.value.failure is CARD_UNTRUSTED


def test_only_the_cards_own_key_signs_for_it(root: Root, card: rsa.RSAPrivateKey) -> None:
    trusted = examine(root.issue(card), [root.certificate], NOW, NO_SKEW)
    digest = b"d" * 32

    def signed(key: rsa.RSAPrivateKey, what: bytes) -> bytes:
        return key.sign(what, padding.PKCS1v15(), utils.Prehashed(SHA256()))

    check_signature(trusted, digest, signed(card, digest))
    for forged in (signed(root.key, digest), signed(card, b"e" * 32), b""):
        with pytest.raises(CertificateRefused) as refused:
            check_signature(trusted, digest, forged)
        assert refused.value.failure is CARD_SIGNATURE
