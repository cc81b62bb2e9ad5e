"""What is on a card in software, and the data file that it is kept in (``*.card.json``)."""

from __future__ import annotations

import base64
import json
import os
import re
import tempfile
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from drivers.card.contract import TokenKind

FULL_TRIES = 3
CARD_FILE_SUFFIX = ".card.json"
# Seen on a My Number Card through a contactless reader; a terminal must not judge a card by it.
CONTACTLESS_ATR = bytes.fromhex("3B888001000005E0B381A1007F")
# A transit card (FeliCa) as PC/SC readers present it (PC/SC part 3, storage card of type 003B).
TRANSIT_ATR = bytes.fromhex("3B8F8001804F0CA0000003061100" + "3B00000000" + "42")

_NO_JPKI = "none"
_BYTES = ("certificate", "ca_certificate")
_NUMBERS = ("tries_left", "padding", "largest_read")


class CardFileError(ValueError):
    """A card file says what no card can be; the message names file, field and why."""


@dataclass(frozen=True)
class CardContents:
    """A card at one moment: files, key, PIN and its counter.

    ``token`` is None for a card without the JPKI application, and then nothing else but ``atr``
    counts. ``certificate`` and ``ca_certificate`` are DER, or any bytes on a damaged card.
    ``private_key`` is PEM (PKCS#8): RSA, or P-384 on a card of the next generation. ``padding`` is how
    many FF bytes follow the certificate in its file, ``largest_read`` how many bytes the card gives in
    one answer.
    """

    token: TokenKind | None
    certificate: bytes = b""
    ca_certificate: bytes = b""
    private_key: str = field(default="", repr=False)
    pin: str = field(default="0000", repr=False)
    tries_left: int = FULL_TRIES
    atr: bytes = CONTACTLESS_ATR
    padding: int = 0
    largest_read: int = 256

    def __post_init__(self) -> None:
        """Raises ValueError, without quoting the PIN, for contents that no card can have."""
        if not re.fullmatch("[0-9]{4}", self.pin):
            raise ValueError("pin: not four digits")
        if not 0 <= self.tries_left <= FULL_TRIES:
            raise ValueError(f"tries_left: {self.tries_left} is not between 0 and {FULL_TRIES}")
        if not 2 <= len(self.atr) <= 33:
            raise ValueError(f"atr: {len(self.atr)} bytes")
        if self.padding < 0:
            raise ValueError(f"padding: {self.padding}")
        if not 1 <= self.largest_read <= 256:
            raise ValueError(f"largest_read: {self.largest_read} is not between 1 and 256")
        if self.token is not None and not self.private_key:
            raise ValueError("private_key: a JPKI token needs one")

    @classmethod
    def transit_card(cls) -> Self:
        """A card that people take for a My Number Card: the JPKI application is not on it."""
        return cls(token=None, atr=TRANSIT_ATR)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a card file. Raises CardFileError, and OSError when there is no such file."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise CardFileError(f"{path}: not JSON: {error}") from error
        if not isinstance(content, dict) or "token" not in content:
            raise CardFileError(f"{path}: token: missing")
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(content) - known):
            raise CardFileError(f"{path}: {', '.join(unknown)}: unknown field")
        try:
            return cls(**{name: _from_plain(name, value) for name, value in content.items()})
        except (ValueError, TypeError) as error:
            raise CardFileError(f"{path}: {error}") from error

    def save(self, path: Path) -> None:
        """Write the card file, whole or not at all, readable by its owner only: it holds key and PIN."""
        content = {field.name: _to_plain(getattr(self, field.name)) for field in fields(self)}
        content["atr"] = self.atr.hex().upper()
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=path.name, delete=False
        ) as file:
            json.dump(content, file, indent=2)
            file.write("\n")
        os.replace(file.name, path)


def _to_plain(value: object) -> object:
    match value:
        case None:
            return _NO_JPKI
        case TokenKind():
            return value.value
        case bytes():
            return base64.b64encode(value).decode()
        case _:
            return value


def _from_plain(name: str, value: Any) -> Any:
    if name in _NUMBERS:
        if type(value) is not int:
            raise ValueError(f"{name}: not a number")
        return value
    if not isinstance(value, str):
        raise ValueError(f"{name}: not a text")
    try:
        match name:
            case "token":
                return None if value == _NO_JPKI else TokenKind(value)
            case "atr":
                return bytes.fromhex(value)
            case _ if name in _BYTES:
                return base64.b64decode(value, validate=True)
            case _:
                return value
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
