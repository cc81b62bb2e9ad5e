"""Copying a database while a city hall is served from it, and putting a copy in place."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from kiosk.municipal.operation.archive import CopyRefused


def copy_sqlite(source: Path, copy: Path) -> None:
    """All that was committed when the copy began; who writes meanwhile is not held up."""
    with closing(sqlite3.connect(source)) as served, closing(sqlite3.connect(copy)) as copied:
        served.backup(copied)
        # One file, without a log beside it.
        copied.execute("PRAGMA journal_mode=DELETE")


def dump_postgresql(address: str, copy: Path) -> None:
    """The same, in pg_dump's own format. Raises CopyRefused."""
    _run(address, "pg_dump", ("--format=custom", f"--file={copy}"))


def load_postgresql(address: str, copy: Path, *, replace: bool) -> None:
    """Put a dump into the database of ``address``, whole or not at all; ``replace`` what the dump has
    tables for. Raises CopyRefused."""
    cleaning = ("--clean", "--if-exists") if replace else ()
    _run(address, "pg_restore", ("--single-transaction", "--exit-on-error", *cleaning), str(copy))


def _run(address: str, program: str, options: Sequence[str], *arguments: str) -> None:
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    parameters = conninfo_to_dict(address)
    password = parameters.pop("password", None)
    # Whoever lists processes sees their arguments.
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    if password:
        environment["PGPASSWORD"] = str(password)
    place = f"--dbname={make_conninfo('', **parameters)}"
    try:
        subprocess.run(
            [program, "--no-owner", "--no-privileges", "--no-password", place, *options, *arguments],
            check=True,
            env=environment,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        raise CopyRefused(f"{program}: not installed (Debian: postgresql-client)") from None
    except subprocess.CalledProcessError as error:
        # What follows the first line may quote a row.
        raise CopyRefused(next(iter(error.stderr.splitlines()), f"{program} failed")) from None
