"""Both sides of every sheet: the faces that a document fills, their backs, and the ground under both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kiosk.rendering.errors import LayoutError
from kiosk.rendering.ground.calibration import RESOLUTION, STANDARD, Calibration
from kiosk.rendering.ground.copy_evident import ground_mask
from kiosk.rendering.ground.face_picture import blank
from kiosk.rendering.ground.scramble import scramble_key, seat
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.layouts.schema import Frame, Line, Scramble, TextBox
from kiosk.rendering.mask import Mask
from kiosk.rendering.placement import PlacedFrame, PlacedLine, PlacedPage, PlacedText, Rectangle


@dataclass(frozen=True)
class ScrambledFace:
    """Where the scrambled image of the face before it stands on a back, and what scrambles it."""

    rectangle: Rectangle
    key: bytes = field(repr=False)


@dataclass(frozen=True)
class Side:
    """One side of a sheet. A back follows its face."""

    page: PlacedPage
    ground: Mask | None = None
    scrambled: tuple[ScrambledFace, ...] = ()

    @property
    def place_of_ground(self) -> Rectangle | None:
        """From the top left corner on, where a pixel of the ground is one of the printer's."""
        if self.ground is None:
            return None
        pixel = 25.4 / RESOLUTION
        return Rectangle(0, 0, self.ground.width * pixel, self.ground.height * pixel)


def sides_of(
    faces: Sequence[PlacedPage], layout: Layout, order_id: str, calibration: Calibration = STANDARD
) -> list[Side]:
    """The sides of one copy, each face followed by its back where the form has one.

    Raises LayoutError where the form has no room for the scrambled image, MissingGlyph for a word of the
    ground that can't be printed.
    """
    return list(_sides(faces, layout, order_id, calibration))


def _sides(
    faces: Sequence[PlacedPage], layout: Layout, order_id: str, calibration: Calibration
) -> Iterator[Side]:
    file = layout.file
    ground = None
    if file.ground is not None:
        ground = ground_mask(file.page.width, file.page.height, file.ground.word, calibration)
    for face in faces:
        yield Side(face, ground)
        if file.back is not None:
            boxes = [box for box in file.back.boxes if isinstance(box, Scramble)]
            key = scramble_key(order_id, face.number)
            images = tuple(ScrambledFace(_seat(box, face, layout), key) for box in boxes)
            yield Side(_back(layout, face.number), ground, images)


def _back(layout: Layout, number: int) -> PlacedPage:
    texts: list[PlacedText] = []
    lines: list[PlacedLine] = []
    frames: list[PlacedFrame] = []
    for box in layout.file.back.boxes if layout.file.back is not None else ():
        match box:
            case TextBox():
                style = layout.file.styles[box.style]
                place = Rectangle(*box.at, *box.size)
                texts.append(PlacedText(number, place, "text", box.text or "", style))
            case Line():
                lines.append(PlacedLine(*box.start, *box.end, box.width))
            case Frame():
                frames.append(PlacedFrame(Rectangle(*box.at, *box.size), box.width))
    size = layout.file.page
    return PlacedPage(number, size.width, size.height, tuple(texts), tuple(lines), tuple(frames), ())


def _seat(box: Scramble, face: PlacedPage, layout: Layout) -> Rectangle:
    picture = blank(face.width, face.height)
    try:
        return seat(Rectangle(*box.at, *box.size), Mask(picture.width, picture.height, b""))
    except ValueError as error:
        raise LayoutError(f"{layout.source}, back, scramble", str(error)) from None
