"""From a copy to a city hall. Nothing that stands is overwritten unless that is asked for."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import tomllib
from pathlib import Path
from typing import IO

from kiosk.municipal.configuration import FILE_NAME, Configuration, load
from kiosk.municipal.databases import examine_for_a_new_city_hall, is_postgresql
from kiosk.municipal.operation import archive
from kiosk.municipal.operation.archive import CopyRefused, Manifest, read_archive
from kiosk.municipal.operation.database_copies import load_postgresql
from kiosk.municipal.operation.known_migrations import known_migrations

_KEY = re.compile(r"^database\s*=.*$", re.MULTILINE)


def restore(
    stream: IO[bytes], directory: Path, *, database: str | None, force: bool
) -> tuple[Manifest, Path | None]:
    """Make the copied city hall in ``directory``, with its database in the one that ``database`` states, or
    the environment, or the copy itself. Returns what was restored, and where what stood in ``directory``
    was put aside; with ``force`` only, and then the tables of a database of PostgreSQL are replaced.

    Raises CopyRefused, ConfigurationError; then everything is as it was.
    """
    if directory.exists() and any(directory.iterdir()) and not force:
        raise CopyRefused(f"{directory}: is not empty; --force puts aside what is there")
    directory.absolute().parent.mkdir(parents=True, exist_ok=True)
    made = directory.absolute().parent / f".{directory.name}.restoring-{secrets.token_hex(4)}"
    made.mkdir(mode=0o700)
    try:
        manifest = read_archive(stream, made)
        _check_known(manifest)
        if database is not None:
            _state_database(made / FILE_NAME, database)
        _place_database(manifest, made, database or load(made / FILE_NAME).database, force=force)
        aside = _put_aside(directory)
        made.rename(directory)
    except BaseException:
        shutil.rmtree(made)
        raise
    return manifest, aside


def _check_known(manifest: Manifest) -> None:
    unknown = sorted(set(manifest.migrations) - known_migrations())
    if unknown:
        raise CopyRefused(f"a newer program made the copy: this one knows no {unknown[0]}")


def _place_database(manifest: Manifest, made: Path, stated: str, *, force: bool) -> None:
    copied = made / archive.DATABASE
    if manifest.engine == "postgresql":
        if not is_postgresql(stated):
            raise CopyRefused("the copy is of PostgreSQL: state an address by --database")
        examine_for_a_new_city_hall(stated, may_be_occupied=force)
        load_postgresql(stated, copied, replace=force)
        copied.unlink()
        return
    if is_postgresql(stated):
        raise CopyRefused("the copy is of SQLite and goes into no PostgreSQL")
    own: str = Configuration.model_fields["database"].default
    if stated != own:
        _state_database(made / FILE_NAME, own)
    copied.rename(made / own)


def _state_database(file: Path, database: str) -> None:
    """Write it in place of what the file says; a TOML string is a JSON string here."""
    content = file.read_text(encoding="utf-8")
    line = f"database = {json.dumps(database)}"
    changed, found = _KEY.subn(lambda _: line, content, count=1)
    file.write_text(changed if found else f"{line}\n{content}", encoding="utf-8")
    if tomllib.loads(file.read_text(encoding="utf-8")).get("database") != database:
        raise CopyRefused(f"{FILE_NAME}: its database can't be stated anew: write it by hand")


def _put_aside(directory: Path) -> Path | None:
    if not directory.exists():
        return None
    if not any(directory.iterdir()):
        directory.rmdir()
        return None
    aside = directory.with_name(f"{directory.name}.before-{secrets.token_hex(4)}")
    directory.rename(aside)
    return aside
