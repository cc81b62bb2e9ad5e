"""The technician's check of a PC/SC reader: the service, the reader, what keeps the card."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from drivers.card.contract import ReaderMissing
from drivers.card.pcsc.scard import PcscCode, PcscError, Service, find_reader
from drivers.diagnosis import Finding, Health

_CHECK_CABLE = "Check the reader's cable, then the reader's name in the terminal's configuration."
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
            _CHECK_CABLE,
        )
        return
    try:
        state = service.state(reader)
    except PcscError as failure:
        if failure.code not in (PcscCode.READER_UNAVAILABLE, PcscCode.UNKNOWN_READER):
            raise
        yield Finding("card.reader", Health.FAULT, f"{reader}: {failure}", _CHECK_CABLE)
        return
    yield Finding("card.reader", Health.OK, f"{reader} (by {pattern!r})")
    if state.in_use:
        yield _held()
    elif state.card_present:
        yield _card(service, reader)
    else:
        yield Finding("card.slot", Health.OK, "no card lies on the reader")


def _card(service: Service, reader: str) -> Finding:
    try:
        with service.connect(reader):
            return Finding("card.slot", Health.OK, "a card lies on the reader and answers to power-up")
    except PcscError as failure:
        if failure.code is PcscCode.SHARING_VIOLATION:
            return _held()
        return Finding(
            "card.slot",
            Health.WARNING,
            str(failure),
            "Put another card on the reader; if that fails too, clean or replace the reader.",
        )


def _held() -> Finding:
    """The service does not say who holds a slot, and keeps a card that hangs for a program that has ended."""
    return Finding(
        "card.slot",
        Health.FAULT,
        f"the reader is held; other programs using PC/SC: "
        f"{', '.join(programs_using_pcsc()) or 'none that this user may see'}",
        "Take the card off: it may hang. If the reader stays held, end the program that is named.",
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
