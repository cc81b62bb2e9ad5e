"""Many visits at several terminals of one city hall, most of them killed, and the balance after them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from kiosk.simulation.crash.balance import Balance, balance
from kiosk.simulation.crash.books import read_books
from kiosk.simulation.crash.nursery import Nursery
from kiosk.simulation.crash.plan import VisitPlan, courses, is_aimed
from kiosk.simulation.crash.store import Store
from kiosk.simulation.crash.visit import Visited, play_visit
from kiosk.simulation.demo.city_hall import ServedCityHall
from kiosk.simulation.demo.town_directory import DemoError
from kiosk.simulation.town.places import AOBA

_DATABASE = "city-hall.sqlite3"


@dataclass(frozen=True)
class Simulated:
    """What was done to the terminals, and whether their books agree."""

    visits: tuple[Visited, ...]
    balance: Balance

    @property
    def problems(self) -> tuple[str, ...]:
        """Terminals that hung or died though nobody killed them."""
        return tuple(f"{visited.problem}: {visited.plan}" for visited in self.visits if visited.problem)

    @property
    def passed(self) -> bool:
        """Whether all went as it must."""
        return self.balance.agrees and not self.problems


def simulate_crashes(
    town: Path, directory: Path, *, visits: int, seed: int, terminals: int, progress: Callable[[int], None]
) -> Simulated:
    """Play ``visits`` visits drawn from ``seed`` at the city hall of ``town``, which nobody serves. What
    terminals leave is kept in ``directory``, which is emptied first; ``progress`` hears how many visits
    are over. Raises DemoError, Hangs."""
    town, directory = town.absolute(), directory.absolute()
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    handed = [_enrolled(town, f"crash-{number}") for number in range(1, terminals + 1)]
    shared = _Shared(courses(Random(seed)), visits, progress)
    with ExitStack() as stack:
        short = Path(stack.enter_context(TemporaryDirectory(prefix="kiosk-crash-")))
        nursery = stack.enter_context(Nursery(short))
        url = stack.enter_context(ServedCityHall(town, directory / "city-hall.log")).wait_until_ready()
        stores = [
            stack.enter_context(Store(directory / files.name, nursery, url, files, town / "cards"))
            for files in handed
        ]
        with ThreadPoolExecutor(terminals) as at_once:
            played = [visited for done in at_once.map(shared.play, stores) for visited in done]
            list(at_once.map(Store.settle, stores))
        books = [
            read_books(store.terminal_id, store.cashbox, store.printer, store.journal, town / _DATABASE)
            for store in stores
        ]
        return Simulated(tuple(played), balance(books))


class _Shared:
    """Courses of visits that several stores take one by one. One that was aimed at a step and did not come
    to it is taken once more."""

    def __init__(
        self, drawn: Iterator[tuple[VisitPlan, ...]], visits: int, progress: Callable[[int], None]
    ) -> None:
        self._drawn = drawn
        self._missed: list[tuple[VisitPlan, ...]] = []
        self._left = visits
        self._progress = progress
        self._taking = threading.Lock()
        self._over = 0

    def play(self, store: Store) -> Sequence[Visited]:
        """Visits to ``store`` until none is left."""
        played = []
        while course := self._next():
            for plan in course:
                played.append(play_visit(store, plan))
                self._count(course, played[-1])
        return played

    def _next(self) -> tuple[VisitPlan, ...]:
        with self._taking:
            course = self._missed.pop() if self._missed else next(self._drawn)
            course = course[: self._left]
            self._left -= len(course)
            return course

    def _count(self, course: tuple[VisitPlan, ...], visited: Visited) -> None:
        with self._taking:
            if is_aimed(visited.plan.kill) and visited.died_at is None and visited.plan is course[-1]:
                self._missed.append(course)
            self._over += 1
            self._progress(self._over)


def _enrolled(town: Path, terminal_id: str) -> Path:
    """In a process of its own, so that Django is never loaded into this one."""
    command = [sys.executable, "-m", "kiosk", "municipal", "terminal", "add", terminal_id]
    done = subprocess.run(
        [*command, "--municipality", AOBA.code, "--directory", str(town)],
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise DemoError(f"{terminal_id} could not be enrolled at {town}")
    return town / "terminals" / terminal_id
