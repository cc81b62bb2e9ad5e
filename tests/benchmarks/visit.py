"""Where the machine's time goes in one visit without the screen: ``python -m tests.benchmarks.visit``.

Everything is real but the hands: PC/SC service and virtual reader with the card in software, the demo's
city hall over TLS, IPP to ``ippeveprinter``. A part's time is what a call of the terminal to it takes.
What only the card and only the printer need is told apart: neither is ours, and a real card (some 100 ms
to sign) and a real printer (seconds a sheet) need more than those of this bench.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from joserfc.jwk import KeySet
from rich.console import Console
from rich.table import Table

from drivers.card.contract import Authentication, Identification, Pin
from drivers.card.pcsc import PcscReader
from drivers.card.simulated import Reaction, SimulatedCard, VirtualReaderLink
from drivers.cashbox.simulated import SimulatedCashBox
from drivers.printer.contract import JobEvent, PrintJob, Sides, Submission
from drivers.printer.ipp import IppPrinter
from drivers.slip.simulated import SimulatedSlipPrinter
from kiosk.certificates.failures import Failure
from kiosk.certificates.kinds import Kind, Scope
from kiosk.certificates.messages import CardProof, Entitlement, OrderRequest, OrderSealed, VisitOpened
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.sealed_document import SealedDocument
from kiosk.rendering.draw import draw
from kiosk.rendering.gate.check import check
from kiosk.rendering.layouts.layout import Layout
from kiosk.simulation.ippeveprinter import IppEvePrinter
from kiosk.terminal import log
from kiosk.terminal.municipality import Credentials, MunicipalityClient
from kiosk.terminal.studio import PaperStudio
from kiosk.terminal.unattended import Issued, UnattendedVisit, Wishes
from kiosk.terminal.visit import states
from kiosk.terminal.visit.conductor import Conductor
from kiosk.terminal.visit.effect_runner import Devices
from kiosk.terminal.visit.journal import Journal
from kiosk.terminal.visit.ports import ProvenPaper
from kiosk.terminal.visit.recovery import Recovered
from kiosk.terminal.visit.states import State
from tests.real_parts.city_hall import AOBA, CITY_TERMINAL, CityHall, make_demo
from tests.real_parts.pcscd import READER_NAME, Pcscd

CARD, CARD_ITSELF = "card", "card itself"
VISIT, AUTHENTICATION, ORDER = "municipality: visit", "municipality: authentication", "municipality: order"
CONFIRMATION = "municipality: confirmation"
DRAWING, GATE, SPOOL = "drawing", "gate", "spool"
PRINTER_ITSELF = "printer itself"
WHOLE = "whole visit"
PARTS = (
    CARD,
    CARD_ITSELF,
    VISIT,
    AUTHENTICATION,
    ORDER,
    CONFIRMATION,
    DRAWING,
    GATE,
    SPOOL,
    PRINTER_ITSELF,
    WHOLE,
)

COIN = 100
WISHES = Wishes(Kind.RESIDENT_RECORD, scope=Scope.HOUSEHOLD)


@dataclass(frozen=True)
class Times:
    """Milliseconds of one visit by its parts, and how often each was timed."""

    by_part: dict[str, float]
    calls: dict[str, int]

    @property
    def ours(self) -> float:
        """What the terminal, its drivers and the city hall need, hidden or not."""
        own = (VISIT, AUTHENTICATION, ORDER, CONFIRMATION, DRAWING, GATE, SPOOL)
        return self.by_part[CARD] - self.by_part[CARD_ITSELF] + sum(self.by_part[part] for part in own)

    @property
    def theirs(self) -> float:
        """What the card and the printer need by themselves."""
        return self.by_part[CARD_ITSELF] + self.by_part[PRINTER_ITSELF]

    @property
    def our_share(self) -> float:
        """Ours of both, from 0 to 1."""
        return self.ours / (self.ours + self.theirs)


class Stopwatch:
    """Adds up what each part takes, on whatever thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._calls: defaultdict[str, int] = defaultdict(int)

    @contextmanager
    def timing(self, part: str) -> Iterator[None]:
        """Count the time in here to ``part``."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.add(part, time.perf_counter() - began)

    def add(self, part: str, seconds: float) -> None:
        """Count some seconds more to ``part``."""
        with self._lock:
            self._seconds[part] += seconds
            self._calls[part] += 1

    def read(self) -> Times:
        """What came together since the last reading."""
        with self._lock:
            parts = {*PARTS, *self._seconds}
            times = Times(
                {part: self._seconds[part] * 1000 for part in parts},
                {part: self._calls[part] for part in parts},
            )
            self._seconds.clear()
            self._calls.clear()
            return times


class TimedCard(SimulatedCard):
    """A card in software that knows how long it thinks."""

    watch: Stopwatch

    def transmit(self, apdu: bytes) -> Reaction:
        with self.watch.timing(CARD_ITSELF):
            return super().transmit(apdu)


class TimedReader(PcscReader):
    """The real reader."""

    watch: Stopwatch

    def identify(self) -> Identification:
        with self.watch.timing(CARD):
            return super().identify()

    def authenticate(self, certificate: bytes, pin: Pin, message: bytes) -> Authentication:
        with self.watch.timing(CARD):
            return super().authenticate(certificate, pin, message)


class TimedCityHall(MunicipalityClient):
    """The real line."""

    watch: Stopwatch

    def open_visit(self) -> VisitOpened | Failure:
        with self.watch.timing(VISIT):
            return super().open_visit()

    def authenticate(self, visit_id: str, proof: CardProof) -> Entitlement | Failure:
        with self.watch.timing(AUTHENTICATION):
            return super().authenticate(visit_id, proof)

    def order(self, visit_id: str, request: OrderRequest) -> OrderSealed | Failure:
        with self.watch.timing(ORDER):
            return super().order(visit_id, request)

    def confirm(self, order_id: str) -> Failure | None:
        with self.watch.timing(CONFIRMATION):
            return super().confirm(order_id)


class TimedStudio(PaperStudio):
    """The real studio, which draws and proves in one call: both are done once more to be told apart."""

    watch: Stopwatch

    def draw(self, document: SealedDocument, layout: bytes) -> ProvenPaper | Failure:
        drawn = super().draw(document, layout)
        if isinstance(drawn, ProvenPaper):
            form = Layout.received(layout, source=document.layout_name)
            with self.watch.timing(DRAWING):
                again = draw(document, form, document.choices.copies)
            with self.watch.timing(GATE):
                check(again, document, form)
        return drawn


class TimedPrinter(IppPrinter):
    """The real printer: ours until it has the job, its own from then to the last sheet."""

    watch: Stopwatch

    def submit(self, job: PrintJob) -> Submission:
        with self.watch.timing(SPOOL):
            return super().submit(job)

    def follow(self, print_id: str, sides: Sides) -> Iterator[JobEvent]:
        began = time.perf_counter()
        try:
            yield from super().follow(print_id, sides)
        finally:
            self.watch.add(PRINTER_ITSELF, time.perf_counter() - began)


class Bench:
    """One terminal that serves visit after visit."""

    city_hall: type[TimedCityHall] = TimedCityHall
    studio: type[TimedStudio] = TimedStudio
    journal: type[Journal] = Journal

    def __init__(self, hall: CityHall, card_service: Pcscd, device: IppEvePrinter, directory: Path) -> None:
        self.watch = Stopwatch()
        for timed in (TimedCard, TimedReader, TimedCityHall, TimedStudio, TimedPrinter):
            timed.watch = self.watch
        self._card = hall.card("hanako")
        self._link = VirtualReaderLink(port=card_service.vpcd_port)
        self._cashbox = SimulatedCashBox()
        self._changed = threading.Condition()
        self._visit = UnattendedVisit()
        self._latest: State | None = None
        self._began = 0.0
        log.configure(directory / "terminal.log")
        files = hall.terminal_files()
        keys = KeySet.import_key_set(json.loads((files / f"keys-{AOBA}.json").read_text()))
        town = MunicipalityCode(AOBA)
        credentials = Credentials(files / "client.pem", files / "client.key", files / "ca.pem")
        self._reader = TimedReader(READER_NAME)
        devices = Devices(self._reader, TimedPrinter(device.uri), self._cashbox, SimulatedSlipPrinter())
        self._journal = self.journal(directory / "journal.sqlite3", lambda: datetime.now().astimezone())
        self._conductor = Conductor(
            CITY_TERMINAL,
            devices,
            {town: self.city_hall(town, hall.url, credentials, keys)},
            self.studio(),
            self._journal,
            self._show,
            Recovered(),
        )
        self._conductor.start()

    def visit(self) -> Times:
        """One visit, from the first touch to the taken paper."""
        with self._changed:
            self._changed.wait_for(lambda: self._latest is not None and self._latest.visit is None)
            self._visit = UnattendedVisit()
        self._began = 0.0
        ending = self._visit.run(self._conductor, WISHES, bytearray(self._card.pin.encode()), self._hands)
        self.watch.add(WHOLE, time.perf_counter() - self._began)
        assert isinstance(ending, Issued), ending
        return self.watch.read()

    def close(self) -> None:
        """End the terminal."""
        self._link.take_off()
        self._conductor.stop()
        self._reader.close()
        self._journal.close()

    def _show(self, state: State) -> None:
        with self._changed:
            self._latest = state
            self._visit.show(state)
            self._changed.notify_all()

    def _hands(self, state: State) -> None:
        match state.screen:
            case states.Terms():
                self._began = self._began or time.perf_counter()
            case states.PlaceCard() if not self._link.card_is_on:
                self._link.put_on(TimedCard(self._card))
            case states.TakeCard():
                self._link.take_off()
            case states.Pay(accepting=True, inserted=inserted, order=order):
                for _ in range((order.fee - inserted) // COIN):
                    self._cashbox.insert(COIN)
            case _:
                pass


def measure(bench: Bench, visits: int) -> list[Times]:
    """The times of so many visits, after one that warms everything up."""
    bench.visit()
    return [bench.visit() for _ in range(visits)]


def table(times: Sequence[Times]) -> Table:
    """Median and worst of each part, and whose time it is."""
    shown = Table(title=f"one visit without the screen, milliseconds, {len(times)} visits")
    for column in ("part", "median", "worst"):
        shown.add_column(column, justify="left" if column == "part" else "right")
    rows = {part: [one.by_part[part] for one in times] for part in PARTS}
    rows |= {
        "ours": [one.ours for one in times],
        "the card's and the printer's": [one.theirs for one in times],
    }
    for part, values in rows.items():
        shown.add_row(part, f"{statistics.median(values):.1f}", f"{max(values):.1f}")
    share = statistics.median(one.our_share for one in times)
    shown.add_row("our share", f"{share:.0%}", "")
    shown.caption = (
        "The whole visit also holds waiting: until the reader notices a card, until no late coin can come, "
        "until the printer is asked again (each 200 ms). The visit is opened while the card is read."
    )
    return shown


@contextmanager
def terminal(bench: type[Bench], hall: CityHall, card_service: Pcscd, directory: Path) -> Iterator[Bench]:
    """A terminal of that kind with a printer of its own."""
    with IppEvePrinter() as device:
        standing = bench(hall, card_service, device, directory)
        try:
            yield standing
        finally:
            standing.close()


@contextmanager
def everything_up(bench: type[Bench]) -> Iterator[Bench]:
    """A terminal of that kind with its city hall and card service, in a directory of its own."""
    directory = Path(tempfile.mkdtemp(prefix="visit-"))
    with ExitStack() as parts:
        parts.callback(shutil.rmtree, directory)
        make_demo(directory / "hall")
        card_service = Pcscd(directory / "pcscd")
        os.environ["PCSCLITE_CSOCK_NAME"] = str(card_service.socket)
        card_service.start()
        parts.callback(card_service.stop)
        hall = parts.enter_context(CityHall(directory / "hall"))
        yield parts.enter_context(terminal(bench, hall, card_service, directory))


def visits_asked_for(description: str | None) -> int:
    """How many visits the command line asks for."""
    parser = argparse.ArgumentParser(description=description.partition("\n")[0] if description else None)
    parser.add_argument("--visits", type=int, default=20)
    visits: int = parser.parse_args().visits
    return visits


def main() -> None:
    """Put everything up, measure and print the table."""
    visits = visits_asked_for(__doc__)
    with everything_up(Bench) as bench:
        times = measure(bench, visits)
    Console().print(table(times))


if __name__ == "__main__":
    main()
