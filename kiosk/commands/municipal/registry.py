"""Taking over what the city's own systems state."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.commands.municipal.opening import (
    BAD_INPUT,
    HERE,
    Code,
    Directory,
    municipality_of,
    one_line,
    opened,
    stop,
)

registry = typer.Typer(no_args_is_help=True, help="What the city hall knows of its residents.")

if TYPE_CHECKING:
    from kiosk.municipal.registry.csv_table import ImportProblem
    from kiosk.municipal.registry.whole_file import ImportReport


FOUND = 1
"""Exit code of a check that found something."""


class ImportKind(StrEnum):
    """What a file holds."""

    RESIDENTS = "residents"
    ASSESSMENTS = "assessments"
    PAYMENTS = "payments"
    SEALS = "seals"
    REGISTERS = "registers"
    REGISTER_MEMBERS = "register-members"
    REGISTER_ENTRIES = "register-entries"
    ADDRESS_HISTORIES = "address-histories"


def import_file(
    file: Annotated[Path, typer.Argument(help="CSV whose header is the standard item names.")],
    kind: Annotated[ImportKind, typer.Option(help="What the file holds.")],
    municipality: Code,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only, change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    directory: Directory = HERE,
) -> None:
    """Take over residents, taxes, seals or family registers: the whole file, or nothing of it.

    Residents come first, registers before their members, entries and address histories. A seal's imprint is a
    PNG in base64.

    Example: kiosk municipal import residents.csv --kind residents --municipality 131211 --dry-run
    """
    with one_line():
        opened(directory)
        from kiosk.municipal.registry.printable import unprintable_on_forms_of
        from kiosk.municipal.registry.whole_file import FileChanged

        town = municipality_of(municipality)
        unprintable = unprintable_on_forms_of(MunicipalityCode(town.code))
        try:
            with _progress_bar("import") as progress:
                take_over = _taking_over(kind)
                report = take_over(
                    town, path=file, dry_run=dry_run, unprintable=unprintable, progress=progress
                )
        except FileChanged as error:
            stop(error)
    if as_json:
        typer.echo(json.dumps(asdict(report), ensure_ascii=False))
    else:
        for problem in report.problems:
            typer.echo(_in_words(problem), err=True)
        for problem in report.unprintable:
            typer.echo(f"only at the desk: {_in_words(problem)}")
        done = "written" if report.written else "nothing written"
        typer.echo(f"{file}: {report.rows} rows, {report.created} new, {report.updated} changed: {done}")
    if report.problems:
        raise typer.Exit(BAD_INPUT)


def _taking_over(kind: ImportKind) -> Callable[..., ImportReport]:
    from functools import partial

    from kiosk.municipal.registry import file_tables
    from kiosk.municipal.registry.csv_import import import_residents
    from kiosk.municipal.registry.table_import import import_table

    tables = {
        ImportKind.ASSESSMENTS: file_tables.ASSESSMENTS,
        ImportKind.PAYMENTS: file_tables.PAYMENTS,
        ImportKind.SEALS: file_tables.SEALS,
        ImportKind.REGISTERS: file_tables.REGISTERS,
        ImportKind.REGISTER_MEMBERS: file_tables.REGISTER_MEMBERS,
        ImportKind.REGISTER_ENTRIES: file_tables.REGISTER_ENTRIES,
        ImportKind.ADDRESS_HISTORIES: file_tables.ADDRESS_HISTORIES,
    }
    if kind is ImportKind.RESIDENTS:
        return import_residents
    return partial(import_table, table=tables[kind])


def _in_words(problem: ImportProblem) -> str:
    value = f" {problem.value!r}" if problem.value else ""
    column = f", {problem.column}" if problem.column else ""
    return f"line {problem.line}{column}{value}: {problem.problem}"


@registry.command("check")
def check(
    municipality: Code,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    directory: Directory = HERE,
) -> None:
    """Report every text in the registry that can't be printed; exit code 1 if there is one.

    Example: kiosk municipal registry check --municipality 131211 --json
    """
    with one_line():
        opened(directory)
        from kiosk.municipal.registry.characters_check import unprintable_in
        from kiosk.municipal.registry.printable import unprintable_on_forms_of

        town = municipality_of(municipality)
        unprintable = unprintable_on_forms_of(MunicipalityCode(town.code))
        with _progress_bar("check") as progress:
            found = list(unprintable_in(town, unprintable, progress))
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False))
    else:
        for one in found:
            whose = f"宛名番号{one.number}" if one.number else ""
            parts = dict.fromkeys([whose, one.table, one.row, one.column])
            typer.echo(f"only at the desk: {', '.join(part for part in parts if part)}: {one.problem}")
        typer.echo(f"{town.name_ja}: {len(found)} texts can't be printed")
    if found:
        raise typer.Exit(FOUND)


@contextmanager
def _progress_bar(task_name: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr where that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(task_name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
