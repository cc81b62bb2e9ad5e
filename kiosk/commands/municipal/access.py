"""Who may use the console, and which terminals may ask."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.commands.municipal.opening import HERE, Directory, municipality_of, one_line, opened

staff = typer.Typer(no_args_is_help=True, help="Who may use the console.")
terminal = typer.Typer(no_args_is_help=True, help="The terminals that may ask.")


@staff.callback()
def _staff() -> None:
    """Who may use the console."""


@terminal.callback()
def _terminal() -> None:
    """The terminals that may ask."""


@staff.command("add")
def staff_add(
    name: Annotated[str, typer.Argument(help="The login name.")],
    municipality: Annotated[list[str], typer.Option(help="A municipality to act for; repeat for more.")],
    password_file: Annotated[Path | None, typer.Option(help="Its first line is the password.")] = None,
    directory: Directory = HERE,
) -> None:
    """Give somebody access to the console; asks for the password unless a file holds it.

    Example: kiosk municipal staff add sato --municipality 131211 --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from kiosk.municipal.console.staff import add_staff

        towns = [municipality_of(code) for code in municipality]
        if password_file is not None:
            password = password_file.read_text(encoding="utf-8").partition("\n")[0]
        else:
            password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        add_staff(name, password, towns)
    typer.echo(f"{name}: may use the console for {', '.join(municipality)}")


@terminal.command("add")
def terminal_add(
    terminal_id: Annotated[str, typer.Argument(metavar="ID", help="The terminal's name in its certificate.")],
    municipality: Annotated[list[str], typer.Option(help="A municipality it serves; repeat for more.")],
    directory: Directory = HERE,
) -> None:
    """Enrol a terminal: issue its certificate and write what it is handed.

    Example: kiosk municipal terminal add store-0042 --municipality 131211 --directory /tmp/hall
    """
    with one_line():
        configuration = opened(directory)
        from kiosk.municipal.identity.enrolment import enrol_terminal

        handed = enrol_terminal(configuration, terminal_id, [MunicipalityCode(code) for code in municipality])
    typer.echo(f"{terminal_id}: {handed}")
