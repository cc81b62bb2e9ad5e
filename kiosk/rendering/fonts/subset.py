"""A small TrueType file of the glyphs that one document uses, and its map back to Unicode."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence

from kiosk.rendering.fonts.chain import Character, text_of
from kiosk.rendering.fonts.pack import FontPack

_BFCHAR_LIMIT = 100
"""Entries of one beginbfchar block (Adobe Technical Note 5014)."""


def subset_font(pack: FontPack, glyphs: Sequence[int]) -> bytes:
    """A TrueType file whose glyph *n* is ``glyphs[n - 1]`` of ``pack``; its glyph 0 is empty.

    It has the tables that PDF asks of a CIDFontType2 (ISO 32000-1, 9.9) and equal bytes for equal glyphs.
    """
    outlines: list[bytes] = []
    locations = array("I", (0, 0))
    metrics = [struct.pack(">Hh", pack.units_per_em, 0)]
    for glyph in glyphs:
        outline = pack.outline(glyph)
        outline += bytes(-len(outline) % 4)
        outlines.append(outline)
        locations.append(locations[-1] + len(outline))
        metrics.append(struct.pack(">Hh", pack.advance(glyph), pack.bearing(glyph)))
    count = len(glyphs) + 1
    locations.byteswap()
    head = bytearray(pack.tables["head"])
    struct.pack_into(">I", head, 8, 0)
    struct.pack_into(">h", head, 50, 1)
    hhea = pack.tables["hhea"][:34] + struct.pack(">H", count)
    maxp = pack.tables["maxp"][:4] + struct.pack(">H", count) + pack.tables["maxp"][6:]
    tables = dict(pack.tables) | {
        "head": bytes(head),
        "hhea": hhea,
        "maxp": maxp,
        "hmtx": b"".join(metrics),
        "loca": locations.tobytes(),
        "glyf": b"".join(outlines),
    }
    return _font_file(tables)


def _font_file(tables: dict[str, bytes]) -> bytes:
    power = len(tables).bit_length() - 1
    search_range = 16 << power
    header = struct.pack(
        ">IHHHH", 0x00010000, len(tables), search_range, power, 16 * len(tables) - search_range
    )
    position = len(header) + 16 * len(tables)
    directory: list[bytes] = []
    contents: list[bytes] = []
    for tag in sorted(tables):
        table = tables[tag]
        padded = table + bytes(-len(table) % 4)
        directory.append(struct.pack(">4sIII", tag.encode(), _checksum(padded), position, len(table)))
        contents.append(padded)
        position += len(padded)
    return header + b"".join(directory) + b"".join(contents)


def _checksum(padded: bytes) -> int:
    words = array("I", padded)
    words.byteswap()
    return sum(words) & 0xFFFFFFFF


def to_unicode(characters: Sequence[Character]) -> bytes:
    """The ToUnicode CMap in which CID *n* is ``characters[n - 1]``, base and selector, in UTF-16."""
    lines = [
        f"<{number:04X}> <{text_of([character]).encode('utf-16-be').hex().upper()}>"
        for number, character in enumerate(characters, start=1)
    ]
    blocks = [
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n"
        for block in (lines[at : at + _BFCHAR_LIMIT] for at in range(0, len(lines), _BFCHAR_LIMIT))
    ]
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        + "".join(blocks)
        + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
