"""``kiosk simulate authenticator``: the demo's staff have no telephone."""

from __future__ import annotations

from typing import Annotated

import typer

from kiosk.simulation.town.logins import LOGINS, OPERATOR


def authenticator(
    name: Annotated[str, typer.Argument(help="Of the demo's staff: sato drafts, tanaka approves.")] = (
        OPERATOR.name
    ),
) -> None:
    """Show the six digits that the authenticator app of a member of the demo's staff would show now.

    Example: kiosk simulate authenticator tanaka
    """
    if name not in LOGINS:
        typer.echo(f"kiosk simulate: {name}: the demo's staff are {', '.join(LOGINS)}", err=True)
        raise typer.Exit(2)
    typer.echo(LOGINS[name].code())
