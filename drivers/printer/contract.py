"""What a terminal asks of a page printer, and every answer it can get. Pure: no I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal, Protocol

from drivers.diagnosis import Finding

Sides = Literal[1, 2]
"""On how many sides each sheet of a job is printed; on two, page after page, turned over its long edge."""


class Trouble(Enum):
    """Why a printer cannot print, after RFC 8011 §5.4.12 printer-state-reasons (by prefix)."""

    MEDIA_EMPTY = "media-empty"
    MEDIA_JAM = "media-jam"
    DOOR_OPEN = "door-open"
    TONER_EMPTY = "toner-empty"
    WRONG_MEDIA = "wrong-media"
    ONE_SIDED = "one-sided"
    OFFLINE = "offline"
    NOT_ACCEPTING = "not-accepting"
    OTHER = "other"


@dataclass(frozen=True)
class PrinterReady:
    """A4 paper is loaded and nothing is in the way."""


@dataclass(frozen=True)
class PrinterNotReady:
    """At least one trouble, the gravest first."""

    troubles: tuple[Trouble, ...]


PrinterStatus = PrinterReady | PrinterNotReady


@dataclass(frozen=True)
class PrintJob:
    """One document to print once. ``print_id`` names it for ever: the same id is never printed twice.

    ``sheets`` is the number of A4 sheets that must come out, at 100 %: the pages of ``pdf``, which
    already holds every copy, on ``sides`` a sheet.
    """

    print_id: str
    pdf: bytes
    sheets: int
    sides: Sides = 1


@dataclass(frozen=True)
class Submitted:
    """The printer has the job; or it already had a job of this id, which goes on."""


@dataclass(frozen=True)
class SubmitRefused:
    """The printer does not have the job and will not print it."""

    trouble: Trouble


@dataclass(frozen=True)
class SubmitUnknown:
    """The link broke around the submission: whether the printer has the job is not known."""


Submission = Submitted | SubmitRefused | SubmitUnknown


@dataclass(frozen=True)
class SheetPrinted:
    """The printer's own count of finished sheets of this job has risen to ``sheet`` (from 1): sheets with
    all their sides."""

    sheet: int


@dataclass(frozen=True)
class Stalled:
    """The job stands still on sheet ``sheet`` (from 1) until somebody clears ``trouble``."""

    trouble: Trouble
    sheet: int


@dataclass(frozen=True)
class Resumed:
    """The trouble is over and the job goes on."""


@dataclass(frozen=True)
class JobCompleted:
    """The printer says completed and has counted ``sheets``; the caller compares with the job."""

    sheets: int


@dataclass(frozen=True)
class JobFailed:
    """The job ended (aborted or canceled) after ``sheets`` whole sheets."""

    sheets: int
    trouble: Trouble


@dataclass(frozen=True)
class JobLost:
    """The printer can't be asked any more: what came out after ``sheets`` sheets is not known."""

    sheets: int


JobEvent = SheetPrinted | Stalled | Resumed | JobCompleted | JobFailed | JobLost


class Printer(Protocol):
    """One printer. No call raises for what a printer or its line can do; each has a deadline."""

    def status(self, sides: Sides = 1) -> PrinterStatus:
        """Can it print a sheet of A4 now, on so many sides?"""
        ...

    def submit(self, job: PrintJob) -> Submission:
        """Hand over the job; asks the printer for a job of the same id first."""
        ...

    def follow(self, print_id: str, sides: Sides) -> Iterator[JobEvent]:
        """Yield what happens to the job until it ends: the last event is JobCompleted, JobFailed or
        JobLost. ``sides`` as it was submitted."""
        ...

    def cancel(self, print_id: str) -> None:
        """Ask the printer to drop the job; :meth:`follow` reports how it ended, JobLost where the printer
        does not heed it."""
        ...

    def count(self, print_id: str, sides: Sides) -> JobCompleted | JobFailed | JobLost | None:
        """How a job of an earlier process ended, by the printer's own count; None: never heard of.
        ``sides`` as it was submitted."""
        ...

    def purge(self) -> bool:
        """Drop every job that is still queued, so nothing of an earlier visit can come out; whether the
        printer now says that nothing is."""
        ...

    def diagnose(self) -> Sequence[Finding]:
        """The technician's check of this printer."""
        ...
