"""Reading a CSV file column by column, strictly: every bad cell is reported, none is guessed.

UTF-8 (a byte-order mark is allowed), a header of standard item names in any order. Text is taken as it
stands: no trimming, no Unicode normalisation.
"""

from __future__ import annotations

import base64
import csv
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import models
from PIL import Image

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes there are."""

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INTEGER = re.compile(r"-?\d{1,13}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_UTF8 = re.compile(r"[\ud800-\udfff]")
_YES_NO = {"有": True, "無": False}


@dataclass(frozen=True)
class ImportProblem:
    """One thing that is wrong: physical line in the file (the header is line 1), column by its header
    ("" for the whole line), what stood there ("" where it must not be shown) and what is wrong."""

    line: int
    column: str
    value: str
    problem: str


class CellRefused(ValueError):
    """A cell's text does not fit its column; the message says why and quotes nothing."""


@dataclass(frozen=True)
class Column:
    """A column: its header, the model's field that it fills, how its text is read. A ``secret`` value
    is never quoted in a problem; ``is_text`` says that it holds free text."""

    header: str
    name: str
    read: Callable[[str], Any]
    secret: bool = False
    is_text: bool = False


def column_of(model: type[models.Model], name: str, *, secret: bool = False) -> Column:
    """The column that fills ``model``'s field ``name``; its header is the field's verbose name."""
    model_field = model._meta.get_field(name)
    if not isinstance(model_field, models.Field):
        raise TypeError(f"{name} of {model.__name__} is no column")
    header = str(model_field.verbose_name)
    secret = secret or isinstance(model_field, models.BinaryField)
    return Column(header, name, _reader(model_field), secret, is_free_text(model_field))


def fields_of_file(model: type[models.Model], references: Collection[str]) -> tuple[str, ...]:
    """The fields of ``model`` that a file fills itself: all but its own key, the municipality and the
    ``references`` to other tables."""
    without = {"id", "municipality", *references}
    return tuple(field.name for field in model._meta.concrete_fields if field.name not in without)


def is_free_text(model_field: models.Field[Any, Any]) -> bool:
    """Whether the field holds texts as somebody wrote them, and not one of a few words."""
    return isinstance(model_field, models.CharField | models.TextField) and not model_field.choices


def _reader(model_field: models.Field[Any, Any]) -> Callable[[str], Any]:
    match model_field:
        case models.BooleanField():
            return _read_yes_no
        case models.BinaryField():
            return _read_picture
        case models.DateField():
            return _read_optional_date if model_field.null else _read_date
        case models.IntegerField():
            return _validated(_read_integer, model_field)
        case models.CharField() if model_field.choices:
            return _read_choice({str(label): value for value, label in model_field.flatchoices})
        case models.CharField():
            return _validated(_read_text if model_field.blank else _read_needed_text, model_field)
    raise TypeError(f"no CSV form for {type(model_field).__name__} {model_field.name}")


def _validated(read: Callable[[str], Any], model_field: models.Field[Any, Any]) -> Callable[[str], Any]:
    def read_validated(text: str) -> Any:
        value = read(text)
        try:
            model_field.run_validators(value)
        except ValidationError as error:
            raise CellRefused(" ".join(error.messages)) from None
        return value

    return read_validated


def _read_text(text: str) -> str:
    if _NOT_UTF8.search(text):
        raise CellRefused("UTF-8 ではないバイトがあります")
    if _CONTROL.search(text):
        raise CellRefused("制御文字または改行があります")
    return text


def _read_needed_text(text: str) -> str:
    if not text:
        raise CellRefused("空にはできません")
    return _read_text(text)


def _read_date(text: str) -> date:
    if not _ISO_DATE.fullmatch(text):
        raise CellRefused("日付は 2026-04-01 の形で書きます")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CellRefused("暦にない日付です") from None


def _read_optional_date(text: str) -> date | None:
    return _read_date(text) if text else None


def _read_integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise CellRefused("半角数字の整数で書きます（桁区切りなし）")
    return int(text)


def _read_yes_no(text: str) -> bool:
    if text not in _YES_NO:
        raise CellRefused("「有」か「無」で書きます")
    return _YES_NO[text]


def _read_picture(text: str) -> bytes:
    """A PNG in base64 (RFC 4648 §4): the file holds all of a row, and no path leads out of it."""
    try:
        content = base64.b64decode(text, validate=True)
        with Image.open(BytesIO(content), formats=["PNG"]) as picture:
            picture.load()
    except (ValueError, OSError, SyntaxError, Image.DecompressionBombError):
        raise CellRefused("PNG を Base64 で書きます") from None
    return content


def _read_choice(values: dict[str, Any]) -> Callable[[str], Any]:
    def read_choice(text: str) -> Any:
        if text not in values:
            raise CellRefused(f"「{'」「'.join(values)}」のどれかで書きます")
        return values[text]

    return read_choice


@dataclass(frozen=True)
class Row:
    """One line that could be read: its number in the file and its values by the fields' names."""

    line: int
    values: dict[str, Any]


def read_table(
    path: Path, columns: Sequence[Column], problem: Callable[[ImportProblem], None], progress: Progress
) -> Iterator[Row]:
    """The readable rows of ``path``, in its order, without holding the file in memory.

    Every cell that can't be read is handed to ``problem`` and its row left out. A header that is not
    exactly ``columns``, in any order, ends the reading. Raises OSError when the file can't be read.
    """
    with path.open("rb") as file:
        reader = csv.reader(_lines(file, path.stat().st_size, progress), strict=True)
        try:
            header = next(reader, [])
            header_problems = tuple(_header_problems(header, columns))
            for found in header_problems:
                problem(found)
            if header_problems:
                return
            by_header = {column.header: column for column in columns}
            ordered = [by_header[name] for name in header]
            for cells in reader:
                row = _read_row(reader.line_num, cells, ordered, problem)
                if row is not None:
                    yield row
        except csv.Error as error:
            problem(ImportProblem(reader.line_num, "", "", f"CSV として読めません: {error}"))


def _lines(file: BinaryIO, size: int, progress: Progress) -> Iterator[str]:
    """Bytes that are no UTF-8 come through as lone surrogates, so that their cell can be named."""
    done = 0
    for index, line in enumerate(file):
        yield line.decode("utf-8-sig" if index == 0 else "utf-8", errors="surrogateescape")
        done += len(line)
        progress(done, size)


def _header_problems(header: Sequence[str], columns: Sequence[Column]) -> Iterable[ImportProblem]:
    known = [column.header for column in columns]
    for name in known:
        if name not in header:
            yield ImportProblem(1, name, "", "見出しにこの列がありません")
    for index, name in enumerate(header):
        if name not in known:
            shown = name.encode("utf-8", "replace").decode()
            yield ImportProblem(1, shown, shown, "知らない列です")
        elif name in header[:index]:
            yield ImportProblem(1, name, name, "同じ列が2つあります")


def _read_row(
    line: int, cells: Sequence[str], columns: Sequence[Column], problem: Callable[[ImportProblem], None]
) -> Row | None:
    if len(cells) != len(columns):
        problem(ImportProblem(line, "", "", f"列が{len(columns)}でなく{len(cells)}あります"))
        return None
    values: dict[str, Any] = {}
    for column, text in zip(columns, cells, strict=True):
        try:
            values[column.name] = column.read(text)
        except CellRefused as refused:
            shown = "" if column.secret else text.encode("utf-8", "replace").decode()
            problem(ImportProblem(line, column.header, shown, str(refused)))
    return Row(line, values) if len(values) == len(columns) else None
