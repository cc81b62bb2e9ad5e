"""The codes that a document's text is written in, and the fonts that give them their shapes.

Each pack of a chain that is used becomes one Identity-H font; a code is the number of a character in it,
counted from 1, first those that the form itself says, then those of the document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import NamedTuple

from kiosk.rendering.fonts.chain import Character, FontChain, font_chain
from kiosk.rendering.fonts.pack import FontPack
from kiosk.rendering.fonts.source import Face
from kiosk.rendering.fonts.subset import FormGlyphs, subset_font, to_unicode

_SYMBOLIC = 4
_STEM_WIDTH = 80
_LETTERS = 26


class Code(NamedTuple):
    """The number of a font in the document, and a code in it in hexadecimal."""

    font: int
    code: str


class _Subset:
    """What a document uses of one pack beyond what its form does."""

    def __init__(self, form: FormGlyphs) -> None:
        self.form = form
        self.characters: list[Character] = []
        self.glyphs: list[int] = []
        self.codes: dict[Character, str] = {}

    def code(self, character: Character, glyph: int) -> str:
        code = self.codes.get(character)
        if code is None:
            self.characters.append(character)
            self.glyphs.append(glyph)
            code = self.codes[character] = f"{len(self.form.glyphs) + len(self.glyphs):04X}"
        return code


class FormFonts:
    """The fonts of a form with the characters of its own texts, prepared once for all its documents."""

    def __init__(self, texts: Iterable[tuple[Face, Iterable[Character]]]) -> None:
        fonts = DocumentFonts()
        for role, characters in texts:
            fonts.write(role, characters)
        self.roles = {role: dict(known) for role, known in fonts.known.items()}
        self.glyphs = [FormGlyphs(one.form.pack, one.characters, one.glyphs) for one in fonts.subsets]
        self.codes = [one.codes for one in fonts.subsets]


class DocumentFonts:
    """The fonts of one document, which grow as it is written."""

    def __init__(self, form: FormFonts | None = None) -> None:
        self.known: dict[Face, dict[Character, Code]] = {}
        self.subsets: list[_Subset] = []
        if form is not None:
            self.known = {role: dict(known) for role, known in form.roles.items()}
            for glyphs, codes in zip(form.glyphs, form.codes, strict=True):
                subset = _Subset(glyphs)
                subset.codes.update(codes)
                self.subsets.append(subset)

    def write(self, role: Face, characters: Iterable[Character]) -> list[Code]:
        """The codes of a text. Raises MissingGlyph."""
        known = self.known.setdefault(role, {})
        return [known.get(one) or self._new(role, one, known) for one in characters]

    def _new(self, role: Face, character: Character, known: dict[Character, Code]) -> Code:
        chain: FontChain = font_chain(role)
        index, glyph = chain.glyph(character)
        number = self._number(chain.packs[index])
        code = known[character] = Code(number, self.subsets[number].code(character, glyph))
        return code

    def _number(self, pack: FontPack) -> int:
        for number, subset in enumerate(self.subsets):
            if subset.form.pack is pack:
                return number
        self.subsets.append(_Subset(FormGlyphs(pack, (), ())))
        return len(self.subsets) - 1


def font_objects(
    fonts: DocumentFonts, add: Callable[[str], int], stream: Callable[[str, bytes], int]
) -> list[int]:
    """Write every font of a document; the numbers of their objects, font by font.

    ``add`` takes an object and ``stream`` a dictionary's entries and a deflated stream; both return a number.
    """
    return [_type0_font(subset, add, stream) for subset in fonts.subsets]


def _type0_font(subset: _Subset, add: Callable[[str], int], stream: Callable[[str, bytes], int]) -> int:
    pack = subset.form.pack
    glyphs = (*subset.form.glyphs, *subset.glyphs)
    name = f"{_tag(glyphs)}+{pack.name}"
    length, font = subset_font(subset.form, subset.glyphs)
    font_file = stream(f"/Length1 {length}", font)
    box = " ".join(str(_thousandths(pack, value)) for value in pack.box)
    ascent, descent = _thousandths(pack, pack.ascent), _thousandths(pack, pack.descent)
    descriptor = add(
        f"<</Type/FontDescriptor/FontName/{name}/Flags {_SYMBOLIC}/FontBBox[{box}]/ItalicAngle 0"
        f"/Ascent {ascent}/Descent {descent}/CapHeight {ascent}/StemV {_STEM_WIDTH}"
        f"/FontFile2 {font_file} 0 R>>"
    )
    widths = " ".join([str(_thousandths(pack, pack.advance(glyph))) for glyph in glyphs])
    descendant = add(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity"
        f"/DW 1000/W[1[{widths}]]/FontDescriptor {descriptor} 0 R>>"
    )
    characters = stream("", to_unicode(subset.form, subset.characters))
    return add(
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H"
        f"/DescendantFonts[{descendant} 0 R]/ToUnicode {characters} 0 R>>"
    )


def _thousandths(pack: FontPack, value: int) -> int:
    return round(value * 1000 / pack.units_per_em)


def _tag(glyphs: tuple[int, ...]) -> str:
    """The six letters that tell subsets of one font apart, the same for the same glyphs."""
    digest = int.from_bytes(hashlib.sha256(repr(glyphs).encode()).digest()[:8], "big")
    return "".join(chr(ord("A") + digest // _LETTERS**place % _LETTERS) for place in range(6))
