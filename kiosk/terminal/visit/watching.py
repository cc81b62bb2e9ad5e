"""What is watched all the time: the reader, printer and cash box, the city halls, the clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Protocol

import structlog

from drivers.card.contract import CardPresent, CardReader, Presence, ReaderMissing
from drivers.cashbox.contract import CashBox
from drivers.printer.contract import Printer
from kiosk.certificates import failures
from kiosk.certificates.failures import Failure
from kiosk.certificates.messages import Availability
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.terminal.visit.events import (
    AvailabilityArrived,
    CardPlaced,
    CardTaken,
    CashBoxChanged,
    Event,
    MunicipalityLost,
    PrinterChanged,
    ReaderChanged,
    TerminalReleased,
    Ticked,
)
from kiosk.terminal.visit.journal import TERMINAL, Journal
from kiosk.terminal.visit.ports import CityHall
from kiosk.terminal.visit.standing import standing
from kiosk.terminal.visit.till import printer_failure

_log = structlog.get_logger()

_TICK = 0.25
_DEVICE_PERIOD = 2.0
_PRESENCE_WAIT = 1.0


class _WatchedDevices(Protocol):
    @property
    def reader(self) -> CardReader: ...

    @property
    def printer(self) -> Printer: ...

    @property
    def cashbox(self) -> CashBox: ...


class Watches:
    """Threads that turn what happens by itself into events, until stopped."""

    def __init__(
        self,
        devices: _WatchedDevices,
        city_halls: Mapping[MunicipalityCode, CityHall],
        journal: Journal,
        tidy: Callable[[], bool],
        send: Callable[[Event], None],
    ) -> None:
        """``tidy`` says whether nothing of an ended order can still come out of the printer: as long as
        something can, nobody else is served."""
        self._devices = devices
        self._city_halls = city_halls
        self._journal = journal
        self._tidy = tidy
        self._send = send
        self._stopping = threading.Event()
        jobs = [("clock", self._tick), ("reader", self._watch_reader), ("devices", self._watch_devices)]
        self._threads = [threading.Thread(target=job, name=name, daemon=True) for name, job in jobs]
        self._threads += [
            threading.Thread(target=self._follow, args=(hall,), name=f"city-{code}", daemon=True)
            for code, hall in city_halls.items()
        ]

    def start(self) -> None:
        """Begin to watch."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End every watch; city halls are closed, since their streams wait for ever."""
        self._stopping.set()
        for hall in self._city_halls.values():
            hall.close()
        for thread in self._threads:
            thread.join(timeout=5.0)

    def _tick(self) -> None:
        while not self._stopping.wait(_TICK):
            self._send(Ticked(time.monotonic()))

    def _watch_reader(self) -> None:
        known: Presence | None = None
        while not self._stopping.is_set():
            reader = self._devices.reader
            seen = reader.presence() if known is None else reader.wait_for_change(known, _PRESENCE_WAIT)
            if seen == known:
                continue
            if isinstance(seen, ReaderMissing):
                _log.warning("reader missing", reason=seen.reason)
            elif isinstance(known, ReaderMissing):
                _log.info("reader back")
            for event in presence_events(known, seen):
                self._send(event)
            known = seen

    def _watch_devices(self) -> None:
        printer: Failure | None = None
        cash: Failure | None = None
        releases = self._releases()
        while True:
            now_printer = printer_failure(self._devices.printer.status())
            if not self._tidy():
                now_printer = now_printer or failures.PRINTER_TROUBLE
            now_cash = failures.CASH_UNAVAILABLE if self._devices.cashbox.ready() is not None else None
            if now_printer != printer:
                self._send(PrinterChanged(now_printer))
            if now_cash != cash:
                self._send(CashBoxChanged(now_cash))
            printer, cash = now_printer, now_cash
            if self._releases() > releases:
                releases = self._releases()
                self._send(TerminalReleased())
            if self._stopping.wait(_DEVICE_PERIOD):
                return

    def _releases(self) -> int:
        return standing(self._journal.lines(TERMINAL)).releases

    def _follow(self, hall: CityHall) -> None:
        def arrived(availability: Availability) -> None:
            self._send(AvailabilityArrived(availability))

        hall.follow(arrived, lambda: self._send(MunicipalityLost(hall.code)))


def presence_events(known: Presence | None, seen: Presence) -> tuple[Event, ...]:
    """What changed between two looks; a card that was taken off and put back in between is seen."""
    events: list[Event] = []
    if isinstance(seen, ReaderMissing):
        if not isinstance(known, ReaderMissing):
            events.append(ReaderChanged(failures.READER_MISSING))
        return tuple(events)
    if isinstance(known, ReaderMissing):
        events.append(ReaderChanged(None))
    if isinstance(known, CardPresent):
        events.append(CardTaken())
    if isinstance(seen, CardPresent):
        events.append(CardPlaced())
    return tuple(events)
