"""The font pack: what drawing needs of one TrueType file, mapped into memory in a fraction of a millisecond.

A pack is made by :mod:`kiosk.rendering.fonts.build` and holds, each at a multiple of 8 bytes: the
character map as a dense array of glyph ids, the variation sequences (``cmap`` format 14, OpenType
§cmap) as a sorted array of ``base << 24 | selector`` beside their glyph ids, advances, left side
bearings, ``loca``, ``glyf`` and the small tables copied as they are.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import weakref
from bisect import bisect_left
from pathlib import Path

MAGIC = b"KFONTPK1"
HEADER = struct.Struct("<8sI")
"""Magic and length of the JSON header that follows; section offsets count from the header's end,
rounded up to 8."""

COPIED_TABLES = ("head", "hhea", "maxp", "cvt ", "fpgm", "prep")


def rounded_up(length: int) -> int:
    """The next multiple of 8."""
    return (length + 7) & ~7


def variation_key(base: int, selector: int) -> int:
    """How a variation sequence is written in the sorted array."""
    return base << 24 | selector


class FontPack:
    """One font file, open for reading. Glyph id 0 means: the font has no such glyph."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        mapped = memoryview(mmap.mmap(self._file, 0, access=mmap.ACCESS_READ))
        magic, length = HEADER.unpack_from(mapped)
        if magic != MAGIC:
            raise ValueError(f"{path}: not a font pack")
        header = json.loads(bytes(mapped[HEADER.size : HEADER.size + length]))
        start = rounded_up(HEADER.size + length)
        sections = {
            name: mapped[start + offset : start + offset + size]
            for name, (offset, size) in header["sections"].items()
        }
        self.name: str = header["name"]
        self.source_sha256: str = header["source_sha256"]
        self.units_per_em: int = header["units_per_em"]
        self.ascent: int = header["ascent"]
        self.descent: int = header["descent"]
        self.box: tuple[int, int, int, int] = tuple(header["box"])
        self._characters = sections["characters"].cast("H")
        self._variation_keys = sections["variation_keys"].cast("Q")
        self._variation_glyphs = sections["variation_glyphs"].cast("H")
        self._advances = sections["advances"].cast("H")
        self._bearings = sections["bearings"].cast("h")
        self._locations = sections["locations"].cast("I")
        self._outlines = start + header["sections"]["outlines"][0]
        self.tables = {tag: bytes(sections[tag]) for tag in COPIED_TABLES if tag in sections}

    def glyph(self, base: int, selector: int) -> int:
        """The glyph of a character (``selector`` 0) or of exactly this variation sequence, else 0."""
        if not selector:
            return self._characters[base] if base < len(self._characters) else 0
        key = variation_key(base, selector)
        place = bisect_left(self._variation_keys, key)
        if place < len(self._variation_keys) and self._variation_keys[place] == key:
            return self._variation_glyphs[place]
        return 0

    def selectors(self, base: int) -> tuple[int, ...]:
        """The variation selectors with which the font has a glyph of ``base``, in ascending order."""
        first = bisect_left(self._variation_keys, variation_key(base, 0))
        end = bisect_left(self._variation_keys, variation_key(base + 1, 0))
        return tuple(key & 0xFFFFFF for key in self._variation_keys[first:end])

    def has_ink(self, glyph: int) -> bool:
        """Whether the glyph draws anything."""
        return self._locations[glyph] != self._locations[glyph + 1]

    def advance(self, glyph: int) -> int:
        """Width of a glyph in font units."""
        return self._advances[glyph]

    def bearing(self, glyph: int) -> int:
        """Left side bearing of a glyph in font units."""
        return self._bearings[glyph]

    def outline(self, glyph: int) -> bytes:
        """The glyph's description as in ``glyf``; no font used here has composite glyphs.

        Read and not mapped: for each glyph of a map the kernel would hold 64 KiB around it in memory.
        """
        begin, end = self._locations[glyph], self._locations[glyph + 1]
        return os.pread(self._file, end - begin, self._outlines + begin)
