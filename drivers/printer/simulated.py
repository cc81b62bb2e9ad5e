"""A printer in software whose faults are planned, with a count of its own of every sheet that came out."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from drivers.diagnosis import Finding, Health
from drivers.paper_folder import PaperFolder
from drivers.printer.contract import (
    JobCompleted,
    JobEvent,
    JobFailed,
    JobLost,
    PrinterReady,
    PrinterStatus,
    PrintJob,
    Resumed,
    SheetPrinted,
    Sides,
    Stalled,
    Submission,
    SubmitRefused,
    Submitted,
    SubmitUnknown,
    Trouble,
)
from drivers.printer.pages import NotAPrintablePdf, count_sheets
from drivers.printer.troubles import gravest_first, status_from


@dataclass(frozen=True)
class Jam:
    """Paper jams while ``sheet`` of a job is fed, or the next one where that is already out."""

    sheet: int = 1


@dataclass(frozen=True)
class OutOfPaper:
    """The tray holds ``sheets_left`` sheets more; at 0 it is empty from now on."""

    sheets_left: int = 0


@dataclass(frozen=True)
class DoorOpen:
    """A cover is open from now on."""


@dataclass(frozen=True)
class OneSided:
    """The part that turns sheets over is out from now on."""


@dataclass(frozen=True)
class Offline:
    """The line is cut from now on: paper that was on its way still comes out, but nobody hears of it."""


@dataclass(frozen=True)
class LostReply:
    """The link breaks around the next submission; ``arrived`` says whether the printer got the job."""

    arrived: bool = True


@dataclass(frozen=True)
class ShortCount:
    """The next job ends as completed, but its last ``missing`` sheets never came out."""

    missing: int = 1


@dataclass(frozen=True)
class Abort:
    """The printer gives the next job up before ``sheet`` comes out."""

    sheet: int = 1


@dataclass(frozen=True)
class Hang:
    """Before ``sheet`` of a job comes out, the printer stands still and says nothing of it."""

    sheet: int = 1


Fault = Jam | OutOfPaper | DoorOpen | OneSided | Offline | LostReply | ShortCount | Abort | Hang
_F = TypeVar("_F", LostReply, ShortCount)

_HANG_SECONDS = 30.0

_PURGE_SECONDS = 5.0
"""How long a printer may take to drop its jobs."""


@dataclass
class _Job:
    sheets: int
    out: int = 0
    cancelled: bool = False
    end: JobCompleted | JobFailed | None = None
    events: list[JobEvent] = field(default_factory=list)


class SimulatedPrinter:
    """Prints one sheet every ``seconds_per_sheet``, whether or not somebody follows. Thread-safe.

    With ``folder``, a document whose every sheet came out is laid there as ``<print_id>.pdf`` and is
    remembered over a restart. :meth:`follow` gives up ``lost_after`` seconds after the line was cut.
    """

    def __init__(
        self, folder: Path | None = None, *, seconds_per_sheet: float = 0.0, lost_after: float = 10.0
    ) -> None:
        self._paper = None if folder is None else PaperFolder(folder)
        self._seconds_per_sheet = seconds_per_sheet
        self._lost_after = lost_after
        self._changed = threading.Condition()
        self._feeding = threading.Lock()
        self._jobs: dict[str, _Job] = {}
        self._planned: list[Fault] = []
        self._standing: set[Trouble] = set()
        self._sheets_left: int | None = None
        self._one_sided = False
        self._hanging = False

    def plan(self, fault: Fault) -> None:
        """Let this go wrong, at its time."""
        with self._changed:
            match fault:
                case DoorOpen():
                    self._standing.add(Trouble.DOOR_OPEN)
                case OneSided():
                    self._one_sided = True
                case Offline():
                    self._standing.add(Trouble.OFFLINE)
                case OutOfPaper(sheets_left):
                    self._sheets_left = sheets_left
                    self._notice_empty_tray()
                case Jam() | LostReply() | ShortCount() | Abort() | Hang():
                    self._planned.append(fault)
            self._changed.notify_all()

    def clear(self) -> None:
        """Put everything right: no fault stands, none is to come; a stalled job goes on."""
        with self._changed:
            self._planned.clear()
            self._standing.clear()
            self._sheets_left = None
            self._one_sided = False
            self._hanging = False
            self._changed.notify_all()

    def wait_until_it_hangs(self) -> None:
        """Until a planned :class:`Hang` has happened. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._hanging, _HANG_SECONDS):
                raise TimeoutError("the printer does not hang")

    def reconnect(self) -> None:
        """Mend the line, and nothing else."""
        with self._changed:
            self._standing.discard(Trouble.OFFLINE)
            self._changed.notify_all()

    @property
    def sheets_out(self) -> Mapping[str, int]:
        """How many sheets of each print id came out, whatever the printer reported."""
        with self._changed:
            return {print_id: job.out for print_id, job in self._jobs.items()}

    def status(self, sides: Sides = 1) -> PrinterStatus:
        """Ready unless a fault stands at this moment."""
        with self._changed:
            stuck_to_one = {Trouble.ONE_SIDED} if sides == 2 and self._one_sided else set()
            return status_from(self._standing | stuck_to_one)

    def submit(self, job: PrintJob) -> Submission:
        """Take the job and begin to print it."""
        try:
            sheets = count_sheets(job.pdf, job.sides)
        except NotAPrintablePdf:
            return SubmitRefused(Trouble.OTHER)
        with self._changed:
            if self._cut_off():
                return SubmitRefused(Trouble.OFFLINE)
            if self.count(job.print_id, job.sides) is not None:
                return Submitted()
            if self._one_sided and job.sides == 2:
                return SubmitRefused(Trouble.ONE_SIDED)
            lost = self._take(LostReply)
            if lost is None or lost.arrived:
                self._jobs[job.print_id] = _Job(sheets)
                threading.Thread(target=self._print, args=(job,), daemon=True).start()
            return Submitted() if lost is None else SubmitUnknown()

    def follow(self, print_id: str, sides: Sides) -> Iterator[JobEvent]:
        """All events of the job from its beginning, as they come."""
        told = sheets = 0
        while True:
            event = self._next_event(print_id, sides, told)
            if event is None:
                yield Stalled(Trouble.OFFLINE, sheets + 1)
                event = Resumed() if self._line_comes_back() else JobLost(sheets)
            else:
                told += 1
            if isinstance(event, SheetPrinted):
                sheets = event.sheet
            yield event
            if isinstance(event, JobCompleted | JobFailed | JobLost):
                return

    def cancel(self, print_id: str) -> None:
        """The job ends before its next sheet."""
        with self._changed:
            job = self._jobs.get(print_id)
            if job is not None and not self._cut_off():
                job.cancelled = True
                self._changed.notify_all()

    def count(self, print_id: str, sides: Sides) -> JobCompleted | JobFailed | JobLost | None:
        """By the printer's own count; JobLost while the line is cut or the job goes on."""
        with self._changed:
            if self._cut_off():
                return JobLost(0)
            job = self._jobs.get(print_id)
            if job is not None:
                return job.end or JobLost(job.out)
            earlier = None if self._paper is None else self._paper.read(print_id)
            return None if earlier is None else JobCompleted(count_sheets(earlier, sides))

    def purge(self) -> bool:
        """Every job that has not ended ends before its next sheet; that it has is waited for."""
        with self._changed:
            for print_id in self._jobs:
                self.cancel(print_id)
            return self._changed.wait_for(self._nothing_queued, _PURGE_SECONDS)

    def _nothing_queued(self) -> bool:
        return not self._cut_off() and all(job.end is not None for job in self._jobs.values())

    def diagnose(self) -> Sequence[Finding]:
        """The faults that stand."""
        status = self.status()
        if isinstance(status, PrinterReady):
            return (Finding("printer.simulated", Health.OK, "a simulated printer, ready"),)
        troubles = ", ".join(trouble.value for trouble in status.troubles)
        return (
            Finding("printer.simulated", Health.FAULT, f"simulated: {troubles}", "Put it right in the dock."),
        )

    def _print(self, document: PrintJob) -> None:
        with self._feeding, self._changed:
            job = self._jobs[document.print_id]
            end = self._feed_all(job)
            if self._paper is not None and job.out == job.sheets:
                try:
                    self._paper.lay(document.print_id, document.pdf)
                except OSError:
                    end = JobFailed(job.out, Trouble.OTHER)
            job.end = end
            self._tell(job, end)

    def _feed_all(self, job: _Job) -> JobCompleted | JobFailed:
        short = self._take(ShortCount)
        for sheet in range(1, job.sheets - (short.missing if short else 0) + 1):
            trouble = self._feed(job, sheet)
            if trouble is not None:
                return JobFailed(job.out, trouble)
            job.out = sheet
            if self._sheets_left is not None:
                self._sheets_left -= 1
                self._notice_empty_tray()
            self._tell(job, SheetPrinted(sheet))
        return JobCompleted(job.out)

    def _feed(self, job: _Job, sheet: int) -> Trouble | None:
        """None once the sheet is through, however long that takes; else why the job ends before it."""
        stalled: Trouble | None = None
        due = time.monotonic() + self._seconds_per_sheet
        while True:
            if self._is_due(Jam, sheet):
                self._standing.add(Trouble.MEDIA_JAM)
            if self._is_due(Hang, sheet):
                self._hanging = True
                self._changed.notify_all()
            stop = next(iter(gravest_first(self._standing - {Trouble.OFFLINE})), None)
            if job.cancelled or self._is_due(Abort, sheet):
                return stop or Trouble.OTHER
            if stop is None and stalled is not None:
                self._tell(job, Resumed())
            elif stop is not None and stop != stalled:
                self._tell(job, Stalled(stop, sheet))
            stalled = stop
            left = due - time.monotonic()
            goes_on = stop is None and not self._hanging
            if goes_on and left <= 0:
                return None
            self._changed.wait(left if goes_on else None)

    def _next_event(self, print_id: str, sides: Sides, told: int) -> JobEvent | None:
        """The event after those told, as soon as there is one; None when the line is cut."""
        with self._changed:
            job = self._jobs.get(print_id)
            if job is None:
                return self.count(print_id, sides) or JobLost(0)
            events = job.events
            self._changed.wait_for(lambda: self._cut_off() or len(events) > told)
            return None if self._cut_off() else events[told]

    def _line_comes_back(self) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: not self._cut_off(), self._lost_after)

    def _cut_off(self) -> bool:
        return Trouble.OFFLINE in self._standing

    def _notice_empty_tray(self) -> None:
        if self._sheets_left == 0:
            self._standing.add(Trouble.MEDIA_EMPTY)

    def _tell(self, job: _Job, event: JobEvent) -> None:
        job.events.append(event)
        self._changed.notify_all()

    def _is_due(self, kind: type[Jam | Abort | Hang], sheet: int) -> bool:
        """Whether such a fault was planned for this sheet; it is used up."""
        for fault in self._planned:
            if isinstance(fault, kind) and fault.sheet <= sheet:
                self._planned.remove(fault)
                return True
        return False

    def _take(self, kind: type[_F]) -> _F | None:
        """The first planned fault of this kind; it is used up."""
        for fault in self._planned:
            if isinstance(fault, kind):
                self._planned.remove(fault)
                return fault
        return None
