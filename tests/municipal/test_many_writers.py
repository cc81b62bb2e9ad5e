"""SQLite has one writer: many threads of a city hall wait for it in their order, and never for each other."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.utils import OperationalError
from pytest_django import DjangoDbBlocker

from kiosk.municipal.configuration import Configuration
from kiosk.municipal.databases import database_settings
from kiosk.municipal.queued_sqlite.base import DatabaseWrapper
from kiosk.municipal.queued_sqlite.queue import TurnQueue

WAIT = 10.0
Connect = Callable[[], DatabaseWrapper]


@pytest.fixture
def connected(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Connect]:
    """Makes connections to one new database with a table, as a city hall has one a thread; any thread may
    use them, and they give up after a second."""

    def connect() -> DatabaseWrapper:
        stated = database_settings(Configuration(directory=tmp_path))
        settings: dict[str, Any] = {**connections["default"].settings_dict, **stated, "TEST": {}}
        settings["OPTIONS"] = {**stated["OPTIONS"], "timeout": 1.0}
        made = DatabaseWrapper(settings, "default")
        made.inc_thread_sharing()
        return made

    with django_db_blocker.unblock():
        with connect().cursor() as cursor:
            cursor.execute("CREATE TABLE written (number INTEGER)")
            cursor.execute("INSERT INTO written VALUES (1), (2), (3)")
        yield connect


def begin(connection: DatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def write(connection: DatabaseWrapper, number: int) -> None:
    begin(connection)
    connection.cursor().execute("INSERT INTO written VALUES (%s)", [number])
    connection.commit()
    connection.set_autocommit(True)


def numbers(connection: DatabaseWrapper) -> list[int]:
    with connection.cursor() as cursor:
        return [row[0] for row in cursor.execute("SELECT number FROM written").fetchall()]


def test_a_writer_is_not_held_up_by_what_one_who_waits_left_behind(
    connected: Connect,
) -> None:
    writing, waiting = connected(), connected()
    left_behind = [waiting.cursor().execute("SELECT number FROM written")]
    polls = threading.Event()
    waiting.connection.set_trace_callback(lambda statement: polls.set())
    begin(writing)
    with ThreadPoolExecutor(1) as other:
        waits = other.submit(write, waiting, 5)
        assert not polls.wait(0.3)
        left_behind.clear()
        writing.cursor().execute("INSERT INTO written VALUES (4)")
        writing.commit()
        waits.result(WAIT)
    assert numbers(writing) == [1, 2, 3, 4, 5]


def test_a_turn_that_does_not_come_is_a_locked_database_and_blocks_nobody(
    connected: Connect,
) -> None:
    writing, waiting = connected(), connected()
    begin(writing)
    with pytest.raises(OperationalError, match="locked"):
        begin(waiting)
    writing.rollback()
    write(connected(), 4)
    assert numbers(writing) == [1, 2, 3, 4]


@pytest.mark.parametrize("end", [DatabaseWrapper.commit, DatabaseWrapper.rollback, DatabaseWrapper.close])
def test_however_a_transaction_ends_the_next_has_its_turn(
    connected: Connect, end: Callable[[DatabaseWrapper], None]
) -> None:
    writing = connected()
    begin(writing)
    end(writing)
    write(connected(), 4)


def test_turns_are_given_in_the_order_of_coming() -> None:
    turns, served = TurnQueue(), queue.SimpleQueue[int]()
    assert turns.enter(WAIT)

    def serve(number: int) -> None:
        assert turns.enter(WAIT)
        served.put(number)
        turns.leave()

    threads = [threading.Thread(target=serve, args=(number,)) for number in range(20)]
    for number, thread in enumerate(threads, start=1):
        thread.start()
        while turns.waiting < number:
            pass
    turns.leave()
    assert [served.get(timeout=WAIT) for _ in threads] == list(range(20))
    for thread in threads:
        thread.join(WAIT)
