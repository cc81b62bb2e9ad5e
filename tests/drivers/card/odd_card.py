"""A second My Number Card in software, written from the facts about the card and from no other code here.

It is odd on purpose wherever cards may differ: a contact ATR, 6F00 as first answer after power-up, pieces of
93 bytes, a padded certificate file, 6Cxx for a length that it does not have, 6985 where others say 6A86.
It takes the same planned faults and lies on the same readers as the other one.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa, utils
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from drivers.card.simulated import (
    Answered,
    CardContents,
    Fault,
    FirstAnswer6F00,
    Hung,
    LeftReader,
    Reaction,
    Silent,
    Slow,
    TornOut,
    WrongStatus,
)

PIECE = 93
SHA256_INFO = base64.b64decode("MDEwDQYJYIZIAWUDBAIBBQAEIA==")
LABELS = {
    "card": b"JPKIAPICCTOKEN2",
    "old-resident-card": b"JPKIAPICCTOKEN",
    "android": b"JPKIAPGPSETOKEN",
    "iphone": b"JPKIAPIOSTOKEN",
}


class OddCard:
    """One card of another maker."""

    def __init__(
        self, contents: CardContents, remember: Callable[[CardContents], None] = lambda contents: None
    ) -> None:
        self.contents = replace(contents, atr=bytes.fromhex("3BDA13FF8131FB468012392F31C173C601C03B"))
        self._remember = remember
        self._faults: list[Fault] = []
        self._key = load_pem_private_key(contents.private_key.encode(), None) if contents.token else None
        self._proven = False
        self.power_on()

    def plan(self, *faults: Fault) -> None:
        self._faults += [fault for fault in faults if fault != FirstAnswer6F00()]

    def power_on(self) -> bytes:
        self._cold = True
        return self.reset()

    def reset(self) -> bytes:
        self._in_jpki, self._chosen = False, ""
        return self.contents.atr

    def power_off(self) -> None:
        self.reset()
        self._proven = False

    def transmit(self, apdu: bytes) -> Reaction:
        if self._cold:
            self._cold = False
            return Answered(b"\x6f\x00")
        step = _step(apdu)
        seconds = 0.0
        for fault in self._faults:
            if isinstance(fault, TornOut) and fault.after.value == step:
                self._faults.remove(fault)
                self._answer(apdu.hex().upper())
                self.power_off()
                return LeftReader()
            if isinstance(fault, Hung) and fault.at.value == step:
                self._faults.remove(fault)
                self._answer(apdu.hex().upper())
                return Silent()
            if isinstance(fault, WrongStatus) and fault.at.value == step:
                self._faults.remove(fault)
                return Answered(fault.status.value.to_bytes(2, "big"), seconds)
            if isinstance(fault, Slow) and fault.at.value == step:
                seconds = fault.seconds
        return Answered(bytes.fromhex(self._answer(apdu.hex().upper())), seconds)

    def _answer(self, apdu: str) -> str:
        if apdu == "00A4040C0AD392F000260100000001" and self.contents.token:
            self._in_jpki, self._chosen = True, ""
            return "9000"
        if apdu.startswith("00A4020C02") and self._in_jpki and len(apdu) == 14:
            if apdu[10:] not in ("0006", "000A", "0017", "0018"):
                return "6A82"
            self._chosen = apdu[10:]
            return "9000"
        if apdu.startswith("00A4"):
            return "6A82"
        if apdu.startswith("00B0") and len(apdu) == 10:
            return self._read(int(apdu[4:8], 16), int(apdu[8:], 16) or 256)
        if apdu.startswith("00200080") and self._chosen == "0018":
            return self._pin(bytes.fromhex(apdu[10:]))
        if apdu.startswith("802A0080") and self._chosen == "0017":
            return self._sign(bytes.fromhex(apdu[10:-2]))
        return "6985"

    def _read(self, offset: int, wanted: int) -> str:
        match self._chosen:
            case "0006" if self.contents.token:
                content = LABELS[self.contents.token.value].ljust(32).ljust(160, b"\0")
            case "000A" if (
                self.contents.token and self.contents.token.value == "android" and not self._proven
            ):
                return "6982"
            case "000A":
                content = self.contents.certificate + b"\xff" * (300 + self.contents.padding)
            case "":
                return "6986"
            case _:
                return "6981"
        left = len(content) - offset
        if left <= 0:
            return "6B00"
        if wanted > left:
            return f"6C{left % 256:02X}"
        return content[offset : offset + min(wanted, PIECE)].hex() + "9000"

    def _pin(self, digits: bytes) -> str:
        left = self.contents.tries_left
        if not digits:
            return f"63C{left}"
        if left == 0:
            return "6983"
        self._proven = digits == self.contents.pin.encode()
        left = 3 if self._proven else left - 1
        if left != self.contents.tries_left:
            self.contents = replace(self.contents, tries_left=left)
            self._remember(self.contents)
        return "9000" if self._proven else f"63C{left}"

    def _sign(self, digest_info: bytes) -> str:
        if not self._proven or not isinstance(self._key, rsa.RSAPrivateKey):
            return "6982"
        if not digest_info.startswith(SHA256_INFO) or len(digest_info) != len(SHA256_INFO) + 32:
            return "6985"
        digest = digest_info[len(SHA256_INFO) :]
        signed = self._key.sign(digest, padding.PKCS1v15(), utils.Prehashed(hashes.SHA256()))
        return signed.hex() + "9000"


def _step(apdu: bytes) -> str:
    match apdu[1:2].hex():
        case "a4":
            return "SELECT"
        case "b0":
            return "READ"
        case "20":
            return "VERIFY" if len(apdu) > 4 else "TRIES"
        case "2a":
            return "SIGN"
        case _:
            return ""
