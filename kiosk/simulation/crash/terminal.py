"""One terminal as a process of its own: it recovers, serves one visit as ``kiosk issue`` does, and ends.

Over its wire it tells what is on its screen, and is touched.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from drivers.card.simulated import CardContents, SimulatedCard, SimulatedReader
from kiosk.simulation.crash.dying_journal import DyingJournal
from kiosk.simulation.crash.plan import AtLine, Part
from kiosk.terminal import log
from kiosk.terminal.assembly import Terminal, start_terminal
from kiosk.terminal.configuration import load
from kiosk.terminal.unattended import Ending, UnattendedVisit, Wishes
from kiosk.terminal.visit import states
from kiosk.terminal.visit.journal import Entry, Journal
from kiosk.terminal.visit.states import State

PIN = b"1234"


@dataclass(frozen=True)
class Resident:
    """Who comes: ``card`` is the file of the card in hand."""

    card: Path
    wishes: Wishes


@dataclass(frozen=True)
class Orders:
    """What the process is to do; without ``resident`` nothing but recover and report."""

    configuration: Path
    resident: Resident | None
    last_line: AtLine | None


@dataclass(frozen=True)
class Shown:
    """Another screen, by its name. ``missing``: yen that the cash box still takes; ``stalled``: the printer
    stands still."""

    screen: str
    missing: int = 0
    stalled: bool = False


@dataclass(frozen=True)
class AboutToDie:
    """The process is killed at a line of this entry."""

    entry: Entry
    part: Part


@dataclass(frozen=True)
class Over:
    """The visit has come to its end; None where there was none."""

    ending: Ending | None


Told = Shown | AboutToDie | Over


def serve(wire: Connection) -> None:
    """Tell the process id, receive :class:`Orders`, obey them."""
    wire.send(os.getpid())
    orders: Orders = wire.recv()
    _Process(wire, orders).run()


class _Process:
    def __init__(self, wire: Connection, orders: Orders) -> None:
        self._wire = wire
        self._orders = orders
        self._configuration = load(orders.configuration)
        self._telling = threading.Lock()
        self._shown: Shown | None = None

    def run(self) -> None:
        log.configure(self._configuration.log)
        visit = UnattendedVisit()
        terminal = start_terminal(self._configuration, visit.show, open_journal=self._open_journal)
        ending = None
        if self._orders.resident is not None:
            threading.Thread(target=self._be_touched, args=(terminal,), daemon=True).start()
            ending = self._serve(visit, terminal, self._orders.resident)
        self._tell(Over(ending))
        terminal.stop()

    def _serve(self, visit: UnattendedVisit, terminal: Terminal, resident: Resident) -> Ending:
        reader, card = terminal.devices.reader, SimulatedCard(CardContents.load(resident.card))
        if not isinstance(reader, SimulatedReader):
            raise TypeError("the card lies on a simulated reader")

        def on_screen(state: State) -> None:
            match state.screen:
                case states.PlaceCard() if not state.terminal.card_on_reader:
                    reader.put_on(card)
                case states.TakeCard():
                    reader.take_off()
                case _:
                    pass
            self._show(state)

        return visit.run(terminal.conductor, resident.wishes, bytearray(PIN), on_screen)

    def _open_journal(self, path: Path, clock: Callable[[], datetime]) -> Journal:
        last_line = self._orders.last_line
        if last_line is None:
            return Journal(path, clock)
        return DyingJournal(path, clock, last_line, lambda entry, part: self._tell(AboutToDie(entry, part)))

    def _show(self, state: State) -> None:
        screen = state.screen
        match screen:
            case states.Pay(accepting=True, order=order, inserted=inserted):
                shown = Shown(type(screen).__name__, missing=order.fee - inserted)
            case states.Printing(stalled=stalled):
                shown = Shown(type(screen).__name__, stalled=stalled is not None)
            case _:
                shown = Shown(type(screen).__name__)
        if shown != self._shown:
            self._shown = shown
            self._tell(shown)

    def _tell(self, what: Told) -> None:
        with self._telling:
            self._wire.send(what)

    def _be_touched(self, terminal: Terminal) -> None:
        """Until the wire breaks: whoever plays is gone then, and nobody needs this process."""
        try:
            while True:
                terminal.conductor.send(self._wire.recv())
        except (EOFError, OSError):
            os._exit(1)
