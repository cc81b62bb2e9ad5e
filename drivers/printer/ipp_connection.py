"""One IPP request over HTTP, straight to the printer (RFC 8010 §4).

What went wrong is told apart by the one thing that matters for paper: whether the printer can have
acted on the request.
"""

from __future__ import annotations

import http.client
import itertools
import socket
import ssl
import time
from urllib.parse import urlsplit

from drivers.printer.ipp_message import (
    Attribute,
    Group,
    GroupTag,
    IppMessageError,
    Message,
    Operation,
    ValueTag,
    decode,
    encode,
)

_MAX_REPLY_BYTES = 4 * 1024 * 1024
_DEFAULT_PORT = 631
_FIRST_ERROR_STATUS = 0x0100


class IppError(Exception):
    """A request without a usable answer."""


class NotSent(IppError):
    """The printer has not acted on the request: no connection, or HTTP turned it away."""


class Unanswered(IppError):
    """The link broke or the answer was no IPP: whether the printer acted is not known."""


class Refused(IppError):
    """The printer answered that it will not do it; ``reply.code`` is the status (RFC 8011 §B)."""

    def __init__(self, reply: Message) -> None:
        self.reply = reply
        message = reply.first(GroupTag.OPERATION).text("status-message") or "no message"
        super().__init__(f"status 0x{reply.code:04x}: {message}")


class IppConnection:
    """Sends requests to one printer, each over a connection of its own.

    ``uri`` is ``ipp://host[:631]/path`` or ``ipps://…``; ``timeout`` in seconds bounds connecting,
    sending and answering each; ``tls`` verifies an ``ipps`` printer (system authorities by default).
    May be used by several threads.
    """

    def __init__(self, uri: str, timeout: float, tls: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(uri)
        if parts.scheme not in ("ipp", "ipps") or not parts.hostname:
            raise ValueError(f"a printer's address is ipp://host/path or ipps://host/path, not {uri!r}")
        self.uri = uri
        self._host = parts.hostname
        self._port = parts.port or _DEFAULT_PORT
        self._path = parts.path or "/"
        self._timeout = timeout
        self._tls = (tls or ssl.create_default_context()) if parts.scheme == "ipps" else None
        self._request_ids = itertools.count(1)

    def ask(
        self,
        operation: Operation,
        *attributes: Attribute,
        job_attributes: tuple[Attribute, ...] = (),
        document: bytes = b"",
    ) -> Message:
        """The printer's answer to one operation.

        ``attributes`` follow the charset, language and printer-uri that every request begins with.
        Raises NotSent, Unanswered or Refused.
        """
        groups = [Group(GroupTag.OPERATION, (*self._opening(), *attributes))]
        if job_attributes:
            groups.append(Group(GroupTag.JOB, job_attributes))
        request = Message(operation, next(self._request_ids), tuple(groups))
        reply = self._reply(self._exchange(encode(request) + document))
        if reply.request_id != request.request_id:
            raise Unanswered("the answer belongs to another request")
        if reply.code >= _FIRST_ERROR_STATUS:
            raise Refused(reply)
        return reply

    def _opening(self) -> tuple[Attribute, ...]:
        return (
            Attribute("attributes-charset", ValueTag.CHARSET, ("utf-8",)),
            Attribute("attributes-natural-language", ValueTag.NATURAL_LANGUAGE, ("en",)),
            Attribute("printer-uri", ValueTag.URI, (self.uri,)),
        )

    def _exchange(self, body: bytes) -> bytes:
        connection = self._connected()
        try:
            connection.request("POST", self._path, body, {"Content-Type": "application/ipp"})
            response = connection.getresponse()
            if 400 <= response.status < 500:
                raise NotSent(f"HTTP {response.status} {response.reason}")
            if response.status != http.client.OK:
                raise Unanswered(f"HTTP {response.status} {response.reason}")
            return self._body(response)
        except (OSError, http.client.HTTPException) as broken:
            raise Unanswered(f"the link broke: {broken or type(broken).__name__}") from broken
        finally:
            connection.close()

    def _connected(self) -> http.client.HTTPConnection:
        connection = (
            http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout, context=self._tls)
            if self._tls
            else http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        )
        try:
            connection.connect()
        except OSError as refused:
            raise NotSent(f"no connection to {self._host}:{self._port}: {refused}") from refused
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        """The whole body, within the deadline even from a printer that sends a byte at a time."""
        deadline = time.monotonic() + self._timeout
        body = bytearray()
        while chunk := response.read1(65536):
            body += chunk
            if len(body) > _MAX_REPLY_BYTES:
                raise Unanswered("the answer is too long")
            if time.monotonic() > deadline:
                raise Unanswered("the answer took too long")
        return bytes(body)

    def _reply(self, body: bytes) -> Message:
        try:
            return decode(body)[0]
        except IppMessageError as broken:
            raise Unanswered(f"the answer is no IPP: {broken}") from broken
