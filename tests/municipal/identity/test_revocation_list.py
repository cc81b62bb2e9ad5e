"""Reading a list byte by byte: it says what the library says, and what is odd is refused by name."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as some

from kiosk.municipal.identity.distribution_points import WHOLE
from kiosk.municipal.identity.revocation_list import ListRefused, read_frame
from tests.municipal.identity.authorities import NAME, NOW, Root
from tests.municipal.identity.big_list import write_big_list

HOLD = x509.ReasonFlags.certificate_hold
POINT = x509.DirectoryName(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "City-1 CRLDP")]))


@pytest.fixture(scope="module")
def root() -> Root:
    return Root.create()


def encoded(crl: x509.CertificateRevocationList) -> bytes:
    return crl.public_bytes(Encoding.DER)


def walked(content: bytes) -> list[tuple[int, bool]]:
    return [(int.from_bytes(number), held) for number, held in read_frame(content).walk(content)]


def covering(name: x509.GeneralName | None = None, **stated: object) -> list[tuple[x509.ExtensionType, bool]]:
    usual: dict[str, object] = {
        "full_name": [name] if name else None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return [(x509.IssuingDistributionPoint(**usual | stated), True)]  # type: ignore[arg-type]


@given(
    entries=some.dictionaries(
        some.integers(min_value=1, max_value=2**159 - 1),
        some.sampled_from([None, HOLD, x509.ReasonFlags.key_compromise, x509.ReasonFlags.superseded]),
        max_size=30,
    )
)
@settings(max_examples=40, deadline=None)
def test_every_entry_is_read_as_the_library_reads_it(
    root: Root, entries: dict[int, x509.ReasonFlags | None]
) -> None:
    assert walked(encoded(root.revocation_list(entries))) == [
        (serial, reason is HOLD) for serial, reason in entries.items()
    ]


def test_a_list_says_when_it_was_made_and_when_the_next_one_comes(root: Root) -> None:
    frame = read_frame(encoded(root.revocation_list({1: None}, number=41)))
    assert (frame.issuer, frame.number, frame.point) == (NAME, 41, WHOLE)
    assert (frame.this_update, frame.next_update) == (NOW - timedelta(days=1), NOW + timedelta(days=1))


def test_only_the_key_that_signed_it_vouches_for_a_list(root: Root) -> None:
    content = encoded(root.revocation_list({7: None, 8: HOLD}))
    frame = read_frame(content)
    assert frame.signed_by(root.key.public_key(), content)
    for other in (rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())):
        assert not frame.signed_by(other.public_key(), content)


def test_an_elliptic_root_signs_lists_as_well() -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    builder = x509.CertificateRevocationListBuilder(NAME, NOW, NOW + timedelta(days=1))
    content = encoded(builder.sign(key, SHA384()))
    assert read_frame(content).signed_by(key.public_key(), content)


def test_whatever_bit_is_changed_in_what_is_signed_the_list_is_not_believed(root: Root) -> None:
    content = encoded(root.revocation_list({0x1234: None, 0x5678: HOLD}, number=3))
    signed = read_frame(content).signed
    for place in range(signed.start, signed.stop):
        changed = bytearray(content)
        changed[place] ^= 1
        try:
            believed = read_frame(bytes(changed)).signed_by(root.key.public_key(), bytes(changed))
        except ListRefused:
            continue
        assert not believed, place


@pytest.mark.parametrize("length", [0, 1, 20, 200, -1])
def test_a_list_cut_short_or_with_something_after_it_is_none(root: Root, length: int) -> None:
    whole = encoded(root.revocation_list({1: None}))
    for content in (whole[:length], whole + b"\0", b"\xff" * 100):
        with pytest.raises(ListRefused, match="no revocation list"):
            read_frame(content)


@pytest.mark.parametrize(
    ("extensions", "why"),
    [
        ([(x509.DeltaCRLIndicator(1), True)], "delta"),
        (covering(indirect_crl=True), "indirect"),
        (covering(only_contains_ca_certs=True), "no users"),
        (covering(only_contains_attribute_certs=True), "no users"),
        (covering(only_some_reasons=frozenset({x509.ReasonFlags.key_compromise})), "some reasons"),
        (covering(full_name=[POINT, POINT]), "single name"),
        (covering(x509.RFC822Name("a@example.jp")), "single name"),
        ([(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\5\0"), True)], "critical"),
    ],
)
def test_a_list_of_a_kind_that_is_not_used_is_refused_by_name(
    root: Root, extensions: list[tuple[x509.ExtensionType, bool]], why: str
) -> None:
    with pytest.raises(ListRefused, match=why):
        read_frame(encoded(root.revocation_list({1: None}, extensions=extensions)))


def test_what_is_not_critical_and_unknown_does_no_harm(root: Root) -> None:
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\5\0")
    content = encoded(
        root.revocation_list({5: HOLD}, extensions=[(unknown, False)], entry_extensions=[(unknown, False)])
    )
    assert walked(content) == [(5, True)]


@pytest.mark.parametrize(
    ("extension", "why"),
    [
        (x509.CertificateIssuer([x509.DirectoryName(NAME)]), "indirect"),
        (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\5\0"), "unknown critical 1.2.3"),
    ],
)
def test_an_entry_of_a_kind_that_is_not_used_refuses_the_list(
    root: Root, extension: x509.ExtensionType, why: str
) -> None:
    content = encoded(root.revocation_list({1: None}, entry_extensions=[(extension, True)]))
    with pytest.raises(ListRefused, match=why):
        walked(content)


def test_an_entry_taken_back_from_another_list_refuses_the_list(root: Root) -> None:
    with pytest.raises(ListRefused, match="delta"):
        walked(encoded(root.revocation_list({1: x509.ReasonFlags.remove_from_crl})))


def test_a_list_signed_over_a_weak_hash_is_refused(root: Root) -> None:
    sha1 = bytes.fromhex("2a864886f70d010105")
    sha256 = bytes.fromhex("2a864886f70d01010b")
    with pytest.raises(ListRefused, match="weak hash"):
        read_frame(encoded(root.revocation_list({})).replace(sha256, sha1))


def test_a_list_of_one_point_names_it(root: Root) -> None:
    frame = read_frame(encoded(root.revocation_list({}, extensions=covering(POINT))))
    assert frame.point == "CN=City-1 CRLDP"


@pytest.mark.parametrize("damage", [b"\x02\x01\x81", b"\x02\x00", b"\x04\x01\x05"])
def test_an_entry_without_a_proper_number_refuses_the_list(root: Root, tmp_path: Path, damage: bytes) -> None:
    write_big_list(tmp_path / "odd.crl", root, [(5, False)], number=1)
    content = (tmp_path / "odd.crl").read_bytes()
    frame = read_frame(content)
    place = frame.entries.start + 2
    with pytest.raises(ListRefused):
        list(frame.walk(content[:place] + damage + content[place + len(damage) :]))


def test_a_list_written_as_bytes_is_a_list(root: Root, tmp_path: Path) -> None:
    """The long lists of other tests are what an authority would have made."""
    write_big_list(tmp_path / "big.crl", root, [(n, n % 3 == 0) for n in range(1, 500)], number=2)
    content = (tmp_path / "big.crl").read_bytes()
    library = x509.load_der_x509_crl(content)
    assert library.is_signature_valid(root.key.public_key())
    assert [entry.serial_number for entry in library] == [serial for serial, _ in walked(content)]
