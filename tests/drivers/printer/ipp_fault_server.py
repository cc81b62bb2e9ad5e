"""An IPP printer that breaks where a real one can't be made to: around a request, and in what it says."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from drivers.printer.ipp_message import (
    Attribute,
    Group,
    GroupTag,
    Message,
    Operation,
    ValueTag,
    decode,
    encode,
)
from drivers.printer.ipp_state import JobState, PrinterState

_NOT_FOUND = 0x0406


class Break(Enum):
    """Where the link breaks."""

    BEFORE_IT_ACTS = "the request arrives and is dropped"
    BEFORE_IT_ANSWERS = "the printer does it and its answer is dropped"
    NO_ANSWER = "the printer does it and never answers"
    NONSENSE = "the printer does it and answers with something else than IPP"
    ANOTHER_ANSWER = "the printer does it and answers a request of somebody else"
    HTTP_NOT_FOUND = "HTTP turns the request away"


@dataclass
class ServerJob:
    """One job as the printer remembers it. A count that is None is one that this printer doesn't keep."""

    id: int
    name: str
    document: bytes
    state: JobState = JobState.PROCESSING
    impressions: int | None = 0
    media_sheets: int | None = None


@dataclass
class IppFaultServer:
    """Started by ``with``. Change its attributes at any time to make it say something else."""

    state: PrinterState = PrinterState.IDLE
    reasons: tuple[str, ...] = ("none",)
    accepting: bool = True
    media_ready: tuple[str, ...] = ("iso_a4_210x297mm",)
    scalings: tuple[str, ...] = ("auto", "none")
    sides: tuple[str, ...] = ("one-sided", "two-sided-long-edge")
    resolutions: tuple[bytes, ...] = ()
    jobs: list[ServerJob] = field(default_factory=list)
    requests: Counter[Operation] = field(default_factory=Counter)
    print_request: Message | None = None
    _breaks: dict[Operation, Break] = field(default_factory=dict)
    _refusals: dict[Operation, tuple[int, Group | None]] = field(default_factory=dict)
    _released: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> IppFaultServer:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                server.handle(self)

            def log_message(self, *_: object) -> None:
                """Quiet: what it was asked stands in ``requests``."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._released.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    @property
    def uri(self) -> str:
        return f"ipp://127.0.0.1:{self._http.server_port}/ipp/print"

    def break_around(self, operation: Operation, how: Break) -> None:
        """Each request for this operation breaks so, until :meth:`mend`."""
        self._breaks[operation] = how

    def refuse(self, operation: Operation, status: int, unsupported: Attribute | None = None) -> None:
        """Each request for this operation is answered with this error, until :meth:`mend`."""
        group = None if unsupported is None else Group(GroupTag.UNSUPPORTED, (unsupported,))
        self._refusals[operation] = (status, group)

    def mend(self) -> None:
        """Answer everything again."""
        self._breaks.clear()
        self._refusals.clear()

    def add_job(self, name: str, state: JobState, impressions: int | None) -> ServerJob:
        """A job that the printer has, wherever it came from."""
        job = ServerJob(len(self.jobs) + 1, name, b"", state, impressions)
        self.jobs.append(job)
        return job

    def handle(self, http: BaseHTTPRequestHandler) -> None:
        request, document = decode(http.rfile.read(int(http.headers["Content-Length"])))
        operation = Operation(request.code)
        self.requests[operation] += 1
        how = self._breaks.get(operation)
        if how is Break.BEFORE_IT_ACTS:
            _hang_up(http)
            return
        if how is Break.HTTP_NOT_FOUND:
            _send(http, 404, b"")
            return
        reply = encode(self._answer(operation, request, document))
        match how:
            case Break.BEFORE_IT_ANSWERS:
                _hang_up(http)
            case Break.NO_ANSWER:
                self._released.wait()
            case Break.NONSENSE:
                _send(http, 200, b"<html>Please log in to this network</html>")
            case Break.ANOTHER_ANSWER:
                _send(http, 200, encode(Message(0, request.request_id + 1, ())))
            case None:
                _send(http, 200, reply)

    def _answer(self, operation: Operation, request: Message, document: bytes) -> Message:
        status, groups = self._done(operation, request, document)
        if operation in self._refusals:
            status, unsupported = self._refusals[operation]
            groups = [] if unsupported is None else [unsupported]
        return Message(status, request.request_id, (Group(GroupTag.OPERATION, ()), *groups))

    def _done(self, operation: Operation, request: Message, document: bytes) -> tuple[int, list[Group]]:
        asked = request.first(GroupTag.OPERATION)
        match operation:
            case Operation.GET_PRINTER_ATTRIBUTES:
                return 0, [self._printer()]
            case Operation.GET_JOBS:
                ended = asked.text("which-jobs") == "completed"
                return 0, [_described(job) for job in self.jobs if (job.state >= JobState.CANCELED) == ended]
            case Operation.PRINT_JOB if operation not in self._refusals:
                self.print_request = request
                self.jobs.append(ServerJob(len(self.jobs) + 1, asked.text("job-name") or "", document))
                return 0, [_described(self.jobs[-1])]
            case Operation.CANCEL_JOB:
                found = [job for job in self.jobs if job.id == asked.integer("job-id")]
                for job in found:
                    job.state = JobState.CANCELED
                return 0 if found else _NOT_FOUND, []
            case _:
                return 0, []

    def _printer(self) -> Group:
        described = [
            Attribute("printer-state", ValueTag.ENUM, (self.state,)),
            Attribute("printer-state-reasons", ValueTag.KEYWORD, self.reasons),
            Attribute("printer-is-accepting-jobs", ValueTag.BOOLEAN, (self.accepting,)),
            _keywords("media-ready", self.media_ready),
            _keywords("print-scaling-supported", self.scalings),
            _keywords("sides-supported", self.sides),
            _listed("printer-resolution-supported", ValueTag.RESOLUTION, self.resolutions),
        ]
        return Group(GroupTag.PRINTER, tuple(described))


def _keywords(name: str, values: tuple[str, ...]) -> Attribute:
    return _listed(name, ValueTag.KEYWORD, values)


def _listed(name: str, tag: ValueTag, values: tuple[str, ...] | tuple[bytes, ...]) -> Attribute:
    if values:
        return Attribute(name, tag, values)
    return Attribute(name, ValueTag.NO_VALUE, (None,))


def _described(job: ServerJob) -> Group:
    return Group(
        GroupTag.JOB,
        (
            Attribute("job-id", ValueTag.INTEGER, (job.id,)),
            Attribute("job-name", ValueTag.NAME, (job.name,)),
            Attribute("job-state", ValueTag.ENUM, (job.state,)),
            _counted("job-impressions-completed", job.impressions),
            _counted("job-media-sheets-completed", job.media_sheets),
        ),
    )


def _counted(name: str, count: int | None) -> Attribute:
    if count is None:
        return Attribute(name, ValueTag.UNKNOWN, (None,))
    return Attribute(name, ValueTag.INTEGER, (count,))


def _send(http: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    http.send_response(status)
    http.send_header("Content-Type", "application/ipp")
    http.send_header("Content-Length", str(len(body)))
    http.end_headers()
    http.wfile.write(body)


def _hang_up(http: BaseHTTPRequestHandler) -> None:
    http.close_connection = True
    http.connection.shutdown(socket.SHUT_RDWR)
