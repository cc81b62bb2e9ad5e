"""Which card certificates are believed; the known reader's fault was to skip one of these checks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from kiosk.certificates.failures import CARD_EXPIRED, CARD_SIGNATURE, CARD_UNTRUSTED, Failure
from kiosk.municipal.identity.certificates import (
    CardIdentity,
    CertificateRefused,
    TrustedCard,
    check_signature,
    examine,
    key_id,
    parse_certificate,
    refusal_of_anchor,
)
from tests.municipal.identity.authorities import NOW, Root, key_usage, over_a_weak_hash

DAY = timedelta(days=1)
NO_SKEW = timedelta(0)


@pytest.fixture(scope="module")
def root() -> Root:
    return Root.create()


@pytest.fixture(scope="module")
def card() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


FOR_SERVERS = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
FOR_CLIENTS = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\5\0")
SOMEWHERE = x509.SubjectAlternativeName([x509.DNSName("example.jp")])


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
        lambda root, card: root.issue(ec.generate_private_key(ec.SECP256R1())),
        lambda root, card: root.certificate,
        lambda root, card: root.issue(card, with_usage=False),
        lambda root, card: root.issue(card, extensions=[(FOR_SERVERS, False)]),
        lambda root, card: root.issue(card, extensions=[(UNKNOWN, True)]),
        lambda root, card: root.issue(card, extensions=[(SOMEWHERE, True)]),
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
        "without key usage",
        "for servers",
        "with an unknown critical extension",
        "with a critical extension that is not heeded",
    ],
)
def test_a_genuine_signature_does_not_help_a_certificate(
    root: Root,
    card: rsa.RSAPrivateKey,
    fault: Callable[[Root, rsa.RSAPrivateKey], x509.Certificate],
) -> None:
    assert refusal(fault(root, card), root) is CARD_UNTRUSTED


@pytest.mark.parametrize(
    "difference",
    [
        {"policy_critical": False},
        {"policy_critical": True},
        {"extensions": [(FOR_CLIENTS, True)]},
        {"extensions": [(UNKNOWN, False)]},
        {"extensions": [(x509.BasicConstraints(ca=False, path_length=None), True)]},
    ],
)
def test_what_an_authority_may_do_otherwise_is_accepted(
    root: Root, card: rsa.RSAPrivateKey, difference: dict[str, object]
) -> None:
    assert refusal(root.issue(card, **difference), root) is None  # type: ignore[arg-type]


def test_a_card_of_an_intermediate_is_not_trusted_nor_can_it_be_made_an_anchor(
    root: Root, card: rsa.RSAPrivateKey
) -> None:
    key = rsa.generate_private_key(65537, 2048)
    intermediate = Root(key, root.issue(key, is_ca=True, usage=key_usage(signature=False, issuing=True)))
    assert refusal(intermediate.issue(card), root) is CARD_UNTRUSTED
    assert "self-signed" in str(refusal_of_anchor(intermediate.certificate))
    assert "self-signed" in str(refusal_of_anchor(root.issue(card)))


def test_a_root_that_looks_like_ours_but_for_its_key_vouches_for_nobody(
    root: Root, card: rsa.RSAPrivateKey
) -> None:
    """Same name, dates and number, and its card claims the genuine root's key."""
    impostor = Root.create()
    assert impostor.certificate.subject == root.certificate.subject
    assert refusal(impostor.issue(card, authority_key=root.key.public_key()), root) is CARD_UNTRUSTED


def test_a_signature_over_a_weak_hash_vouches_for_nothing(root: Root, card: rsa.RSAPrivateKey) -> None:
    weak = over_a_weak_hash(root.issue(card), root)
    with pytest.raises(CertificateRefused, match="weak hash") as refused:
        examine(weak, [root.certificate], NOW, NO_SKEW)
    assert refused.value.failure is CARD_UNTRUSTED
    assert refusal_of_anchor(over_a_weak_hash(root.certificate, root)) is not None


def test_a_key_identifier_alone_makes_no_issuer(card: rsa.RSAPrivateKey) -> None:
    generations = [Root.create() for _ in range(3)]
    claimed = generations[0].issue(card, authority_key=generations[1].key.public_key())
    assert refusal(claimed, *generations) is CARD_UNTRUSTED


def test_a_root_with_a_short_key_or_that_may_not_issue_becomes_no_anchor(root: Root) -> None:
    assert refusal_of_anchor(root.certificate) is None
    assert "shorter" in str(refusal_of_anchor(Root.create(bits=1024).certificate))
    for changed, why in (
        (self_signed(root, x509.BasicConstraints(ca=False, path_length=None)), "basic constraints"),
        (self_signed(root, x509.BasicConstraints(ca=True, path_length=0), key_usage()), "not for signing"),
        (self_signed(root, x509.BasicConstraints(ca=True, path_length=0), UNKNOWN), "unknown critical"),
        (self_signed(root), "basic constraints"),
    ):
        assert why in str(refusal_of_anchor(changed))


def self_signed(root: Root, *critical: x509.ExtensionType) -> x509.Certificate:
    own = root.certificate
    builder = x509.CertificateBuilder(own.subject, own.subject, own.public_key(), own.serial_number)
    builder = builder.not_valid_before(own.not_valid_before_utc).not_valid_after(own.not_valid_after_utc)
    for extension in critical:
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(root.key, SHA256())


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
    message = b"the bytes of a visit"

    def signed(key: rsa.RSAPrivateKey, what: bytes, over: SHA256 | SHA384) -> bytes:
        return key.sign(what, padding.PKCS1v15(), over)

    check_signature(trusted, message, signed(card, message, SHA256()))
    for forged in (
        signed(root.key, message, SHA256()),
        signed(card, b"of another visit", SHA256()),
        signed(card, message, SHA384()),
        b"",
    ):
        assert_forged(trusted, message, forged)


def test_a_card_of_the_next_generation_signs_with_sha_384_and_nothing_else(root: Root) -> None:
    card = ec.generate_private_key(ec.SECP384R1())
    trusted = examine(root.issue(card), [root.certificate], NOW, NO_SKEW)
    message = b"the bytes of a visit"
    check_signature(trusted, message, card.sign(message, ec.ECDSA(SHA384())))
    for forged in (
        ec.generate_private_key(ec.SECP384R1()).sign(message, ec.ECDSA(SHA384())),
        card.sign(b"of another visit", ec.ECDSA(SHA384())),
        card.sign(message, ec.ECDSA(SHA256())),
        b"\x30\x06\x02\x01\x00\x02\x01\x00",
        b"",
    ):
        assert_forged(trusted, message, forged)


def assert_forged(card: TrustedCard, message: bytes, signature: bytes) -> None:
    with pytest.raises(CertificateRefused) as refused:
        check_signature(card, message, signature)
    assert refused.value.failure is CARD_SIGNATURE
