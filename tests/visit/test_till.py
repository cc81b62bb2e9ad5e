"""The till counts what the cash box took, whatever else the cash box has to say meanwhile."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drivers.cashbox.simulated import CoinJam, SimulatedCashBox
from drivers.printer.simulated import SimulatedPrinter
from kiosk.terminal.visit.casefile import CaseFile
from kiosk.terminal.visit.events import Event, MoneyCounted
from kiosk.terminal.visit.journal import Entry, Journal
from kiosk.terminal.visit.till import Cashier

ORDER = "a" * 32
NOW = datetime(2026, 11, 24, 10, 24, tzinfo=UTC)
PATIENCE = 10.0


class OpenTill:
    """A cash box that takes money for one order."""

    def __init__(self, directory: Path) -> None:
        self.cashbox = SimulatedCashBox()
        self.journal = Journal(directory / "journal.sqlite3", lambda: NOW)
        self.case = CaseFile(1)
        self.counted: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._cashier = Cashier(SimulatedPrinter(directory), self.cashbox, self.journal)
        self.cashbox.accept(300)

    def take_money(self) -> None:
        self._cashier.take_money(self.case, ORDER, self.counted.put)

    def yen_in_the_journal(self) -> list[object]:
        return [line.values["yen"] for line in self.journal.lines(ORDER) if line.entry is Entry.INSERTED]


@pytest.fixture
def till(tmp_path: Path) -> Iterator[OpenTill]:
    opened = OpenTill(tmp_path)
    yield opened
    opened.journal.close()


def test_money_counts_on_once_a_jam_is_cleared(till: OpenTill) -> None:
    taking = threading.Thread(target=till.take_money)
    taking.start()
    till.cashbox.plan(CoinJam())
    till.cashbox.clear()
    assert till.cashbox.insert(100)
    assert till.counted.get(timeout=PATIENCE) == MoneyCounted(1, 100)
    till.case.till.closing.set()
    taking.join()


def test_a_jam_between_two_late_coins_hides_neither(till: OpenTill) -> None:
    assert till.cashbox.insert(100)
    till.cashbox.plan(CoinJam())
    till.cashbox.clear()
    assert till.cashbox.insert(50)
    till.case.till.closing.set()
    till.take_money()
    assert till.yen_in_the_journal() == [100, 50]
    assert not till.cashbox.accepting
