"""One address in front of several city hall servers, as a load balancer that passes TCP on.

with Balancer(one.url, other.url) as balancer:
    balancer.url
    balancer.lead_to(other.url)
"""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_CHUNK = 65536


class Balancer:
    """Leads each new connection to the next server in turn, or to one alone. TLS runs through it."""

    def __init__(self, *urls: str) -> None:
        self._urls = urls
        self._turn = 0
        self._guard = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))

    @property
    def url(self) -> str:
        """What terminals take for the one city hall."""
        return f"https://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.hang_up()

    def lead_to(self, url: str) -> None:
        """Every call from now on goes to this server."""
        with self._guard:
            self._urls = (url,)
        self.hang_up()

    def hang_up(self) -> None:
        """Break every connection, so that the next call begins another."""
        with self._guard:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        while True:
            try:
                terminal, _ = self._listening.accept()
            except OSError:
                return
            with self._guard:
                self._turn += 1
                server = urlsplit(self._urls[self._turn % len(self._urls)])
            try:
                city_hall = socket.create_connection((server.hostname, server.port))
            except OSError:
                terminal.close()
                continue
            with self._guard:
                self._open |= {terminal, city_hall}
            for source, sink in ((terminal, city_hall), (city_hall, terminal)):
                threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        # A connection that broke on one side is hung up on the other.
        with contextlib.suppress(OSError):
            while chunk := source.recv(_CHUNK):
                sink.sendall(chunk)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)
        with self._guard:
            self._open.discard(source)
        source.close()
