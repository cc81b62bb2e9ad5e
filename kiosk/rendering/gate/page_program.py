"""What a page's drawing program may do: rule, write, and put the official seal on the page, in black.

The program is not interpreted but recognised. There is no operator here for a colour, a clip, a filled
path, another text mode, a turned or stretched line of text, an inline picture or marked content, so
nothing can be hidden, covered or written in white by one.
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
    """Codes of two bytes written in ``font``, from ``origin`` or where the last ones ended."""

    font: str
    points: float
    spacing: float
    origin: tuple[float, float] | None
    codes: bytes


class Stamped(NamedTuple):
    """The picture of that name, its lower left corner and its size."""

    name: str
    x: float
    y: float
    width: float
    height: float


class Program(NamedTuple):
    """What one page's program marks, in its order."""

    ruled: tuple[Ruled, ...]
    written: tuple[Written, ...]
    stamped: tuple[Stamped, ...]


_ANY_N = rb"-?(?:\d+(?:\.\d+)?|\.\d+) "
_N = rb"(" + _ANY_N[:-1] + rb") "
_NAME = rb"(/[\w.+-]+)"
_CODES = rb"(?:[^()\\\r]|\\[0-7]{3}|\\[nrtbf()\\])*+"

_PAGE = re.compile(rb"1 0 0 1 0 0 cm \n" + _NAME + rb" Do\s*", re.ASCII)

_PATH = rb"(?:" + _ANY_N * 4 + rb"re\s|" + _ANY_N * 2 + rb"m " + _ANY_N * 2 + rb"l\s)"
_RULING = _ANY_N + rb"w\nn " + _PATH + rb"++S\n"
_WRITING = (
    rb"(?:"
    + (_ANY_N + rb"Tc |1 0 0 1 " + _ANY_N * 2 + rb"Tm |/[\w.+-]+ " + _ANY_N + rb"Tf " + _ANY_N + rb"TL |")
    + (rb"\(" + _CODES + rb"\) Tj )*+")
)
_NO_BARS = rb"(?:q\n" + _ANY_N * 3 + rb"rg\nQ\n?)?"
"""The painting's empty group of bars: they are for screens."""

_STAMP = rb"q\n" + _ANY_N + rb"0 0 " + _ANY_N * 3 + rb"cm\n/[\w.+-]+ Do\nQ\n?"
_FORM = re.compile(
    (rb"1 0 0 1 0 0 cm \n(?P<ruling>(?:" + _RULING + rb")*+)BT 1 0 0 1 0 0 Tm (?P<writing>" + _WRITING)
    + (rb")ET\n" + _NO_BARS + rb"(?P<stamps>(?:" + _STAMP + rb")*+)\s*"),
    re.ASCII,
)

_RULED = re.compile(_N + rb"w\n|" + _N * 4 + rb"re\s|" + _N * 2 + rb"m " + _N * 2 + rb"l\s")
_WRITTEN = re.compile(
    (_N + rb"Tc |1 0 0 1 " + _N * 2 + rb"Tm |" + _NAME + rb" " + _N + rb"Tf [-\d.]+ TL |\(")
    + (rb"(" + _CODES + rb")\) Tj "),
    re.ASCII,
)
_STAMPED = re.compile(rb"q\n" + _N + rb"0 0 " + _N * 3 + rb"cm\n" + _NAME, re.ASCII)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def page_form(program: bytes) -> str:
    """The name of the form that a page shows, and shows alone. Raises ForeignPart."""
    page = _PAGE.fullmatch(program)
    if page is None:
        raise ForeignPart("drawing")
    return page[1].decode()


def recognise(program: bytes) -> Program:
    """The marks of a form's program. Raises ForeignPart."""
    form = _FORM.fullmatch(program)
    if form is None:
        raise ForeignPart("drawing")
    return Program(
        tuple(_ruled(form["ruling"])), tuple(_written(form["writing"])), tuple(_stamped(form["stamps"]))
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
    font, points, spacing = "", 0.0, 0.0
    origin: tuple[float, float] | None = None
    for space, x, y, name, size, codes in _WRITTEN.findall(writing):
        if space:
            spacing = float(space)
        elif x:
            origin = (float(x), float(y))
        elif name:
            font, points = name.decode(), float(size)
        else:
            yield Written(font, points, spacing, origin, _ESCAPE.sub(_unescape, codes))
            origin = None


def _unescape(escape: re.Match[bytes]) -> bytes:
    written = escape[1]
    return bytes([int(written, 8)]) if len(written) == 3 else _ESCAPED.get(written, written)


def _stamped(stamps: bytes) -> Iterator[Stamped]:
    for width, height, x, y, name in _STAMPED.findall(stamps):
        yield Stamped(name.decode(), float(x), float(y), float(width), float(height))
