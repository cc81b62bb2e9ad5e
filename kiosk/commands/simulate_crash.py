"""``kiosk simulate crash``: terminals are killed, and their books have to agree afterwards."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

_DIFFERS = 1
_BAD_INPUT = 2


def crash(
    visits: Annotated[int, typer.Option(min=1, help="How many visits, over all terminals.")] = 100,
    seed: Annotated[
        int | None, typer.Option(help="Draws visits, mishaps and kills; random if not given.")
    ] = None,
    terminals: Annotated[
        int, typer.Option(min=1, max=64, help="Side by side, each with its own devices.")
    ] = 1,
    directory: Annotated[
        Path | None, typer.Option(help="Where town and journals are kept; .cache/crash if not given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Kill terminals (SIGKILL) at every line of their journal and at random moments, and balance the books.

    City hall, printer and cash box outlive the terminals and keep their own counts: yen in = fees + change
    + refunds + claims, sheets printed = outcomes + claims. Exit status 1 on any difference, naming its
    orders; the journals stay where the command says.

    Example: kiosk simulate crash --visits 500 --seed 1 --terminals 2
    """
    from rich.console import Console

    from kiosk.cache import cache_directory
    from kiosk.simulation.crash.report import as_data, print_report
    from kiosk.simulation.crash.simulation import simulate_crashes
    from kiosk.simulation.crash.store import Hangs
    from kiosk.simulation.demo.town_directory import DemoError, demo_directory

    directory = directory or cache_directory() / "crash"
    seed = secrets.randbelow(10**6) if seed is None else seed
    try:
        with demo_directory(directory) as town, _progress_bar(visits) as progress:
            simulated = simulate_crashes(
                town,
                directory / "run",
                visits=visits,
                seed=seed,
                terminals=terminals,
                progress=progress,
            )
    except (DemoError, Hangs, OSError) as error:
        typer.echo(f"kiosk simulate crash: {error}", err=True)
        raise typer.Exit(_BAD_INPUT) from None
    if as_json:
        typer.echo(json.dumps({"seed": seed, **as_data(simulated)}, ensure_ascii=False))
    else:
        print_report(simulated, Console())
        typer.echo(f"seed {seed}; journals: {directory / 'run'}")
    if not simulated.passed:
        raise typer.Exit(_DIFFERS)


@contextmanager
def _progress_bar(visits: int) -> Iterator[Callable[[int], None]]:
    """A bar on stderr where that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("visits", total=visits)
        yield lambda done: bar.update(task, completed=done)
