"""The real city hall: the demo's town behind ``kiosk municipal serve``, over TLS, in its own process.

with CityHall(directory) as hall:
    hall.url                                     # https://127.0.0.1:41234
    hall.terminal_files("aoba-store") / "client.pem"
    hall.card("hanako")                          # a CardContents
    hall.command("availability", "off", "income-tax", "--municipality", AOBA, "--reason", "…")
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import psycopg
import pytest
from psycopg.types.json import set_json_loads

from drivers.card.simulated import CARD_FILE_SUFFIX, CardContents
from kiosk.municipal.configuration import FILE_NAME, load
from kiosk.municipal.databases import is_postgresql
from tests.real_parts.postgresql import PostgreSQL

AOBA = "999016"
"""青葉市: every kind, with fees."""
WAKABA = "999318"
"""若葉町: a small town with other services."""
CITY_TERMINAL = "aoba-store"
SHARED_TERMINAL = "border-store"

WAIT = 30.0
"""Seconds after which something that must happen is given up."""

_KIOSK = (sys.executable, "-m", "kiosk", "municipal")


SQLITE = "sqlite"
POSTGRESQL = "postgresql"
DATABASES = (SQLITE, POSTGRESQL)
_TEMPLATE = "demo"
"""The database of PostgreSQL that every demo on it is copied from."""


def make_demo(directory: Path, *options: str) -> None:
    """``kiosk municipal init --demo`` in ``directory``."""
    made = (*_KIOSK, "init", "--demo", "--directory", directory, *options)
    subprocess.run(made, check=True, capture_output=True)


class Rows(Protocol):
    """What a statement found."""

    @property
    def rowcount(self) -> int:
        """How many it touched."""

    @property
    def description(self) -> Sequence[Any] | None:
        """Its columns, the name first in each."""

    def fetchone(self) -> Any:
        """The next."""

    def fetchall(self) -> list[Any]:
        """All that are left."""


class Registry:
    """A city hall's database, asked in the SQL that both engines know; ``?`` stands for a value."""

    def __init__(self, connection: sqlite3.Connection | psycopg.Connection[Any]) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """What the statement finds."""
        if isinstance(self._connection, sqlite3.Connection):
            return self._connection.execute(statement, values)
        return self._connection.execute(statement.replace("%", "%%").replace("?", "%s").encode(), values)


class CityHall:
    """A city hall that is served from ``__enter__`` to ``__exit__``; it may be entered again.

    ``program`` is the directory of the program that serves it, in place of this one.
    """

    def __init__(self, directory: Path, program: Path | None = None) -> None:
        self.directory = directory
        self._program = program
        self.url = ""
        self.metrics = ""
        self.log: list[str] = []
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, bind: str = "127.0.0.1:0", *options: str) -> None:
        """Serve on a free port; returns when the server answers."""
        self._process = subprocess.Popen(
            [*_KIOSK, "serve", "--directory", self.directory, "--bind", bind, *options],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            cwd=self._program,
        )
        ready = threading.Event()
        self._reader = threading.Thread(target=self._read, args=(self._process, ready), daemon=True)
        self._reader.start()
        if not ready.wait(WAIT) or not self.url:
            self.stop()
            raise AssertionError("the city hall does not serve:\n" + "\n".join(self.log))

    def _read(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            self.log.append(line.rstrip())
            if '"event": "ready"' in line:
                told = json.loads(line)
                self.url, self.metrics = told["url"], told.get("metrics", "")
                ready.set()
        ready.set()

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """End the server; its exit code."""
        assert self._process is not None
        self._process.send_signal(by)
        code = self._process.wait(WAIT)
        assert self._reader is not None
        self._reader.join(WAIT)
        self.url = ""
        return code

    @property
    def ca(self) -> Path:
        """The authority that signed the server's certificate."""
        return self.directory / "pki" / "ca.pem"

    def terminal_files(self, terminal_id: str = CITY_TERMINAL) -> Path:
        """What the terminal was handed at enrolment."""
        return self.directory / "terminals" / terminal_id

    def card_file(self, stem: str) -> Path:
        """The file of one of the demo's cards, for the card in software."""
        return self.directory / "cards" / f"{stem}{CARD_FILE_SUFFIX}"

    def card(self, stem: str) -> CardContents:
        """One of the demo's cards."""
        return CardContents.load(self.card_file(stem))

    @contextmanager
    def registry(self) -> Iterator[Registry]:
        """The database as the city's own systems write into it."""
        stated = load(self.directory / FILE_NAME).database
        if is_postgresql(stated):
            with psycopg.connect(stated) as connection:
                # As SQLite gives it: as text.
                set_json_loads(lambda content: bytes(content).decode(), connection)
                yield Registry(connection)
            return
        database = sqlite3.connect(self.directory / stated)
        with database:
            yield Registry(database)
        database.close()

    def command(self, *arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run ``kiosk municipal …`` on this city hall, in a process of its own."""
        return subprocess.run(
            [*_KIOSK, *arguments, "--directory", self.directory], check=check, capture_output=True, text=True
        )


@pytest.fixture(scope="session")
def demo_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo city hall's directory, built once a session and not to be changed: copy it."""
    directory = tmp_path_factory.mktemp("city-hall") / "demo"
    make_demo(directory)
    return directory


@pytest.fixture(scope="session")
def demo_on_postgresql(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same on PostgreSQL."""
    directory = tmp_path_factory.mktemp("city-hall") / "demo-on-postgresql"
    make_demo(directory, "--database", postgresql.create(_TEMPLATE))
    return directory


@contextmanager
def _served_copy(request: pytest.FixtureRequest, directory: Path) -> Iterator[CityHall]:
    """A demo of its own, on the database that the test is parametrized with."""
    if getattr(request, "param", SQLITE) == SQLITE:
        shutil.copytree(request.getfixturevalue("demo_directory"), directory)
        with CityHall(directory) as hall:
            yield hall
        return
    demo: Path = request.getfixturevalue("demo_on_postgresql")
    server: PostgreSQL = request.getfixturevalue("postgresql")
    shutil.copytree(demo, directory)
    name = secrets.token_hex(4)
    file = directory / FILE_NAME
    its_own = server.create(name, like=_TEMPLATE)
    file.write_text(file.read_text().replace(server.address(_TEMPLATE), its_own))
    with CityHall(directory) as hall:
        yield hall
    server.drop(name)


@pytest.fixture(scope="session")
def city_hall(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityHall]:
    """The served demo, shared by a session: leave it as you found it."""
    with _served_copy(request, tmp_path_factory.mktemp("city-hall") / "served") as hall:
        yield hall


@pytest.fixture
def own_city_hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CityHall]:
    """A served demo of the test's own, to be changed at will."""
    with _served_copy(request, tmp_path / "city-hall") as hall:
        yield hall
