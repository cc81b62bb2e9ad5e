"""A crowd from start to end: city hall, crews of terminals, judge, tally."""

from __future__ import annotations

import multiprocessing
import queue
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import SpawnProcess
from multiprocessing.queues import Queue
from pathlib import Path
from typing import assert_never
from urllib.parse import urlsplit

from drivers.card.simulated import CardContents
from kiosk.simulation.crowd.crew import Post, Report, serve_posts
from kiosk.simulation.crowd.evidence import Attended, Closed, Deserted
from kiosk.simulation.crowd.furnishing import build_for_crowd
from kiosk.simulation.crowd.judge import Judge
from kiosk.simulation.crowd.store import papers_of
from kiosk.simulation.crowd.tally import Tally, served_timings
from kiosk.simulation.crowd.vitals import Watch
from kiosk.simulation.demo.city_hall import ServedCityHall

_CREWS = 2
_HOLDERS = 5
"""Residents of each terminal: nobody stands at two at once."""
_EARLY, _LATE = 0.25, 0.75
"""Shares of the work: everything has been used once, and everything is still in use."""

_SPAWN = multiprocessing.get_context("spawn")


def simulate_crowd(
    directory: Path,
    *,
    terminals: int,
    visits: int,
    seed: int,
    began: Callable[[str], None] = lambda step: None,
    seen: Callable[[Tally, Attended], None] = lambda tally, visit: None,
) -> Tally:
    """Make a city hall in the empty ``directory``, let ``terminals`` serve ``visits`` in all, judge each
    paper as it comes out. ``began`` is told what begins, ``seen`` each visit and the tally after it.

    Raises DemoError where the city hall does not start, ValueError for more terminals than its residents
    can be shared among.
    """
    names = [f"store-{number:02}" for number in range(1, terminals + 1)]
    hall = directory / "city-hall"
    began(f"a city hall, {terminals} terminals, {terminals * _HOLDERS} cards")
    with ProcessPoolExecutor(1, mp_context=_SPAWN) as builder:
        cards = builder.submit(build_for_crowd, hall, names, terminals * _HOLDERS, seed).result()
    tally = Tally(terminals, seed)
    log = directory / "city-hall.log"
    with ServedCityHall(hall, log) as served:
        address = urlsplit(served.wait_until_ready())
        began(f"{visits:,} visits")
        crews = _Crews(directory, names, cards, visits, (address.hostname or "", address.port or 0), seed)
        began_at = time.monotonic()
        with Watch({"city hall": served.pid, **crews.pids}, lambda: tally.visits / max(1, visits)) as watch:
            closed, attended = _judged(crews, Judge(hall / "city-hall.sqlite3"), directory, tally, seen)
        tally.seconds = crews.last_visit_at - began_at
    tally.close(closed, attended)
    tally.served = served_timings(log)
    tally.early, tally.late = watch.at(_EARLY), watch.at(_LATE)
    return tally


class _Crews:
    """The processes with the terminals, and what they report."""

    def __init__(
        self,
        directory: Path,
        names: list[str],
        cards: tuple[CardContents, ...],
        visits: int,
        city_hall: tuple[str, int],
        seed: int,
    ) -> None:
        self.last_visit_at = 0.0
        self._reports: Queue[Report] = _SPAWN.Queue()
        posts = [
            Post(
                name,
                directory / "city-hall" / "terminals" / name,
                directory / name,
                visits // len(names) + (number < visits % len(names)),
                cards[number * _HOLDERS : (number + 1) * _HOLDERS],
            )
            for number, name in enumerate(names)
        ]
        self._processes = [
            self._started(posts[number::_CREWS], city_hall, seed, directory / f"terminals-{number + 1}.log")
            for number in range(_CREWS)
        ]

    @property
    def pids(self) -> dict[str, int]:
        """The processes by name."""
        return {f"terminals {number}": process.pid or 0 for number, process in enumerate(self._processes, 1)}

    def next_report(self) -> Report | None:
        """What is reported next; None when nobody is there any more who could."""
        while True:
            try:
                return self._reports.get(timeout=1.0)
            except queue.Empty:
                if not any(process.is_alive() for process in self._processes):
                    return None

    def _started(self, posts: list[Post], city_hall: tuple[str, int], seed: int, log: Path) -> SpawnProcess:
        process = _SPAWN.Process(
            target=serve_posts, args=(posts, city_hall, seed, log, self._reports), daemon=True
        )
        process.start()
        return process


def _judged(
    crews: _Crews, judge: Judge, directory: Path, tally: Tally, seen: Callable[[Tally, Attended], None]
) -> tuple[list[Closed], list[Attended]]:
    closed: list[Closed] = []
    attended: list[Attended] = []
    deserted = 0
    while deserted < _CREWS and (report := crews.next_report()) is not None:
        match report:
            case Attended():
                crews.last_visit_at = time.monotonic()
                attended.append(report)
                papers = papers_of(report, directory / report.terminal_id)
                tally.add(report, judge.mismatches(report, papers))
                seen(tally, report)
            case Closed():
                closed.append(report)
            case Deserted(threads):
                deserted += 1
                tally.problems += [f"a terminal left its thread behind: {name}" for name in threads]
            case other:
                assert_never(other)
    judge.close()
    tally.problems += ["a process of terminals died"] * (_CREWS - deserted)
    return closed, attended
