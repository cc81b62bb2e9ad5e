"""A crowd with a bar that says how far it is."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kiosk.simulation.crowd.evidence import Attended, Ending
from kiosk.simulation.crowd.run import simulate_crowd
from kiosk.simulation.crowd.tally import Tally


def with_progress(directory: Path, *, terminals: int, visits: int, seed: int) -> Tally:
    """As ``simulate_crowd``, told on stderr."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("", total=visits)

        def seen(tally: Tally, visit: Attended) -> None:
            printed = tally.endings[Ending.PRINTED]
            words = f"{printed} printed, {tally.mismatches} mismatches"
            progress.update(bar, completed=tally.visits, description=words)

        return simulate_crowd(
            directory,
            terminals=terminals,
            visits=visits,
            seed=seed,
            began=lambda step: progress.update(bar, description=step),
            seen=seen,
        )
