"""A real PostgreSQL of the tests' own: Debian's programs, a new cluster in a temporary directory, a socket.

with PostgreSQL() as server:
    address = server.create("hall")              # postgresql:///hall?host=…
    copy = server.create("another", like="hall")
    with server.away(address):                   # nobody reaches that database
        …
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
_USER = "postgres"
"""As whom it runs where root runs the tests: it refuses to be root's. The Debian package makes him."""
_WAIT = 30.0
_READY = "database system is ready to accept connections"
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "400",
    "timezone": "UTC",
    "shared_buffers": "64MB",
    # What a test wrote need not outlive the machine.
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    # As the handbook tells operators: no row and no statement in its log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class PostgreSQL:
    """A server from ``__enter__`` to ``__exit__``; ``log`` is every line that it wrote."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def __enter__(self) -> Self:
        # Below a directory of pytest's another user may not look, and a socket's path has to be short.
        self._directory = Path(tempfile.mkdtemp(prefix="kiosk-postgresql-"))
        if os.geteuid() == 0:
            shutil.chown(self._directory, _USER, _USER)
        subprocess.run(
            [
                *_as_its_user(),
                PROGRAMS / "initdb",
                *("--auth=trust", f"--username={_USER}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
                *("--pgdata", self._data),
            ],
            check=True,
            capture_output=True,
            cwd="/",
        )
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._directory)

    @property
    def _data(self) -> Path:
        return self._directory / "data"

    def start(self) -> None:
        """Returns when it answers."""
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        self._process = subprocess.Popen(
            [*_as_its_user(), PROGRAMS / "postgres", "-D", self._data, "-k", self._directory, *settings],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
        )
        ready = threading.Event()
        self._reader = threading.Thread(target=self._read, args=(self._process, ready), daemon=True)
        self._reader.start()
        if not ready.wait(_WAIT) or self._process.poll() is not None:
            raise AssertionError("PostgreSQL does not start:\n" + "\n".join(self.log))

    def _read(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            self.log.append(line.rstrip())
            if _READY in line:
                ready.set()
        ready.set()

    def stop(self) -> None:
        """End it and every connection, now."""
        assert self._process is not None
        assert self._reader is not None
        subprocess.run(
            [*_as_its_user(), PROGRAMS / "pg_ctl", "stop", "-m", "fast", "-D", self._data],
            check=True,
            capture_output=True,
            cwd="/",
        )
        self._process.wait(_WAIT)
        self._reader.join(_WAIT)

    def address(self, name: str) -> str:
        """By which a city hall reaches a database."""
        return f"postgresql://{_USER}@/{name}?host={quote(str(self._directory), safe='')}"

    def create(self, name: str, *, like: str = "template0", encoding: str = "UTF8") -> str:
        """A new database, empty or as another is, to which nobody may be connected; its address."""
        collation = "C.UTF-8" if encoding == "UTF8" else "C"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(
                f'CREATE DATABASE "{name}" TEMPLATE "{like}" ENCODING {encoding} LOCALE "{collation}"'
            )
        return self.address(name)

    @contextmanager
    def away(self, address: str) -> Iterator[None]:
        """Meanwhile nobody reaches a database, and every connection to it has broken."""
        name = str(conninfo_to_dict(address)["dbname"])
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
            connection.execute(ended, [name])
            yield
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _as_its_user() -> list[str]:
    if os.geteuid() != 0:
        return []
    group = str(pwd.getpwnam(_USER).pw_gid)
    return ["setpriv", f"--reuid={_USER}", f"--regid={group}", "--init-groups", "--"]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """One server a process of tests, started by whoever first asks for it."""
    with PostgreSQL() as server:
        yield server
