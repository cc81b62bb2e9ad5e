"""Copies of a city hall: making one, and making a city hall of one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

import typer

from kiosk.commands.municipal.opening import HERE, Database, Directory, one_line, opened

_STANDARD = Path("-")


def backup(
    file: Annotated[Path, typer.Argument(help="The copy to be made; - for standard output.")],
    directory: Directory = HERE,
) -> None:
    """Copy database, configuration, keys and forms into one file, also while the city hall is served.

    It holds every private key and every resident: keep it as you keep the city hall, encrypted.

    Example: kiosk municipal backup /backup/hall.tar --directory /tmp/hall
    """
    with one_line():
        configuration = opened(directory)
        from kiosk.municipal.operation.backup import back_up

        typer.echo("copying …", err=True)
        with _to_be_written(file) as stream:
            made = back_up(configuration, stream)
    towns = ", ".join(made.municipalities) or "no municipality"
    typer.echo(f"{file}: {towns}, {made.engine}, {len(made.files)} files", err=file == _STANDARD)


def restore(
    file: Annotated[Path, typer.Argument(help="A copy made by backup; - for standard input.")],
    directory: Directory = HERE,
    database: Database = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Put aside what is in the directory, replace what the database holds."),
    ] = False,
) -> None:
    """Make a city hall of a copy, in a new place unless --force is given. Stop the one that is served first.

    Example: kiosk municipal restore /backup/hall.tar --directory /tmp/hall
    """
    with one_line():
        from kiosk.municipal.operation.restore import restore as restore_copy

        typer.echo("restoring …", err=True)
        with sys.stdin.buffer if file == _STANDARD else file.open("rb") as stream:
            made, aside = restore_copy(stream, directory, database=database, force=force)
        opened(directory, database=database)
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
    if aside is not None:
        typer.echo(f"{aside}: what was there before")
    towns = ", ".join(made.municipalities) or "no municipality"
    typer.echo(f"{directory}: {towns} as of {made.made:%Y-%m-%d %H:%M} UTC")


@contextmanager
def _to_be_written(file: Path) -> Iterator[IO[bytes]]:
    """A new file that is there whole or not at all, for its owner only. Raises FileExistsError, OSError."""
    if file == _STANDARD:
        if sys.stdout.isatty():
            raise ValueError("standard output is a terminal: pipe the copy into what encrypts it")
        yield sys.stdout.buffer
        return
    if file.exists():
        raise FileExistsError(f"{file}: exists already; a copy is never overwritten")
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
