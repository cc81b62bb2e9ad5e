"""Proves that each code of an embedded font draws the character that the file says it is.

What can be copied out of a PDF and what is printed are two things: a ToUnicode map may say 邉 where the
glyph is 辺, and every reader of text would be content. So each glyph's outline in the file is compared,
byte by byte, with the outline that the installed font pack has for the character that the map names; the
programs that bend outlines (hinting) must be the pack's too. Bytes and not pictures, since the drawing
copies them unchanged: two characters that a coarse picture could not tell apart are told apart, and a
page's 150 glyphs take a third of a millisecond, where drawing both as pictures would take tens.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.rendering.fonts.chain import Character, characters_of
from kiosk.rendering.fonts.pack import FontPack
from kiosk.rendering.gate.pdf_objects import ForeignPart, PdfFile, Reference


@dataclass(frozen=True, slots=True)
class Shape:
    """A character as a font pack draws it; its advance is in em."""

    character: Character = field(repr=False)
    text: str = field(repr=False)
    pack: FontPack
    advance: float


_PART = "font"
_MAP = re.compile(
    rb"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    rb"/CIDSystemInfo << /Registry \(Adobe\) /Ordering \(UCS\) /Supplement 0 >> def\n"
    rb"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    rb"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
    rb"((?:\d{1,3} beginbfchar\n(?:<[0-9A-F]{4}> <(?:[0-9A-F]{4})+>\n)+endbfchar\n)+)"
    rb"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
)
_ENTRY = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n")


_METRICS = {"/ItalicAngle", "/Ascent", "/Descent", "/CapHeight", "/StemV"}
"""Entries of a font descriptor that embedded glyphs make meaningless for ink."""


def prove_font(file: PdfFile, font: Reference, packs: Mapping[str, FontPack]) -> tuple[Shape, ...]:
    """The shapes of a font's codes, from code 1, if it is one of ``packs``. Raises ForeignPart."""
    foreign = ForeignPart(_PART)
    match file.value(font, _PART):
        case {
            "/Type": "/Font",
            "/Subtype": "/Type0",
            "/Encoding": "/Identity-H",
            "/BaseFont": str(name),
            "/DescendantFonts": [Reference() as descendant],
            "/ToUnicode": Reference() as to_unicode,
            **more,
        } if not more:
            pass
        case _:
            raise foreign
    match file.value(descendant, _PART):
        case {
            "/Type": "/Font",
            "/Subtype": "/CIDFontType2",
            "/BaseFont": base,
            "/CIDSystemInfo": {"/Registry": b"(Adobe)", "/Ordering": b"(Identity)", "/Supplement": 0},
            "/CIDToGIDMap": "/Identity",
            "/DW": 1000,
            "/W": [1, list(widths)],
            "/FontDescriptor": Reference() as descriptor,
            **more,
        } if not more and base == name:
            pass
        case _:
            raise foreign
    match file.value(descriptor, _PART):
        case {
            "/Type": "/FontDescriptor",
            "/FontName": base,
            "/Flags": 4,
            "/FontBBox": list(box),
            "/FontFile2": Reference() as outlines,
            **more,
        } if more.keys() == _METRICS and base == name:
            pass
        case _:
            raise foreign
    pack = packs.get(name.partition("+")[2])
    if pack is None or box != [round(edge * 1000 / pack.units_per_em) for edge in pack.box]:
        raise foreign
    return _prove_codes(pack, file.data(to_unicode, {}, _PART), _outlines(file, outlines), widths)


def _outlines(file: PdfFile, reference: Reference) -> bytes:
    """The font's file, which says its own length."""
    match file.at(reference).value:
        case {"/Length1": length}:
            data = file.data(reference, {"/Length1": length}, _PART)
        case _:
            raise ForeignPart(_PART)
    if length != len(data):
        raise ForeignPart(_PART)
    return data


def _prove_codes(
    pack: FontPack, to_unicode: bytes, font: bytes, widths: Sequence[object]
) -> tuple[Shape, ...]:
    shapes = tuple(
        Shape(one, text, pack, pack.advance(pack.glyph(*one)) / pack.units_per_em)
        for one, text in _characters(to_unicode)
    )
    if list(widths) != [round(shape.advance * 1000) for shape in shapes]:
        raise ForeignPart(_PART)
    _prove_outlines(pack, _tables(font), [pack.glyph(*shape.character) for shape in shapes])
    return shapes


def _characters(to_unicode: bytes) -> Iterator[tuple[Character, str]]:
    entries = _MAP.fullmatch(to_unicode)
    if entries is None:
        raise ForeignPart(_PART)
    for number, (code, units) in enumerate(_ENTRY.findall(entries[1]), start=1):
        text = bytes.fromhex(units.decode()).decode("utf-16-be", errors="replace")
        characters = characters_of(text)
        if int(code, 16) != number or len(characters) != 1:
            raise ForeignPart(_PART)
        yield characters[0], text


def _tables(font: bytes) -> dict[bytes, bytes]:
    """The tables of a TrueType file by tag (OpenType, Organization of an OpenType Font)."""
    if font[:4] != b"\x00\x01\x00\x00" or len(font) < 12 + 16 * (count := font[5]):
        raise ForeignPart(_PART)
    records = [struct.unpack_from(">4s4xII", font, 12 + 16 * number) for number in range(count)]
    tables = {tag: font[offset : offset + length] for tag, offset, length in records}
    if len(tables) != count:
        raise ForeignPart(_PART)
    return tables


def _prove_outlines(pack: FontPack, tables: dict[bytes, bytes], glyphs: Sequence[int]) -> None:
    own = {tag.encode(): table for tag, table in pack.tables.items()}
    if tables.keys() != own.keys() | {b"hmtx", b"loca", b"glyf"}:
        raise ForeignPart(_PART)
    count = len(glyphs) + 1
    head = tables[b"head"]
    expected = own | {
        b"head": own[b"head"][:8] + head[8:12] + own[b"head"][12:50] + b"\0\1" + own[b"head"][52:],
        b"hhea": own[b"hhea"][:34] + struct.pack(">H", count),
        b"maxp": own[b"maxp"][:4] + struct.pack(">H", count) + own[b"maxp"][6:],
    }
    if any(tables[tag] != table for tag, table in expected.items()):
        raise ForeignPart(_PART)
    metrics, outlines = tables[b"hmtx"], tables[b"glyf"]
    if len(metrics) != 4 * count or len(tables[b"loca"]) != 4 * (count + 1):
        raise ForeignPart(_PART)
    places = struct.unpack(f">{count + 1}I", tables[b"loca"])
    if places[0] != places[1]:
        raise ForeignPart(_PART)
    for number, glyph in enumerate(glyphs, start=1):
        outline = pack.outline(glyph)
        padded = outline + bytes(-len(outline) % 4)
        metric = struct.pack(">Hh", pack.advance(glyph), pack.bearing(glyph))
        if (
            outlines[places[number] : places[number + 1]] != padded
            or metrics[4 * number : 4 * number + 4] != metric
        ):
            raise ForeignPart(_PART)
