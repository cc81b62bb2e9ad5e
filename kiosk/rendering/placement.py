"""Which text belongs where: a document's content on a layout, page by page. Pure, knows no font.

The drawing draws what is placed here; the gate places anew and proves the drawing against it.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from kiosk.rendering.content import Content
from kiosk.rendering.errors import LayoutError, MissingField, TextOverflow
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.layouts.schema import (
    OFFICIAL_SEAL,
    Column,
    Filling,
    Frame,
    Grid,
    Image,
    Line,
    Repeat,
    TableBox,
    TextBox,
    TwoDSealBox,
)
from kiosk.rendering.placed import (
    Placed,
    PlacedFrame,
    PlacedImage,
    PlacedLine,
    PlacedPage,
    PlacedSymbol,
    PlacedText,
    Rectangle,
)

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_PNG = b"\x89PNG\r\n\x1a\n"
_IHDR = slice(16, 24)
_INDENT = "　"
"""What the first cell of a table begins with where its row belongs to the entry above."""


__all__ = [
    "PlacedFrame",
    "PlacedImage",
    "PlacedLine",
    "PlacedPage",
    "PlacedSymbol",
    "PlacedText",
    "Rectangle",
    "place",
]


def place(content: Content, layout: Layout) -> tuple[PlacedPage, ...]:
    """The pages of one copy. Raises MissingField or TextOverflow (too many rows)."""
    _check_fields(content, layout)
    count = layout.page_count(content)
    return tuple(_page(content, layout, number, count) for number in range(1, count + 1))


def _check_fields(content: Content, layout: Layout) -> None:
    """Every field shown is given, every field given is shown or left out on purpose."""
    given = {
        "fields": (layout.field_names, [content.fields.keys()]),
        "persons": (layout.person_field_names, [person.keys() for person in content.persons]),
        "tables": (layout.table_names, [content.tables.keys()]),
        "pictures": (layout.picture_names, [content.pictures.keys()]),
    }
    for group, (shown, holders) in given.items():
        for number, names in enumerate(holders, start=1):
            prefix = f"persons.{number}" if group == "persons" else group
            for name in sorted(shown - names):
                raise MissingField(f"{layout.source}, {prefix}.{name}", "the document lacks it")
            for name in sorted(names - shown):
                if f"{group}.{name}" not in layout.file.leaves_out:
                    raise MissingField(f"{layout.source}, {prefix}.{name}", "the form does not show it")
    if layout.persons_per_page is not None and not content.persons:
        raise MissingField(f"{layout.source}, persons", "the document has none")
    if layout.persons_per_page is None and content.persons:
        raise MissingField(f"{layout.source}, persons", "the form shows none")


@dataclass(frozen=True)
class _Scope:
    """Where a filling finds its text."""

    layout: Layout
    page: int
    pages: int
    prefix: str
    values: Mapping[str, str]
    person: int = 0


def _page(content: Content, layout: Layout, number: int, count: int) -> PlacedPage:
    scope = _Scope(layout, number, count, "fields", content.fields)
    placed = list(_boxes(content, scope))
    size = layout.file.page
    return PlacedPage(
        number,
        size.width,
        size.height,
        tuple(one for one in placed if isinstance(one, PlacedText)),
        tuple(one for one in placed if isinstance(one, PlacedLine)),
        tuple(one for one in placed if isinstance(one, PlacedFrame)),
        tuple(one for one in placed if isinstance(one, PlacedImage)),
        tuple(one for one in placed if isinstance(one, PlacedSymbol)),
    )


def _boxes(content: Content, scope: _Scope) -> Iterator[Placed]:
    for box in scope.layout.file.boxes:
        match box:
            case Repeat():
                yield from _repeat(box, content, scope)
            case TableBox():
                yield from _table(box, content, scope)
            case Image():
                yield _image(box, content, scope)
            case TwoDSealBox():
                yield from _two_d_seal(box, content, scope)
            case _:
                yield from _simple(box, scope, 0)


def _image(image: Image, content: Content, scope: _Scope) -> PlacedImage:
    rectangle = Rectangle(*image.at, *image.size)
    if image.field == OFFICIAL_SEAL:
        return PlacedImage(rectangle, OFFICIAL_SEAL, content.official_seal)
    path, picture = f"pictures.{image.field}", content.pictures[image.field]
    if image.resolution is not None:
        rectangle = _in_its_own_size(picture, image.resolution, rectangle, f"{scope.layout.source}, {path}")
    return PlacedImage(rectangle, path, picture, image.personal)


def _in_its_own_size(png: bytes, resolution: float, box: Rectangle, where: str) -> Rectangle:
    """The middle of the box, as large as the picture is by the size in its header (PNG, 11.2.2 IHDR)."""
    if not png.startswith(_PNG) or len(png) < _IHDR.stop:
        raise LayoutError(where, "no PNG")
    width, height = (pixels / resolution * 25.4 for pixels in struct.unpack(">II", png[_IHDR]))
    if width > box.width or height > box.height:
        raise LayoutError(where, f"the picture is larger than its box of {box.width:g} × {box.height:g} mm")
    left, top = box.left + (box.width - width) / 2, box.top + (box.height - height) / 2
    return Rectangle(left, top, width, height)


def _two_d_seal(box: TwoDSealBox, content: Content, scope: _Scope) -> Iterator[PlacedSymbol]:
    """The symbols of this page; a document that carries none yet has none."""
    texts = content.two_d_seals[scope.page - 1] if content.two_d_seals else ()
    if len(texts) > box.symbols:
        where = f"{scope.layout.source}, two_d_seal"
        raise TextOverflow(where, f"{len(texts)} symbols, the form has place for {box.symbols}")
    for index, text in enumerate(texts):
        left = box.at[0] + index * (box.side + box.gap)
        rectangle = Rectangle(left, box.at[1], box.side, box.side)
        yield PlacedSymbol(rectangle, f"two_d_seal.{index + 1}", text, box.version)


def _repeat(repeat: Repeat, content: Content, scope: _Scope) -> Iterator[Placed]:
    first = (scope.page - 1) * repeat.per_page
    persons = content.persons[first : first + repeat.per_page]
    for slot, values in enumerate(persons):
        person = replace(scope, prefix=f"persons.{first + slot + 1}", values=values, person=slot + 1)
        for box in repeat.boxes:
            yield from _simple(box, person, slot * repeat.step)
    if repeat.after_last is not None and scope.page == scope.pages and len(persons) < repeat.per_page:
        yield from _simple(repeat.after_last, scope, len(persons) * repeat.step)


def _simple(box: TextBox | Grid | Line | Frame, scope: _Scope, down: float) -> Iterator[Placed]:
    match box:
        case TextBox():
            yield from _text(box, Rectangle(box.at[0], box.at[1] + down, *box.size), scope)
        case Grid():
            yield from _grid(box, scope, down)
        case Line():
            yield PlacedLine(box.start[0], box.start[1] + down, box.end[0], box.end[1] + down, box.width)
        case Frame():
            yield PlacedFrame(Rectangle(box.at[0], box.at[1] + down, *box.size), box.width)


def _grid(grid: Grid, scope: _Scope, down: float) -> Iterator[Placed]:
    left, top = grid.at[0], grid.at[1] + down
    across = (left, *(left + width for width in accumulate(grid.columns)))
    along = (top, *(top + height for height in accumulate(grid.rows)))
    for cell in grid.cells:
        x, y = across[cell.column - 1], along[cell.row - 1]
        rectangle = Rectangle(
            x, y, across[cell.column - 1 + cell.columns] - x, along[cell.row - 1 + cell.rows] - y
        )
        yield PlacedFrame(rectangle, grid.inner)
        yield from _text(cell, rectangle, scope)
    yield PlacedFrame(Rectangle(left, top, across[-1] - left, along[-1] - top), grid.outer)


def _table(table: TableBox, content: Content, scope: _Scope) -> Iterator[Placed]:
    rows = content.tables[table.field].rows
    place_name = f"{scope.layout.source}, tables.{table.field}"
    if len(rows) > table.rows and not table.continues:
        raise TextOverflow(place_name, f"{len(rows)} rows, the box has {table.rows}")
    left, top = table.at
    first = (scope.page - 1) * table.rows if table.continues else 0
    shown = rows[first : first + table.rows]
    for line, cells in enumerate(shown):
        number = first + line + 1
        if len(cells) != len(table.columns):
            raise LayoutError(f"{place_name}.{number}", f"{len(cells)} cells of {len(table.columns)}")
        for index, (column, rectangle) in enumerate(_slots(table, line)):
            if not _is_blank(cells[index]):
                yield PlacedText(
                    scope.page,
                    rectangle,
                    f"tables.{table.field}.{number}.{index + 1}",
                    cells[index],
                    scope.layout.file.styles[column.style],
                    table.personal,
                )
    if table.after_last is not None and scope.page == scope.pages and len(shown) < table.rows:
        before = sum(column.width for column in table.columns[: table.after_last.column - 1])
        y = top + len(shown) * table.row_height
        free = Rectangle(left + before, y, table.width - before, table.row_height)
        style = scope.layout.file.styles[table.after_last.style]
        yield PlacedText(scope.page, free, "text", table.after_last.text, style)
    yield from _table_rules(table, shown)


def _slots(table: TableBox, line: int) -> Iterator[tuple[Column, Rectangle]]:
    """The columns with their places in a row (from 0)."""
    x, y = table.at[0], table.at[1] + line * table.row_height
    for column in table.columns:
        yield column, Rectangle(x, y, column.width, table.row_height)
        x += column.width


def _table_rules(table: TableBox, shown: Sequence[tuple[str, ...]]) -> Iterator[PlacedFrame | PlacedLine]:
    left, top = table.at
    right, bottom = left + table.width, top + table.rows * table.row_height
    if table.rules == "cells":
        for line in range(len(shown) if table.after_last else table.rows):
            yield from (PlacedFrame(rectangle, table.inner) for _, rectangle in _slots(table, line))
    else:
        for column in accumulate(one.width for one in table.columns[:-1]):
            yield PlacedLine(left + column, top, left + column, bottom, table.inner)
        for line, cells in enumerate(shown):
            if line and cells[0] and not cells[0].startswith(_INDENT):
                y = top + line * table.row_height
                yield PlacedLine(left, y, right, y, table.inner)
    yield PlacedFrame(Rectangle(left, top, table.width, bottom - top), table.outer)


def _is_blank(text: str) -> bool:
    """Whether nothing of the text is to be seen, and nothing is hidden in it either."""
    return not text or (text.isspace() and all(unicodedata.category(one) == "Zs" for one in text))


def _text(filling: Filling, rectangle: Rectangle, scope: _Scope) -> Iterator[PlacedText]:
    """The text of a box; a blank one is not placed."""
    style = scope.layout.file.styles[filling.style]
    if filling.field is not None:
        text = scope.values[filling.field]
        tells = text not in scope.layout.file.omissions
        if not _is_blank(text):
            yield PlacedText(
                scope.page,
                rectangle,
                f"{scope.prefix}.{filling.field}",
                text,
                style,
                filling.personal and tells,
                filling.on_screen if tells else None,
                filling.id,
            )
        return
    if filling.counter == "page":
        text = _counted(filling, scope)
    elif filling.counter == "person":
        text = str(scope.person)
    else:
        text = filling.text or ""
    if filling.when is None or not _is_blank(scope.values[filling.when]):
        yield PlacedText(scope.page, rectangle, "text", text, style, box=filling.id)


def _counted(filling: Filling, scope: _Scope) -> str:
    """The page and how many there are, as the form writes it."""
    page, pages = str(scope.page), str(scope.pages)
    if filling.digits == "full":
        page, pages = page.translate(_FULL_WIDTH), pages.translate(_FULL_WIDTH)
    return filling.pattern.replace("{pages}", pages).replace("{page}", page)
