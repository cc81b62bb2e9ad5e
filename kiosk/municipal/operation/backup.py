"""A copy of all that a city hall is: its database, configuration, keys and forms.

Revocation lists' indexes are not in it, the database has them; nor is what lies outside of its directory.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Literal

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from kiosk.municipal import clock
from kiosk.municipal.configuration import FILE_NAME, Configuration
from kiosk.municipal.databases import is_postgresql, sqlite_file
from kiosk.municipal.operation import archive
from kiosk.municipal.operation.archive import CopyRefused, Manifest
from kiosk.municipal.operation.database_copies import copy_sqlite, dump_postgresql
from kiosk.municipal.operation.known_migrations import known_migrations
from kiosk.municipal.operation.readiness import What, lacks_of_files
from kiosk.municipal.registry.models import Municipality

_NEEDED = (archive.SECRET_KEY, "pki/ca.pem", "pki/server.pem", "pki/server.key")


def back_up(configuration: Configuration, stream: IO[bytes]) -> Manifest:
    """Write a copy of the opened city hall to ``stream``; it may be served meanwhile.

    The database is copied first: a key is written before the row that names it. Raises CopyRefused where
    a file is missing without which the copy would restore a city hall that can't issue, OSError.
    """
    _check_whole(configuration)
    # Beside the database, whose readers it is for.
    with TemporaryDirectory(dir=configuration.directory, prefix=".copying-") as directory:
        database = Path(directory) / archive.DATABASE
        engine = _copy_database(configuration, database)
        contents = {name: (configuration.directory / name).read_bytes() for name in _names(configuration)}
        hashes = {name: archive.sha256(content) for name, content in contents.items()}
        hashes[archive.DATABASE] = archive.sha256_of(database)
        manifest = Manifest(
            made=datetime.now(UTC),
            engine=engine,
            municipalities=tuple(Municipality.objects.order_by("code").values_list("code", flat=True)),
            migrations=tuple(sorted(_applied_migrations() & known_migrations())),
            authorities=tuple(_authorities(configuration)),
            files=hashes,
        )
        archive.write_archive(stream, manifest, contents, database)
    return manifest


def _check_whole(configuration: Configuration) -> None:
    for name in _NEEDED:
        if not (configuration.directory / name).is_file():
            raise CopyRefused(f"{name} is missing: a copy without it would restore no city hall")
    for lack in lacks_of_files(configuration, clock.now()):
        if lack.what is not What.MUNICIPALITIES:
            raise CopyRefused(f"{lack.why} is missing: a copy without it would restore none that issues")


def _copy_database(configuration: Configuration, copy: Path) -> Literal["sqlite", "postgresql"]:
    if is_postgresql(configuration.database):
        dump_postgresql(configuration.database, copy)
        return "postgresql"
    file = sqlite_file(configuration)
    if file is None:
        raise CopyRefused("a city hall in memory can't be copied")
    copy_sqlite(file, copy)
    return "sqlite"


def _names(configuration: Configuration) -> Iterator[str]:
    yield FILE_NAME
    yield archive.SECRET_KEY
    yield from _authorities(configuration)
    for directory in archive.DIRECTORIES:
        for file in sorted((configuration.directory / directory).rglob("*")):
            if file.is_file():
                yield file.relative_to(configuration.directory).as_posix()


def _authorities(configuration: Configuration) -> Iterator[str]:
    """Files by which sources of revocation are verified, where they lie in the directory."""
    revocation, directory = configuration.revocation, configuration.directory.resolve()
    stated = [source.authority for source in revocation.source]
    stated += [responder.authority for responder in revocation.ocsp]
    for authority in sorted({file for file in stated if file is not None}):
        file = (directory / authority).resolve()
        if file.is_file() and file.is_relative_to(directory):
            yield file.relative_to(directory).as_posix()


def _applied_migrations() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}
