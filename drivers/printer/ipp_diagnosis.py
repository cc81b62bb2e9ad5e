"""What a technician is told about an IPP printer. Pure: no I/O."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from drivers.diagnosis import Finding, Health
from drivers.printer.contract import Trouble
from drivers.printer.ipp_message import Group
from drivers.printer.ipp_state import A4, READINESS_ATTRIBUTES, prints_two_sided, stoppages

DIAGNOSIS_ATTRIBUTES = (
    *READINESS_ATTRIBUTES,
    "printer-make-and-model",
    "document-format-supported",
    "printer-resolution-supported",
    "queued-job-count",
)
"""What :func:`findings` reads."""

_SLOW_SECONDS = 1.0

_GROUND_RESOLUTION = 600
_RESOLUTION = struct.Struct(">iiB")
_PER_INCH = 3

_NEXT_STEP = {
    Trouble.OFFLINE: "Check power, network cable and address of the printer.",
    Trouble.MEDIA_JAM: "Open the printer, take out the jammed sheet and count it as not issued.",
    Trouble.DOOR_OPEN: "Close every cover of the printer.",
    Trouble.MEDIA_EMPTY: "Load A4 paper.",
    Trouble.TONER_EMPTY: "Replace the toner.",
    Trouble.WRONG_MEDIA: "Load A4 paper and set the tray to A4.",
    Trouble.ONE_SIDED: "Fit the duplex unit and switch it on in the printer's menu, or use another.",
    Trouble.NOT_ACCEPTING: "Resume the printer on its own panel.",
    Trouble.OTHER: "Read the message on the printer's own panel.",
}


def unreachable(uri: str, reason: str) -> Finding:
    """The one finding about a printer that does not answer."""
    return Finding(
        "printer.connection", Health.FAULT, f"{uri} does not answer: {reason}", _NEXT_STEP[Trouble.OFFLINE]
    )


def findings(uri: str, printer: Group, seconds: float) -> Sequence[Finding]:
    """One finding for each thing that a certificate needs; ``seconds`` is how long the printer took."""
    return (
        _connection(uri, printer, seconds),
        _paper_path(printer),
        _accepting(printer),
        _a4(printer),
        _unscaled(printer),
        _two_sided(printer),
        _resolution(printer),
        _pdf(printer),
        _queue(printer),
    )


def _connection(uri: str, printer: Group, seconds: float) -> Finding:
    model = printer.text("printer-make-and-model") or "a printer of unknown model"
    measured = f"{model} at {uri} answered in {seconds * 1000:.0f} ms"
    if seconds < _SLOW_SECONDS:
        return Finding("printer.connection", Health.OK, measured)
    return Finding("printer.connection", Health.WARNING, measured, "Check the network between them.")


def _paper_path(printer: Group) -> Finding:
    troubles = stoppages(printer)
    if not troubles:
        return Finding("printer.paper_path", Health.OK, "nothing stops paper")
    reasons = ", ".join(printer.texts("printer-state-reasons")) or "no reason given"
    return Finding("printer.paper_path", Health.FAULT, f"it reports: {reasons}", _NEXT_STEP[troubles[0]])


def _accepting(printer: Group) -> Finding:
    if printer.boolean("printer-is-accepting-jobs"):
        return Finding("printer.accepting", Health.OK, "it accepts jobs")
    return Finding("printer.accepting", Health.FAULT, "it accepts no jobs", _NEXT_STEP[Trouble.NOT_ACCEPTING])


def _a4(printer: Group) -> Finding:
    ready = printer.texts("media-ready")
    if A4 in ready:
        return Finding("printer.a4", Health.OK, "A4 is loaded")
    loaded = ", ".join(ready) or "nothing"
    return Finding("printer.a4", Health.FAULT, f"loaded: {loaded}", _NEXT_STEP[Trouble.WRONG_MEDIA])


def _unscaled(printer: Group) -> Finding:
    scalings = printer.texts("print-scaling-supported")
    if "none" in scalings:
        return Finding("printer.full_size", Health.OK, "it can print at 100 %")
    if scalings:
        return Finding(
            "printer.full_size",
            Health.FAULT,
            f"it only scales: {', '.join(scalings)}",
            "Use a printer that can print at 100 %: a scaled copy-evident ground does not work.",
        )
    return Finding(
        "printer.full_size",
        Health.WARNING,
        "it does not say how it scales",
        "Print a calibration sheet and measure that its 100 mm rule is 100 mm long.",
    )


def _two_sided(printer: Group) -> Finding:
    if prints_two_sided(printer):
        return Finding("printer.two_sided", Health.OK, "it can print on both sides")
    offered = ", ".join(printer.texts("sides-supported")) or "nothing"
    return Finding(
        "printer.two_sided",
        Health.WARNING,
        f"no forms with a back can be printed; it offers: {offered}",
        _NEXT_STEP[Trouble.ONE_SIDED],
    )


def _resolution(printer: Group) -> Finding:
    """A dot of the ground is one of 600 dpi, or four of 1200."""
    offered = [_dots_per_inch(value) for value in printer.values("printer-resolution-supported")]
    if any(dots and dots % _GROUND_RESOLUTION == 0 for dots in offered):
        return Finding("printer.resolution", Health.OK, f"it can print at {_GROUND_RESOLUTION} dpi")
    named = ", ".join(f"{dots} dpi" for dots in offered if dots) or "nothing"
    return Finding(
        "printer.resolution",
        Health.WARNING,
        f"it offers: {named}",
        f"Set it to {_GROUND_RESOLUTION} dpi and copy its calibration sheet: where 複写 does not appear, use "
        "another printer.",
    )


def _dots_per_inch(value: object) -> int | None:
    """Of a resolution that is the same both ways (RFC 8010 §3.9: two integers and a unit, 3 for inches)."""
    if not isinstance(value, bytes) or len(value) != _RESOLUTION.size:
        return None
    across, down, unit = _RESOLUTION.unpack(value)
    return int(across) if across == down and unit == _PER_INCH else None


def _pdf(printer: Group) -> Finding:
    if "application/pdf" in printer.texts("document-format-supported"):
        return Finding("printer.pdf", Health.OK, "it takes PDF")
    return Finding("printer.pdf", Health.FAULT, "it takes no PDF", "Use a printer that prints PDF itself.")


def _queue(printer: Group) -> Finding:
    queued = printer.integer("queued-job-count") or 0
    measured = f"{queued} jobs are queued"
    if queued == 0:
        return Finding("printer.queue", Health.OK, measured)
    return Finding(
        "printer.queue", Health.WARNING, measured, "Jobs of no visit: see that nobody else prints here."
    )
