"""What is on, and switching it."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kiosk.certificates.kinds import RULES, Kind
from kiosk.commands.municipal.opening import (
    BY_COMMAND_LINE,
    HERE,
    Code,
    Directory,
    municipality_of,
    one_line,
    opened,
)

availability = typer.Typer(no_args_is_help=True, help="What is on, and switching it.")


@availability.command("list")
def availability_list(
    directory: Directory = HERE,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Show each service as residents see it now.

    Example: kiosk municipal availability list --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.availability.answer import offers_of, opening_of, restrictions_of
        from kiosk.municipal.registry.models import Municipality

        now = clock.now()
        states = [
            {
                "municipality": municipality.code,
                "kind": offer.kind,
                "open": state.is_open,
                "reason": state.reason,
                "reopens": state.reopens and state.reopens.isoformat(timespec="minutes"),
            }
            for municipality in Municipality.objects.order_by("code")
            for restrictions in [restrictions_of(municipality, now)]
            for offer in offers_of(municipality)
            for state in [opening_of(offer, restrictions, None, now)]
        ]
    if as_json:
        typer.echo(json.dumps(states, ensure_ascii=False))
        return
    for state in states:
        title = RULES[Kind(str(state["kind"]))].title
        shown = "open" if state["open"] else f"closed ({state['reason']})"
        until = f", opens {state['reopens']}" if state["reopens"] else ""
        typer.echo(f"{state['municipality']}  {state['kind']:<16} {title}  {shown}{until}")


Reason = Annotated[str, typer.Option(help="Why; the console shows it to the staff.")]


@availability.command("off")
def availability_off(kind: Kind, municipality: Code, reason: Reason, directory: Directory = HERE) -> None:
    """Switch a service off until somebody switches it on.

    Example: kiosk municipal availability off income-tax --municipality 131211 --reason "figures are wrong"
    """
    with one_line():
        opened(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.availability.switching import pause

        pause(municipality_of(municipality), kind, reason=reason, by=BY_COMMAND_LINE, now=clock.now())
    typer.echo(f"{municipality} {kind.value}: off")


@availability.command("on")
def availability_on(kind: Kind, municipality: Code, reason: Reason, directory: Directory = HERE) -> None:
    """Switch a service on again.

    Example: kiosk municipal availability on income-tax --municipality 131211 --reason "corrected"
    """
    with one_line():
        opened(directory)
        from kiosk.municipal.availability.switching import resume

        resume(municipality_of(municipality), kind, reason=reason, by=BY_COMMAND_LINE)
    typer.echo(f"{municipality} {kind.value}: on")
