"""The balance sheet for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from kiosk.certificates.order_number import order_number
from kiosk.simulation.crash.plan import AtLine, Part, Side
from kiosk.simulation.crash.simulation import Simulated
from kiosk.simulation.crash.visit import Visited
from kiosk.terminal.unattended import Issued
from kiosk.terminal.visit.journal import Entry


class KillPlace(NamedTuple):
    """At what a process was killed."""

    entry: Entry
    part: Part
    side: Side


def print_report(simulated: Simulated, console: Console) -> None:
    """Kills, both sides of the balance sheet, and each difference with its order."""
    console.print(_kills(simulated.visits))
    console.print(_endings(simulated.visits))
    console.print(_sheet(simulated))
    for problem in simulated.problems:
        console.print(problem, style="red", markup=False)
    for difference in simulated.balance.differences:
        console.print(
            f"{difference.terminal_id}, {_order(difference.order_id)}: {difference.what}",
            style="red",
            markup=False,
        )


def _order(order_id: str) -> str:
    return f"order {order_number(order_id)} ({order_id})" if order_id else "no order"


def as_data(simulated: Simulated) -> dict[str, object]:
    """The same for a program to read."""
    return {
        "passed": simulated.passed,
        "visits": len(simulated.visits),
        "rows": [{**asdict(row), "difference": row.difference} for row in simulated.balance.rows],
        "differences": [asdict(each) for each in simulated.balance.differences],
        "problems": list(simulated.problems),
        "killed_at_lines": [
            {**place._asdict(), "times": times}
            for place, times in sorted(kills_at_lines(simulated.visits).items())
        ],
        "killed_at_moments": sum(visited.killed for visited in simulated.visits),
    }


def kills_at_lines(visits: Iterable[Visited]) -> Counter[KillPlace]:
    """How often a process was killed before and after each entry of its journal, by who wrote it."""
    return Counter(
        KillPlace(visited.died_at.entry, visited.died_at.part, visited.plan.kill.side)
        for visited in visits
        if visited.died_at is not None and isinstance(visited.plan.kill, AtLine)
    )


def _kills(visits: Iterable[Visited]) -> Table:
    kills = kills_at_lines(visits)
    table = Table(title="killed before / after lines of the journal", title_justify="left")
    table.add_column("entry")
    for part in Part:
        table.add_column(f"in {part}", justify="right")
    for entry in Entry:
        numbers = [
            tuple(kills[KillPlace(entry, part, side)] for side in (Side.BEFORE, Side.AFTER)) for part in Part
        ]
        if any(map(any, numbers)):
            table.add_row(entry.value, *(f"{before} / {after}" for before, after in numbers))
    return table


def _endings(visits: Iterable[Visited]) -> str:
    counted: Counter[str] = Counter()
    for visited in visits:
        if visited.died_at is not None:
            counted["killed at a line"] += 1
        elif visited.killed:
            counted["killed at a moment"] += 1
        elif isinstance(visited.ending, Issued):
            counted["issued"] += 1
        elif visited.ending is not None:
            counted[f"ended with {visited.ending.failure.code}"] += 1
    return ", ".join(f"{number} {how}" for how, number in counted.most_common())


def _sheet(simulated: Simulated) -> Table:
    table = Table(title="balance sheet", title_justify="left")
    table.add_column("")
    table.add_column("one side")
    table.add_column("", justify="right")
    table.add_column("other side")
    table.add_column("", justify="right")
    table.add_column("difference", justify="right")
    for row in simulated.balance.rows:
        style = "red" if row.difference else None
        table.add_row(
            row.what,
            row.one,
            f"{row.counted:,}",
            row.other,
            f"{row.expected:,}",
            f"{row.difference:+,}" if row.difference else "0",
            style=style,
        )
    return table
