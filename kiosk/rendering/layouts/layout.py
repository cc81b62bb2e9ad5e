"""A layout: the file, checked, with the fields that it asks of a document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from kiosk.certificates.kinds import Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.table import Table
from kiosk.rendering.errors import LayoutError
from kiosk.rendering.layouts.file import LayoutFile
from kiosk.rendering.layouts.resolution import checked, resolve
from kiosk.rendering.layouts.schema import (
    OFFICIAL_SEAL,
    Box,
    Grid,
    Image,
    Repeat,
    TableBox,
    TextBox,
    TwoDSealBox,
)

LAYOUTS = Path(__file__).resolve().parents[3] / "layouts"
STANDARD = "standard"


@dataclass(frozen=True)
class Layout:
    """One form, whole: blocks put in, a municipality's changes made.

    ``form`` is that in the one spelling in which it is handed to terminals; ``sha256`` is of these bytes,
    and a sealed document is bound to it. ``source`` names the file in errors.
    """

    source: str
    form: bytes = field(repr=False)
    file: LayoutFile = field(repr=False)

    @classmethod
    def load(cls, path: Path, directory: Path = LAYOUTS) -> Layout:
        """Read and check a file, with blocks and base from ``directory``. Raises LayoutError; OSError if
        it can't be read."""
        return cls.parse(path.read_bytes(), f"{path.parent.name}/{path.name}", directory)

    @classmethod
    def parse(cls, text: str | bytes, source: str = "layout", directory: Path = LAYOUTS) -> Layout:
        """Check the text of a layout file. Raises LayoutError naming the box and the key."""
        file = resolve(text.encode() if isinstance(text, str) else text, source, directory)
        return cls(source, file.canonical(), file)

    @classmethod
    def received(cls, form: bytes, source: str) -> Layout:
        """The layout of a ``form`` that a city hall handed out. Raises LayoutError, also for boxes that leave
        the printable area or lie upon another: nobody looks at what a terminal is about to print."""
        from kiosk.rendering.geometry import check_geometry

        try:
            content = json.loads(form)
        except (ValueError, RecursionError) as error:
            raise LayoutError(source, f"no JSON: {type(error).__name__}") from None
        layout = cls(source, form, checked(LayoutFile, content, source))
        check_geometry(layout)
        return layout

    @property
    def name(self) -> str:
        """The layout's name, as sealed documents carry it."""
        return self.file.name

    @property
    def title(self) -> str:
        """What the form is called."""
        return self.file.title

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the form in hexadecimal."""
        return hashlib.sha256(self.form).hexdigest()

    @cached_property
    def field_names(self) -> frozenset[str]:
        """Fields of the document that the form shows."""
        return frozenset(
            name for box in self.file.boxes if not isinstance(box, Repeat) for name in _fields_of(box)
        )

    @cached_property
    def person_field_names(self) -> frozenset[str]:
        """Fields of each person that the form shows."""
        return frozenset(
            name
            for repeat in self.file.boxes
            if isinstance(repeat, Repeat)
            for box in repeat.boxes
            for name in _fields_of(box)
        )

    @cached_property
    def picture_names(self) -> frozenset[str]:
        """Pictures of the document that the form shows."""
        return frozenset(
            box.field for box in self.file.boxes if isinstance(box, Image) and box.field != OFFICIAL_SEAL
        )

    @cached_property
    def table_names(self) -> frozenset[str]:
        """Tables that the form shows."""
        return frozenset(box.field for box in self.file.boxes if isinstance(box, TableBox))

    @property
    def two_d_seal(self) -> TwoDSealBox | None:
        """Where the 2D seal stands; None for a form without one."""
        return next((box for box in self.file.boxes if isinstance(box, TwoDSealBox)), None)

    @property
    def persons_per_page(self) -> int | None:
        """How many persons a page has; None for a form without a repeat."""
        return next((box.per_page for box in self.file.boxes if isinstance(box, Repeat)), None)

    def page_count(self, document: Flowing) -> int:
        """Pages (faces) of one copy of a document."""
        for box in self.file.boxes:
            if isinstance(box, Repeat):
                return max(1, -(-len(document.persons) // box.per_page))
            if isinstance(box, TableBox) and box.continues and box.field in document.tables:
                return max(1, -(-len(document.tables[box.field].rows) // box.rows))
        return 1


class Flowing(Protocol):
    """What of a document decides how many pages it takes."""

    @property
    def persons(self) -> Sequence[Mapping[str, str]]:
        """Texts of each person."""
        ...

    @property
    def tables(self) -> Mapping[str, Table]:
        """Rows by table name."""
        ...


def _fields_of(box: Box) -> list[str]:
    fillings = box.cells if isinstance(box, Grid) else (box,) if isinstance(box, TextBox) else ()
    return [name for filling in fillings for name in (filling.field, filling.when) if name is not None]


def find_layout(kind: Kind, code: MunicipalityCode | None = None, directory: Path = LAYOUTS) -> Layout:
    """The municipality's own layout of ``kind`` where it has one, else the standard one.

    Raises LayoutError.
    """
    own = directory / code / f"{kind}.toml" if code is not None else None
    standard = directory / STANDARD / f"{kind}.toml"
    return Layout.load(own if own is not None and own.is_file() else standard, directory)


def layout_files(directory: Path = LAYOUTS) -> list[Path]:
    """The files of all forms: the standard ones, and those of municipalities."""
    return [path for kind in Kind for path in sorted(directory.glob(f"*/{kind}.toml"))]
