"""Changes that two persons answered for, and their moment."""

from __future__ import annotations

import typer

from kiosk.commands.municipal.opening import HERE, Directory, one_line, opened

change = typer.Typer(no_args_is_help=True, help="Changes that were approved by a second person.")


@change.callback()
def _change() -> None:
    """Changes that were approved by a second person."""


@change.command("apply")
def change_apply(directory: Directory = HERE) -> None:
    """Put every approved change in force whose moment has come.

    The embedded server does this by itself; where another serves, let a timer do it.

    Example: kiosk municipal change apply --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.proposals.decisions import put_due_in_force

        made = put_due_in_force(clock.now())
    for proposal in made:
        typer.echo(f"{proposal.municipality_id} {proposal.matter}: in force")
