"""The embedded server: gunicorn's threads with its own TLS, which shows who the client is.

One process: each event stream holds a thread, and a change is pushed by one watcher.
"""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from kiosk.municipal import clock, log
from kiosk.municipal.availability.watcher import revision_watcher
from kiosk.municipal.configuration import Configuration
from kiosk.municipal.identity.refreshing import refresher
from kiosk.municipal.operation import inside
from kiosk.municipal.proposals.keeper import keeper
from kiosk.municipal.wsgi import application

THREADS = 96
_STOP_SECONDS = 1
_KEEP_ALIVE_SECONDS = 75
_BACKLOG = 2048
_LAST_PORT = 65535


class _QuietLogger(Logger):  # type: ignore[misc]
    """Leaves errors to the city hall's log and writes no access log: paths hold ids."""

    def setup(self, cfg: Config) -> None:
        self.error_log.handlers = []
        self.error_log.propagate = True
        self.error_log.setLevel(logging.ERROR)
        self.access_log.handlers = []
        self.access_log.propagate = False

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Nothing: the request log names routes."""


class _Worker(ThreadWorker):  # type: ignore[misc]
    """Releases the event streams and ends the refresher when it is told to stop, so that it can end."""

    def handle_exit(self, sig: int, frame: Any) -> None:
        revision_watcher.stop()
        refresher.stop()
        keeper.stop()
        super().handle_exit(sig, frame)

    handle_quit = handle_exit


def _tls(config: Config, default: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    context = default()
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_OPTIONAL
    return context


def _shown(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class CityHallServer(BaseApplication):  # type: ignore[misc]
    """Serves the configured city hall on ``listener`` until SIGTERM.

    Once it answers, it writes a line with ``"event": "ready"`` and its ``url`` to stderr, and that of its
    numbers where ``metrics`` is a listener for them. Browsers need no certificate; the API asks for a
    terminal's.
    """

    def __init__(
        self, configuration: Configuration, listener: socket.socket, metrics: socket.socket | None
    ) -> None:
        self._configuration = configuration
        self._listener = listener
        self._metrics = metrics
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what it needs."""
        pki: Path = self._configuration.pki
        for name, value in {
            "bind": f"fd://{self._listener.fileno()}",
            "workers": 1,
            "threads": THREADS,
            "worker_class": _Worker,
            "logger_class": _QuietLogger,
            "keepalive": _KEEP_ALIVE_SECONDS,
            "graceful_timeout": _STOP_SECONDS,
            "certfile": str(pki / "server.pem"),
            "keyfile": str(pki / "server.key"),
            "ca_certs": str(pki / "ca.pem"),
            "cert_reqs": ssl.CERT_OPTIONAL,
            "ssl_context": _tls,
            "post_worker_init": self._begin,
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application."""
        return application

    def _begin(self, worker: ThreadWorker) -> None:
        clock.start()
        refresher.start(settings.CITY_HALL)
        keeper.start()
        told = {"url": f"https://{_shown(worker.sockets[0])}"}
        if self._metrics is not None:
            inside.open_door(self._metrics)
            told["metrics"] = f"http://{_shown(self._metrics)}{inside.PATH}"
        structlog.get_logger().info("ready", **told)


def listen(bind: str) -> socket.socket:
    """A socket that listens at ``host:port`` or ``[host]:port``; port 0 takes a free one.

    Raises ValueError for what is no address, OSError for one that can't be had, both naming it.
    """
    host, separator, port = bind.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (host and separator and port.isascii() and port.isdigit() and int(port) <= _LAST_PORT):
        raise ValueError(f"bind {bind}: HOST:PORT is needed")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, int(port)), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise OSError(f"bind {bind}: {error.strerror}") from None


def serve(
    configuration: Configuration, listener: socket.socket, metrics: socket.socket | None = None
) -> None:
    """Serve on ``listener`` until SIGTERM or Ctrl-C, and numbers for Prometheus on ``metrics``; does not
    return."""
    log.configure()
    CityHallServer(configuration, listener, metrics).run()
