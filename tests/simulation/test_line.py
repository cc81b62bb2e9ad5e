"""The line between terminal and city hall that the dock can slow down and cut."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from kiosk.simulation.line import Line, LineState

SLOW = 0.3


@pytest.fixture
def city_hall() -> Iterator[socket.socket]:
    """Somebody who answers every question with the same words."""
    listening = socket.create_server(("127.0.0.1", 0))

    def converse(caller: socket.socket) -> None:
        with caller, suppress(ConnectionResetError):
            while heard := caller.recv(1024):
                caller.sendall(heard)

    def serve() -> None:
        while True:
            try:
                caller, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=converse, args=(caller,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    with listening:
        yield listening
        listening.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def line(city_hall: socket.socket) -> Iterator[Line]:
    with Line(slow_seconds=SLOW) as line:
        line.lead_to(*city_hall.getsockname())
        yield line


def call(line: Line) -> socket.socket:
    return socket.create_connection(("127.0.0.1", line.port), timeout=10)


def receive(terminal: socket.socket, length: int) -> bytes:
    heard = b""
    while len(heard) < length:
        heard += terminal.recv(65536)
    return heard


def test_what_is_said_arrives_unchanged(line: Line) -> None:
    said = bytes(range(256)) * 1000
    with call(line) as terminal:
        threading.Thread(target=terminal.sendall, args=(said,), daemon=True).start()
        assert receive(terminal, len(said)) == said
    assert line.answer_seconds is not None
    assert line.answer_seconds < SLOW


def test_a_slow_line_brings_each_answer_late(line: Line) -> None:
    with call(line) as terminal:
        line.become(LineState.SLOW)
        began = time.monotonic()
        terminal.sendall(b"question")
        assert terminal.recv(64) == b"question"
        assert time.monotonic() - began >= SLOW
        line.become(LineState.CONNECTED)
        terminal.sendall(b"again")
        assert terminal.recv(64) == b"again"
        assert line.answer_seconds is not None
        assert line.answer_seconds < SLOW


def test_cutting_the_line_breaks_a_conversation_at_once(line: Line) -> None:
    with call(line) as terminal:
        terminal.sendall(b"question")
        assert terminal.recv(64) == b"question"
        line.become(LineState.CUT)
        with pytest.raises(ConnectionResetError):
            terminal.recv(64)


def test_an_answer_can_break_off_in_its_middle(line: Line) -> None:
    line.break_in_answer(after=4)
    with call(line) as terminal:
        terminal.sendall(b"question")
        with pytest.raises(ConnectionResetError):
            receive(terminal, len(b"question"))
    with call(line) as terminal:
        terminal.sendall(b"question")
        assert terminal.recv(64) == b"question"


def test_nobody_gets_through_a_cut_line_until_it_is_mended(line: Line) -> None:
    line.become(LineState.CUT)
    with pytest.raises(ConnectionResetError), call(line) as terminal:
        terminal.recv(64)
    line.become(LineState.CONNECTED)
    with call(line) as terminal:
        terminal.sendall(b"question")
        assert terminal.recv(64) == b"question"


def test_a_caller_waits_until_the_city_hall_is_there(city_hall: socket.socket) -> None:
    with Line() as line, call(line) as terminal:
        terminal.sendall(b"early")
        line.lead_to(*city_hall.getsockname())
        assert terminal.recv(64) == b"early"


def test_a_city_hall_that_does_not_answer_is_told_to_the_caller() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = closed.getsockname()
    with Line() as line, call(line) as terminal:
        line.lead_to(*nobody)
        with pytest.raises(ConnectionResetError):
            terminal.recv(64)
