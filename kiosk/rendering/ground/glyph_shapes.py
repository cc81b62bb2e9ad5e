"""Outlines of glyphs as polygons, and which places of a grid lie within them."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from itertools import pairwise

from kiosk.rendering.fonts.chain import Character, FontChain

Point = tuple[float, float]

_ON_CURVE, _SHORT_X, _SHORT_Y, _REPEAT, _SAME_X, _SAME_Y = 1, 2, 4, 8, 16, 32
"""Flags of a simple glyph (OpenType, ``glyf``)."""

_Marked = tuple[float, float, bool]
"""A point in font units, and whether it is on the curve."""


def polygons(chain: FontChain, character: Character, steps: int = 2) -> list[list[Point]]:
    """The closed contours of a character in em, y upwards from the baseline; each curve is cut into ``steps``
    straight lines. Raises MissingGlyph."""
    index, glyph = chain.glyph(character)
    pack = chain.packs[index]
    scale = 1 / pack.units_per_em
    return [
        [(x * scale, y * scale) for x, y in _flattened(contour, steps)]
        for contour in _contours(pack.outline(glyph))
    ]


def _contours(outline: bytes) -> list[list[_Marked]]:
    if not outline:
        return []
    (count,) = struct.unpack_from(">h", outline)
    ends = struct.unpack_from(f">{count}H", outline, 10)
    (instructions,) = struct.unpack_from(">H", outline, 10 + 2 * count)
    at = 12 + 2 * count + instructions
    total = ends[-1] + 1
    flags: list[int] = []
    while len(flags) < total:
        flag = outline[at]
        at += 1
        times = 1
        if flag & _REPEAT:
            times += outline[at]
            at += 1
        flags += [flag] * times
    at, xs = _coordinates(outline, at, flags, _SHORT_X, _SAME_X)
    _, ys = _coordinates(outline, at, flags, _SHORT_Y, _SAME_Y)
    marked: list[_Marked] = [(x, y, bool(flag & _ON_CURVE)) for x, y, flag in zip(xs, ys, flags, strict=True)]
    return [marked[start + 1 : end + 1] for start, end in pairwise((-1, *ends))]


def _coordinates(
    outline: bytes, at: int, flags: Iterable[int], short: int, same: int
) -> tuple[int, list[int]]:
    values: list[int] = []
    value = 0
    for flag in flags:
        if flag & short:
            value += outline[at] if flag & same else -outline[at]
            at += 1
        elif not flag & same:
            value += int.from_bytes(outline[at : at + 2], "big", signed=True)
            at += 2
        values.append(value)
    return at, values


def _flattened(contour: Sequence[_Marked], steps: int) -> list[Point]:
    """Two points off the curve have one on it in their middle (OpenType, ``glyf``)."""
    if not contour:
        return []
    x0, y0, on = contour[0]
    if on:
        rest = [*contour[1:], contour[0]]
        start: Point = (x0, y0)
    else:
        lx, ly, last_on = contour[-1]
        start = (lx, ly) if last_on else ((lx + x0) / 2, (ly + y0) / 2)
        rest = [*contour, (start[0], start[1], True)]
    points: list[Point] = [start]
    control: Point | None = None
    for x, y, on in rest:
        if control is None:
            if on:
                points.append((x, y))
            else:
                control = (x, y)
            continue
        end = (x, y) if on else ((control[0] + x) / 2, (control[1] + y) / 2)
        _add_curve(points, control, end, steps)
        control = None if on else (x, y)
    if control is not None:
        _add_curve(points, control, start, steps)
    return points


def _add_curve(points: list[Point], control: Point, end: Point, steps: int) -> None:
    x0, y0 = points[-1]
    for step in range(1, steps):
        t = step / steps
        a, b, c = (1 - t) * (1 - t), 2 * t * (1 - t), t * t
        points.append((a * x0 + b * control[0] + c * end[0], a * y0 + b * control[1] + c * end[1]))
    points.append(end)


def spans(shapes: Iterable[Sequence[Point]]) -> dict[int, list[tuple[int, int]]]:
    """Which places of a grid have their centre within the polygons (by winding number): row -> runs from a
    column up to before another. A place's centre is at its number plus a half; rows go as y goes."""
    crossings: dict[int, list[tuple[float, int]]] = {}
    for shape in shapes:
        for (x1, y1), (x2, y2) in pairwise((*shape, shape[0])):
            first, last, turn = round(y1), round(y2), 1
            if first > last:
                first, last, turn = last, first, -1
            if first < last:
                slope = (x2 - x1) / (y2 - y1)
                for row in range(first, last):
                    crossings.setdefault(row, []).append((x1 + (row + 0.5 - y1) * slope, turn))
    return {row: _within(sorted(found)) for row, found in sorted(crossings.items())}


def _within(crossings: Iterable[tuple[float, int]]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    winding = 0
    start = 0.0
    for x, turn in crossings:
        if not winding:
            start = x
        winding += turn
        if not winding and round(start) < round(x):
            runs.append((round(start), round(x)))
    return runs
