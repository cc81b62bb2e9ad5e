"""The demo's directory: a city hall made once, and put back to how it was made at every start."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import kiosk

_HOUSE = Path(kiosk.__file__).parent
_MADE_BY = (_HOUSE / "municipal", _HOUSE / "simulation" / "town", _HOUSE.parent / "layouts")
_DATABASE = "city-hall.sqlite3"
_AS_MADE = "as-made.sqlite3"
_STAMP = "made-by"


class DemoError(RuntimeError):
    """The demo can't be shown; the message says why, in one line."""


@contextmanager
def demo_directory(directory: Path, *, fresh: bool = False) -> Iterator[Path]:
    """A city hall with the sample town, as it was made, for this process alone.

    Made where there is none, where the code that makes it has changed, or when ``fresh``: that takes
    some seconds and is told on stderr. Raises DemoError.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoError(
                f"{directory}: another demo is running there; name another one by --directory"
            ) from None
        town = directory / "city-hall"
        makers = _makers()
        stamp = town / _STAMP
        if fresh or not stamp.is_file() or stamp.read_text() != makers:
            _make(town, makers)
        _put_back(town)
        yield town


def _make(town: Path, makers: str) -> None:
    """In a process of its own, so that Django is never loaded into the terminal's."""
    if town.exists():
        shutil.rmtree(town)
    made = subprocess.run(
        [sys.executable, "-m", "kiosk", "municipal", "init", "--demo", "--directory", str(town)],
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if made.returncode:
        raise DemoError(f"{town}: the sample town could not be made")
    shutil.copyfile(town / _DATABASE, town / _AS_MADE)
    (town / _STAMP).write_text(makers)


def _put_back(town: Path) -> None:
    for leftover in town.glob(f"{_DATABASE}*"):
        leftover.unlink()
    shutil.copyfile(town / _AS_MADE, town / _DATABASE)


def _makers() -> str:
    """A hash over everything that decides how the town is made."""
    digest = hashlib.sha256()
    for room in _MADE_BY:
        for file in sorted(room.rglob("*.py")) + sorted(room.rglob("*.toml")):
            digest.update(f"{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()
