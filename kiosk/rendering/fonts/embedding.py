"""A font chain as a reportlab font: each pack used in a document becomes one Identity-H subset.

reportlab's own TrueType font knows no variation selectors, writes a wrong ToUnicode beyond the BMP
and splits into subsets of 256 glyphs; this object answers the same calls (``splitString``,
``getSubsetInternalName``, ``addObjects``, ``stringWidth``) and does none of that.
"""

from __future__ import annotations

import hashlib
from typing import Any
from weakref import WeakKeyDictionary

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, pdfmetrics

from kiosk.rendering.fonts.chain import Character, FontChain, characters_of, font_chain
from kiosk.rendering.fonts.pack import FontPack
from kiosk.rendering.fonts.source import FontRole
from kiosk.rendering.fonts.subset import subset_font, to_unicode

rl_config.useA85 = 0

_SYMBOLIC = 4
_STEM_WIDTH = 80
_LETTERS = 26


class _Subset:
    """What one document uses of one pack: characters and glyphs in the order of their CIDs, from 1."""

    def __init__(self) -> None:
        self.characters: list[Character] = []
        self.glyphs: list[int] = []


class _DocumentState:
    def __init__(self, packs: int) -> None:
        self.name = ""
        self.codes: dict[Character, tuple[int, bytes]] = {}
        self.subsets = [_Subset() for _ in range(packs)]


class _Face:
    def __init__(self, name: str) -> None:
        self.name = name


class ChainFont:
    """What reportlab is given under ``fontName``. One object serves all documents of the process."""

    _multiByte = 1  # noqa: N815
    _dynamicFont = 1  # noqa: N815
    shapable = False

    def __init__(self, font_name: str, chain: FontChain) -> None:
        self.fontName = font_name
        self.face = _Face(font_name)
        self.chain = chain
        self._states: WeakKeyDictionary[Any, _DocumentState] = WeakKeyDictionary()

    def _state(self, doc: Any) -> _DocumentState:
        state = self._states.get(doc)
        if state is None:
            state = self._states[doc] = _DocumentState(len(self.chain.packs))
        return state

    def stringWidth(self, text: str, size: float, encoding: str = "utf-8") -> float:  # noqa: N802
        """Width in points."""
        return size * sum(self.chain.width(character) for character in characters_of(text))

    def splitString(self, text: str, doc: Any) -> list[tuple[int, bytes]]:  # noqa: N802
        """Runs of one pack each: its index in the chain and the codes. Raises MissingGlyph."""
        state = self._state(doc)
        runs: list[tuple[int, bytearray]] = []
        for character in characters_of(text):
            index, code = state.codes.get(character) or self._assign(character, state)
            if runs and runs[-1][0] == index:
                runs[-1][1].extend(code)
            else:
                runs.append((index, bytearray(code)))
        return [(index, bytes(codes)) for index, codes in runs]

    def _assign(self, character: Character, state: _DocumentState) -> tuple[int, bytes]:
        index, glyph = self.chain.glyph(character)
        subset = state.subsets[index]
        subset.characters.append(character)
        subset.glyphs.append(glyph)
        assigned = state.codes[character] = (index, len(subset.glyphs).to_bytes(2, "big"))
        return assigned

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:  # noqa: N802
        """Name of the font resource of one pack of the chain in this document."""
        state = self._state(doc)
        if not state.name:
            state.name = f"F{len(doc.fontMapping) + 1}"
            doc.fontMapping[self.fontName] = "/" + state.name
            doc.delayedFonts.append(self)
        return f"/{state.name}+{subset}"

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """Write the subsets into the document; called by reportlab when it is complete."""
        state = self._states.pop(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for index, (pack, subset) in enumerate(zip(self.chain.packs, state.subsets, strict=True)):
            if subset.glyphs:
                name = f"{state.name}+{index}"
                fonts[name] = doc.Reference(_type0_font(doc, pack, subset, name), name)


def _type0_font(doc: Any, pack: FontPack, subset: _Subset, name: str) -> Any:
    base_font = pdfdoc.PDFName(f"{_tag(subset)}+{pack.name}")
    font_file = _stream(doc, subset_font(pack, subset.glyphs), f"file:{name}")
    descriptor = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("FontDescriptor"),
            "FontName": base_font,
            "Flags": _SYMBOLIC,
            "FontBBox": pdfdoc.PDFArray([_thousandths(pack, value) for value in pack.box]),
            "ItalicAngle": 0,
            "Ascent": _thousandths(pack, pack.ascent),
            "Descent": _thousandths(pack, pack.descent),
            "CapHeight": _thousandths(pack, pack.ascent),
            "StemV": _STEM_WIDTH,
            "FontFile2": font_file,
        }
    )
    widths = pdfdoc.PDFArray([_thousandths(pack, pack.advance(glyph)) for glyph in subset.glyphs])
    descendant = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("CIDFontType2"),
            "BaseFont": base_font,
            "CIDSystemInfo": pdfdoc.PDFDictionary(
                {
                    "Registry": pdfdoc.PDFString("Adobe"),
                    "Ordering": pdfdoc.PDFString("Identity"),
                    "Supplement": 0,
                }
            ),
            "CIDToGIDMap": pdfdoc.PDFName("Identity"),
            "FontDescriptor": doc.Reference(descriptor, f"descriptor:{name}"),
            "DW": 1000,
            "W": pdfdoc.PDFArray([1, widths]),
        }
    )
    return pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("Type0"),
            "BaseFont": base_font,
            "Encoding": pdfdoc.PDFName("Identity-H"),
            "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant, f"descendant:{name}")]),
            "ToUnicode": _stream(doc, to_unicode(subset.characters), f"toUnicode:{name}"),
        }
    )


def _stream(doc: Any, content: bytes, name: str) -> Any:
    stream = pdfdoc.PDFStream()
    stream.content = content
    stream.dictionary["Length1"] = len(content)
    stream.filters = [pdfdoc.PDFZCompress]
    return doc.Reference(stream, name)


def _thousandths(pack: FontPack, value: int) -> int:
    return round(value * 1000 / pack.units_per_em)


def _tag(subset: _Subset) -> str:
    """The six letters that tell subsets of one font apart, the same for the same glyphs."""
    digest = int.from_bytes(hashlib.sha256(repr(subset.glyphs).encode()).digest()[:8], "big")
    return "".join(chr(ord("A") + digest // _LETTERS**place % _LETTERS) for place in range(6))


def reportlab_font(role: FontRole) -> str:
    """The name under which reportlab knows the chain of ``role``, registered at the first call."""
    name = f"chain-{role.value}"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(ChainFont(name, font_chain(role)))
    return name
