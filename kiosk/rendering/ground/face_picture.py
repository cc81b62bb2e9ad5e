"""A face as a small one-bit picture, made of what is set on it, for the scrambled image on its back.

Drawing the face's PDF again with a PDF engine would take longer than writing it, so the glyphs' outlines are
filled here, and kept by size while the process lives. A picture is a row of upright strips, each one
integer: strips are cut into tiles, and a glyph is put into one by a shift, whatever its height.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from kiosk.rendering.fitting import SetText
from kiosk.rendering.fonts.chain import Character, characters_of, font_chain
from kiosk.rendering.fonts.source import Face
from kiosk.rendering.ground.glyph_shapes import polygons, spans
from kiosk.rendering.mask import Mask
from kiosk.rendering.placement import PlacedFrame, PlacedLine, Rectangle

RESOLUTION = 150
"""Pixels per inch of the face."""

TILE_WIDTH = 32
TILE_HEIGHT = 10
"""Pixels of a tile: 5.4 × 1.7 mm of the face, lower than a figure of 7 points."""

_PIXEL = 25.4 / RESOLUTION
_SUBROWS = 2
"""A pixel is looked at along so many lines, so that no thin stroke falls between two."""

_Piece = tuple[int, int, int, int]
"""Part of a glyph no wider than a strip: its left and top from the origin, its rows, and their bits."""


@dataclass(frozen=True)
class FacePicture:
    """``across`` strips of ``down`` tiles. Each strip is an integer of 32 bits a row, the first row and the
    leftmost pixel most significant; 1 is ink."""

    across: int
    down: int
    strips: tuple[int, ...] = field(repr=False)

    @property
    def width(self) -> int:
        """In pixels."""
        return self.across * TILE_WIDTH

    @property
    def height(self) -> int:
        """In pixels."""
        return self.down * TILE_HEIGHT


def blank(width: float, height: float) -> FacePicture:
    """A face of ``width`` × ``height`` mm with nothing on it, rounded up to whole tiles."""
    across = -int(-width / _PIXEL // TILE_WIDTH)
    down = -int(-height / _PIXEL // TILE_HEIGHT)
    return FacePicture(across, down, (0,) * across)


def with_ink(
    below: FacePicture,
    texts: Iterable[tuple[Face, SetText]] = (),
    rules: Iterable[PlacedFrame | PlacedLine] = (),
    masks: Iterable[tuple[Rectangle, Mask]] = (),
) -> FacePicture:
    """``below`` with all this drawn over it: texts as they are set, rules at least a pixel wide, masks
    (seals, symbols) scaled into their rectangles. What a form always says can be drawn once and be the
    ``below`` of every document."""
    paper = _Paper(below)
    for rule in rules:
        if isinstance(rule, PlacedFrame):
            paper.frame(rule.rectangle, rule.width)
        else:
            paper.line(rule)
    for rectangle, mask in masks:
        paper.mask(rectangle, mask)
    for role, text in texts:
        for line in text.lines:
            paper.text(role, text.points, line.x, line.y, line.extra, line.text)
    return paper.picture(below.across, below.down)


class _Paper:
    """Strips while ink is put on them. Places are in pixels from the top left."""

    def __init__(self, below: FacePicture) -> None:
        self.strips = list(below.strips)
        self._height = below.height

    def frame(self, box: Rectangle, width: float) -> None:
        for x1, y1, x2, y2 in (
            (box.left, box.top, box.right, box.top),
            (box.left, box.bottom, box.right, box.bottom),
            (box.left, box.top, box.left, box.bottom),
            (box.right, box.top, box.right, box.bottom),
        ):
            self.line(PlacedLine(x1, y1, x2, y2, width))

    def line(self, line: PlacedLine) -> None:
        x1, x2 = sorted((line.x1 / _PIXEL, line.x2 / _PIXEL))
        y1, y2 = sorted((line.y1 / _PIXEL, line.y2 / _PIXEL))
        thick = max(1, round(line.width / _PIXEL))
        if line.x1 == line.x2 or line.y1 == line.y2:
            left, top = round(x1 - thick / 2), round(y1 - thick / 2)
            self._fill(left, top, max(round(x2), left + thick), max(round(y2), top + thick))
            return
        falls = (line.x1 < line.x2) == (line.y1 < line.y2)
        first, last = (y1, y2) if falls else (y2, y1)
        slanted = [(x1, first), (x1 + thick, first), (x2 + thick, last), (x2, last)]
        for row, runs in spans([slanted]).items():
            for start, end in runs:
                self._fill(start, row, end, row + 1)

    def mask(self, box: Rectangle, mask: Mask) -> None:
        width, height = max(1, round(box.width / _PIXEL)), max(1, round(box.height / _PIXEL))
        self._put(_scaled(mask, width, height), round(box.left / _PIXEL), round(box.top / _PIXEL))

    def text(self, role: Face, points: float, x: float, y: float, extra: float, text: str) -> None:
        chain = font_chain(role)
        em = points * RESOLUTION / 72
        place, between = x / _PIXEL, extra / _PIXEL
        baseline = round(y / _PIXEL)
        for character in characters_of(text):
            self._put(_glyph(role, character, points), round(place), baseline)
            place += chain.width(character) * em + between

    def _put(self, pieces: Iterable[_Piece], x: int, y: int) -> None:
        for left, top, rows, bits in pieces:
            strip, phase = divmod(x + left, TILE_WIDTH)
            lower = TILE_WIDTH * (self._height - y - top - rows)
            right = _lanes(rows, (1 << TILE_WIDTH - phase) - 1)
            self._ink(strip, bits >> phase & right, lower)
            if phase:
                self._ink(strip + 1, bits << TILE_WIDTH - phase & _lanes(rows, _LANE) & ~right, lower)

    def _fill(self, left: int, top: int, right: int, bottom: int) -> None:
        lower = TILE_WIDTH * (self._height - bottom)
        for strip in range(left // TILE_WIDTH, -(-right // TILE_WIDTH)):
            start = max(left - strip * TILE_WIDTH, 0)
            end = min(right - strip * TILE_WIDTH, TILE_WIDTH)
            lane = (1 << TILE_WIDTH - start) - (1 << TILE_WIDTH - end)
            self._ink(strip, _lanes(bottom - top, lane), lower)

    def _ink(self, strip: int, bits: int, lower: int) -> None:
        if 0 <= strip < len(self.strips):
            self.strips[strip] |= bits << lower if lower >= 0 else bits >> -lower

    def picture(self, across: int, down: int) -> FacePicture:
        """What is on the paper; ink above its upper edge is cut off."""
        whole = _lanes(self._height, _LANE)
        return FacePicture(across, down, tuple(strip & whole for strip in self.strips))


_LANE = (1 << TILE_WIDTH) - 1


@lru_cache(maxsize=4096)
def _lanes(rows: int, lane: int) -> int:
    """The same 32 bits in each of so many rows."""
    return int.from_bytes(lane.to_bytes(TILE_WIDTH // 8, "big") * rows, "big")


@lru_cache(maxsize=4096)
def _glyph(role: Face, character: Character, points: float) -> tuple[_Piece, ...]:
    """The pieces of a glyph of that size, from its origin on the baseline."""
    em = points * RESOLUTION / 72
    shapes = [
        [(x * em, -y * em * _SUBROWS) for x, y in polygon]
        for polygon in polygons(font_chain(role), character, 1)
    ]
    runs: dict[int, list[tuple[int, int]]] = {}
    for subrow, found in spans(shapes).items():
        runs.setdefault(subrow // _SUBROWS, []).extend(found)
    return _pieces(runs)


def _scaled(mask: Mask, width: int, height: int) -> tuple[_Piece, ...]:
    """A mask of so many pixels; each shows the pixel of ``mask`` under its middle."""
    stride = -(-mask.width // 8)
    columns = [(2 * x + 1) * mask.width // (2 * width) for x in range(width)]
    runs: dict[int, list[tuple[int, int]]] = {}
    for row in range(height):
        at = (2 * row + 1) * mask.height // (2 * height) * stride
        bits = f"{int.from_bytes(mask.pixels[at : at + stride], 'big'):0{8 * stride}b}"
        inked = "1" + "".join([bits[column] for column in columns]) + "1"
        turns = [x for x, (before, after) in enumerate(pairwise(inked)) if before != after]
        runs[row] = list(zip(turns[::2], turns[1::2], strict=True))
    return _pieces(runs)


def _pieces(runs: dict[int, list[tuple[int, int]]]) -> tuple[_Piece, ...]:
    """Rows of runs cut into pieces of a strip's width."""
    every = [run for row in runs.values() for run in row]
    if not every:
        return ()
    left, right = min(start for start, _ in every), max(end for _, end in every)
    top, rows = min(runs), max(runs) - min(runs) + 1
    pieces = []
    for start in range(left, right, TILE_WIDTH):
        bits = 0
        for row, found in runs.items():
            bits |= _row_bits(found, start) << TILE_WIDTH * (top + rows - 1 - row)
        pieces.append((start, top, rows, bits))
    return tuple(pieces)


def _row_bits(runs: Sequence[tuple[int, int]], left: int) -> int:
    bits = 0
    for start, end in runs:
        first, last = max(start - left, 0), min(end - left, TILE_WIDTH)
        if first < last:
            bits |= (1 << TILE_WIDTH - first) - (1 << TILE_WIDTH - last)
    return bits
