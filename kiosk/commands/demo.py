"""``kiosk demo``: the whole system on this machine."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from kiosk.simulation.demo.session import Demo

_FAILED = 1


def _began() -> float:
    """When this process was started, by the monotonic clock: proc(5), field 22 of stat."""
    started = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    age = time.clock_gettime(time.CLOCK_BOOTTIME) - started / os.sysconf("SC_CLK_TCK")
    return time.monotonic() - age


def _stop(problem: object) -> NoReturn:
    typer.echo(f"kiosk demo: {problem}", err=True)
    raise typer.Exit(_FAILED)


def demo(
    auto: Annotated[
        bool, typer.Option("--auto", help="Play one visit on a display that nobody sees, and end.")
    ] = False,
    directory: Annotated[
        Path | None, typer.Option(help="Where the sample town is kept; .cache/demo if not given.")
    ] = None,
    output: Annotated[Path, typer.Option(help="Where papers and pictures are left.")] = Path("out"),
    fresh: Annotated[bool, typer.Option("--fresh", help="Make the sample town anew.")] = False,
    both_towns: Annotated[
        bool, typer.Option("--both-towns", help="A terminal that serves two municipalities, and asks.")
    ] = False,
) -> None:
    """Show the whole system on this machine: city hall, terminal, and a dock for cards, coins and faults.

    Nothing has to be configured; every card, coin, sheet and cable is simulated. What is printed lies in
    out/printed. Without a display, or with --auto, one visit is played by real touches on a virtual
    display: the certificate, the receipt and a picture of each screen are left in out/. Exit status 0
    only if the certificate was printed.

    Example: kiosk demo --auto --output /tmp/visit
    """
    from kiosk.cache import cache_directory
    from kiosk.simulation.demo.town_directory import DemoError
    from kiosk.simulation.display import DisplayError, display_size

    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    directory = directory or cache_directory() / "demo"
    try:
        output.mkdir(parents=True, exist_ok=True)
        display = None if auto else display_size()
        if display is None:
            _play(directory, output, fresh=fresh, both_towns=both_towns)
        else:
            _show(directory, output, display, fresh=fresh, both_towns=both_towns)
    except (DemoError, DisplayError, OSError) as error:
        _stop(error)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


def _first_screen(seconds: float) -> None:
    typer.echo(f"first screen after {seconds:.1f} s", err=True)


def _play(directory: Path, output: Path, *, fresh: bool, both_towns: bool) -> None:
    from kiosk.simulation.demo.auto import play_visit
    from kiosk.terminal.unattended import NotIssued

    left = play_visit(
        directory, output, _began(), fresh=fresh, both_towns=both_towns, first_screen=_first_screen
    )
    for file in (*left.papers, *left.pictures):
        typer.echo(file)
    if isinstance(left.ending, NotIssued):
        _stop(f"no certificate: {left.ending.failure.code} {left.ending.failure.cause}")


def _show(directory: Path, output: Path, display: tuple[int, int], *, fresh: bool, both_towns: bool) -> None:
    from kiosk.simulation.demo.session import running_demo, tell_first_screen
    from kiosk.simulation.demo.window import open_window, window_size

    size = window_size(display)
    printed = output / "printed"
    with running_demo(
        directory,
        printed,
        fresh=fresh,
        both_towns=both_towns,
        meanwhile=lambda: open_window(size),
    ) as running:
        from kiosk.simulation.demo.table import open_table

        app = open_table(running, size)
        tell_first_screen(app, _began(), _first_screen)
        _tell(running, printed)
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, lambda *_: app.stop())
        app.run()


def _tell(running: Demo, printed: Path) -> None:
    from kiosk.simulation.town.logins import LOGINS

    typer.echo(f"city hall: {running.console}", err=True)
    for login in LOGINS.values():
        app = f"kiosk simulate authenticator {login.name}"
        who = f"{login.name} ({', '.join(login.roles)})"
        typer.echo(f"  user {who}, password {login.password}, code by: {app}", err=True)
    typer.echo(f"paper comes out in {printed}/, receipts in {printed}/slips/", err=True)
