"""The command line, put together so that a command loads only the rooms that it needs."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer

_COMMANDS: dict[str, tuple[str, str, str]] = {
    "card": ("kiosk.commands.card", "app", "Cards for trying out: no real card is needed."),
    "demo": ("kiosk.commands.demo", "demo", "The whole system on this machine, to play with."),
    "issue": ("kiosk.commands.issue", "issue", "One visit without the screen."),
    "journal": ("kiosk.commands.journal", "app", "What became of every yen and sheet."),
    "layout": ("kiosk.commands.layout", "app", "Certificate forms."),
    "municipal": ("kiosk.commands.municipal", "app", "The city hall."),
    "run": ("kiosk.commands.run", "run", "The terminal, full screen."),
    "verify": ("kiosk.commands.verify", "verify", "Is this paper genuine?"),
    "simulate": ("kiosk.commands.simulate", "app", "Many visits, and what may go wrong with them."),
}
"""Name → module, its attribute (a typer.Typer, or a function that is one command), line of help."""


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("kiosk"))
        raise typer.Exit


def _overview(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Certificates at the store: My Number Card in, certificate out."""


def _assemble(asked: str | None) -> typer.Typer:
    """All commands by name, only ``asked`` with what it can do."""
    assembled = typer.Typer(
        callback=_overview,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name, (module, attribute, line) in _COMMANDS.items():
        if name != asked:
            assembled.add_typer(typer.Typer(help=line), name=name)
            continue
        command = getattr(import_module(module), attribute)
        if isinstance(command, typer.Typer):
            assembled.add_typer(command, name=name, help=line)
        else:
            assembled.command(name)(command)
    return assembled


def main() -> None:
    """The entry point ``kiosk``."""
    asked = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), None)
    _assemble(asked)()
