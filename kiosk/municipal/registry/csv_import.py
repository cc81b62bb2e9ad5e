"""Taking residents and assessments over from the city's own systems: all of a file, or nothing.

A file is read twice: first everything is checked without touching a table, then, when nothing is wrong
and it is no dry run, written in one transaction. Rows are found again by their 宛名番号: known ones are
overwritten, others added; whoever is not in the file stays as he is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import models, transaction

from kiosk.municipal.registry.csv_table import Column, ImportProblem, Progress, Row, column_of, read_table
from kiosk.municipal.registry.models import (
    HEAD_OF_HOUSEHOLD,
    Assessment,
    Household,
    Municipality,
    Resident,
    ResidentStatus,
)
from kiosk.municipal.registry.printable import Unprintable, reported

_ROWS_AT_ONCE = 2000
_CURRENT = (ResidentStatus.RESIDENT, ResidentStatus.MOVING_OUT)
_KEYS = frozenset({"id", "municipality", "household", "resident"})


def _filled_by_import(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.name for field in model._meta.concrete_fields if field.name not in _KEYS)


_RESIDENT_FIELDS = _filled_by_import(Resident)
_ASSESSMENT_FIELDS = _filled_by_import(Assessment)

_HOUSEHOLD_NUMBER = replace(column_of(Household, "number"), name="household_number")
RESIDENT_COLUMNS = (
    _HOUSEHOLD_NUMBER,
    column_of(Household, "address"),
    *(column_of(Resident, name, secret=name == "my_number") for name in _RESIDENT_FIELDS),
)
"""世帯番号, 住所 and every item of the resident's own row."""

ASSESSMENT_COLUMNS = (
    column_of(Resident, "number"),
    *(column_of(Assessment, name) for name in _ASSESSMENT_FIELDS),
)
"""宛名番号 and every item of the assessment."""


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


def _silent(done: int, total: int) -> None:
    """The progress of a caller that shows none."""


def _nothing(text: str) -> str:
    """What can't be printed, to a caller that does not ask."""
    return ""


def import_residents(
    municipality: Municipality,
    path: Path,
    *,
    dry_run: bool = False,
    unprintable: Unprintable = _nothing,
    progress: Progress = _silent,
) -> ImportReport:
    """Take over the residents of ``path`` (columns: RESIDENT_COLUMNS).

    ``unprintable`` tells what of a text the forms' fonts don't have. Raises OSError when the file can't be
    read, FileChanged when it did not stand still.
    """
    known = set(Resident.objects.filter(municipality=municipality).values_list("number", flat=True))
    problems: list[ImportProblem] = []
    at_the_desk: list[ImportProblem] = []
    check = _ResidentChecks(problems.append)
    rows = created = 0
    table = read_table(path, RESIDENT_COLUMNS, problems.append, _first_half(progress))
    for row in reported(table, RESIDENT_COLUMNS, unprintable, at_the_desk.append):
        rows += 1
        check(row)
        created += row.values["number"] not in known
    written = not problems and not dry_run
    if written:
        _write(path, RESIDENT_COLUMNS, progress, lambda chunk: _write_residents(municipality, chunk), rows)
    return ImportReport(rows, created, rows - created, tuple(problems), tuple(at_the_desk), written)


def import_assessments(
    municipality: Municipality,
    path: Path,
    *,
    dry_run: bool = False,
    unprintable: Unprintable = _nothing,
    progress: Progress = _silent,
) -> ImportReport:
    """Take over the assessments of ``path`` (columns: ASSESSMENT_COLUMNS) of residents who are already
    in the registry. Raises like :func:`import_residents`."""
    residents = dict(Resident.objects.filter(municipality=municipality).values_list("number", "pk"))
    known = set(
        Assessment.objects.filter(municipality=municipality).values_list("resident__number", "fiscal_year")
    )
    problems: list[ImportProblem] = []
    at_the_desk: list[ImportProblem] = []
    seen: set[tuple[str, int]] = set()
    rows = created = 0
    table = read_table(path, ASSESSMENT_COLUMNS, problems.append, _first_half(progress))
    for row in reported(table, ASSESSMENT_COLUMNS, unprintable, at_the_desk.append):
        rows += 1
        number, year = key = (row.values["number"], row.values["fiscal_year"])
        if number not in residents:
            problems.append(ImportProblem(row.line, "宛名番号", number, "この宛名番号の住民がいません"))
        if key in seen:
            problems.append(ImportProblem(row.line, "課税年度", str(year), "同じ人の同じ年度が2行あります"))
        seen.add(key)
        created += key not in known
    written = not problems and not dry_run
    if written:
        _write(
            path,
            ASSESSMENT_COLUMNS,
            progress,
            lambda chunk: _write_assessments(municipality, chunk, residents),
            rows,
        )
    return ImportReport(rows, created, rows - created, tuple(problems), tuple(at_the_desk), written)


class _ResidentChecks:
    """What must hold between the rows of one file."""

    def __init__(self, problem: Callable[[ImportProblem], None]) -> None:
        self._problem = problem
        self._numbers: set[str] = set()
        self._addresses: dict[str, str] = {}
        self._places: set[tuple[str, int]] = set()
        self._heads: set[str] = set()

    def __call__(self, row: Row) -> None:
        values = row.values
        household = values["household_number"]
        if values["number"] in self._numbers:
            self._problem(ImportProblem(row.line, "宛名番号", values["number"], "同じ番号が2行あります"))
        self._numbers.add(values["number"])
        if self._addresses.setdefault(household, values["address"]) != values["address"]:
            self._problem(ImportProblem(row.line, "住所", values["address"], "同じ世帯のほかの人と違います"))
        if values["status"] not in _CURRENT:
            return
        place = (household, values["order_in_household"])
        if place in self._places:
            self._problem(ImportProblem(row.line, "記載順位", str(place[1]), "世帯のほかの人と同じ順位です"))
        self._places.add(place)
        if values["relationship"] == HEAD_OF_HOUSEHOLD:
            if household in self._heads:
                self._problem(
                    ImportProblem(row.line, "続柄", HEAD_OF_HOUSEHOLD, "この世帯に世帯主が2人います")
                )
            self._heads.add(household)


def _first_half(progress: Progress) -> Progress:
    return lambda done, total: progress(done, 2 * total)


def _write(
    path: Path,
    columns: tuple[Column, ...],
    progress: Progress,
    write_rows: Callable[[list[dict[str, Any]]], None],
    expected: int,
) -> None:
    def refuse(problem: ImportProblem) -> None:
        raise FileChanged(f"{path}: line {problem.line} changed while it was being imported")

    written = 0
    with transaction.atomic():
        rows = read_table(path, columns, refuse, lambda done, total: progress(total + done, 2 * total))
        for chunk in _chunks(row.values for row in rows):
            write_rows(chunk)
            written += len(chunk)
        if written != expected:
            raise FileChanged(f"{path}: it had {expected} rows, then {written}")


def _chunks(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, _ROWS_AT_ONCE)):
        yield chunk


def _write_residents(municipality: Municipality, rows: list[dict[str, Any]]) -> None:
    addresses = {row["household_number"]: row["address"] for row in rows}
    households = Household.objects.bulk_create(
        [Household(municipality=municipality, number=n, address=a) for n, a in addresses.items()],
        update_conflicts=True,
        unique_fields=["municipality", "number"],
        update_fields=["address"],
    )
    by_number = {household.number: household for household in households}
    Resident.objects.bulk_create(
        [
            Resident(
                municipality=municipality,
                household=by_number[row["household_number"]],
                **{name: row[name] for name in _RESIDENT_FIELDS},
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["municipality", "number"],
        update_fields=["household", *(name for name in _RESIDENT_FIELDS if name != "number")],
    )


def _write_assessments(
    municipality: Municipality, rows: list[dict[str, Any]], residents: dict[str, int]
) -> None:
    Assessment.objects.bulk_create(
        [
            Assessment(
                municipality=municipality,
                resident_id=residents[row["number"]],
                **{name: row[name] for name in _ASSESSMENT_FIELDS},
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["municipality", "resident", "fiscal_year"],
        update_fields=[name for name in _ASSESSMENT_FIELDS if name != "fiscal_year"],
    )
