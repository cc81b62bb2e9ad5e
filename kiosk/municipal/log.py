"""The city hall's log: one JSON object a line on stderr, never a person, a number or an id of a path."""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kiosk.municipal.operation import counting

_log = structlog.get_logger(__name__)


class _OneLine(logging.Handler):
    """Takes over records of libraries. Arguments and exception messages may quote what a client sent:
    only the unfilled message, the exception's type and the places it passed are written."""

    def emit(self, record: logging.LogRecord) -> None:
        facts: dict[str, Any] = {"source": record.name, "severity": record.levelname.lower()}
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, places = record.exc_info
            facts["exception"] = kind.__name__
            facts["places"] = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(places)]
        structlog.get_logger().log(record.levelno, str(record.msg), **facts)


def configure() -> None:
    """Send everything to stderr as JSON lines."""
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    root = logging.getLogger()
    root.handlers = [_OneLine()]
    root.setLevel(logging.WARNING)
    # What a client did wrong is one line of the request log already.
    logging.getLogger("django.request").setLevel(logging.ERROR)


class RequestLogMiddleware:
    """One line a request: method, route without its ids, status and milliseconds. It is counted as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of what stands behind, logged."""
        began = time.monotonic()
        response = self._get_response(request)
        seconds = time.monotonic() - began
        match = request.resolver_match
        counting.answered(match.view_name if match is not None else None, response.status_code, seconds)
        _log.info(
            "request",
            method=request.method,
            route=match.route if match is not None else None,
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
        )
        return response
