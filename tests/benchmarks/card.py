"""Our own time on the card's path, apart from the card's: ``python -m tests.benchmarks.card``.

One visit identifies the card (SELECT, read, tries) and proves the PIN (VERIFY, sign). Ours is the time of
both calls without what the card in software thinks; in process, and through PC/SC service and virtual
reader, where ours also holds the reader's process, the service and vpcd.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from drivers.card.contract import CardIdentified, Pin, Signed
from drivers.card.iso7816 import READ_CHUNK
from drivers.card.simulated import CardContents, Reaction, SimulatedCard
from tests.drivers.card.benches import Bench, PcscBench, SimulatedBench, put_on, take_off
from tests.drivers.card.demo_cards import PIN, contents
from tests.real_parts.pcscd import Pcscd

MESSAGE = b"what a resident signs"
IN_PROCESS, BY_PCSC = "in process", "through PC/SC and vpcd"
OUR_LIMIT_MILLISECONDS = 5.0
NAMES = {0xA4: "SELECT", 0xB0: "READ", 0x20: "TRIES, VERIFY", 0x2A: "SIGN"}


class TimedCard(SimulatedCard):
    """A card in software that knows how long it thinks and what it was asked."""

    def __init__(self, holds: CardContents) -> None:
        super().__init__(holds)
        self.seconds = 0.0
        self.asked: Counter[str] = Counter()

    def transmit(self, apdu: bytes) -> Reaction:
        began = time.perf_counter()
        try:
            return super().transmit(apdu)
        finally:
            self.seconds += time.perf_counter() - began
            self.asked[NAMES.get(apdu[1], "other")] += 1


@dataclass(frozen=True)
class Visit:
    """Milliseconds of one visit, and the commands that the card was asked."""

    ours: float
    cards: float
    commands: Counter[str]


def fewest_commands(certificate: bytes) -> int:
    """What the card's files ask for at least, in pieces of 256 bytes: see ``drivers.card.jpki``."""
    identifying = 6 + -(-len(certificate) // READ_CHUNK)
    return identifying + 8


def measure(bench: Bench, visits: int) -> tuple[list[Visit], int]:
    """So many visits after one that warms everything up, and the fewest commands that each could take."""
    card = TimedCard(contents())
    put_on(bench, card)
    measured = [_visit(bench, card) for _ in range(visits + 1)]
    take_off(bench)
    return measured[1:], fewest_commands(card.contents.certificate)


def _visit(bench: Bench, card: TimedCard) -> Visit:
    card.seconds, card.asked = 0.0, Counter()
    began = time.perf_counter()
    identified = bench.reader.identify()
    assert isinstance(identified, CardIdentified), identified
    outcome = bench.reader.authenticate(identified.certificate, Pin(bytearray(PIN.encode())), MESSAGE)
    whole = time.perf_counter() - began
    assert isinstance(outcome, Signed), outcome
    return Visit((whole - card.seconds) * 1000, card.seconds * 1000, card.asked)


@contextmanager
def pcsc_bench() -> Iterator[PcscBench]:
    """The real PC/SC service with a virtual reader, in a directory of its own."""
    directory = Path(tempfile.mkdtemp(prefix="card-"))
    service = Pcscd(directory)
    os.environ["PCSCLITE_CSOCK_NAME"] = str(service.socket)
    service.start()
    try:
        bench = PcscBench(service)
        try:
            yield bench
        finally:
            bench.reader.close()
    finally:
        service.stop()
        shutil.rmtree(directory)


def table(rows: dict[str, tuple[list[Visit], int]]) -> Table:
    """Medians and worst, and the commands of a visit beside the fewest."""
    shown = Table(title="one visit on the card's path, milliseconds")
    for column in ("", "ours, median", "ours, worst", "the card's", "commands", "fewest"):
        shown.add_column(column, justify="right" if column else "left")
    for name, (visits, fewest) in rows.items():
        ours = [visit.ours for visit in visits]
        shown.add_row(
            name,
            f"{statistics.median(ours):.2f}",
            f"{max(ours):.2f}",
            f"{statistics.median(visit.cards for visit in visits):.2f}",
            str(visits[-1].commands.total()),
            str(fewest),
        )
    return shown


def main() -> None:
    """Measure both ways and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--visits", type=int, default=200)
    visits: int = parser.parse_args().visits
    rows = {IN_PROCESS: measure(SimulatedBench(), visits)}
    with pcsc_bench() as bench:
        rows[BY_PCSC] = measure(bench, visits)
    Console().print(table(rows))


if __name__ == "__main__":
    main()
