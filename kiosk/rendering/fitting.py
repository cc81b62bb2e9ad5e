"""How a placed text is set: its size, its lines and where each begins. It shrinks to its box, down to the
smallest size that the layout states and no further."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.rendering.errors import TextOverflow
from kiosk.rendering.fonts.chain import Character, characters_of, font_chain, text_of
from kiosk.rendering.placement import PlacedText

MM = 72 / 25.4
"""Points in a millimetre."""

_Typed = list[tuple[Character, float]]
"""Characters with their widths in em."""

_LEADING = 1.16
_GRAIN = 0.1
"""Sizes are multiples of this, in points."""

_AIR = 0.5
"""Millimetres of a box's height that no text takes."""

_BASELINE = 0.88
"""Share of the em above the baseline in Japanese fonts (OpenType ``BASE``, ideographic em-box)."""

_NEVER_FIRST = frozenset("、。，．・）」』】〕ー々")
"""Characters that no line begins with (行頭禁則, JIS X 4051), so far as certificates have them."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line: its baseline's start in mm from the top left of the page, extra space after each
    character and its whole width in mm."""

    x: float
    y: float
    characters: tuple[Character, ...]
    extra: float
    width: float

    @property
    def text(self) -> str:
        """What the line says."""
        return text_of(self.characters)


@dataclass(frozen=True, slots=True)
class SetText:
    """A text ready to be drawn."""

    points: float
    lines: tuple[SetLine, ...]


def fit(placed: PlacedText, source: str) -> SetText:
    """Set ``placed`` as large as its style and box allow.

    Fewer lines win over larger type only where the text fits them at full size. Raises MissingGlyph
    and TextOverflow, naming ``source``, page and field.
    """
    style, box = placed.style, placed.rectangle
    where = f"{source}, page {placed.page}, {placed.place}"
    chain = font_chain(style.face)
    characters = characters_of(placed.text)
    chain.require(characters, where)
    typed = [(character, chain.width(character)) for character in characters]
    room = (box.width - 2 * style.padding) * MM
    height = (box.height - _AIR - (style.padding if style.top else 0)) * MM
    as_large_as_can_be = _on_grain(min(style.largest, height))
    if as_large_as_can_be >= style.smallest and as_large_as_can_be * sum([em for _, em in typed]) <= room:
        return SetText(as_large_as_can_be, _set(placed, as_large_as_can_be, [typed]))
    best: tuple[float, list[_Typed]] | None = None
    for count in range(1, style.lines + 1):
        ceiling = min(style.largest, height / (1 + _LEADING * (count - 1)))
        points = _largest_size(typed, count, room, ceiling, style.smallest)
        if points is not None and (best is None or points > best[0]):
            best = points, _wrap(typed, room / points)
        if best is not None and best[0] == _on_grain(style.largest):
            break
    if best is None:
        raise TextOverflow(where, f"does not fit at {style.smallest:g} points")
    return SetText(best[0], _set(placed, *best))


def _on_grain(points: float) -> float:
    return int(points / _GRAIN + 1e-6) * _GRAIN


def _largest_size(typed: _Typed, count: int, room: float, ceiling: float, smallest: float) -> float | None:
    """The largest size up to ``ceiling`` at which the text takes at most ``count`` lines and no character
    is wider than a line."""
    widths = [width for _, width in typed]
    if any(widths):
        ceiling = min(ceiling, count * room / sum(widths), room / max(widths))
    points = _on_grain(ceiling)
    while points >= smallest - 1e-6:
        if len(_wrap(typed, room / points)) <= count:
            return points
        points = _on_grain(points - _GRAIN)
    return None


def _wrap(typed: _Typed, room: float) -> list[_Typed]:
    """The lines of the text where each has ``room`` em."""
    lines: list[_Typed] = []
    line: _Typed = []
    used = 0.0
    for one in typed:
        line.append(one)
        used += one[1]
        if used > room + 1e-6 and len(line) > 1:
            cut = _last_break(line)
            lines.append(line[:cut])
            line = line[cut:]
            used = sum(width for _, width in line)
    return [*lines, line]


def _last_break(line: _Typed) -> int:
    """Where to end a line that is one character too long: no Latin word is torn and no line begins with
    a closing mark, unless the line has no other place."""
    for cut in range(len(line) - 1, 0, -1):
        before, after = chr(line[cut - 1][0][0]), chr(line[cut][0][0])
        torn = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
        if after not in _NEVER_FIRST and not torn:
            return cut
    return len(line) - 1


def _set(placed: PlacedText, points: float, lines: list[_Typed]) -> tuple[SetLine, ...]:
    style, box = placed.style, placed.rectangle
    em = points / MM
    height = em * (1 + _LEADING * (len(lines) - 1))
    top = box.top + (style.padding if style.top else (box.height - height) / 2)
    room = box.width - 2 * style.padding
    placed_lines = []
    for number, line in enumerate(lines):
        width, extra = sum(width for _, width in line) * em, 0.0
        x = box.left + style.padding
        if style.align == "spread" and len(line) > 1:
            extra = (room - width) / (len(line) - 1)
            width = room
        elif style.align in ("center", "spread"):
            x += (room - width) / 2
        elif style.align == "right":
            x += room - width
        y = top + em * (_BASELINE + _LEADING * number)
        placed_lines.append(SetLine(x, y, tuple([character for character, _ in line]), extra, width))
    return tuple(placed_lines)
