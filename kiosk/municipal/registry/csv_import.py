"""Taking residents over from the city's own systems: all of a file, or nothing.

Rows are found again by their 宛名番号: known ones are
overwritten, others added; whoever is not in the file stays as he is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.municipal.registry.csv_table import (
    ImportProblem,
    Progress,
    Row,
    column_of,
    fields_of_file,
    read_table,
)
from kiosk.municipal.registry.models import (
    HEAD_OF_HOUSEHOLD,
    Household,
    Municipality,
    Resident,
    ResidentStatus,
)
from kiosk.municipal.registry.printable import Unprintable, reported
from kiosk.municipal.registry.whole_file import (
    ImportReport,
    first_half,
    nothing,
    silent,
    write_file,
)

_CURRENT = (ResidentStatus.RESIDENT, ResidentStatus.MOVING_OUT)
_RESIDENT_FIELDS = fields_of_file(Resident, {"household"})

_HOUSEHOLD_NUMBER = replace(column_of(Household, "number"), name="household_number")
RESIDENT_COLUMNS = (
    _HOUSEHOLD_NUMBER,
    column_of(Household, "address"),
    *(column_of(Resident, name, secret=name == "my_number") for name in _RESIDENT_FIELDS),
)
"""世帯番号, 住所 and every item of the resident's own row."""


def import_residents(
    municipality: Municipality,
    path: Path,
    *,
    dry_run: bool = False,
    unprintable: Unprintable = nothing,
    progress: Progress = silent,
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
    table = read_table(path, RESIDENT_COLUMNS, problems.append, first_half(progress))
    for row in reported(table, RESIDENT_COLUMNS, unprintable, at_the_desk.append):
        rows += 1
        check(row)
        created += row.values["number"] not in known
    written = not problems and not dry_run
    if written:
        write_file(
            path, RESIDENT_COLUMNS, progress, lambda chunk: _write_residents(municipality, chunk), rows
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
