"""OpenSC, which reads real My Number Cards, judges the card in software."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from drivers.card.simulated import SimulatedCard, VirtualReaderLink
from tests.drivers.card.benches import PATIENCE_SECONDS
from tests.drivers.card.demo_cards import PIN, WRONG_PIN, contents
from tests.real_parts.pcscd import READER_NAME, Pcscd


@pytest.fixture
def card(pcscd: Pcscd) -> Iterator[SimulatedCard]:
    """A card that lies on the virtual reader, and that PC/SC has seen."""
    link = VirtualReaderLink(port=pcscd.vpcd_port)
    lying = SimulatedCard(contents())
    link.put_on(lying)
    assert link.wait_until_connected(PATIENCE_SECONDS)
    opensc(pcscd, "opensc-tool", "--wait", "--atr")
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
    pem = opensc(pcscd, "pkcs15-tool", "--read-certificate", "01").stdout
    read = x509.load_pem_x509_certificate(pem.encode())
    assert read == x509.load_der_x509_certificate(card.contents.certificate)


def test_opensc_verifies_its_pin_and_a_wrong_one_is_counted(pcscd: Pcscd, card: SimulatedCard) -> None:
    verify = ("pkcs15-tool", "--verify-pin", "--auth-id", "01", "--pin")
    assert opensc(pcscd, *verify, WRONG_PIN).returncode != 0
    assert card.contents.tries_left == 2
    assert opensc(pcscd, *verify, PIN).returncode == 0
    assert card.contents.tries_left == 3


def test_opensc_signs_with_it(pcscd: Pcscd, card: SimulatedCard, tmp_path: Path) -> None:
    digest, signature = tmp_path / "digest", tmp_path / "signature"
    digest.write_bytes(hashlib.sha256(b"message").digest())
    signing = ["pkcs15-crypt", "--sign", "--key", "01", "--sha-256", "--pkcs1", "--raw", "--pin", PIN]
    done = opensc(pcscd, *signing, "--input", str(digest), "--output", str(signature))
    assert done.returncode == 0, done.stderr
    key = x509.load_der_x509_certificate(card.contents.certificate).public_key()
    key.verify(signature.read_bytes(), b"message", padding.PKCS1v15(), hashes.SHA256())
