"""Calls to a city hall on PostgreSQL, held up at a lock until all have come as far as they can."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg

from kiosk.municipal.configuration import FILE_NAME, load
from tests.real_parts.city_hall import WAIT, CityHall

Call = Callable[[], Any]


def at_once(hall: CityHall, hold: str, calls: Sequence[Call], *, meanwhile: Sequence[str] = ()) -> list[Any]:
    """The answers to ``calls``, which are let go when each of them waits for the lock that the statement
    ``hold`` took, or for another of them. ``meanwhile`` is done before that, in the same transaction."""
    address = load(hall.directory / FILE_NAME).database
    with ThreadPoolExecutor() as threads, psycopg.connect(address, autocommit=True) as watcher:
        with psycopg.connect(address) as holder:
            holder.execute(hold.encode())
            answers = [threads.submit(call) for call in calls]
            give_up = time.monotonic() + WAIT
            while _waiting(watcher) < len(calls):
                assert time.monotonic() < give_up, "they did not come so far as to wait"
            for statement in meanwhile:
                assert holder.execute(statement.encode()).rowcount > 0
        return [answer.result() for answer in answers]


def _waiting(watcher: psycopg.Connection[Any]) -> int:
    query = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"
    [number] = watcher.execute(query).fetchone() or (0,)
    return int(number)
