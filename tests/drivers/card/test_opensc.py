"""OpenSC, which reads real My Number Cards, judges the card in software."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from drivers.card.contract import CardPresent
from drivers.card.pcsc import PcscReader
from drivers.card.simulated import AnnouncesData, SimulatedCard, VirtualReaderLink, WantsExactLength
from tests.drivers.card.benches import PATIENCE_SECONDS, wait_until
from tests.drivers.card.demo_cards import PIN, WRONG_PIN, contents
from tests.real_parts.pcscd import READER_NAME, Pcscd

MESSAGE = b"what a resident signs"


@pytest.fixture
def card(request: pytest.FixtureRequest, pcscd: Pcscd) -> Iterator[SimulatedCard]:
    """A card that lies on the virtual reader, and that PC/SC has seen."""
    link = VirtualReaderLink(port=pcscd.vpcd_port)
    holds, faults = getattr(request, "param", (contents(), []))
    lying = SimulatedCard(holds)
    lying.plan(*faults)
    link.put_on(lying)
    assert link.wait_until_connected(PATIENCE_SECONDS)
    with closing(PcscReader(READER_NAME)) as reader:
        wait_until(reader, CardPresent)
    yield lying
    link.take_off()


def opensc(pcscd: Pcscd, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=pcscd.environment, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
    )


def test_opensc_takes_it_for_a_my_number_card(pcscd: Pcscd, card: SimulatedCard) -> None:
    assert opensc(pcscd, "opensc-tool", "--name", "--reader", READER_NAME).stdout.strip() == "jpki"


def test_opensc_reads_its_certificate(pcscd: Pcscd, card: SimulatedCard) -> None:
    listed = opensc(pcscd, "pkcs15-tool", "--list-certificates").stdout
    assert "User Authentication Certificate" in listed
    assert_certificate_is_read(pcscd, card)


def assert_certificate_is_read(pcscd: Pcscd, card: SimulatedCard) -> None:
    pem = opensc(pcscd, "pkcs15-tool", "--read-certificate", "01").stdout
    read = x509.load_pem_x509_certificate(pem.encode())
    assert read == x509.load_der_x509_certificate(card.contents.certificate)


def test_opensc_lists_what_is_on_it(pcscd: Pcscd, card: SimulatedCard) -> None:
    pins = opensc(pcscd, "pkcs15-tool", "--list-pins").stdout
    assert "PIN [User Authentication PIN]" in pins
    assert re.search(r"Length\s+: min_len:4, max_len:4", pins)
    assert re.search(r"Tries left\s+: 3\b", pins)
    dump = opensc(pcscd, "pkcs15-tool", "--dump")
    assert dump.returncode == 0, dump.stderr
    assert "PKCS#15 Card [JPKI]" in dump.stdout
    assert "Private RSA Key [User Authentication Key]" in dump.stdout
    assert "X.509 Certificate [User Authentication Certificate]" in dump.stdout


def test_opensc_verifies_its_pin_and_a_wrong_one_is_counted(pcscd: Pcscd, card: SimulatedCard) -> None:
    verify = ("pkcs15-tool", "--verify-pin", "--auth-id", "01", "--pin")
    assert opensc(pcscd, *verify, WRONG_PIN).returncode != 0
    assert card.contents.tries_left == 2
    assert opensc(pcscd, *verify, PIN).returncode == 0
    assert card.contents.tries_left == 3


def test_opensc_blocks_its_pin_by_three_wrong_ones_and_then_the_right_one_is_refused_too(
    pcscd: Pcscd, card: SimulatedCard
) -> None:
    verify = ("pkcs15-tool", "--verify-pin", "--auth-id", "01", "--pin")
    for left in (2, 1, 0):
        assert opensc(pcscd, *verify, WRONG_PIN).returncode != 0
        assert card.contents.tries_left == left
    assert opensc(pcscd, *verify, PIN).returncode != 0
    assert re.search(r"Tries left\s+: 0\b", opensc(pcscd, "pkcs15-tool", "--list-pins").stdout)


def test_opensc_signs_a_digest_with_it_and_openssl_confirms(
    pcscd: Pcscd, card: SimulatedCard, tmp_path: Path
) -> None:
    digest, signature = tmp_path / "digest", tmp_path / "signature"
    digest.write_bytes(hashlib.sha256(MESSAGE).digest())
    signing = ["pkcs15-crypt", "--sign", "--key", "01", "--sha-256", "--pkcs1", "--raw", "--pin", PIN]
    done = opensc(pcscd, *signing, "--input", str(digest), "--output", str(signature))
    assert done.returncode == 0, done.stderr
    assert openssl_confirms(card, signature, tmp_path)


def test_a_program_signs_a_message_with_it_through_pkcs11_and_openssl_confirms(
    pcscd: Pcscd, card: SimulatedCard, tmp_path: Path
) -> None:
    message, signature = tmp_path / "message", tmp_path / "signature"
    message.write_bytes(MESSAGE)
    signing = [
        "pkcs11-tool",
        "--login",
        "--pin",
        PIN,
        "--sign",
        "--mechanism",
        "SHA256-RSA-PKCS",
        "--id",
        "01",
    ]
    done = opensc(pcscd, *signing, "--input-file", str(message), "--output-file", str(signature))
    assert done.returncode == 0, done.stderr
    assert openssl_confirms(card, signature, tmp_path)


@pytest.mark.parametrize(
    "card",
    [
        (contents(largest_read=100), []),
        (contents(padding=500), []),
        (contents(), [AnnouncesData()]),
        (contents(), [WantsExactLength()]),
    ],
    ids=["in short pieces", "from a padded file", "announced by 61xx", "for the exact length only"],
    indirect=True,
)
def test_opensc_reads_a_certificate_however_it_is_given(pcscd: Pcscd, card: SimulatedCard) -> None:
    assert_certificate_is_read(pcscd, card)


def test_opensc_knows_no_command_to_change_the_pin_and_sends_none(pcscd: Pcscd, card: SimulatedCard) -> None:
    changing = ["pkcs15-tool", "--change-pin", "--auth-id", "01", "--pin", PIN, "--new-pin", "2580"]
    assert opensc(pcscd, *changing).returncode != 0
    assert card.contents.pin == PIN


def openssl_confirms(card: SimulatedCard, signature: Path, directory: Path) -> bool:
    """Whether ``signature`` is one over MESSAGE by the key of the card's certificate."""
    key, message = directory / "key.pem", directory / "message"
    public = x509.load_der_x509_certificate(card.contents.certificate).public_key()
    key.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    message.write_bytes(MESSAGE)
    checking = ["openssl", "dgst", "-sha256", "-verify", key, "-signature", signature, message]
    return subprocess.run(checking, capture_output=True, check=False).returncode == 0
