"""Who may use the console, and which terminals may ask."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.commands.municipal.opening import HERE, Code, Directory, municipality_of, one_line, opened

if TYPE_CHECKING:
    from kiosk.municipal.console.rights import Role

staff = typer.Typer(no_args_is_help=True, help="Who may use the console.")
terminal = typer.Typer(no_args_is_help=True, help="The terminals that may ask.")


@staff.callback()
def _staff() -> None:
    """Who may use the console."""


@terminal.callback()
def _terminal() -> None:
    """The terminals that may ask."""


Name = Annotated[str, typer.Argument(help="The login name.")]
PasswordFile = Annotated[Path | None, typer.Option(help="Its first line is the password.")]
Roles = Annotated[
    list[str] | None,
    typer.Option(
        "--role", help="viewer, operator, approver, card-desk, auditor, administrator; repeat for more."
    ),
]


@staff.command("add")
def staff_add(
    name: Name,
    municipality: Annotated[list[str], typer.Option(help="A municipality to act for; repeat for more.")],
    role: Roles = None,
    password_file: PasswordFile = None,
    directory: Directory = HERE,
) -> None:
    """Give somebody access to the console, as a viewer where no role is named; asks for a provisional
    password unless a file holds it.

    At the first sign-in the password is changed and the second factor enrolled.

    Example: kiosk municipal staff add sato --municipality 131211 --role operator --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from kiosk.municipal.console.staff import add_staff

        towns = [municipality_of(code) for code in municipality]
        roles = _roles(role or ["viewer"])
        if password_file is not None:
            password = password_file.read_text(encoding="utf-8").partition("\n")[0]
        else:
            password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        add_staff(name, password, towns, roles)
    typer.echo(f"{name}: {', '.join(roles)} in {', '.join(municipality)}")


@staff.command("role")
def staff_role(name: Name, municipality: Code, role: Roles = None, directory: Directory = HERE) -> None:
    """Say what somebody is in a municipality from now on; nothing, where no role is named.

    Example: kiosk municipal staff role sato --municipality 131211 --role operator --role auditor
    """
    with one_line():
        opened(directory)
        from kiosk.municipal.console.staff import give_roles, user_named

        roles = _roles(role or [])
        give_roles(user_named(name), municipality_of(municipality), roles)
    typer.echo(f"{name}: {', '.join(roles) or 'nothing'} in {municipality}")


@staff.command("reset")
def staff_reset(name: Name, directory: Directory = HERE) -> None:
    """Start somebody's sign-in anew: a provisional password, no second factor, no lock-out.

    Example: kiosk municipal staff reset sato --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from kiosk.municipal.console.staff import start_anew, user_named

        password = start_anew(user_named(name))
    typer.echo(f"{name}: provisional password {password}")


@staff.command("list")
def staff_list(
    directory: Directory = HERE,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Show who may use the console, as what, and by which second factors.

    Example: kiosk municipal staff list --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from kiosk.municipal.console.staff import everybody

        people = [asdict(person) for person in everybody()]
    if as_json:
        typer.echo(json.dumps(people, ensure_ascii=False, default=str))
        return
    for person in people:
        roles = "; ".join(f"{code} {', '.join(held)}" for code, held in person["roles"].items())
        factors = ", ".join(person["second_factors"]) or "no second factor yet"
        locked = "  locked out" if person["locked"] else ""
        typer.echo(f"{person['name']:<16} {roles or 'nothing'}  ({factors}){locked}")


def _roles(names: list[str]) -> list[Role]:
    """Raises ValueError naming what is no role."""
    from kiosk.municipal.console.rights import Role

    unknown = [name for name in names if name not in set(Role)]
    if unknown:
        raise ValueError(f"role {unknown[0]}: one of {', '.join(Role)} is needed")
    return [Role(name) for name in dict.fromkeys(names)]


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
