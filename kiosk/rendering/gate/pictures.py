"""Proves the pictures of a page: the 2D seal's symbols, the official seal, what the document shows.

Each is made anew from the document and compared pixel by pixel, in its place and size.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.rendering.fitting import MM
from kiosk.rendering.gate.ink import InkPage, Picture
from kiosk.rendering.gate.page_program import Stamped
from kiosk.rendering.gate.pdf_objects import ForeignPart
from kiosk.rendering.gate.refusal import GateRefused
from kiosk.rendering.layouts.schema import OFFICIAL_SEAL
from kiosk.rendering.official_seal import picture_mask, seal_mask
from kiosk.rendering.placement import PlacedImage, PlacedPage, PlacedSymbol, Rectangle
from kiosk.rendering.qr_code import symbol
from kiosk.rendering.reading_order import PICTURE_WORDS, SEAL_WORDS, SYMBOL_WORDS

_TOLERANCE = 0.01
"""Millimetres by which a picture's place may differ: PDF numbers are rounded."""


@dataclass(frozen=True)
class Expected:
    """A picture that the page must show, in the order of drawing; ``turn`` is its place in that of reading.

    ``words`` are said in its place, empty for one that nobody reads.
    """

    path: str
    rectangle: Rectangle
    width: int
    height: int
    opaque: bool
    rows: bytes = field(repr=False)
    words: str
    turn: int


def expected_pictures(page: PlacedPage) -> list[Expected]:
    """All pictures of a page, symbols first, since they are opaque. Raises LayoutError."""
    symbols = [_symbol(one, len(page.images) + turn) for turn, one in enumerate(page.symbols)]
    return symbols + [_image(one, turn) for turn, one in enumerate(page.images)]


def _symbol(placed: PlacedSymbol, turn: int) -> Expected:
    made = symbol(placed.text, placed.version)
    return Expected(placed.path, placed.rectangle, made.side, made.side, True, made.rows, SYMBOL_WORDS, turn)


def _image(placed: PlacedImage, turn: int) -> Expected:
    is_seal = placed.path == OFFICIAL_SEAL
    mask = seal_mask(placed.png) if is_seal else picture_mask(placed.png, placed.path)
    words = SEAL_WORDS if is_seal else PICTURE_WORDS
    return Expected(placed.path, placed.rectangle, mask.width, mask.height, False, mask.pixels, words, turn)


def prove_pictures(number: int, expected: list[Expected], ink: InkPage) -> None:
    """Raise GateRefused naming page ``number`` and the first picture that is not as it should be."""
    for index, one in enumerate(expected):
        if index >= len(ink.pictures) or not _is(*ink.pictures[index], one, ink.height):
            raise GateRefused(number, one.path)
    if len(ink.pictures) > len(expected):
        raise GateRefused(number, "a picture too many")


def _is(stamp: Stamped, picture: Picture, expected: Expected, height: float) -> bool:
    box = expected.rectangle
    differences = (
        stamp.x / MM - box.left,
        (height - stamp.y) / MM - box.bottom,
        stamp.width / MM - box.width,
        stamp.height / MM - box.height,
    )
    if any(abs(difference) > _TOLERANCE for difference in differences):
        return False
    size = (picture.width, picture.height, picture.opaque)
    if size != (expected.width, expected.height, expected.opaque):
        return False
    try:
        return picture.rows() == expected.rows
    except ForeignPart:
        return False
