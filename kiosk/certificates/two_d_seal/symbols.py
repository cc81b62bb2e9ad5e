"""A signed seal as texts of QR codes, alphanumeric by base45 (RFC 9285), and gathered again from a photo.

Each symbol's text: ``KS1``, its number and how many there are (a base45 digit each), 6 digits that are the
same on all symbols of a seal (the beginning of its SHA-256), then its part of the seal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import base45

LARGEST_VERSION = 40
_MAGIC = "KS1"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_ID_BYTES, _ID_DIGITS = 4, 6
_HEADER = len(_MAGIC) + 2 + _ID_DIGITS
_MOST_SYMBOLS = 8

_CAPACITIES = (
    *(20, 38, 61, 90, 122, 154, 178, 221, 262, 311, 366, 419, 483, 528, 600, 656, 734, 816, 909, 970),
    *(1035, 1134, 1248, 1326, 1451, 1542, 1637, 1732, 1839, 1994, 2113, 2238, 2369, 2506, 2632, 2780),
    *(2894, 3054, 3220, 3391),
)
"""Alphanumeric characters of versions 1 to 40 at level M (ISO/IEC 18004 table 7)."""


class SealTooLarge(ValueError):
    """The seal needs more symbols than there are places."""

    def __init__(self, needed: int, places: int) -> None:
        super().__init__(f"{needed} symbols, there are places for {places}")
        self.needed = needed


def is_symbol(text: str) -> bool:
    """Whether the text of a 2D code claims to be a seal's."""
    return text.startswith(_MAGIC)


def capacity(version: int) -> int:
    """Characters that a symbol of ``version`` (1 to 40) holds at level M."""
    return _CAPACITIES[version - 1]


def split(signed: bytes, version: int, places: int) -> tuple[str, ...]:
    """The texts of as few symbols of ``version`` as hold the seal, alike in length. Raises SealTooLarge."""
    text = base45.b45encode(signed).decode()
    room = capacity(version) - _HEADER
    count = -(-len(text) // room) if room > 0 else places + 1
    if count > min(places, _MOST_SYMBOLS):
        raise SealTooLarge(count, min(places, _MOST_SYMBOLS))
    share = -(-len(text) // count)
    name = _name(signed)
    return tuple(
        f"{_MAGIC}{_DIGITS[number + 1]}{_DIGITS[count]}{name}{text[number * share : (number + 1) * share]}"
        for number in range(count)
    )


@dataclass(frozen=True)
class Gathered:
    """The seals that were put together from symbols. ``incomplete`` counts those of which symbols are
    missing, ``contradicting`` those whose symbols do not make what they say they are."""

    seals: tuple[bytes, ...]
    incomplete: int = 0
    contradicting: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether there is a seal, and nothing of any seal is missing."""
        return bool(self.seals) and not self.incomplete and not self.contradicting


def gather(texts: Iterable[str]) -> Gathered:
    """Put seals together from the texts of all symbols that were read, ours and others, in any order."""
    parts: dict[tuple[str, int], dict[int, set[str]]] = {}
    contradicting = 0
    for text in texts:
        if not is_symbol(text):
            continue
        number, count, name, part = _taken_apart(text)
        if not 1 <= number <= count <= _MOST_SYMBOLS:
            contradicting += 1
            continue
        parts.setdefault((name, count), {}).setdefault(number, set()).add(part)
    seals, incomplete = [], 0
    for (name, count), found in parts.items():
        if len(found) < count:
            incomplete += 1
            continue
        seal = _joined(found, count)
        if seal is None or _name(seal) != name:
            contradicting += 1
        else:
            seals.append(seal)
    return Gathered(tuple(seals), incomplete, contradicting)


def _taken_apart(text: str) -> tuple[int, int, str, str]:
    start = len(_MAGIC)
    number, count = (
        _DIGITS.find(digit) if digit else -1 for digit in (text[start:][:1], text[start + 1 :][:1])
    )
    return number, count, text[start + 2 : _HEADER], text[_HEADER:]


def _joined(found: dict[int, set[str]], count: int) -> bytes | None:
    if any(len(found[number]) != 1 for number in range(1, count + 1)):
        return None
    try:
        decoded: bytes = base45.b45decode(
            "".join(found[number].copy().pop() for number in range(1, count + 1))
        )
    except ValueError:
        return None
    return decoded


def _name(signed: bytes) -> str:
    digest = hashlib.sha256(signed).digest()[:_ID_BYTES]
    name: str = base45.b45encode(digest).decode()
    return name
