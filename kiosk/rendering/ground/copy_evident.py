"""The copy-evident ground of a page: a word in coarse dots in a field of fine dots."""

from __future__ import annotations

import hashlib
import math
import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from kiosk.cache import cache_directory, write_atomically
from kiosk.rendering.fonts.chain import FontChain, characters_of, font_chain
from kiosk.rendering.fonts.source import FontRole
from kiosk.rendering.ground.calibration import RESOLUTION, STANDARD, Calibration
from kiosk.rendering.ground.glyph_shapes import Point, polygons, spans
from kiosk.rendering.mask import Mask

_MAKING = b"KGROUND2"
"""Changes with how a ground is made, so that the cache gives no older one."""

_HEADER = struct.Struct("<8sIII")
"""What was made, width, height, CRC-32 of the rest."""

_TURN = math.radians(20)
_CHARACTER = 34.0
_ACROSS = 105.0
_DOWN = 68.0
"""How the words stand: turned anticlockwise, characters of so many mm, a word every so many mm across and
down, every other line of words moved by half that."""

_MIDDLE = 0.38
"""Height of a character's middle above its baseline, in em."""

_CURVE = 4
"""Straight lines to a curve."""


@lru_cache(maxsize=4)
def ground_mask(width: float, height: float, word: str, calibration: Calibration = STANDARD) -> Mask:
    """The ground of a page of ``width`` × ``height`` mm, at 600 dpi.

    Draw it with its top left corner on the page's, each of its pixels 72/600 = 0.12 points a side: it is cut
    to whole pixels, so it is up to a pixel smaller than the page. Any other size or place, and the printer
    would draw other dots. Equal arguments give equal bytes; a ground that was ever made is kept on disk.
    Raises MissingGlyph for a word that can't be printed.
    """
    chain = font_chain(FontRole.GOTHIC_BOLD)
    pixels = (math.floor(width / 25.4 * RESOLUTION), math.floor(height / 25.4 * RESOLUTION))
    made_of = repr((_MAKING, pixels, word, calibration, [pack.source_sha256 for pack in chain.packs]))
    path = (
        cache_directory() / f"ground-{hashlib.sha256(made_of.encode()).hexdigest()[:24]}.{_MAKING.decode()}"
    )
    kept = _kept(path)
    if kept is None or (kept.width, kept.height) != pixels:
        kept = make_ground(*pixels, word, calibration, chain)
        write_atomically(path, _stored(kept))
    return kept


def make_ground(width: int, height: int, word: str, calibration: Calibration, chain: FontChain) -> Mask:
    """The ground of so many pixels, made anew; of whole dots only, and clear along its lower and right edge,
    which some engines draw twice."""
    cell = calibration.coarse_pitch
    columns, rows = (width - 1) // cell, (height - 1) // cell
    unit = RESOLUTION / 25.4 / cell
    coarse = spans(_words(columns / unit, rows / unit, word, chain, unit))
    packer = zlib.compressobj(9)
    deflated = bytearray()
    for row in range(rows):
        for line in dotted(columns, coarse.get(row, []), calibration):
            deflated += packer.compress(packed(line, width))
    deflated += packer.compress(packed("", width) * (height - rows * cell))
    deflated += packer.flush()
    return Mask(width, height, bytes(deflated))


def dotted(columns: int, coarse: list[tuple[int, int]], calibration: Calibration) -> list[str]:
    """The pixel lines of one row of cells, "0" for ink: coarse dots in the runs of cells ``coarse``, fine
    dots in all others."""
    runs: list[tuple[bool, int]] = []
    at = 0
    for first, last in coarse:
        start, end = max(first, at), min(last, columns)
        if start < end:
            runs += [(False, start - at), (True, end - start)]
            at = end
    runs.append((False, columns - at))
    fine, dot = _cells(calibration)
    return [
        "".join((dot if is_coarse else fine)[line] * cells for is_coarse, cells in runs)
        for line in range(calibration.coarse_pitch)
    ]


@lru_cache(maxsize=8)
def _cells(calibration: Calibration) -> tuple[list[str], list[str]]:
    """The lines of a cell of fine dots and of one with a coarse dot."""
    pitch, size, cell = calibration.fine_pitch, calibration.fine_dot, calibration.coarse_pitch
    first = (pitch - size) // 2
    inked = ("1" * first + "0" * size + "1" * (pitch - first - size)) * (cell // pitch)
    fine = [inked if first <= line % pitch < first + size else "1" * cell for line in range(cell)]
    middle = (cell - 1) / 2
    places = [(x, y) for y in range(cell) for x in range(cell)]
    # By the larger side, so that a square is full before the next one begins at its corners.
    places.sort(key=lambda place: _remoteness(place[0] - middle, place[1] - middle))
    ink = set(places[: calibration.coarse_pixels])
    coarse = ["".join("0" if (x, y) in ink else "1" for x in range(cell)) for y in range(cell)]
    return fine, coarse


def _remoteness(x: float, y: float) -> tuple[float, float, float]:
    return max(abs(x), abs(y)), abs(x) + abs(y), math.atan2(y, x)


def _words(width: float, height: float, word: str, chain: FontChain, unit: float) -> Iterator[list[Point]]:
    """The word's polygons wherever it stands on a page of that size in mm; a cell is ``1 / unit`` mm."""
    shapes = word_shapes(word, chain)
    cosine, sine = math.cos(_TURN), math.sin(_TURN)
    across, down = math.ceil(width / _ACROSS / 2), math.ceil(height / _DOWN / 2)
    for line in range(-down, down + 1):
        for column in range(-across, across + 1):
            x = width / 2 + (column + line % 2 / 2) * _ACROSS
            y = height / 2 + line * _DOWN
            for shape in shapes:
                yield [
                    (
                        (x + _CHARACTER * (u * cosine - v * sine)) * unit,
                        (y - _CHARACTER * (u * sine + v * cosine)) * unit,
                    )
                    for u, v in shape
                ]


def word_shapes(word: str, chain: FontChain) -> list[list[Point]]:
    """The word's polygons in em, y upwards, its middle at the origin. Raises MissingGlyph."""
    characters = characters_of(word)
    chain.require(characters, "ground")
    advances = [chain.width(character) for character in characters]
    x = -sum(advances) / 2
    shapes: list[list[Point]] = []
    for character, advance in zip(characters, advances, strict=True):
        for polygon in polygons(chain, character, _CURVE):
            shapes.append([(x + u, v - _MIDDLE) for u, v in polygon])
        x += advance
    return shapes


def packed(line: str, width: int) -> bytes:
    """A line of so many pixels in bytes; what it lacks is clear."""
    length = -(-width // 8)
    return int(line.ljust(8 * length, "1"), 2).to_bytes(length, "big")


def _stored(mask: Mask) -> bytes:
    return _HEADER.pack(_MAKING, mask.width, mask.height, zlib.crc32(mask.deflated)) + mask.deflated


def _kept(path: Path) -> Mask | None:
    """What the file holds; None where there is none, or a power cut spoilt it."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    magic, width, height, checksum = _HEADER.unpack_from(content.ljust(_HEADER.size, b"\0"))
    deflated = content[_HEADER.size :]
    return Mask(width, height, deflated) if magic == _MAKING and zlib.crc32(deflated) == checksum else None
