"""IPAmjMincho as fontTools reads it: what there is to be drawn, told by a reader that is not ours."""

from __future__ import annotations

import re
from functools import cache, cached_property

from fontTools.ttLib import TTFont

from kiosk.rendering.fonts.chain import Character
from kiosk.rendering.fonts.source import SOURCES, FontRole

IPAMJ = SOURCES[FontRole.MINCHO][0].path
KANJI_OF_MJ = 58_862
"""漢字 of the MJ文字情報一覧表. The font names its glyphs by their MJ numbers."""

_MJ_NAME = re.compile(r"mj\d{6}")
_FIRST_KANA = "mj090001"
"""From here on the numbers are 変体仮名."""


class Repertoire:
    """Characters and glyphs of the font file."""

    def __init__(self) -> None:
        self.font = TTFont(IPAMJ, lazy=True)

    @cached_property
    def mj_names(self) -> frozenset[str]:
        """Glyphs of the kanji of the MJ list, by the font's own names."""
        return frozenset(
            name for name in self.font.getGlyphOrder() if _MJ_NAME.fullmatch(name) and name < _FIRST_KANA
        )

    @cached_property
    def encoded(self) -> dict[Character, str]:
        """The glyph's name of every code point."""
        return {(base, 0): name for base, name in self.font.getBestCmap().items()}

    @cached_property
    def sequences(self) -> dict[Character, str]:
        """The glyph's name of every variation sequence."""
        (table,) = (table for table in self.font["cmap"].tables if table.format == 14)
        return {
            (base, selector): name or self.encoded[base, 0]
            for selector, pairs in table.uvsDict.items()
            for base, name in pairs
        }

    @cached_property
    def names(self) -> dict[Character, str]:
        """Both."""
        return self.encoded | self.sequences

    def outline(self, name: str) -> bytes:
        """The glyph's description without padding."""
        return outline_of(self.font, name)


def outline_of(font: TTFont, name: str) -> bytes:
    """A glyph's bytes in ``glyf`` as fontTools cuts them, without the zeros that fill them up."""
    glyph = font["glyf"].glyphs[name]
    if not hasattr(glyph, "data"):
        return bytes(glyph.compile(font["glyf"], recalcBBoxes=False)).rstrip(b"\0")
    return bytes(glyph.data).rstrip(b"\0")


@cache
def repertoire() -> Repertoire:
    """Of the installed font, read once."""
    return Repertoire()
