"""What a crowd's visits add up to, and how it is shown."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.table import Table

from kiosk.simulation.crowd.evidence import Attended, Closed, Ending
from kiosk.simulation.crowd.plan import Conduct
from kiosk.simulation.crowd.vitals import Vitals

_ROUTES = {"authentication": "authentication", "orders": "order"}
"""The last word of a route in the city hall's log, and what is said of it here."""


@dataclass(frozen=True)
class Timing:
    """Milliseconds of some calls."""

    calls: int
    p50: float
    p99: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> Timing:
        """Of none: zeros."""
        ordered = sorted(milliseconds)
        return cls(len(ordered), _quantile(ordered, 0.5), _quantile(ordered, 0.99))


@dataclass
class Tally:
    """Adds up; :attr:`problems` is what must not be, each with the terminal and visit where it was."""

    terminals: int
    seed: int
    problems: list[str] = field(default_factory=list)
    mismatches: int = 0
    endings: Counter[Ending] = field(default_factory=Counter)
    conducts: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    failures_of_the_straight: Counter[str] = field(default_factory=Counter)
    late_answers: Counter[str] = field(default_factory=Counter)
    retries: int = 0
    cuts: int = 0
    told_again: int = 0
    cards: set[str] = field(default_factory=set)
    seen: dict[str, Timing] = field(default_factory=dict)
    served: dict[str, Timing] = field(default_factory=dict)
    seconds: float = 0.0
    early: Mapping[str, Vitals] = field(default_factory=dict)
    late: Mapping[str, Vitals] = field(default_factory=dict)

    @property
    def visits(self) -> int:
        """All that were made."""
        return self.endings.total()

    def add(self, visit: Attended, mismatches: Iterable[str]) -> None:
        """One visit and the judge's verdict on it."""
        self.endings[visit.ending] += 1
        self.conducts[visit.conduct] += 1
        self.cards.add(visit.card_serial)
        self.retries += visit.is_again
        if visit.failure is not None:
            self.failures[visit.failure] += 1
            self.failures_of_the_straight[visit.failure] += visit.conduct is Conduct.STRAIGHT
        for mismatch in mismatches:
            self.mismatches += 1
            self.problems.append(f"{visit.terminal_id} visit {visit.number}: MISMATCH {mismatch}")
        stayed = visit.conduct in (Conduct.STRAIGHT, Conduct.CHANGES_MIND)
        if visit.ending is Ending.HUNG or (visit.ending is Ending.LEFT and stayed):
            self.problems.append(f"{visit.terminal_id} visit {visit.number}: waited in vain")

    def close(self, terminals: Sequence[Closed], visits: Sequence[Attended]) -> None:
        """The terminals' own counts, and whether every sheet and yen of them belongs to a visit."""
        for closed in terminals:
            own = [visit for visit in visits if visit.terminal_id == closed.terminal_id]
            self.problems += [f"{closed.terminal_id}: {problem}" for problem in _unaccounted(closed, own)]
            self.late_answers.update(closed.late_answers)
            self.cuts += closed.cuts
            self.told_again += closed.told_again
        self.seen = {
            "authentication": _timing(seconds for closed in terminals for seconds in closed.authentications),
            "order": _timing(seconds for closed in terminals for seconds in closed.orders),
        }

    def as_data(self) -> dict[str, Any]:
        """The report as JSON holds it."""
        return {
            "terminals": self.terminals,
            "seed": self.seed,
            "visits": self.visits,
            **{ending.value: self.endings[ending] for ending in Ending},
            "conducts": dict(self.conducts),
            "failures": dict(self.failures),
            "failures_of_the_straight": dict(self.failures_of_the_straight),
            "cards": len(self.cards),
            "cuts": self.cuts,
            "retries": self.retries,
            "outcomes_told_again": self.told_again,
            "late_answers_dropped": dict(self.late_answers),
            "mismatches": self.mismatches,
            "problems": self.problems,
            "seconds": round(self.seconds, 1),
            "visits_a_second": round(self.visits / self.seconds, 2) if self.seconds else 0.0,
            "as_terminals_saw_it": {name: vars(timing) for name, timing in self.seen.items()},
            "as_the_city_hall_served_it": {name: vars(timing) for name, timing in self.served.items()},
            "early": {name: vars(vitals) for name, vitals in self.early.items()},
            "late": {name: vars(vitals) for name, vitals in self.late.items()},
        }


def _unaccounted(closed: Closed, visits: Sequence[Attended]) -> Iterable[str]:
    if closed.trouble is not None:
        yield closed.trouble
    documents = [printed for visit in visits for printed in visit.printed]
    if Counter(printed.print_id for printed in documents) != Counter(closed.sheets_out.keys()):
        yield "a document came out in no visit, or in two"
    if {printed.print_id: printed.sheets for printed in documents} != dict(closed.sheets_out):
        yield "sheets came out after their visit"
    fees = sum(printed.fee for printed in documents)
    if closed.inserted != fees + closed.paid_out + closed.owed:
        yield f"¥{closed.inserted} in, ¥{fees} earned, ¥{closed.paid_out} given back, ¥{closed.owed} owed"
    if closed.untold:
        yield f"{closed.untold} outcomes were never told to the city hall"


def served_timings(log: Path) -> dict[str, Timing]:
    """Milliseconds from the whole request to its answer at the city hall, by its log."""
    of_route: dict[str, list[float]] = {name: [] for name in _ROUTES.values()}
    for line in log.read_text(encoding="utf-8").splitlines():
        if '"event": "request"' not in line:
            continue
        said = json.loads(line)
        name = _ROUTES.get(str(said["route"]).rpartition("/")[2])
        if name is not None:
            of_route[name].append(said["milliseconds"])
    return {name: Timing.of(values) for name, values in of_route.items()}


def table(tally: Tally) -> Table:
    """The report for people."""
    shown = Table(title=f"{tally.terminals} terminals at once, seed {tally.seed}", show_header=False)
    shown.add_column()
    shown.add_column(justify="right")
    for name, value in _rows(tally):
        shown.add_row(name, value)
    return shown


def _rows(tally: Tally) -> Iterable[tuple[str, str]]:
    yield "visits", f"{tally.visits:,}"
    yield "  printed", f"{tally.endings[Ending.PRINTED]:,}"
    yield "  refused", f"{tally.endings[Ending.REFUSED]:,}"
    for code, count in sorted(tally.failures.items()):
        straight = tally.failures_of_the_straight[code]
        yield f"    {code}, of it to those who went straight through", f"{count:,}, {straight:,}"
    yield "  stopped, or left and timed out", f"{tally.endings[Ending.LEFT]:,}"
    for conduct, count in sorted(tally.conducts.items()):
        yield f"residents who {conduct}" if conduct[0] != "s" else f"residents {conduct}", f"{count:,}"
    yield "different cards", f"{len(tally.cards):,}"
    yield "cuts of a line", f"{tally.cuts:,}"
    yield "visits tried again after a refusal", f"{tally.retries:,}"
    yield "outcomes told again", f"{tally.told_again:,}"
    yield "late answers dropped", f"{tally.late_answers.total():,}"
    for event, count in sorted(tally.late_answers.items()):
        yield f"  {event}", f"{count:,}"
    yield "papers that are not their card's", f"{tally.mismatches:,}"
    yield "visits a second", f"{tally.visits / tally.seconds:.1f} ({tally.seconds:.0f} s)"
    for name, timing in tally.seen.items():
        yield f"{name}, seen from the terminals, p50 / p99", f"{timing.p50:,.0f} / {timing.p99:,.0f} ms"
    for name, timing in tally.served.items():
        yield f"{name}, within the city hall, p50 / p99", f"{timing.p50:,.0f} / {timing.p99:,.0f} ms"
    for name, vitals in tally.early.items():
        later = tally.late.get(name, vitals)
        yield f"{name}: memory, at 25 % → 75 %", f"{vitals.memory} → {later.memory} MiB"
        yield f"{name}: threads, at 25 % → 75 %", f"{vitals.threads} → {later.threads}"


def _timing(seconds: Iterable[float]) -> Timing:
    return Timing.of([one * 1000 for one in seconds])


def _quantile(ordered: Sequence[float], share: float) -> float:
    return round(ordered[math.ceil(share * len(ordered)) - 1], 1) if ordered else 0.0
