"""What guarding a visit costs: ``python -m tests.benchmarks.guarding``.

The same real visit as in :mod:`tests.benchmarks.visit`, with each guard told apart: opening the sealed
document and comparing its bindings (on receipt, before money, before the spool), the gate, the digest
of the bytes that it proved, and the journal's lines, each of which waits for the disk.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from kiosk.certificates.failures import Failure
from kiosk.certificates.proof import Proof
from kiosk.certificates.sealed_document import Binding, SealedDocument, mismatches, unfit
from kiosk.simulation.ippeveprinter import IppEvePrinter
from kiosk.terminal.visit.journal import Entry, Journal, Value
from kiosk.terminal.visit.ports import ProvenPaper
from tests.benchmarks.visit import (
    GATE,
    WHOLE,
    Bench,
    Stopwatch,
    TimedCityHall,
    TimedStudio,
    Times,
    everything_up,
    measure,
    visits_asked_for,
)
from tests.real_parts.city_hall import CityHall
from tests.real_parts.pcscd import Pcscd

UNSEALING, BINDINGS, DIGEST, JOURNAL = "unsealing", "bindings", "digest", "journal"
GUARDS = (UNSEALING, BINDINGS, GATE, DIGEST, JOURNAL)
AIM = 0.05
"""The share of a visit's machine time, card and printer included, that guarding is to stay below."""


class GuardedCityHall(TimedCityHall):
    """The real line, whose opening of seals is timed; the bindings of what it opened are compared once
    more to be told apart."""

    def unseal(self, sealed: str) -> SealedDocument:
        with self.watch.timing(UNSEALING):
            document = super().unseal(sealed)
        binding = Binding(
            document.order_id,
            document.visit_id,
            document.terminal_id,
            document.municipality_code,
            document.card_hash,
            document.choices,
            document.fee,
        )
        with self.watch.timing(BINDINGS):
            mismatches(document, binding)
            unfit(document, document.issue_date)
        return document


class GuardedStudio(TimedStudio):
    """The timed studio; the digest is made once more to be told apart from the gate that makes it."""

    def draw(self, document: SealedDocument, layout: bytes) -> ProvenPaper | Failure:
        drawn = super().draw(document, layout)
        if isinstance(drawn, ProvenPaper):
            with self.watch.timing(DIGEST):
                Proof.of(document.order_id, drawn.paper.pdf)
        return drawn


class TimedJournal(Journal):
    """The real journal on a real disk."""

    watch: Stopwatch

    def write(self, order_id: str, entry: Entry, **values: Value) -> None:
        with self.watch.timing(JOURNAL):
            super().write(order_id, entry, **values)


class GuardingBench(Bench):
    """The bench of a visit with its guards timed."""

    city_hall = GuardedCityHall
    studio = GuardedStudio
    journal = TimedJournal

    def __init__(self, hall: CityHall, card_service: Pcscd, device: IppEvePrinter, directory: Path) -> None:
        super().__init__(hall, card_service, device, directory)
        TimedJournal.watch = self.watch


def ours(times: Times) -> float:
    """What the terminal, its drivers and the city hall need, the guards among it, in milliseconds."""
    return times.ours + sum(times.by_part[guard] for guard in GUARDS if guard not in (GATE, DIGEST))


def guarding(times: Times) -> float:
    """All guards of one visit, in milliseconds; the digest is part of the gate."""
    return sum(times.by_part[guard] for guard in GUARDS if guard != DIGEST)


def table(times: Sequence[Times]) -> Table:
    """Median of each guard, how often it stands, and its shares of a visit."""
    shown = Table(title=f"the guards of one visit, milliseconds, {len(times)} visits")
    for column in ("guard", "times", "median", "of ours", "with card and printer", "of the whole visit"):
        shown.add_column(column, justify="left" if column == "guard" else "right")
    for guard in GUARDS:
        calls = statistics.median(one.calls[guard] for one in times)
        shown.add_row(guard, f"{calls:.0f}", *_medians(times, [one.by_part[guard] for one in times]))
    shown.add_row("all guards", "", *_medians(times, [guarding(one) for one in times]))
    share = statistics.median(guarding(one) / (ours(one) + one.theirs) for one in times)
    verdict = "within" if share < AIM else "above"
    shown.caption = (
        f"{share:.1%} of the machine time with card and printer, {verdict} the aim of {AIM:.0%}. "
        "The digest is part of the gate; the whole visit also holds waiting."
    )
    return shown


def _medians(times: Sequence[Times], values: Sequence[float]) -> list[str]:
    """The median of the values and of their shares."""
    wholes = (
        [ours(one) for one in times],
        [ours(one) + one.theirs for one in times],
        [one.by_part[WHOLE] for one in times],
    )
    shares = (
        statistics.median(value / whole for value, whole in zip(values, of, strict=True)) for of in wholes
    )
    return [f"{statistics.median(values):.2f}", *(f"{share:.1%}" for share in shares)]


def main() -> None:
    """Put everything up, measure and print the table."""
    visits = visits_asked_for(__doc__)
    with everything_up(GuardingBench) as bench:
        times = measure(bench, visits)
    Console().print(table(times))


if __name__ == "__main__":
    main()
