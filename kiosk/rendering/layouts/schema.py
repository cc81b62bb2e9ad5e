"""The schema of a layout file. Lengths are millimetres from the top left corner, font sizes points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kiosk.rendering.fonts.source import ExtendedRole, Face, FontRole

OFFICIAL_SEAL = "official_seal"
"""What an image box says that shows no picture of the document but the seal (職印)."""

Length = Annotated[float, Field(ge=0, le=1000)]
Extent = Annotated[float, Field(gt=0, le=1000)]
Points = Annotated[float, Field(ge=4, le=72)]
Position = tuple[Length, Length]
Size = tuple[Extent, Extent]


class Part(BaseModel):
    """Base of everything in a layout: frozen, an unknown key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(Part):
    """The sheet. Nothing but the ground is printed within ``margin`` mm of its edges, where many printers
    reach no paper."""

    width: Extent
    height: Extent
    margin: Length = 5


class Style(Part):
    """How a text is set. It shrinks from ``largest`` down to ``smallest`` until it fits, never further;
    ``spread`` distributes the characters over the width (均等割付)."""

    font: FontRole = FontRole.MINCHO
    largest: Points
    smallest: Points
    align: Literal["left", "center", "right", "spread"] = "left"
    lines: int = Field(default=1, ge=1, le=20)
    padding: Length = 0.8
    top: bool = False

    @property
    def face(self) -> Face:
        """The font's chain, with what the form adds to it."""
        return self.font

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.smallest > self.largest:
            raise ValueError("smallest is larger than largest")
        if self.align == "spread" and self.lines != 1:
            raise ValueError("spread text has one line")
        return self


class ExtendedStyle(Style):
    """A style in a form that adds fonts. No file says so: the form does, for all its styles."""

    added: tuple[str, ...]

    @property
    def face(self) -> Face:
        """The font's chain, with what the form adds to it."""
        return ExtendedRole(self.font, self.added)


class Named(Part):
    """What a municipality's own form can name: by its ``id``, or by its field where it has no id."""

    id: str | None = Field(default=None, pattern=r"^[a-z0-9][a-z0-9_-]*$")


class Filling(Named):
    """What a box says: exactly one of a fixed ``text``, a ``field`` or a ``counter``.

    The counter of pages is written as ``pattern`` says, with ``{page}`` and ``{pages}`` in ``digits`` of
    half or full width. ``when`` shows a fixed text only beside a field that is not empty. A field is
    personal unless the layout says otherwise; ``on_screen`` is what a preview shows instead of it, always.
    """

    style: str
    text: str | None = Field(default=None, min_length=1)
    field: str | None = Field(default=None, min_length=1)
    counter: Literal["page", "person"] | None = None
    pattern: str = Field(default="{page}/{pages}", pattern=r"^([^{}]|\{pages?\})+$")
    digits: Literal["half", "full"] = "half"
    when: str | None = None
    personal: bool = True
    on_screen: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(source is not None for source in (self.text, self.field, self.counter)) != 1:
            raise ValueError("exactly one of text, field and counter is needed")
        if self.when is not None and self.text is None:
            raise ValueError("when belongs to a fixed text")
        if self.on_screen is not None and self.field is None:
            raise ValueError("on_screen belongs to a field")
        return self


class TextBox(Filling):
    """A text in a rectangle."""

    kind: Literal["text"]
    at: Position
    size: Size


class Cell(Filling):
    """A text in a grid; rows and columns count from 1."""

    row: int = Field(ge=1)
    column: int = Field(ge=1)
    rows: int = Field(default=1, ge=1)
    columns: int = Field(default=1, ge=1)

    def slots(self) -> Iterator[tuple[int, int]]:
        """The places of the grid that the cell takes."""
        for row in range(self.row, self.row + self.rows):
            for column in range(self.column, self.column + self.columns):
                yield row, column


class Grid(Named):
    """A ruled form: ``columns`` are widths, ``rows`` heights; each cell has a frame of ``inner`` mm,
    the whole one of ``outer`` mm."""

    kind: Literal["grid"]
    at: Position
    columns: tuple[Extent, ...] = Field(min_length=1)
    rows: tuple[Extent, ...] = Field(min_length=1)
    outer: Extent = 0.3
    inner: Extent = 0.12
    cells: tuple[Cell, ...]

    @model_validator(mode="after")
    def _cells_lie_apart_within(self) -> Self:
        taken: set[tuple[int, int]] = set()
        for cell in self.cells:
            for slot in cell.slots():
                if slot[0] > len(self.rows) or slot[1] > len(self.columns):
                    raise ValueError(f"cell at row {cell.row}, column {cell.column} leaves the grid")
                if slot in taken:
                    raise ValueError(f"two cells at row {slot[0]}, column {slot[1]}")
                taken.add(slot)
        return self


class Column(Part):
    """A column of a table."""

    width: Extent
    style: str


class Closing(Part):
    """What is said in the first row of a table that stays empty (以下余白), over the columns from
    ``column`` on."""

    text: str = Field(min_length=1)
    style: str
    column: int = Field(default=1, ge=1)


class TableBox(Named):
    """The rows of a table of the document, in a frame for ``rows`` rows. More than that overflow, or go
    on in the same place of the next page where the table ``continues``.

    ``rules`` frame every cell, or only part the columns and rule off each entry: it begins with a row
    whose first cell is neither empty nor indented.
    """

    kind: Literal["table"]
    at: Position
    field: str
    columns: tuple[Column, ...] = Field(min_length=1)
    row_height: Extent
    rows: int = Field(ge=1, le=1000)
    continues: bool = False
    rules: Literal["cells", "entries"] = "cells"
    after_last: Closing | None = None
    outer: Extent = 0.3
    inner: Extent = 0.12
    personal: bool = True

    @model_validator(mode="after")
    def _closes_within(self) -> Self:
        if self.after_last is not None and self.after_last.column > len(self.columns):
            raise ValueError("after_last begins beside the last column")
        return self

    @property
    def width(self) -> float:
        """Of all columns, in mm."""
        return sum(column.width for column in self.columns)


class Line(Named):
    """A straight line."""

    kind: Literal["line"]
    start: Position
    end: Position
    width: Extent = 0.12


class Frame(Named):
    """A rectangle's outline."""

    kind: Literal["frame"]
    at: Position
    size: Size
    width: Extent = 0.3


class Image(Named):
    """The official seal (職印) or a picture of the document, printed in black: as large as the box, or with a
    ``resolution`` (pixels an inch) in its own size in the middle of the box."""

    kind: Literal["image"]
    at: Position
    size: Size
    resolution: float | None = Field(default=None, ge=100, le=2400)
    field: str = OFFICIAL_SEAL
    personal: bool = False


class TwoDSealBox(Named):
    """Where the symbols of the 2D seal stand, side by side, ``gap`` mm apart, each with its quiet zone of
    4 modules in white. ``version`` is the QR code's (17 + 4 × version modules a side), ``module`` mm."""

    kind: Literal["two-d-seal"]
    at: Position
    symbols: int = Field(ge=1, le=8)
    version: int = Field(ge=1, le=40)
    module: float = Field(default=0.34, ge=0.34, le=2)
    gap: Length = 0

    @property
    def side(self) -> float:
        """Of one symbol with its quiet zone, in mm."""
        return (17 + 4 * self.version + 8) * self.module


class Ground(Part):
    """The copy-evident ground of both faces: ``word`` appears on a copy."""

    word: str = Field(min_length=1, max_length=8)


class Scramble(Named):
    """The scrambled image of the face."""

    kind: Literal["scramble"]
    at: Position
    size: Size


class Repeat(Named):
    """Boxes that come once for each person, each ``step`` below the one before, ``per_page`` to a page.
    ``after_last`` closes the list in the first place that stays empty on the last page."""

    kind: Literal["repeat"]
    per_page: int = Field(ge=1, le=100)
    step: Extent
    boxes: tuple[Annotated[TextBox | Grid | Line | Frame, Field(discriminator="kind")], ...]
    after_last: TextBox | None = None


Box = Annotated[
    TextBox | Grid | TableBox | Line | Frame | Image | TwoDSealBox | Repeat, Field(discriminator="kind")
]
