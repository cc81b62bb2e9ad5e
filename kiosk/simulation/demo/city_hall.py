"""The demo's city hall, served by a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from kiosk.simulation.demo.town_directory import DemoError

_READY_SECONDS = 60.0
_END_SECONDS = 10.0


class ServedCityHall:
    """``kiosk municipal serve`` on a free port, from entering the context to leaving it. Starting goes
    on in the background; its log is kept in a file."""

    def __init__(self, directory: Path, log: Path) -> None:
        self._directory = directory
        self._log = log
        self._settled = threading.Event()
        self._url: str | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [
                # A demo that is killed takes its city hall along.
                *("setpriv", "--pdeathsig", "TERM", "--"),
                *(sys.executable, "-m", "kiosk", "municipal", "serve"),
                *("--directory", str(self._directory), "--bind", "127.0.0.1:0"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            # Ctrl-C ends the terminal first; it ends the city hall.
            start_new_session=True,
        )
        self._reader = threading.Thread(
            target=self._read_log, args=(self._process.stderr,), name="city-hall-log", daemon=True
        )
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()

    @property
    def pid(self) -> int:
        """The process of the server, whose workers are its children."""
        return self._process.pid

    def wait_until_ready(self) -> str:
        """Its ``https://host:port``, as soon as it answers. Raises DemoError where it never does."""
        self._settled.wait(_READY_SECONDS)
        if self._url is None:
            raise DemoError(f"the city hall does not start; its log is {self._log}")
        return self._url

    def _read_log(self, lines: Iterable[str]) -> None:
        with self._log.open("w", encoding="utf-8", buffering=1) as log:
            for line in lines:
                log.write(line)
                if self._url is None:
                    self._url = _ready_url(line)
                    if self._url is not None:
                        self._settled.set()
        self._settled.set()


def _ready_url(line: str) -> str | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    if not isinstance(said, dict) or said.get("event") != "ready":
        return None
    url = said.get("url")
    return url if isinstance(url, str) and urlsplit(url).port else None
