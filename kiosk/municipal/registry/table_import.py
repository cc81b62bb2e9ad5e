"""Taking a table over from the city's own systems: all of a file, or nothing.

What the rows refer to must be there already. Known rows are overwritten, others added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from kiosk.municipal.registry.csv_table import ImportProblem, Progress, Row, read_table
from kiosk.municipal.registry.file_tables import FileTable, Reference
from kiosk.municipal.registry.models import Municipality
from kiosk.municipal.registry.printable import Unprintable, reported
from kiosk.municipal.registry.whole_file import (
    ImportReport,
    chunks,
    first_half,
    nothing,
    silent,
    write_file,
)

Key = tuple[Any, ...]


def import_table(
    municipality: Municipality,
    table: FileTable,
    path: Path,
    *,
    dry_run: bool = False,
    unprintable: Unprintable = nothing,
    progress: Progress = silent,
) -> ImportReport:
    """Take over the rows of ``path`` (columns: those of ``table``).

    ``unprintable`` tells what of a text the forms' fonts don't have. Raises OSError when the file can't be
    read, FileChanged when it did not stand still.
    """
    taking = _TakingOver(municipality, table)
    problems: list[ImportProblem] = []
    at_the_desk: list[ImportProblem] = []
    rows = created = 0
    read = read_table(path, table.columns, problems.append, first_half(progress))
    for row in reported(read, table.columns, unprintable, at_the_desk.append):
        rows += 1
        problems += taking.problems_of(row)
        created += taking.is_new(row)
    problems += taking.problems_of_all()
    written = not problems and not dry_run
    if written:
        with transaction.atomic():
            taking.make_room()
            write_file(path, table.columns, progress, taking.write, rows)
            taking.take_away()
    return ImportReport(rows, created, rows - created, tuple(problems), tuple(at_the_desk), written)


class _TakingOver:
    """One file on its way into one table of one municipality."""

    def __init__(self, municipality: Municipality, table: FileTable) -> None:
        self._municipality = municipality
        self._table = table
        self._there = table.model._default_manager.filter(municipality=municipality)
        self._rows_of = {
            reference.field: dict(
                reference.to._default_manager.filter(municipality=municipality).values_list("number", "pk")
            )
            for reference in table.references
        }
        self._known = {tuple(key): pk for pk, *key in self._there.values_list("pk", *table.key)}
        self._seen: set[Key] = set()
        self._stated: set[Key] = set()
        self._taken: dict[str, dict[int, tuple[int, str]]] = {
            reference.field: {} for reference in table.references if reference.only_once
        }

    def problems_of(self, row: Row) -> Iterable[ImportProblem]:
        """What is wrong with a row beside the others."""
        values = self._filled(row.values)
        for reference in self._table.references:
            number = row.values[reference.column.name]
            if values[reference.field] is None and (number or not reference.may_be_empty):
                yield ImportProblem(row.line, reference.column.header, number, reference.missing)
        key = self._key(values)
        if key in self._seen:
            last = self._table.key[-1]
            column = next(column for column in self._table.columns if column.name in (last, f"{last}_number"))
            yield ImportProblem(row.line, column.header, str(row.values[column.name]), "同じ行が2つあります")
        self._seen.add(key)
        self._stated.add(self._part(key))
        for reference in self._table.references:
            if reference.only_once and values[reference.field] is not None:
                yield from self._problems_of_one(row, reference, values[reference.field])

    def _problems_of_one(self, row: Row, reference: Reference, pk: int) -> Iterable[ImportProblem]:
        number = row.values[reference.column.name]
        if pk in self._taken[reference.field]:
            yield ImportProblem(row.line, reference.column.header, number, "ほかの行と同じ人です")
        self._taken[reference.field][pk] = (row.line, number)

    def problems_of_all(self) -> Iterable[ImportProblem]:
        """Who is in a row of the table that the file does not state anew, and in one of the file too."""
        for field, taken in self._taken.items():
            column = next(one.column for one in self._table.references if one.field == field)
            held = self._there.exclude(**{field: None}).values_list(field, *self._table.key) if taken else ()
            for pk, *key in held:
                if pk in taken and not self._is_stated(tuple(key)):
                    line, number = taken[pk]
                    yield ImportProblem(line, column.header, number, "ほかの記録にのっている人です")

    def is_new(self, row: Row) -> bool:
        """Whether no such row is there yet."""
        return self._key(self._filled(row.values)) not in self._known

    def make_room(self) -> None:
        """Let go of those who may be in one row only: the file says in which."""
        for field, taken in self._taken.items():
            for some in chunks(taken):
                self._there.filter(**{f"{field}__in": some}).update(**{field: None})

    def write(self, rows: list[dict[str, Any]]) -> None:
        """Add or overwrite some rows of the file."""
        table = self._table
        references = [reference.field for reference in table.references]
        table.model._default_manager.bulk_create(
            [self._row(values) for values in rows],
            update_conflicts=True,
            unique_fields=["municipality", *table.key],
            update_fields=[name for name in (*references, *table.fields) if name not in table.key],
        )

    def take_away(self) -> None:
        """Remove what the file would state if it were still so."""
        gone = [pk for key, pk in self._known.items() if key not in self._seen and self._is_stated(key)]
        for some in chunks(gone):
            self._there.filter(pk__in=some).delete()

    def _is_stated(self, key: Key) -> bool:
        """Whether the file says all that there is about what ``key`` is of."""
        return self._part(key) in self._stated

    def _part(self, key: Key) -> Key:
        """Of a key what the file states all of: the whole key where it speaks of single rows."""
        whole = self._table.whole or self._table.key
        return tuple(value for name, value in zip(self._table.key, key, strict=True) if name in whole)

    def _row(self, values: dict[str, Any]) -> Any:
        filled = self._filled(values)
        keys = {f"{reference.field}_id": filled[reference.field] for reference in self._table.references}
        own = {name: filled[name] for name in self._table.fields}
        return self._table.model(municipality=self._municipality, **keys, **own)

    def _filled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The row's values with the keys of what its numbers stand for; None: there is no such row."""
        keys = {
            reference.field: self._rows_of[reference.field].get(values[reference.column.name])
            for reference in self._table.references
        }
        return {**values, **keys}

    def _key(self, values: Mapping[str, Any]) -> Key:
        return tuple(values[name] for name in self._table.key)
