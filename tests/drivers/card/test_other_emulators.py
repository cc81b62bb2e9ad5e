"""A card written from the facts alone, as somebody else's emulator would be: nothing of ours is in it.

It is strict where ours is lenient: each command is taken in exactly one form, and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from drivers.card import jpki
from drivers.card.contract import (
    CardIdentified,
    CardUnsupported,
    NotMyNumberCard,
    NotUsable,
    Pin,
    PinBlocked,
    PinWrong,
    Signed,
    TokenKind,
)
from tests.drivers.card.demo_cards import card_key, contents

KEY: rsa.RSAPrivateKey = card_key("1003")
CERTIFICATE = contents("1003", key=KEY).certificate
MESSAGE = b"what a resident signs"
PIN = b"4931"
DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


@dataclass
class StrictCard:
    """``blocked_says`` is how it answers when no try is left, ``chunk`` the most that it gives at once."""

    label: bytes = b"JPKIAPICCTOKEN2".ljust(32)
    padding: bytes = b""
    chunk: int = 256
    first_answer: bytes = b""
    blocked_says: str = "63C0"
    tries: int = 3
    powered_up: bool = True
    selected: str = ""
    verified: bool = False

    def __call__(self, apdu: bytearray) -> bytes:
        if self.powered_up and self.first_answer:
            self.powered_up = False
            return self.first_answer
        self.powered_up = False
        return self.answer(bytes(apdu).hex().upper())

    def answer(self, command: str) -> bytes:
        if command == "00A4040C0AD392F000260100000001":
            self.selected = "application"
            return b"\x90\x00"
        if command.startswith("00A4020C02") and len(command) == 14:
            self.selected = command[10:]
            known = self.selected in ("0006", "000A", "0017", "0018")
            return b"\x90\x00" if known else b"\x6a\x82"
        if command.startswith("00B0") and len(command) == 10:
            return self.read(int(command[4:8], 16), int(command[8:], 16) or 256)
        if command.startswith("00200080") and self.selected == "0018":
            return bytes.fromhex(self.verify(command[8:]))
        if command.startswith("802A008033") and len(command) == 114 and command.endswith("00"):
            return self.sign(bytes.fromhex(command[10:-2]))
        return b"\x6d\x00"

    def read(self, offset: int, length: int) -> bytes:
        files = {"0006": self.label.ljust(160, b"\0"), "000A": CERTIFICATE + self.padding}
        if self.selected not in files:
            return b"\x69\x81"
        content = files[self.selected]
        if offset >= len(content):
            return b"\x6b\x00"
        return content[offset : offset + min(length, self.chunk)] + b"\x90\x00"

    def verify(self, data: str) -> str:
        if not data:
            return f"63C{self.tries}" if self.tries else self.blocked_says
        if self.tries == 0:
            return self.blocked_says
        assert data[:2] == "04"
        self.verified = bytes.fromhex(data[2:]) == PIN
        self.tries = 3 if self.verified else self.tries - 1
        if self.verified:
            return "9000"
        return f"63C{self.tries}" if self.tries else self.blocked_says

    def sign(self, digest_info: bytes) -> bytes:
        if self.selected != "0017" or not self.verified:
            return b"\x69\x82"
        assert digest_info[:19] == DIGEST_INFO
        return KEY.sign(digest_info[19:], padding.PKCS1v15(), Prehashed(hashes.SHA256())) + b"\x90\x00"


CARDS: dict[str, Callable[[], StrictCard]] = {
    "as the facts say": StrictCard,
    "with a padded file": lambda: StrictCard(padding=b"\xff" * 900),
    "of pieces of 128": lambda: StrictCard(chunk=128),
    "of pieces of 3": lambda: StrictCard(chunk=3),
    "of pieces of 1": lambda: StrictCard(chunk=1),
    "with a first answer of 6F00": lambda: StrictCard(first_answer=b"\x6f\x00"),
}


@pytest.mark.parametrize("made", CARDS.values(), ids=CARDS.keys())
def test_it_works_the_first_time(made: Callable[[], StrictCard]) -> None:
    assert jpki.identify(made()) == CardIdentified(CERTIFICATE, tries_left=3)
    signed = jpki.authenticate(made(), CERTIFICATE, Pin(bytearray(PIN)), MESSAGE)
    assert isinstance(signed, Signed)
    key = x509.load_der_x509_certificate(CERTIFICATE).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    digest = hashlib.sha256(MESSAGE).digest()
    key.verify(signed.signature, digest, padding.PKCS1v15(), Prehashed(hashes.SHA256()))


@pytest.mark.parametrize("says", ["63C0", "6983", "6984"])
def test_it_is_blocked_in_whatever_word_it_says_so(says: str) -> None:
    card = StrictCard(blocked_says=says, tries=2)
    outcomes = [jpki.authenticate(card, CERTIFICATE, Pin(bytearray(b"1111")), MESSAGE) for _ in range(3)]
    assert outcomes == [PinWrong(left=1), PinBlocked(), PinBlocked()]
    assert jpki.identify(card) == CardIdentified(CERTIFICATE, tries_left=0)


@pytest.mark.parametrize(
    ("label", "outcome"),
    [
        (b"JPKIAPICCTOKEN", NotUsable(TokenKind.OLD_RESIDENT_CARD)),
        (b"JPKIAPGPSETOKEN", NotUsable(TokenKind.ANDROID)),
        (b"JPKIAPIOSTOKEN", NotUsable(TokenKind.IPHONE)),
        (b"JPKIAPICCTOKEN3", CardUnsupported("the token calls itself 'JPKIAPICCTOKEN3'")),
    ],
)
@pytest.mark.parametrize("fill", [b" ", b"\0"])
def test_it_is_known_by_its_label(label: bytes, fill: bytes, outcome: object) -> None:
    assert jpki.identify(StrictCard(label=label.ljust(32, fill))) == outcome


@pytest.mark.parametrize("status", ["6A82", "6A81", "6D00", "6E00", "6700", "6A86", "6985", "6999"])
def test_any_card_that_refuses_the_application_is_no_my_number_card(status: str) -> None:
    assert jpki.identify(lambda apdu: bytes.fromhex(status)) == NotMyNumberCard()


def test_a_card_that_takes_every_application_but_has_no_label_is_no_my_number_card() -> None:
    assert jpki.identify(lambda apdu: b"\x90\x00" if apdu[2] == 0x04 else b"\x6a\x82") == NotMyNumberCard()
