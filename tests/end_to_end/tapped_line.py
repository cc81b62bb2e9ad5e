"""A line between terminal and city hall with somebody on it: it ends the terminal's TLS with the city
hall's own certificate, passes on what it hears, and can change, withhold or invent answers.

    with TappedLine(hall) as line:
        line.change("order", lambda answer: answer.with_body(other))
        line.before("order", line.cut)
        line.say(availability)
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import ssl
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from types import TracebackType
from typing import Any, Self

from tests.real_parts.city_hall import CITY_TERMINAL, WAIT, CityHall

_CALLS = {
    "stream": r"GET /api/v1/availability/stream",
    "availability": r"GET /api/v1/availability",
    "visit": r"POST /api/v1/visits",
    "authentication": r"POST /api/v1/visits/[0-9a-f]+/authentication",
    "order": r"POST /api/v1/visits/[0-9a-f]+/orders",
    "confirmation": r"POST /api/v1/orders/[0-9a-f]+/confirmation",
    "abandon": r"POST /api/v1/orders/[0-9a-f]+/abandon",
    "outcome": r"POST /api/v1/orders/[0-9a-f]+/outcome",
    "alarm": r"POST /api/v1/alarms",
    "form": r"GET /api/v1/forms/[0-9a-f]+",
    "keys": r"GET /api/v1/keys",
}


@dataclass(frozen=True)
class Answer:
    """What the city hall said; ``breaks_after`` so many bytes of the body the line is closed."""

    status: int
    content_type: str
    body: bytes
    seconds_a_byte: float = 0.0
    breaks_after: int | None = None

    @property
    def message(self) -> dict[str, Any]:
        """The body as JSON."""
        content: dict[str, Any] = json.loads(self.body)
        return content

    def with_message(self, **changed: object) -> Answer:
        """The same answer with some keys of its message changed."""
        return replace(self, body=json.dumps(self.message | changed).encode())


Change = Callable[[Answer], Answer | None]
"""The answer to pass on; None: the line breaks instead."""


class TappedLine:
    """One line, from ``__enter__`` to ``__exit__``, for one terminal."""

    def __init__(self, hall: CityHall, terminal_id: str = CITY_TERMINAL) -> None:
        self.calls: list[str] = []
        self._hall = hall
        self._changes: dict[str, Change] = {}
        self._before: dict[str, Callable[[], None]] = {}
        self._guard = threading.RLock()
        self._called = threading.Condition()
        self._open: set[socket.socket] = set()
        self._streams: list[BufferedIOBase] = []
        self._is_cut = False
        self.hung_up = threading.Event()
        self._towards_hall = ssl.create_default_context(cafile=str(hall.ca))
        files = hall.terminal_files(terminal_id)
        self._towards_hall.load_cert_chain(files / "client.pem", files / "client.key")
        towards_terminal = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        towards_terminal.load_cert_chain(
            hall.directory / "pki" / "server.pem", hall.directory / "pki" / "server.key"
        )
        self._server = _Server(("127.0.0.1", 0), _Passing, self)
        self._server.socket = towards_terminal.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )

    @property
    def url(self) -> str:
        """What the terminal takes for its city hall."""
        return f"https://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()
        self.hung_up.set()
        self._server.shutdown()
        self._server.server_close()

    # Who is on the line ---------------------------------------------------------------------------

    def change(self, call: str, change: Change) -> None:
        """Let every answer to this call be changed."""
        assert call in _CALLS
        self._changes[call] = change

    def pass_on(self, call: str) -> None:
        """Pass answers to this call on as they are again."""
        self._changes.pop(call, None)

    def lose_next(self, call: str) -> None:
        """Let the next call of this name reach the city hall, and its answer nobody."""

        def lose(answer: Answer) -> None:
            self.pass_on(call)

        self.change(call, lose)

    def before(self, call: str, happens: Callable[[], None]) -> None:
        """Let this happen once, when the next call of this name has come and before it is passed on."""
        assert call in _CALLS
        self._before[call] = happens

    def say(self, message: dict[str, Any]) -> None:
        """Push an availability that the city hall never said."""
        event = f"event: availability\ndata: {json.dumps(message)}\n\n".encode()
        with self._guard:
            for stream in self._streams:
                _write_chunk(stream, event)

    def cut(self) -> None:
        """Break every connection; nobody gets through until :meth:`mend`."""
        with self._guard:
            self._is_cut = True
            for connection in self._open:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def wait_for(self, call: str, times: int = 1) -> None:
        """Until this call has come so often."""
        with self._called:
            assert self._called.wait_for(lambda: self.calls.count(call) >= times, WAIT), self.calls

    def mend(self) -> None:
        """Let the line work again."""
        self._is_cut = False

    # What the server does -------------------------------------------------------------------------

    @property
    def is_cut(self) -> bool:
        """Whether nobody gets through."""
        return self._is_cut

    @contextlib.contextmanager
    def holding(self, connection: socket.socket) -> Iterator[None]:
        """While this connection can be broken."""
        with self._guard:
            self._open.add(connection)
        try:
            yield
        finally:
            with self._guard:
                self._open.discard(connection)

    @contextlib.contextmanager
    def listening(self, stream: BufferedIOBase) -> Iterator[None]:
        """While this stream hears what is said."""
        with self._guard:
            self._streams.append(stream)
        try:
            yield
        finally:
            with self._guard:
                self._streams.remove(stream)

    def write(self, stream: BufferedIOBase, chunk: bytes) -> None:
        """Pass a part of the stream on."""
        with self._guard:
            _write_chunk(stream, chunk)

    def to_hall(self) -> http.client.HTTPSConnection:
        """A connection to the city hall with the terminal's certificate."""
        address = urllib.parse.urlsplit(self._hall.url)
        return http.client.HTTPSConnection(
            address.hostname or "", address.port, context=self._towards_hall, timeout=WAIT
        )

    def heard(self, call: str) -> None:
        """A call has come."""
        with self._called:
            self.calls.append(call)
            self._called.notify_all()
        happens = self._before.pop(call, None)
        if happens is not None:
            happens()

    def changed(self, call: str, answer: Answer) -> Answer | None:
        """What is to be answered."""
        change = self._changes.get(call)
        return answer if change is None else change(answer)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(
        self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], line: TappedLine
    ) -> None:
        self.line = line
        super().__init__(address, handler)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        return not self.line.is_cut

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke is what the line is for."""


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def handle(self) -> None:
        with self.server.line.holding(self.connection):
            super().handle()

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Say nothing."""

    def _pass_on(self) -> None:
        line = self.server.line
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.partition("?")[0]
        call = next(name for name, form in _CALLS.items() if re.fullmatch(form, f"{self.command} {path}"))
        line.heard(call)
        if line.is_cut:
            self.close_connection = True
            return
        with contextlib.closing(line.to_hall()) as hall:
            hall.request(self.command, self.path, body or None, {"Content-Type": "application/json"})
            answer = hall.getresponse()
            if call == "stream":
                self._pass_stream_on(answer)
            else:
                content_type = answer.getheader("Content-Type") or "application/octet-stream"
                self._say(line.changed(call, Answer(answer.status, content_type, answer.read())))

    def _say(self, answer: Answer | None) -> None:
        if answer is None or self.server.line.is_cut:
            self.close_connection = True
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if answer.breaks_after is not None:
            self.close_connection = True
            self.wfile.write(answer.body[: answer.breaks_after])
            return
        if not answer.seconds_a_byte:
            self.wfile.write(answer.body)
            return
        for byte in answer.body:
            self.wfile.write(bytes((byte,)))
            if self.server.line.hung_up.wait(answer.seconds_a_byte):
                return

    def _pass_stream_on(self, answer: http.client.HTTPResponse) -> None:
        line = self.server.line
        self.close_connection = True
        self.send_response(answer.status)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        with line.listening(self.wfile):
            while chunk := answer.read1(65536):
                line.write(self.wfile, chunk)


def _write_chunk(stream: BufferedIOBase, chunk: bytes) -> None:
    # A stream whose terminal has hung up hears nothing.
    with contextlib.suppress(OSError):
        stream.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        stream.flush()
