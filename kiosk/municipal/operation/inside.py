"""The door for the inside: numbers for Prometheus, plain HTTP, on an address that the outside can't reach.

They say how much a city hall has to do and when, which is nobody's business outside; a door of its own
needs no rule in a proxy that somebody may forget.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from ipaddress import ip_address
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import StartResponse, WSGIEnvironment

from django.db import connections
from prometheus_client import make_wsgi_app

from kiosk.municipal.operation.counting import REGISTRY

PATH = "/metrics"
_exposition = make_wsgi_app(REGISTRY)


def check_inside(bind: str) -> None:
    """Raise ValueError unless ``HOST:PORT`` names an address of this machine or of a private network."""
    host = bind.rpartition(":")[0].removeprefix("[").removesuffix("]")
    try:
        address = ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise ValueError(f"metrics {bind}: an IP address and a port are needed") from None
    if address.is_unspecified or not address.is_private:
        raise ValueError(f"metrics {bind}: an address of the inside is needed, or the whole world may look")


def open_door(listener: socket.socket) -> None:
    """Answer on ``listener`` from now on, in threads that end with the process."""
    server = _Server(listener.getsockname()[:2], _Quiet, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    server.server_name, server.server_port = listener.getsockname()[:2]
    server.setup_environ()
    server.set_app(_numbers)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()


def _numbers(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if environ["PATH_INFO"] != PATH:
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"only /metrics is here\n"]
    try:
        # Whole, while the thread that opened a connection for it can still close that.
        return list(_exposition(environ, start_response))
    finally:
        connections.close_all()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - as the library names it
        """The city hall's log is about the city hall."""
