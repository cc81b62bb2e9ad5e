"""A small TrueType file of the glyphs that one document uses, and its map back to Unicode.

Both begin with the glyphs of the form itself, prepared once; those of the document follow.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence
from functools import lru_cache

from kiosk.rendering.deflated import Piece, joined, passing, prepared
from kiosk.rendering.fonts.chain import Character, text_of
from kiosk.rendering.fonts.pack import FontPack

_BFCHAR_LIMIT = 100
"""Entries of one beginbfchar block (Adobe Technical Note 5014)."""

_MAP_HEAD = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
)
_MAP_TAIL = prepared(b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")


class FormGlyphs:
    """The characters of a form in one pack with their glyphs, in the order of their codes, from 1."""

    def __init__(self, pack: FontPack, characters: Sequence[Character], glyphs: Sequence[int]) -> None:
        self.pack = pack
        self.characters = tuple(characters)
        self.glyphs = tuple(glyphs)
        outlines = [_outline(pack, glyph) for glyph in glyphs]
        self.lengths = [len(outline.raw) for outline, _ in outlines]
        self.checksum = sum(checksum for _, checksum in outlines)
        self.outlines = prepared(b"".join([outline.raw for outline, _ in outlines]))
        self.map = prepared(_MAP_HEAD.encode() + _map_entries(characters, 1))


@lru_cache(maxsize=1 << 13)
def _outline(pack: FontPack, glyph: int) -> tuple[Piece, int]:
    """A glyph's description, padded to words and deflated once, and the sum of its words."""
    outline = pack.outline(glyph)
    padded = outline + bytes(-len(outline) % 4)
    return prepared(padded), _checksum(padded)


def subset_font(form: FormGlyphs, more: Sequence[int]) -> tuple[int, bytes]:
    """A TrueType file whose glyph *n* is the *n*-th of the form's and then of ``more``; its glyph 0 is empty.
    Its length and its bytes as a zlib stream.

    It has the tables that PDF asks of a CIDFontType2 (ISO 32000-1, 9.9) and equal bytes for equal glyphs.
    """
    pack = form.pack
    own = [_outline(pack, glyph) for glyph in more]
    locations = array("I", (0, 0))
    for length in (*form.lengths, *[len(outline.raw) for outline, _ in own]):
        locations.append(locations[-1] + length)
    length_of_outlines = locations[-1]
    metrics = [struct.pack(">Hh", pack.units_per_em, 0)]
    metrics += [struct.pack(">Hh", pack.advance(one), pack.bearing(one)) for one in (*form.glyphs, *more)]
    count = len(metrics)
    locations.byteswap()
    head = bytearray(pack.tables["head"])
    struct.pack_into(">I", head, 8, 0)
    struct.pack_into(">h", head, 50, 1)
    tables = {
        "head": bytes(head),
        "hhea": pack.tables["hhea"][:34] + struct.pack(">H", count),
        "maxp": pack.tables["maxp"][:4] + struct.pack(">H", count) + pack.tables["maxp"][6:],
        "hmtx": b"".join(metrics),
        "loca": locations.tobytes(),
    }
    programs, program_table = _programs(pack)
    start = 12 + 16 * (len(tables) + len(program_table) + 1)
    directory = [(tag, checksum, start + at, length) for tag, checksum, at, length in program_table]
    position = start + len(programs.raw)
    checksum = form.checksum + sum(one for _, one in own)
    directory.append(("glyf", checksum & 0xFFFFFFFF, position, length_of_outlines))
    position += length_of_outlines
    rest: list[bytes] = []
    for tag, table in tables.items():
        padded = table + bytes(-len(table) % 4)
        directory.append((tag, _checksum(padded) & 0xFFFFFFFF, position, len(table)))
        rest.append(padded)
        position += len(padded)
    outlines = [outline for outline, _ in own]
    pieces = (passing(_directory(directory)), programs, form.outlines, *outlines, passing(b"".join(rest)))
    return position, joined(pieces)


@lru_cache(maxsize=8)
def _programs(pack: FontPack) -> tuple[Piece, list[tuple[str, int, int, int]]]:
    """The tables that are the same in every subset; tag, checksum, place and length of each."""
    tables = {tag: table for tag, table in pack.tables.items() if tag not in ("head", "hhea", "maxp")}
    contents = b""
    entries = []
    for tag, table in tables.items():
        padded = table + bytes(-len(table) % 4)
        entries.append((tag, _checksum(padded) & 0xFFFFFFFF, len(contents), len(table)))
        contents += padded
    return prepared(contents), entries


def _directory(entries: list[tuple[str, int, int, int]]) -> bytes:
    power = len(entries).bit_length() - 1
    search_range = 16 << power
    header = struct.pack(
        ">IHHHH", 0x00010000, len(entries), search_range, power, 16 * len(entries) - search_range
    )
    return header + b"".join(
        struct.pack(">4sIII", tag.encode(), checksum, position, length)
        for tag, checksum, position, length in sorted(entries)
    )


def _checksum(padded: bytes) -> int:
    words = array("I", padded)
    words.byteswap()
    return sum(words)


def to_unicode(form: FormGlyphs, more: Sequence[Character]) -> bytes:
    """The ToUnicode CMap, a zlib stream, in which code *n* is the *n*-th character of the form's and then of
    ``more``, base and selector, in UTF-16."""
    return joined((form.map, passing(_map_entries(more, len(form.characters) + 1)), _MAP_TAIL))


def _map_entries(characters: Sequence[Character], first: int) -> bytes:
    lines = [
        f"<{number:04X}> <{text_of((character,)).encode('utf-16-be').hex().upper()}>"
        for number, character in enumerate(characters, start=first)
    ]
    blocks = [lines[at : at + _BFCHAR_LIMIT] for at in range(0, len(lines), _BFCHAR_LIMIT)]
    return "".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks
    ).encode()
