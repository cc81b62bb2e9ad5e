"""All of a file, or nothing: it is read twice, and written in one transaction when nothing is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from kiosk.municipal.registry.csv_table import Column, ImportProblem, Progress, read_table

ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class ImportReport:
    """What an import found and did. With ``problems`` or in a dry run nothing was written, and
    ``created`` and ``updated`` are what would have been."""

    rows: int
    created: int
    updated: int
    problems: tuple[ImportProblem, ...]
    unprintable: tuple[ImportProblem, ...]
    """Texts taken over that can't be printed, each with its 宛名番号 as ``value``: the desk serves them."""
    written: bool


class FileChanged(Exception):
    """The file was changed while it was being imported; nothing was written."""


def silent(done: int, total: int) -> None:
    """The progress of a caller that shows none."""


def nothing(item: str, text: str) -> str:
    """What can't be printed, to a caller that does not ask."""
    return ""


def first_half(progress: Progress) -> Progress:
    """The progress of the first reading."""
    return lambda done, total: progress(done, 2 * total)


def write_file(
    path: Path,
    columns: tuple[Column, ...],
    progress: Progress,
    write_rows: Callable[[list[dict[str, Any]]], None],
    expected: int,
) -> None:
    """Read the file again and write its rows, some at a time, in one transaction. Raises FileChanged when
    it is not the one that was checked."""

    def refuse(problem: ImportProblem) -> None:
        raise FileChanged(f"{path}: line {problem.line} changed while it was being imported")

    written = 0
    with transaction.atomic():
        rows = read_table(path, columns, refuse, lambda done, total: progress(total + done, 2 * total))
        for chunk in chunks(row.values for row in rows):
            write_rows(chunk)
            written += len(chunk)
        if written != expected:
            raise FileChanged(f"{path}: it had {expected} rows, then {written}")


def chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """The rows, as many at a time as a database takes at once."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, ROWS_AT_ONCE)):
        yield chunk
