"""What a printer's attributes mean for a sheet of A4, and what a job's reports add up to. Pure: no I/O."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from drivers.printer.contract import (
    JobCompleted,
    JobEvent,
    JobFailed,
    JobLost,
    PrinterStatus,
    Resumed,
    SheetPrinted,
    Sides,
    Stalled,
    Trouble,
)
from drivers.printer.ipp_message import Group
from drivers.printer.troubles import gravest_first, status_from

A4 = "iso_a4_210x297mm"
"""PWG 5101.1 name of A4."""

SIDES: dict[Sides, str] = {1: "one-sided", 2: "two-sided-long-edge"}
"""Keywords of ``sides`` (RFC 8011 §5.2.8)."""

READINESS_ATTRIBUTES = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "media-ready",
    "print-scaling-supported",
    "sides-supported",
)
"""What :func:`readiness` reads."""

_TROUBLE_OF_REASON = (
    ("offline", Trouble.OFFLINE),
    ("shutdown", Trouble.OFFLINE),
    ("timed-out", Trouble.OFFLINE),
    ("connecting-to-device", Trouble.OFFLINE),
    ("media-jam", Trouble.MEDIA_JAM),
    ("cover-open", Trouble.DOOR_OPEN),
    ("door-open", Trouble.DOOR_OPEN),
    ("interlock-open", Trouble.DOOR_OPEN),
    ("media-empty", Trouble.MEDIA_EMPTY),
    ("media-needed", Trouble.MEDIA_EMPTY),
    ("toner-empty", Trouble.TONER_EMPTY),
    ("marker-supply-empty", Trouble.TONER_EMPTY),
    ("developer-empty", Trouble.TONER_EMPTY),
    ("paused", Trouble.NOT_ACCEPTING),
    ("moving-to-paused", Trouble.NOT_ACCEPTING),
    ("input-tray-missing", Trouble.OTHER),
    ("output-tray-missing", Trouble.OTHER),
    ("output-area-full", Trouble.OTHER),
    ("spool-area-full", Trouble.OTHER),
    ("marker-waste-full", Trouble.OTHER),
    ("fuser-over-temp", Trouble.OTHER),
    ("fuser-under-temp", Trouble.OTHER),
    ("opc-life-over", Trouble.OTHER),
)
"""Reasons that stop paper. They are matched by prefix: printers add -error, -warning or -report, call an
empty tray of an idle printer a report and a jam a warning, and cut long words short."""


class PrinterState(IntEnum):
    """printer-state (RFC 8011 §5.4.11)."""

    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


class JobState(IntEnum):
    """job-state (RFC 8011 §5.3.7)."""

    PENDING = 3
    PENDING_HELD = 4
    PROCESSING = 5
    PROCESSING_STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


_ENDED_EARLY = frozenset({JobState.CANCELED, JobState.ABORTED})


@dataclass(frozen=True)
class JobReport:
    """One look at a job: sides printed (``impressions``) and sheets, each None where the printer does not
    count them."""

    state: int
    impressions: int | None
    media_sheets: int | None = None
    troubles: tuple[Trouble, ...] = ()

    def sheets(self, sides: Sides) -> int | None:
        """Whole sheets by the printer's count; None: it keeps none.

        Of a job that is not completed nothing is believed that one of two counts denies: a print system
        counts a sheet that it has handed on and that was never printed.
        """
        by_sides = None if self.impressions is None else self.impressions // sides
        if self.media_sheets is None or by_sides is None:
            return by_sides if self.media_sheets is None else self.media_sheets
        return self.media_sheets if self.state == JobState.COMPLETED else min(self.media_sheets, by_sides)


def readiness(printer: Group, sides: Sides) -> PrinterStatus:
    """Whether a sheet of A4 can be printed at 100 % on so many sides now, from
    :data:`READINESS_ATTRIBUTES`."""
    found = list(stoppages(printer))
    if not printer.boolean("printer-is-accepting-jobs"):
        found.append(Trouble.NOT_ACCEPTING)
    ready = printer.texts("media-ready")
    if not ready:
        found.append(Trouble.MEDIA_EMPTY)
    elif A4 not in ready:
        found.append(Trouble.WRONG_MEDIA)
    if not prints_unscaled(printer):
        found.append(Trouble.OTHER)
    if sides == 2 and not prints_two_sided(printer):
        found.append(Trouble.ONE_SIDED)
    return status_from(found)


def stoppages(printer: Group) -> tuple[Trouble, ...]:
    """What holds the printer up, from printer-state and printer-state-reasons; the gravest first."""
    reasons = printer.texts("printer-state-reasons")
    troubles = [
        trouble for prefix, trouble in _TROUBLE_OF_REASON for reason in reasons if reason.startswith(prefix)
    ]
    state = printer.integer("printer-state")
    if not troubles and state not in (PrinterState.IDLE, PrinterState.PROCESSING):
        troubles.append(Trouble.OTHER)
    return gravest_first(troubles)


def prints_unscaled(printer: Group) -> bool:
    """False where the printer lists its scalings (PWG 5100.13) and "none" is not among them."""
    scalings = printer.texts("print-scaling-supported")
    return not scalings or "none" in scalings


def prints_two_sided(printer: Group) -> bool:
    """Whether the printer says that it can turn a sheet over its long edge."""
    return SIDES[2] in printer.texts("sides-supported")


def ending(
    report: JobReport, sides: Sides, sheets_seen: int, trouble: Trouble
) -> JobCompleted | JobFailed | JobLost | None:
    """How an ended job ended; None while it goes on. An end without a count proves nothing: JobLost."""
    if report.state != JobState.COMPLETED and report.state not in _ENDED_EARLY:
        return None
    sheets = report.sheets(sides)
    if sheets is None:
        return JobLost(sheets_seen)
    if report.state == JobState.COMPLETED:
        return JobCompleted(sheets)
    return JobFailed(sheets, trouble)


class JobProgress:
    """Turns one look after another at a job of so many sides a sheet into its events."""

    def __init__(self, sides: Sides) -> None:
        self._sides: Sides = sides
        self.sheets = 0
        self._stalled: Trouble | None = None

    def reported(self, report: JobReport) -> Iterator[JobEvent]:
        """The events between the look before and this one; an end is the last of them."""
        trouble = _holding_up(report)
        if trouble is None and report.state not in _ENDED_EARLY:
            yield from self._resume()
        for sheet in range(self.sheets + 1, (report.sheets(self._sides) or 0) + 1):
            self.sheets = sheet
            yield SheetPrinted(sheet)
        end = ending(report, self._sides, self.sheets, trouble or self._stalled or Trouble.OTHER)
        if end is not None:
            yield end
        elif trouble is not None:
            yield from self._stall(trouble)

    def unreachable(self) -> Iterator[JobEvent]:
        """The event of a look that got no answer."""
        return self._stall(Trouble.OFFLINE)

    def _stall(self, trouble: Trouble) -> Iterator[JobEvent]:
        if self._stalled != trouble:
            self._stalled = trouble
            yield Stalled(trouble, self.sheets + 1)

    def _resume(self) -> Iterator[JobEvent]:
        if self._stalled is not None:
            self._stalled = None
            yield Resumed()


def _holding_up(report: JobReport) -> Trouble | None:
    if report.state == JobState.COMPLETED:
        return None
    if not report.troubles and report.state == JobState.PROCESSING_STOPPED:
        return Trouble.OTHER
    return next(iter(report.troubles), None)
