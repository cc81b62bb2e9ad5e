"""What a page's drawing program may do: put pictures on the page, rule and write, in black.

The program is not interpreted but recognised. There is no operator here for a colour, a clip, a filled
path, another text mode, a turned or stretched line of text or an inline picture, so nothing can be hidden,
covered or written in white by one. What may be opaque comes before all that it could cover. Marked content
is numbered or an artifact; it has no properties by which it could be read as other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kiosk.rendering.gate.pdf_objects import ForeignPart


class Ruled(NamedTuple):
    """A stroked rule of ``width``: a frame's lower left corner and size, or a line's two ends, in points
    from the bottom left of the page."""

    is_frame: bool
    width: float
    edges: tuple[float, float, float, float]


class Written(NamedTuple):
    """Codes of two bytes written in ``font``, from ``origin`` or where the last ones ended; ``mark`` is the
    number by which the structure knows them."""

    mark: int
    font: str
    points: float
    spacing: float
    origin: tuple[float, float] | None
    codes: bytes


class Stamped(NamedTuple):
    """The picture of that name, its lower left corner and its size; ``mark`` is -1 for an artifact."""

    mark: int
    name: str
    x: float
    y: float
    width: float
    height: float


class Program(NamedTuple):
    """What one page's program marks, in its order."""

    stamped: tuple[Stamped, ...]
    ruled: tuple[Ruled, ...]
    written: tuple[Written, ...]


# No possessive repeats (*+) here or in the gate's other grammars: Python 3.11.2 lets what a group had matched
# before it failed stand as matched, so (?:a\d+b)*+ accepts "a" of "a12c".
_ANY_N = rb"-?\d+(?:\.\d+)? "
_N = rb"(" + _ANY_N[:-1] + rb") "
_STAMP = rb"q " + _ANY_N + rb"0 0 " + _ANY_N * 3 + rb"cm/%b Do Q\nEMC\n"
_ARTIFACT = rb"/Artifact BMC\n"
_FIGURE = rb"/Figure<</MCID \d+>>BDC\n"
_UNDER = rb"(?:" + _ARTIFACT + _STAMP % rb"[GS]\d*" + rb")*"
_SYMBOLS = rb"(?:" + _FIGURE + _STAMP % rb"Q\d+" + rb")*"
_PICTURES = rb"(?:" + _FIGURE + _STAMP % rb"I\d+" + rb")*"

_PATH = rb"(?:" + _ANY_N * 4 + rb"re\n|" + _ANY_N * 2 + rb"m " + _ANY_N * 2 + rb"l\n)"
_RULES = rb"(?:" + _ANY_N + rb"w\n" + _PATH + rb"+S\n)+"
_RULING = rb"(?:" + _ARTIFACT + rb"(?P<ruling>" + _RULES + rb")EMC\n)?"

_SHOWN = rb"(?:1 0 0 1 " + _ANY_N * 2 + rb"Tm)?<(?:[0-9A-F]{4})*>Tj\n"
_TEXT = rb"/P<</MCID \d+>>BDC\n(?:" + _ANY_N + rb"Tc\n|/F\d+ " + _ANY_N + rb"Tf\n|" + _SHOWN + rb")*EMC\n"
_WRITING = rb"(?:BT\n(?:" + _TEXT + rb")*ET\n)*"
_PAGE = re.compile(
    (rb"(?P<before>" + _UNDER + _SYMBOLS + rb")" + _RULING)
    + (rb"(?P<after>" + _PICTURES + rb")(?P<writing>" + _WRITING + rb")"),
    re.ASCII,
)

_RULED = re.compile(_N + rb"w\n|" + _N * 4 + rb"re\n|" + _N * 2 + rb"m " + _N * 2 + rb"l\n")
_WRITTEN = re.compile(
    (rb"(BT)\n|/MCID (\d+)|" + _N + rb"Tc\n|(/F\d+) " + _N + rb"Tf\n|")
    + (rb"(?:1 0 0 1 " + _N * 2 + rb"Tm)?<([0-9A-F]*)>Tj\n"),
    re.ASCII,
)
_MARK = re.compile(rb"/MCID (\d+)")
_STAMPED = re.compile(
    rb"(?:/MCID (\d+)>>BDC|/Artifact BMC)\nq " + _N + rb"0 0 " + _N * 3 + rb"cm(/\w+) Do", re.ASCII
)


def recognise(program: bytes) -> Program:
    """The marks of a page's program. Raises ForeignPart."""
    page = _PAGE.fullmatch(program)
    if page is None:
        raise ForeignPart("drawing")
    marks = _MARK.findall(program)
    if len(set(marks)) != len(marks):
        raise ForeignPart("drawing")
    return Program(
        tuple(_stamped(page["before"] + page["after"])),
        tuple(_ruled(page["ruling"] or b"")),
        tuple(_written(page["writing"])),
    )


def _ruled(ruling: bytes) -> Iterator[Ruled]:
    width = 0.0
    for wide, *numbers in _RULED.findall(ruling):
        if wide:
            width = float(wide)
            continue
        is_frame = bool(numbers[0])
        x1, y1, x2, y2 = map(float, numbers[:4] if is_frame else numbers[4:])
        yield Ruled(is_frame, width, (x1, y1, x2, y2))


def _written(writing: bytes) -> Iterator[Written]:
    mark, font, points, spacing = 0, "", 0.0, 0.0
    origin: tuple[float, float] | None = None
    for begin, number, space, name, size, x, y, codes in _WRITTEN.findall(writing):
        if begin:
            origin = (0.0, 0.0)
        elif number:
            mark = int(number)
        elif space:
            spacing = float(space)
        elif name:
            font, points = name.decode(), float(size)
        else:
            if x:
                origin = (float(x), float(y))
            yield Written(mark, font, points, spacing, origin, bytes.fromhex(codes.decode()))
            origin = None


def _stamped(stamps: bytes) -> Iterator[Stamped]:
    for mark, width, height, x, y, name in _STAMPED.findall(stamps):
        yield Stamped(
            int(mark) if mark else -1, name.decode(), float(x), float(y), float(width), float(height)
        )
