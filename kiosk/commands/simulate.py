"""``kiosk simulate``: what a city hall and its terminals stand."""

from __future__ import annotations

import typer

from kiosk.commands.simulate_authenticator import authenticator
from kiosk.commands.simulate_crash import crash
from kiosk.commands.simulate_crowd import crowd

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Many visits, and what may go wrong with them."""


app.command()(authenticator)
app.command()(crash)
app.command()(crowd)
