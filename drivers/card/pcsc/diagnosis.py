"""The technician's check of a PC/SC reader: the service, the reader, what keeps the card."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from drivers.card.contract import ReaderMissing
from drivers.card.pcsc.scard import PcscCode, PcscError, Service, find_reader
from drivers.diagnosis import Finding, Health

_PCSC_LIBRARY = "libpcsclite.so"


def diagnose(pattern: str) -> Iterator[Finding]:
    """Findings ``card.service``, ``card.reader`` and ``card.slot``, as far as there is something to check."""
    started = time.monotonic()
    try:
        with Service() as service:
            milliseconds = (time.monotonic() - started) * 1000
            yield Finding("card.service", Health.OK, f"the PC/SC service answers in {milliseconds:.0f} ms")
            yield from _reader(service, pattern)
    except PcscError as failure:
        yield Finding(
            "card.service", Health.FAULT, str(failure), "Start the PC/SC service: systemctl restart pcscd."
        )


def _reader(service: Service, pattern: str) -> Iterator[Finding]:
    reader = find_reader(service, pattern)
    if isinstance(reader, ReaderMissing):
        yield Finding(
            "card.reader",
            Health.FAULT,
            reader.reason,
            "Check the reader's cable, then the reader's name in the terminal's configuration.",
        )
        return
    yield Finding("card.reader", Health.OK, f"{reader} (by {pattern!r})")
    if not service.state(reader).card_present:
        yield Finding("card.slot", Health.OK, "no card lies on the reader")
        return
    try:
        with service.connect(reader):
            yield Finding("card.slot", Health.OK, "a card lies on the reader and answers to power-up")
    except PcscError as failure:
        if failure.code is PcscCode.SHARING_VIOLATION:
            holders = ", ".join(programs_using_pcsc())
            yield Finding(
                "card.slot",
                Health.FAULT,
                f"the card is held; other programs using PC/SC: {holders or 'none that this user may see'}",
                "End that program, or keep it from using this reader."
                if holders
                else "Take the card off: it may hang.",
            )
        else:
            yield Finding(
                "card.slot",
                Health.WARNING,
                str(failure),
                "Put another card on the reader; if that fails too, clean or replace the reader.",
            )


def programs_using_pcsc() -> list[str]:
    """Name and process number of the other programs on this machine that have loaded PC/SC."""
    own = {os.getpid(), os.getppid()}
    found = []
    for directory in Path("/proc").glob("[0-9]*"):
        try:
            if int(directory.name) not in own and _PCSC_LIBRARY in (directory / "maps").read_text():
                found.append(f"{(directory / 'comm').read_text().strip()} ({directory.name})")
        except OSError:
            continue  # ended meanwhile, or another user's
    return sorted(found)
