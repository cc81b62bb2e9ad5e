"""Builds font packs from the system's fonts, and from those that a municipality adds to its forms:
``python -m kiosk.rendering.fonts.build [FILE …]``.

What is derived from a font is built where it is used and never committed (IPA Font License).
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import sys
from array import array
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cache import cache_directory, write_atomically
from kiosk.rendering.errors import FontNotInstalled
from kiosk.rendering.fonts.pack import COPIED_TABLES, HEADER, MAGIC, rounded_up, variation_key
from kiosk.rendering.fonts.source import SOURCES, FontSource

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_RESTRICTED = 0x0002
"""Restricted License embedding (OpenType OS/2, fsType)."""

_POSTSCRIPT_NAME = re.compile(r"[A-Za-z0-9-]{1,63}")


def pack_path(source: FontSource) -> Path:
    """Where the pack of ``source`` is, built first if the cache has none of this very file.

    Safe with several processes at once: each writes a file of its own and renames it into place.
    Raises FontNotInstalled.
    """
    try:
        status = source.path.stat()
    except FileNotFoundError:
        raise FontNotInstalled(f"{source.path}: install the Debian package {source.package}") from None
    name = f"{source.path.stem}-{status.st_size}-{status.st_mtime_ns}.{MAGIC.decode()}"
    path = cache_directory() / name
    if not path.exists():
        write_atomically(path, build_pack(source.path.read_bytes()))
    return path


def added_pack_path(sha256: str) -> Path:
    """Where the pack of an added font is, if it was built."""
    return cache_directory() / f"{sha256}.{MAGIC.decode()}"


def add_font(file: Path) -> str:
    """Build the pack of a font that forms may add; the SHA-256 of the file, by which they name it.

    Raises OSError; ValueError for a file that can't be printed with.
    """
    content = file.read_bytes()
    try:
        pack = build_pack(content)
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None
    sha256 = hashlib.sha256(content).hexdigest()
    write_atomically(added_pack_path(sha256), pack)
    return sha256


def _opened(font: bytes) -> TTFont:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        source = TTFont(BytesIO(font), lazy=True)
    except TTLibError:
        raise ValueError("not a font") from None
    if "glyf" not in source:
        raise ValueError("the font has no TrueType outlines")
    if not source.getBestCmap():
        raise ValueError("the font has no Unicode characters")
    if source["OS/2"].fsType & _RESTRICTED:
        raise ValueError("its licence does not let the font be embedded")
    if not _POSTSCRIPT_NAME.fullmatch(source["name"].getDebugName(6) or ""):
        raise ValueError("the font has no PostScript name that a PDF could bear")
    return source


def build_pack(font: bytes) -> bytes:
    """The pack of a TrueType file. Raises ValueError for another file, for a font that may not be embedded,
    and for one with composite glyphs, whose outlines can't be copied byte by byte."""
    source = _opened(font)
    glyph_count = source["maxp"].numGlyphs
    identifiers = source.getReverseGlyphMap()
    best = source.getBestCmap()
    characters = array("H", bytes(2 * (max(best) + 1)))
    for base, glyph in best.items():
        characters[base] = identifiers[glyph]
    variations = sorted(_variations(source, characters, identifiers))
    metrics = [source["hmtx"][name] for name in source.getGlyphOrder()]
    locations = array("I", source["loca"].locations)
    outlines = source.reader["glyf"]
    _refuse_composites(outlines, locations)

    head, hhea = source["head"], source["hhea"]
    sections = {
        "characters": characters.tobytes(),
        "variation_keys": array("Q", [key for key, _ in variations]).tobytes(),
        "variation_glyphs": array("H", [glyph for _, glyph in variations]).tobytes(),
        "advances": array("H", [advance for advance, _ in metrics]).tobytes(),
        "bearings": array("h", [bearing for _, bearing in metrics]).tobytes(),
        "locations": locations.tobytes(),
        "outlines": outlines,
    } | {tag: source.reader[tag] for tag in COPIED_TABLES if tag in source.reader}
    facts = {
        "name": source["name"].getDebugName(6),
        "source_sha256": hashlib.sha256(font).hexdigest(),
        "glyphs": glyph_count,
        "units_per_em": head.unitsPerEm,
        "ascent": hhea.ascent,
        "descent": hhea.descent,
        "box": [head.xMin, head.yMin, head.xMax, head.yMax],
    }
    return _assemble(facts, sections)


def _variations(source: object, characters: array[int], identifiers: dict[str, int]) -> list[tuple[int, int]]:
    """(key, glyph id) of each variation sequence; a default sequence has the base's own glyph."""
    return [
        (variation_key(base, selector), characters[base] if glyph is None else identifiers[glyph])
        for table in source["cmap"].tables  # type: ignore[index]
        if table.format == 14
        for selector, sequences in table.uvsDict.items()
        for base, glyph in sequences
    ]


def _refuse_composites(outlines: bytes, locations: array[int]) -> None:
    for start, end in pairwise(locations):
        if start != end and struct.unpack_from(">h", outlines, start)[0] < 0:
            raise ValueError("the font has composite glyphs")


def _assemble(facts: dict[str, object], sections: dict[str, bytes]) -> bytes:
    offsets: dict[str, tuple[int, int]] = {}
    position = 0
    for name, section in sections.items():
        offsets[name] = (position, len(section))
        position += rounded_up(len(section))
    header = json.dumps(facts | {"sections": offsets}).encode()
    start = rounded_up(HEADER.size + len(header))
    parts = [(HEADER.pack(MAGIC, len(header)) + header).ljust(start, b"\0")]
    parts += [section.ljust(rounded_up(len(section)), b"\0") for section in sections.values()]
    return b"".join(parts)


def main() -> None:
    """Build every pack that is not there yet and say where each is, or those of the named files and say by
    which hash a form names each."""
    files = sys.argv[1:]
    if files:
        for file in files:
            try:
                print(f"{add_font(Path(file))}  {file}")
            except (OSError, ValueError) as error:
                sys.exit(f"font: {error}")
        return
    for source in dict.fromkeys(source for chain in SOURCES.values() for source in chain):
        print(pack_path(source))


if __name__ == "__main__":
    main()
