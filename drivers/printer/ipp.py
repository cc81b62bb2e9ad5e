"""A real printer by IPP/2.0, straight to the device: no print system in between rewrites the PDF.

RFC 8010 and RFC 8011; IPP Everywhere (PWG 5100.14) for media-ready. A print id is the job's name, so
that the printer itself remembers which ids it has had.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from drivers.diagnosis import Finding
from drivers.printer.contract import (
    JobCompleted,
    JobEvent,
    JobFailed,
    JobLost,
    PrinterNotReady,
    PrinterStatus,
    PrintJob,
    Sides,
    Submission,
    SubmitRefused,
    Submitted,
    SubmitUnknown,
    Trouble,
)
from drivers.printer.ipp_connection import IppConnection, IppError, NotSent, Refused
from drivers.printer.ipp_diagnosis import DIAGNOSIS_ATTRIBUTES, findings, unreachable
from drivers.printer.ipp_message import Attribute, Group, GroupTag, Operation, ValueTag
from drivers.printer.ipp_state import (
    A4,
    READINESS_ATTRIBUTES,
    SIDES,
    JobProgress,
    JobReport,
    ending,
    readiness,
    stoppages,
)

_log = logging.getLogger(__name__)

_USER = Attribute("requesting-user-name", ValueTag.NAME, ("kiosk",))
_JOB_ATTRIBUTES = (
    "job-id",
    "job-name",
    "job-state",
    "job-impressions-completed",
    "job-media-sheets-completed",
)
_ON_A4_AT_FULL_SIZE = (
    Attribute("print-scaling", ValueTag.KEYWORD, ("none",)),
    Attribute("media", ValueTag.KEYWORD, (A4,)),
    Attribute("copies", ValueTag.INTEGER, (1,)),
)
_BUSY = frozenset({0x0502, 0x0505, 0x0506, 0x0507})
"""service-unavailable, temporary-error, not-accepting-jobs, busy."""


@dataclass(frozen=True)
class _Job:
    id: int
    name: str
    report: JobReport


class IppPrinter:
    """The printer at ``uri`` (``ipp://host/ipp/print`` or ``ipps://…``). May be used by several threads.

    ``timeout`` bounds each request in seconds. :meth:`follow` asks every ``poll_interval`` seconds and
    gives a job up as lost when the printer has not known of it for ``lost_after`` seconds, or has not
    dropped it ``dropped_within`` seconds after it was told to: some keep a cancelled job until the jam
    is cleared.
    """

    def __init__(
        self,
        uri: str,
        *,
        timeout: float = 5.0,
        poll_interval: float = 0.2,
        lost_after: float = 60.0,
        dropped_within: float = 10.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._printer = IppConnection(uri, timeout, tls)
        self._timeout = timeout
        self._poll_interval = poll_interval
        self._lost_after = lost_after
        self._dropped_within = dropped_within
        self._submitting = threading.Lock()
        self._cancelled: dict[str, float] = {}

    def status(self, sides: Sides = 1) -> PrinterStatus:
        """Ready only when it takes jobs, nothing stops paper, A4 is in a tray and both sides can be printed
        where both are wanted."""
        try:
            return readiness(self._printer_attributes(READINESS_ATTRIBUTES), sides)
        except IppError as error:
            _log.warning("the printer cannot be asked: %s", error)
            return PrinterNotReady((_trouble_of(error),))

    def submit(self, job: PrintJob) -> Submission:
        """Print-Job, unless the printer already has a job of this name. It is never sent twice: after a
        broken link the printer is asked for the job, and what it doesn't know stays unknown."""
        with self._submitting:
            try:
                if self._find(job.print_id) is not None:
                    return Submitted()
            except IppError as error:
                _log.warning("the printer cannot be asked for earlier jobs: %s", error)
                return SubmitRefused(_trouble_of(error))
            try:
                self._send(job)
            except (NotSent, Refused) as error:
                _log.warning("the printer does not have the job: %s", error)
                return SubmitRefused(_trouble_of(error))
            except IppError as error:
                _log.warning("the link broke around the job: %s", error)
                return self._arrived(job.print_id)
            return Submitted()

    def follow(self, print_id: str, sides: Sides) -> Iterator[JobEvent]:
        """Asks again and again, and yields what has changed, until the job has ended or is lost."""
        progress = JobProgress(sides)
        unknown_since: float | None = None
        while True:
            try:
                report = self._look_at(print_id)
            except IppError as error:
                if unknown_since is None:
                    _log.warning("the printer cannot be asked for the job: %s", error)
                report = None
                yield from progress.unreachable()
            if report is not None:
                unknown_since = None
                for event in progress.reported(report):
                    yield event
                    if isinstance(event, JobCompleted | JobFailed | JobLost):
                        return
                cancelled = self._cancelled.get(print_id)
                if cancelled is not None and time.monotonic() - cancelled >= self._dropped_within:
                    yield JobLost(progress.sheets)
                    return
            else:
                # From the first look in vain, not from the last answer: the caller may have been away.
                unknown_since = unknown_since or time.monotonic()
                if time.monotonic() - unknown_since >= self._lost_after:
                    yield JobLost(progress.sheets)
                    return
            time.sleep(self._poll_interval)

    def cancel(self, print_id: str) -> None:
        """Cancel-Job, where the printer has the job; whether it heeded it shows in :meth:`follow`."""
        self._cancelled.setdefault(print_id, time.monotonic())
        try:
            job = self._find(print_id)
            if job is not None:
                self._cancel(job)
        except IppError as error:
            _log.warning("the job could not be cancelled: %s", error)

    def count(self, print_id: str, sides: Sides) -> JobCompleted | JobFailed | JobLost | None:
        """Asks the printer's job history. A job that has not ended, or that can't be asked for, is
        JobLost. None means that the printer has forgotten it or never had it: printers keep their
        history for minutes to days, and some lose it with the power."""
        try:
            job = self._find(print_id)
        except IppError as error:
            _log.warning("the printer cannot be asked for the job: %s", error)
            return JobLost(0)
        if job is None:
            return None
        seen = job.report.sheets(sides) or 0
        return ending(job.report, sides, seen, Trouble.OTHER) or JobLost(seen)

    def purge(self) -> bool:
        """Cancels every job that has not ended, whoever sent it: the printer belongs to the terminal.
        Waits until none is left, since a sheet that is being fed still comes out."""
        due = time.monotonic() + self._timeout
        asked: set[int] = set()
        try:
            while queued := self._jobs("not-completed"):
                for job in queued:
                    if job.id not in asked:
                        self._cancel(job)
                        asked.add(job.id)
                if time.monotonic() > due:
                    _log.warning("%d queued jobs could not be dropped", len(queued))
                    return False
                time.sleep(self._poll_interval)
        except IppError as error:
            _log.warning("queued jobs could not be dropped: %s", error)
            return False
        return True

    def diagnose(self) -> Sequence[Finding]:
        """The connection, what stops paper, A4, scaling, PDF and the queue."""
        asked = time.monotonic()
        try:
            printer = self._printer_attributes(DIAGNOSIS_ATTRIBUTES)
        except IppError as error:
            return (unreachable(self._printer.uri, str(error)),)
        return findings(self._printer.uri, printer, seconds=time.monotonic() - asked)

    def _send(self, job: PrintJob) -> None:
        self._printer.ask(
            Operation.PRINT_JOB,
            _USER,
            Attribute("job-name", ValueTag.NAME, (job.print_id,)),
            # Scaled or on other paper, the copy-evident ground and the 2D seal would not hold.
            Attribute("ipp-attribute-fidelity", ValueTag.BOOLEAN, (True,)),
            Attribute("document-format", ValueTag.MIME_TYPE, ("application/pdf",)),
            job_attributes=(*_ON_A4_AT_FULL_SIZE, Attribute("sides", ValueTag.KEYWORD, (SIDES[job.sides],))),
            document=job.pdf,
        )

    def _arrived(self, print_id: str) -> Submission:
        try:
            return SubmitUnknown() if self._find(print_id) is None else Submitted()
        except IppError as error:
            _log.warning("the printer cannot be asked whether the job arrived: %s", error)
            return SubmitUnknown()

    def _look_at(self, print_id: str) -> JobReport | None:
        # The printer before the job: a count taken before the trouble would name an earlier sheet.
        troubles = stoppages(self._printer_attributes(("printer-state", "printer-state-reasons")))
        job = self._find(print_id)
        return None if job is None else replace(job.report, troubles=troubles)

    def _find(self, print_id: str) -> _Job | None:
        # In this order a job that ends between the two requests is in the second; by name and not by
        # job-id, because after a power cut a printer gives the same ids to other jobs.
        for which in ("not-completed", "completed"):
            for job in self._jobs(which):
                if job.name == print_id:
                    return job
        return None

    def _jobs(self, which: str) -> list[_Job]:
        reply = self._printer.ask(
            Operation.GET_JOBS,
            _USER,
            Attribute("which-jobs", ValueTag.KEYWORD, (which,)),
            Attribute("my-jobs", ValueTag.BOOLEAN, (False,)),
            _requested(_JOB_ATTRIBUTES),
        )
        return [job for group in reply.all(GroupTag.JOB) if (job := _job_of(group)) is not None]

    def _cancel(self, job: _Job) -> None:
        try:
            self._printer.ask(Operation.CANCEL_JOB, Attribute("job-id", ValueTag.INTEGER, (job.id,)), _USER)
        except Refused as error:
            _log.info("the printer did not cancel job %d: %s", job.id, error)

    def _printer_attributes(self, names: tuple[str, ...]) -> Group:
        reply = self._printer.ask(Operation.GET_PRINTER_ATTRIBUTES, _USER, _requested(names))
        return reply.first(GroupTag.PRINTER)


def _requested(names: tuple[str, ...]) -> Attribute:
    return Attribute("requested-attributes", ValueTag.KEYWORD, names)


def _job_of(group: Group) -> _Job | None:
    job_id, state = group.integer("job-id"), group.integer("job-state")
    if job_id is None or state is None:
        return None
    report = JobReport(
        state, group.integer("job-impressions-completed"), group.integer("job-media-sheets-completed")
    )
    return _Job(job_id, group.text("job-name") or "", report)


def _trouble_of(error: IppError) -> Trouble:
    if not isinstance(error, Refused):
        return Trouble.OFFLINE
    if error.reply.code in _BUSY:
        return Trouble.NOT_ACCEPTING
    unsupported = error.reply.first(GroupTag.UNSUPPORTED)
    if unsupported.values("media"):
        return Trouble.WRONG_MEDIA
    if unsupported.values("sides"):
        return Trouble.ONE_SIDED
    return Trouble.OTHER
