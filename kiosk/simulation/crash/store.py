"""A store: a printer, a cash box and a line that outlive its terminal."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self, assert_never
from urllib.parse import urlsplit

from drivers.card.simulated.contents import CARD_FILE_SUFFIX
from drivers.cashbox.simulated_bus import SimulatedBus
from kiosk.simulation.crash.nursery import Nursery, Process
from kiosk.simulation.crash.payer import Payer
from kiosk.simulation.crash.plan import AtLine, Mishap, VisitPlan
from kiosk.simulation.crash.terminal import Orders, Resident
from kiosk.simulation.ippeveprinter import IppEvePrinter
from kiosk.simulation.line import Line, LineState
from kiosk.simulation.town.places import AOBA
from kiosk.terminal.visit import events

_COINS = {10: 2000, 50: 2000, 100: 2000, 500: 2000}
_SECONDS_PER_COIN = 0.03
"""A tenth of a real hopper's: long enough for a payout to be torn in its middle."""

PATIENCE = 60.0
"""Seconds after which a terminal that has not ended hangs."""

_FIRST_LENGTH = 2.0
_LONGEST_LENGTH = 6.0


class Hangs(Exception):
    """A terminal that nobody disturbs has come to no end; the message names it."""


class Store:
    """One terminal's directory with its ``terminal.toml``, and all that stands around the terminal.

    ``handed`` is what the terminal was handed at its enrolment, ``cards`` the folder of demo cards.
    """

    def __init__(self, directory: Path, nursery: Nursery, city_hall: str, handed: Path, cards: Path) -> None:
        self.directory = directory
        self.terminal_id = handed.name
        self.journal = directory / "journal.sqlite3"
        self._nursery = nursery
        self._city_hall = urlsplit(city_hall)
        self._handed = handed
        self._cards = cards
        self._length = _FIRST_LENGTH
        self._amiss = False

    def __enter__(self) -> Self:
        self.directory.mkdir(parents=True)
        with ExitStack() as stack:
            sockets = stack.enter_context(TemporaryDirectory(prefix="kiosk-crash-"))
            self.printer = stack.enter_context(IppEvePrinter())
            self._bus = stack.enter_context(
                SimulatedBus(Path(sockets), levels=_COINS, seconds_per_coin=_SECONDS_PER_COIN)
            )
            self._line = stack.enter_context(Line())
            self._line.lead_to(self._city_hall.hostname or "", self._city_hall.port or 0)
            self._hands = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="hands"))
            self._around = stack.pop_all()
        self.cashbox = self._bus.hand
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._around.__exit__(kind, error, trace)

    def start(self, plan: VisitPlan) -> Process:
        """A terminal for this visit."""
        last_line = plan.kill if isinstance(plan.kill, AtLine) else None
        resident = Resident(self._cards / f"{plan.card}{CARD_FILE_SUFFIX}", plan.wishes)
        return self._nursery.start(Orders(self._configure(plan.payer_waits), resident, last_line))

    def settle(self) -> None:
        """One start that nothing disturbs: what is left open is ended, and all of it reported. Raises
        Hangs."""
        self.put_right()
        self._hands.submit(lambda: None).result()
        self.cashbox.wait(dispensing=False)
        with self._nursery.start(Orders(self._configure(payer_waits=120), None, None)) as process:
            try:
                while process.heard(PATIENCE) is not None:
                    pass
            except EOFError:
                return
            raise Hangs(f"{self.terminal_id} does not end after its last start")

    def put_right(self) -> None:
        """What a technician does: paper out of the way, hoppers filled, the line connected."""
        self.printer.clear()
        self.cashbox.repair()
        self._line.become(LineState.CONNECTED)
        self._amiss = False

    def go_amiss(self, plan: VisitPlan) -> None:
        """Let what is planned for printer and hoppers go wrong, until :meth:`put_right`."""
        self._amiss = True
        match plan.mishap:
            case Mishap.HOPPERS_EMPTY:
                self.cashbox.empty_hopper()
            case Mishap.HOPPERS_JAM:
                self.cashbox.jam_hopper(after=1)
            case Mishap.PAPER_JAM:
                self.printer.jam(plan.sheet)
            case Mishap.PAPER_OUT:
                self.printer.run_out_of_paper(plan.sheet)
            case Mishap.JOB_ABORTED:
                self.printer.abort(plan.sheet)
            case Mishap.NONE | Mishap.CUT_WHEN_PAYING | Mishap.CUT_WHEN_PRINTING:
                self._amiss = False
            case other:
                assert_never(other)

    def cut_line(self) -> None:
        """Until :meth:`put_right`."""
        self._line.become(LineState.CUT)
        self._amiss = True

    @property
    def is_amiss(self) -> bool:
        """Whether something waits for :meth:`put_right`."""
        return self._amiss

    def payer(self, plan: VisitPlan, process: Process) -> Payer:
        """Whoever pays in this visit."""
        return Payer(self._hands, self.cashbox, plan, lambda: process.touch(events.Stopped()))

    @property
    def length(self) -> float:
        """Seconds that a visit takes here."""
        return self._length

    def took(self, seconds: float) -> None:
        """A visit that was not killed took so long."""
        self._length = min(seconds, _LONGEST_LENGTH)

    def _configure(self, payer_waits: int) -> Path:
        file = self.directory / "terminal.toml"
        handed, values = self._handed, json.dumps
        file.write_text(
            f"""\
terminal_id = {values(self.terminal_id)}
journal = "{self.journal.name}"
log = "terminal.log"
payer_waits_seconds = {payer_waits}

[line]
certificate = {values(str(handed / "client.pem"))}
key = {values(str(handed / "client.key"))}
authority = {values(str(handed / "ca.pem"))}

[reader]
driver = "simulated"

[printer]
driver = "ipp"
uri = {values(self.printer.uri)}

[cashbox]
driver = "cctalk"
port = {values(self._bus.port)}
record = "cashbox.sqlite3"

[slips]
driver = "folder"
directory = "slips"

[[municipality]]
code = {values(AOBA.code)}
url = {values(f"https://127.0.0.1:{self._line.port}")}
keys = {values(str(handed / f"keys-{AOBA.code}.json"))}
""",
            encoding="utf-8",
        )
        return file
