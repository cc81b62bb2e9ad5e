"""Proves the pictures of a side: its ground, the scrambled image, the symbols of the 2D seal, the official
seal and what the document shows.

Each is made anew from the document and compared pixel by pixel, in its place and size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.rendering.face import face_picture, mask_of, own_texts
from kiosk.rendering.fitting import MM
from kiosk.rendering.gate.ink import InkPage, Picture
from kiosk.rendering.gate.page_program import Stamped
from kiosk.rendering.gate.pdf_objects import ForeignPart
from kiosk.rendering.gate.refusal import GateRefused
from kiosk.rendering.ground.scramble import scrambled
from kiosk.rendering.layouts.schema import OFFICIAL_SEAL
from kiosk.rendering.mask import Mask
from kiosk.rendering.placement import PlacedPage, Rectangle
from kiosk.rendering.qr_code import symbol
from kiosk.rendering.reading_order import PICTURE_WORDS, SEAL_WORDS, SYMBOL_WORDS
from kiosk.rendering.sides import Side

_TOLERANCE = 0.005
"""Millimetres by which a picture's place may differ: PDF numbers are rounded. It is an eighth of a dot of
the printer."""


@dataclass(frozen=True)
class Expected:
    """A picture that the side must show; ``turn`` is its place in the order of reading, and ``words`` are
    said then: none for one that is an artifact."""

    path: str
    rectangle: Rectangle
    mask: Mask
    opaque: bool = False
    words: str = ""
    turn: int = -1


def expected_pictures(side: Side, face: PlacedPage, source: str) -> list[Expected]:
    """All pictures of a side in the order of drawing: what lies under all else, symbols, since they are
    opaque, then what is drawn in black. ``face`` is that of the sheet. Raises LayoutError."""
    return list(_expected(side, face, source))


def _expected(side: Side, face: PlacedPage, source: str) -> Iterator[Expected]:
    page = side.page
    if side.ground is not None and side.place_of_ground is not None:
        yield Expected("ground", side.place_of_ground, side.ground)
    for back in side.scrambled:
        picture = face_picture(face, own_texts(face, source), source)
        yield Expected("scrambled image", back.rectangle, scrambled(picture, back.key))
    for turn, placed in enumerate(page.symbols, start=len(page.images)):
        made = symbol(placed.text, placed.version)
        mask = Mask(made.side, made.side, made.deflated)
        yield Expected(placed.path, placed.rectangle, mask, True, SYMBOL_WORDS, turn)
    for turn, image in enumerate(page.images):
        words = SEAL_WORDS if image.path == OFFICIAL_SEAL else PICTURE_WORDS
        yield Expected(image.path, image.rectangle, mask_of(image), False, words, turn)


def prove_pictures(number: int, expected: list[Expected], ink: InkPage) -> None:
    """Raise GateRefused naming page ``number`` and the first picture that is not as it should be."""
    for index, one in enumerate(expected):
        if index >= len(ink.pictures) or not _is(*ink.pictures[index], one, ink.height):
            raise GateRefused(number, one.path)
    if len(ink.pictures) > len(expected):
        raise GateRefused(number, "a picture too many")


def _is(stamp: Stamped, picture: Picture, expected: Expected, height: float) -> bool:
    box, mask = expected.rectangle, expected.mask
    differences = (
        stamp.x / MM - box.left,
        (height - stamp.y) / MM - box.bottom,
        stamp.width / MM - box.width,
        stamp.height / MM - box.height,
    )
    if any(abs(difference) > _TOLERANCE for difference in differences):
        return False
    if (stamp.mark < 0) != (not expected.words):
        return False
    if (picture.width, picture.height, picture.opaque) != (mask.width, mask.height, expected.opaque):
        return False
    if picture.deflated == mask.deflated:
        return True
    try:
        return picture.rows() == mask.pixels
    except ForeignPart:
        return False
