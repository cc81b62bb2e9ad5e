"""The line between a terminal and its city hall, as a wire that can be slow or cut.

It carries bytes (TCP) and understands none of them: TLS runs through it from end to end.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from enum import Enum

_CHUNK = 65536
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class LineState(Enum):
    """What the line is like."""

    CONNECTED = "connected"
    SLOW = "slow"
    CUT = "cut"


@dataclass(eq=False)
class _Connection:
    """One connection of the terminal's: both ends, and when it last asked without an answer since."""

    terminal: asyncio.StreamWriter
    city_hall: asyncio.StreamWriter
    asked_at: float | None = None
    late: asyncio.Queue[tuple[float, bytes]] = field(default_factory=asyncio.Queue)

    def reset(self) -> None:
        """End it as a cut line ends it: at once, without a farewell."""
        for writer in (self.terminal, self.city_hall):
            _reset(writer)


class Line:
    """Listens on a free port of this machine and carries every connection to the city hall.

    Use it as a context. A slow line brings each answer ``slow_seconds`` late; a cut one breaks the
    connections that stand and every new one; :meth:`break_in_answer` breaks one in the middle of what it
    carries. Until :meth:`lead_to` tells where the city hall answers, connections wait. Thread-safe.
    """

    def __init__(self, *, slow_seconds: float = 2.0) -> None:
        self._slow_seconds = slow_seconds
        self._state = LineState.CONNECTED
        self._answer_seconds: float | None = None
        self._breaks_after: int | None = None
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._connections: set[_Connection] = set()
        self._loop = asyncio.new_event_loop()
        self._city_hall: asyncio.Future[tuple[str, int]] = self._loop.create_future()
        self._ending = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)

    def __enter__(self) -> Line:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join()
        self._loop.close()

    @property
    def port(self) -> int:
        """Where the terminal reaches the city hall through this line, on 127.0.0.1."""
        port: int = self._listening.getsockname()[1]
        return port

    @property
    def state(self) -> LineState:
        """What the line is like now."""
        return self._state

    @property
    def answer_seconds(self) -> float | None:
        """How long the last answer took; None while there was none since the line was changed."""
        return self._answer_seconds

    def lead_to(self, host: str, port: int) -> None:
        """Say where the city hall answers; once."""
        self._loop.call_soon_threadsafe(self._city_hall.set_result, (host, port))

    def become(self, state: LineState, *, slow_seconds: float | None = None) -> None:
        """Change the line, for what is carried from now on; ``slow_seconds`` changes what slow is."""
        if slow_seconds is not None:
            self._slow_seconds = slow_seconds
        self._state = state
        self._answer_seconds = None
        if state is LineState.CUT:
            self._loop.call_soon_threadsafe(self._reset_all)

    def break_in_answer(self, after: int) -> None:
        """Let the next part of an answer be cut after so many bytes, and break its connection."""
        self._breaks_after = after

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._carry, sock=self._listening)
        async with server:
            await self._ending.wait()
        self._reset_all()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _reset_all(self) -> None:
        for connection in list(self._connections):
            connection.reset()

    async def _carry(self, asking: asyncio.StreamReader, terminal: asyncio.StreamWriter) -> None:
        if self._state is LineState.CUT:
            _reset(terminal)
            return
        try:
            answering, city_hall = await asyncio.open_connection(*await asyncio.shield(self._city_hall))
        except OSError:
            _reset(terminal)
            return
        connection = _Connection(terminal, city_hall)
        if self.state is LineState.CUT:
            connection.reset()
            return
        self._connections.add(connection)
        ways = [
            asyncio.ensure_future(self._carry_questions(asking, connection)),
            asyncio.ensure_future(self._carry_answers(answering, connection)),
            asyncio.ensure_future(self._deliver_answers(connection)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._connections.discard(connection)
            for writer in (terminal, city_hall):
                writer.close()

    async def _carry_questions(self, asking: asyncio.StreamReader, connection: _Connection) -> None:
        while chunk := await asking.read(_CHUNK):
            connection.asked_at = time.monotonic()
            connection.city_hall.write(chunk)
            await connection.city_hall.drain()

    async def _carry_answers(self, answering: asyncio.StreamReader, connection: _Connection) -> None:
        while chunk := await answering.read(_CHUNK):
            delay = self._slow_seconds if self._state is LineState.SLOW else 0.0
            connection.late.put_nowait((time.monotonic() + delay, chunk))
        connection.late.put_nowait((time.monotonic(), b""))
        await asyncio.Event().wait()

    async def _deliver_answers(self, connection: _Connection) -> None:
        while True:
            due, chunk = await connection.late.get()
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if not chunk:
                return
            if connection.asked_at is not None:
                self._answer_seconds = time.monotonic() - connection.asked_at
                connection.asked_at = None
            breaks_after, self._breaks_after = self._breaks_after, None
            connection.terminal.write(chunk if breaks_after is None else chunk[:breaks_after])
            await connection.terminal.drain()
            if breaks_after is not None:
                connection.reset()
                return


def _reset(writer: asyncio.StreamWriter) -> None:
    if writer.transport.is_closing():
        return
    opened = writer.get_extra_info("socket")
    if opened is not None:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    writer.transport.abort()
