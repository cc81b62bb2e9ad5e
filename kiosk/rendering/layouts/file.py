"""A whole layout, resolved: everything that a form is, in one piece."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from kiosk.rendering.layouts.schema import (
    Box,
    Cell,
    ExtendedStyle,
    Filling,
    Frame,
    Grid,
    Ground,
    Line,
    Page,
    Part,
    Repeat,
    Scramble,
    Style,
    TableBox,
    TextBox,
    TwoDSealBox,
)

BackBox = Annotated[TextBox | Line | Frame | Scramble, Field(discriminator="kind")]


class Back(Part):
    """The back of every sheet: what the form says there, and the scrambled image of the face."""

    boxes: tuple[BackBox, ...]


Fonts = tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")], ...]


class Sheet(Part):
    """What a form is beside its boxes.

    ``fonts`` are asked, in this order, for what the system's fonts lack: each by the SHA-256 of its file.
    ``omissions`` are texts that tell nothing and are never masked; ``leaves_out`` names fields
    (``fields.x``, ``persons.x``, ``tables.x``, ``pictures.x``) that this form does not show on purpose.
    """

    name: str
    title: str
    page: Page
    ground: Ground | None = None
    fonts: Fonts = ()
    omissions: tuple[str, ...] = ()
    leaves_out: tuple[str, ...] = ()
    styles: dict[str, Style] = Field(default_factory=dict)


class LayoutFile(Sheet):
    """The whole form; with a ``back``, sheets are printed on both sides."""

    boxes: tuple[Box, ...]
    back: Back | None = None

    def canonical(self) -> bytes:
        """The form as JSON, every default written out: what its hash is of, and what terminals get."""
        content = self.model_dump(mode="json", exclude_none=True)
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode()

    @field_validator("styles")
    @classmethod
    def _with_fonts(cls, styles: dict[str, Style], before: ValidationInfo) -> dict[str, Style]:
        added = before.data.get("fonts", ())
        if not added:
            return styles
        return {name: ExtendedStyle(**style.model_dump(), added=added) for name, style in styles.items()}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        flowing = sum(
            isinstance(box, Repeat) or (isinstance(box, TableBox) and box.continues) for box in self.boxes
        )
        if flowing > 1:
            raise ValueError("one repeat or one table that continues is the most a layout has")
        if sum(isinstance(box, TwoDSealBox) for box in self.boxes) > 1:
            raise ValueError("one two-d-seal is the most a layout has")
        named = Counter(name for part in named_parts(self) if (name := part.id) is not None)
        if twice := [name for name, count in named.items() if count > 1]:
            raise ValueError(f"id {twice[0]!r} stands at two boxes")
        self._fillings_fit()
        return self

    def _fillings_fit(self) -> None:
        for filling in _fillings(self.back.boxes if self.back is not None else ()):
            if filling.text is None or filling.when is not None:
                raise ValueError("the back has fixed texts only")
            self._require_style(filling.style)
        for box in self.boxes:
            for filling in _fillings(box.boxes if isinstance(box, Repeat) else (box,)):
                self._require_style(filling.style)
                if filling.counter == "person" and not isinstance(box, Repeat):
                    raise ValueError("the counter of persons belongs into a repeat")
            if isinstance(box, Repeat) and box.after_last:
                self._require_style(box.after_last.style)
                if box.after_last.text is None or box.after_last.when is not None:
                    raise ValueError("after_last is a fixed text")
            if isinstance(box, TableBox):
                for column in box.columns:
                    self._require_style(column.style)
                if box.after_last is not None:
                    self._require_style(box.after_last.style)

    def _require_style(self, name: str) -> None:
        if name not in self.styles:
            raise ValueError(f"no style {name!r}")


def named_parts(file: LayoutFile) -> Iterator[Box | Cell | BackBox]:
    """Every box and cell of a form, those of a repeat and of the back among them."""
    for box in file.boxes:
        yield box
        inner = box.boxes if isinstance(box, Repeat) else (box,)
        if isinstance(box, Repeat):
            yield from inner
        for one in inner:
            if isinstance(one, Grid):
                yield from one.cells
    if file.back is not None:
        yield from file.back.boxes


def _fillings(boxes: Iterable[Box | Scramble]) -> Iterator[Filling]:
    for box in boxes:
        if isinstance(box, TextBox):
            yield box
        elif isinstance(box, Grid):
            yield from box.cells
