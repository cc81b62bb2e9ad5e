"""``kiosk simulate crowd``: many terminals at once, and a judge who reads every paper."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

_FAILED = 1


def crowd(
    terminals: Annotated[int, typer.Option(min=1, max=80, help="How many stand in the stores.")] = 64,
    visits: Annotated[int, typer.Option(min=1, help="How many visits all of them serve.")] = 2000,
    seed: Annotated[int, typer.Option(help="Decides who comes, does what, and when lines break.")] = 1,
    directory: Annotated[
        Path | None, typer.Option(help="An empty folder where papers, journals and logs are kept.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON on stdout.")] = False,
) -> None:
    """Let many terminals serve at once, on lines that are slow and break, and judge every paper.

    A real city hall over HTTPS, real terminals but for their screens and devices, hundreds of residents'
    cards. Residents walk away, press stop, take the card early, change their mind and come again. Each
    paper is read and compared with whose card lay there. Exit status 1 where one is another's, where a
    sheet or a yen is unaccounted for, or where a visit hangs.

    Example: kiosk simulate crowd --terminals 64 --visits 2000 --seed 1
    """
    from rich.console import Console

    from kiosk.municipal.configuration import ConfigurationError
    from kiosk.simulation.crowd.progress import with_progress
    from kiosk.simulation.crowd.tally import table
    from kiosk.simulation.demo.town_directory import DemoError

    try:
        with tempfile.TemporaryDirectory(prefix="crowd-") as temporary:
            tally = with_progress(directory or Path(temporary), terminals=terminals, visits=visits, seed=seed)
    except (ConfigurationError, DemoError, OSError, ValueError) as error:
        typer.echo(f"kiosk simulate: {error}", err=True)
        raise typer.Exit(_FAILED) from None
    if as_json:
        typer.echo(json.dumps(tally.as_data(), ensure_ascii=False))
    else:
        Console().print(table(tally))
    for problem in tally.problems:
        typer.echo(f"kiosk simulate: {problem}", err=True)
    if tally.problems:
        raise typer.Exit(_FAILED)
