"""``kiosk run``: the terminal, full screen."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated, NoReturn

import typer

_BAD_INPUT = 1


def _stop(problem: object) -> NoReturn:
    typer.echo(f"kiosk run: {problem}", err=True)
    raise typer.Exit(_BAD_INPUT)


def run(
    config: Annotated[Path, typer.Option(help="terminal.toml: devices, city halls, screen.")],
) -> None:
    """Be the terminal, on the whole screen, until Ctrl-C or SIGTERM.

    What an earlier process left unfinished is settled first. A visit that is going on when the
    terminal is told to end is forgotten, and its order abandoned.

    Example: kiosk run --config /etc/kiosk/terminal.toml
    """
    from kiosk.terminal import log
    from kiosk.terminal.assembly import start_terminal
    from kiosk.terminal.audience import Audience
    from kiosk.terminal.configuration import ConfigurationError, load

    try:
        configuration = load(config)
    except ConfigurationError as error:
        _stop(error)
    log.configure(configuration.log)
    from kiosk.terminal.screens.app import KioskApp

    audience = Audience()
    try:
        terminal = start_terminal(configuration, audience.show)
    except (ConfigurationError, ValueError, OSError) as error:
        _stop(error)
    screen = configuration.screen
    try:
        app = KioskApp(terminal.conductor, (screen.width, screen.height), full_screen=screen.full_screen)
        audience.join(app.show)
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, lambda *_: app.stop())
        app.run()
    finally:
        terminal.stop()
