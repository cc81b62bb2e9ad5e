"""Where the boxes of a form lie: within what a printer reaches, and apart from one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from kiosk.rendering.errors import LayoutError
from kiosk.rendering.layouts.file import BackBox
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.layouts.schema import (
    Box,
    Frame,
    Grid,
    Image,
    Line,
    Named,
    Page,
    Repeat,
    Scramble,
    TableBox,
    TextBox,
    TwoDSealBox,
)
from kiosk.rendering.placement import Rectangle

_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Area:
    """What a box takes. ``path`` leads to it in the layout: ``boxes.seal``, ``back.boxes.notes``, a cell of a
    grid ``boxes.heading.address``; ``name`` is what a municipality's own form calls it, if it can be
    called at all. Rules may have something within them."""

    path: str
    name: str | None
    rectangle: Rectangle
    is_rule: bool = False


def areas_of(layout: Layout) -> tuple[Area, ...]:
    """The areas of the face, in the order of the file, then those of the back."""
    back = layout.file.back
    return (*_areas(layout.file.boxes, "boxes"), *_areas(back.boxes if back else (), "back.boxes"))


def check_geometry(layout: Layout) -> None:
    """Raise LayoutError naming file and box for the first box that leaves the printable area of its face,
    or lies on another."""
    file = layout.file
    _check_face(_areas(file.boxes, "boxes"), file.page, layout.source)
    if file.back is not None:
        _check_face(_areas(file.back.boxes, "back.boxes"), file.page, layout.source)


def _check_face(areas: Iterator[Area], page: Page, source: str) -> None:
    """Neighbours are sought downwards, each only as far as it reaches."""
    margin = page.margin - _TOLERANCE
    lowest: list[Area] = []
    for area in sorted(areas, key=lambda area: area.rectangle.top):
        box = area.rectangle
        across = box.left < margin or box.right > page.width - margin
        if across or box.top < margin or box.bottom > page.height - margin:
            raise LayoutError(f"{source}, {area.path}", "the box leaves the printable area")
        lowest = [one for one in lowest if one.rectangle.bottom > box.top + _TOLERANCE]
        if area.is_rule:
            continue
        for other in lowest:
            if _beside(other.rectangle, box):
                raise LayoutError(f"{source}, {area.path}", f"the box overlaps that of {other.path}")
        lowest.append(area)


def _beside(one: Rectangle, other: Rectangle) -> bool:
    """Whether two boxes share a part of the page's width."""
    return one.left < other.right - _TOLERANCE and other.left < one.right - _TOLERANCE


def _areas(boxes: Iterable[Box | BackBox], holder: str) -> Iterator[Area]:
    for number, box in enumerate(boxes):
        name = _name(box)
        path = f"{holder}.{name or number}"
        match box:
            case Repeat():
                yield from _repeated(box, path)
            case Grid():
                yield from _cells(box, path)
            case TableBox():
                yield Area(path, name, Rectangle(*box.at, box.width, box.rows * box.row_height))
            case TwoDSealBox():
                width = box.symbols * box.side + (box.symbols - 1) * box.gap
                yield Area(path, name, Rectangle(*box.at, width, box.side))
            case Line(start=start, end=end):
                (left, right), (top, bottom) = sorted((start[0], end[0])), sorted((start[1], end[1]))
                yield Area(path, name, Rectangle(left, top, right - left, bottom - top), is_rule=True)
            case Frame():
                yield Area(path, name, Rectangle(*box.at, *box.size), is_rule=True)
            case TextBox() | Image() | Scramble():
                yield Area(path, name, Rectangle(*box.at, *box.size))


def _repeated(repeat: Repeat, path: str) -> Iterator[Area]:
    for slot in range(repeat.per_page):
        for area in _areas(repeat.boxes, f"{path}.boxes"):
            box = area.rectangle
            lowered = Rectangle(box.left, box.top + slot * repeat.step, box.width, box.height)
            yield replace(area, rectangle=lowered)


def _cells(grid: Grid, path: str) -> Iterator[Area]:
    """The cells, within the whole: a part of a grid without a cell is free for other boxes."""
    across = [grid.at[0], *(grid.at[0] + width for width in accumulate(grid.columns))]
    along = [grid.at[1], *(grid.at[1] + height for height in accumulate(grid.rows))]
    whole = Rectangle(*grid.at, across[-1] - across[0], along[-1] - along[0])
    yield Area(path, _name(grid), whole, is_rule=True)
    for cell in grid.cells:
        left, right = across[cell.column - 1], across[cell.column - 1 + cell.columns]
        top, bottom = along[cell.row - 1], along[cell.row - 1 + cell.rows]
        name = _name(cell)
        place = f"{path}.{name or f'row {cell.row}, column {cell.column}'}"
        yield Area(place, name, Rectangle(left, top, right - left, bottom - top))


def _name(part: Named) -> str | None:
    """The id, else the field."""
    return part.id or getattr(part, "field", None)
