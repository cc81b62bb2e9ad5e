"""What is answered while the database does not answer."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import InterfaceError, InternalError, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from kiosk.certificates.failures import CITY_UNREACHABLE
from kiosk.certificates.messages import Problem
from kiosk.municipal.answers import answer
from kiosk.municipal.operation import counting

UNAVAILABLE = 503
_OUTAGES = (OperationalError, InterfaceError, InternalError)
"""No connection, a lock that did not come, a deadlock, a server that only reads. Whatever else a database
refuses is a fault of the program, which nobody can explain: 500, and the terminal's alarm."""
_API = "/api/"
_RETRY_SECONDS = "1"
_WORDS = (
    "ただいま記録を読み書きできません。しばらくしてから、もう一度開いてください。\n"
    "The records cannot be reached right now. Please try again shortly.\n"
)

_log = logging.getLogger(__name__)


class DatabaseOutageMiddleware:
    """Answers 503 for an outage of the database, in which nothing was written: whoever repeats the same
    call with the same id loses nothing and does nothing twice.

    The connection is closed, whatever the fault: after a failover an old primary still answers questions,
    so that a connection to it seems healthy and writes nothing for ever.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of what stands behind."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to an outage; None for any other fault."""
        if not isinstance(error, _OUTAGES):
            return None
        _log.error("the database failed", exc_info=error)
        for connection in connections.all(initialized_only=True):
            connection.close()
        if request.path.startswith(_API):
            counting.refused(CITY_UNREACHABLE)
            response = answer(Problem(failure=CITY_UNREACHABLE.code), UNAVAILABLE)
        else:
            response = HttpResponse(_WORDS, status=UNAVAILABLE, content_type="text/plain; charset=utf-8")
        response["Retry-After"] = _RETRY_SECONDS
        return response
