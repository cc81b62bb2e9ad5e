"""Text to glyphs: a chain of font packs that prints each character in its own shape or not at all."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

from kiosk.rendering.errors import LayoutError, MissingGlyph
from kiosk.rendering.fonts.build import added_pack_path, pack_path
from kiosk.rendering.fonts.pack import FontPack
from kiosk.rendering.fonts.source import SOURCES, ExtendedRole, Face, FontSource

Character = tuple[int, int]
"""A base code point and its variation selector, 0 where it has none."""

Placed = tuple[int, int]
"""Index of a pack in the chain, and a glyph id in it."""

_NO_LETTERS = frozenset({"Mn", "Mc", "Me", "Cc", "Cf", "Zl", "Zp"})
_SPACE = "Zs"
"""General categories (Unicode §4.5)."""


def is_selector(code_point: int) -> bool:
    """VS1–VS16 and VS17–VS256 (Unicode §23.4)."""
    return 0xFE00 <= code_point <= 0xFE0F or 0xE0100 <= code_point <= 0xE01EF


def characters_of(text: str) -> list[Character]:
    """``text`` as bases with their selectors. A selector without a base stands alone, as a base that
    no font has, so that it is refused."""
    characters: list[Character] = []
    for code_point in map(ord, text):
        if is_selector(code_point) and characters and not characters[-1][1]:
            characters[-1] = (characters[-1][0], code_point)
        else:
            characters.append((code_point, 0))
    return characters


def text_of(characters: Sequence[Character]) -> str:
    """The inverse of :func:`characters_of`."""
    return "".join(chr(base) + (chr(selector) if selector else "") for base, selector in characters)


class FontChain:
    """Packs in the order in which they are asked for a glyph. Nothing is ever replaced or normalised."""

    def __init__(self, name: str, packs: Sequence[FontPack]) -> None:
        self.name = name
        self.packs = tuple(packs)
        self._places: dict[Character, Placed | None] = {}
        self._widths: dict[Character, float] = {}

    def place(self, character: Character) -> Placed | None:
        """Where the glyph of exactly this character is; None if no pack has it."""
        if character not in self._places:
            self._places[character] = self._search(character)
        return self._places[character]

    def _search(self, character: Character) -> Placed | None:
        base, selector = character
        category = unicodedata.category(chr(base))
        if is_selector(base) or category in _NO_LETTERS:
            return None
        for index, pack in enumerate(self.packs):
            glyph = pack.glyph(base, selector)
            if glyph and (category == _SPACE or pack.has_ink(glyph)):
                return index, glyph
        return None

    def selectors(self, base: int) -> tuple[int, ...]:
        """The selectors with which the packs have a glyph of ``base``, in ascending order."""
        return tuple(sorted({selector for pack in self.packs for selector in pack.selectors(base)}))

    def require(self, characters: Sequence[Character], place: str) -> None:
        """Raise MissingGlyph naming ``place`` unless every character has its own glyph.

        Refused is also what fonts do have glyphs for, but not of its own: a combining mark, which set
        beside its letter is another text; a control or format character, which nobody is to see; and
        whatever is no space and leaves no ink.
        """
        missing = tuple(dict.fromkeys(one for one in characters if self.place(one) is None))
        if missing:
            raise MissingGlyph(place, missing)

    def glyph(self, character: Character) -> Placed:
        """Pack and glyph id of a character. Raises MissingGlyph naming this chain."""
        placed = self.place(character)
        if placed is None:
            raise MissingGlyph(self.name, (character,))
        return placed

    def width(self, character: Character) -> float:
        """Advance in em. Raises MissingGlyph."""
        width = self._widths.get(character)
        if width is None:
            index, glyph = self.glyph(character)
            pack = self.packs[index]
            width = self._widths[character] = pack.advance(glyph) / pack.units_per_em
        return width


@cache
def font_chain(face: Face) -> FontChain:
    """The chain of a face, opened once per process; the packs of the system's fonts are built at the
    first use.

    Raises FontNotInstalled; LayoutError for a font that a form adds and this installation has not.
    """
    role, added = (face.role, face.added) if isinstance(face, ExtendedRole) else (face, ())
    packs = [*map(_open_pack, SOURCES[role]), *map(_open_added, added)]
    if len({pack.name for pack in packs}) < len(packs):
        raise LayoutError("fonts", "two fonts of one chain have the same name")
    return FontChain(role.value, packs)


@cache
def _open_pack(source: FontSource) -> FontPack:
    return FontPack(pack_path(source))


@cache
def _open_added(sha256: str) -> FontPack:
    path = added_pack_path(sha256)
    pack = FontPack(path) if path.is_file() else None
    if pack is None or pack.source_sha256 != sha256:
        raise LayoutError(f"fonts, {sha256}", "this installation does not have the font")
    return pack
