"""``kiosk municipal``: makes, feeds and serves a city hall. Django is loaded only inside commands."""

from __future__ import annotations

import typer

from kiosk.commands.municipal.access import staff, terminal
from kiosk.commands.municipal.availability import availability
from kiosk.commands.municipal.cards import card, trust
from kiosk.commands.municipal.certificates import certificate
from kiosk.commands.municipal.changes import change
from kiosk.commands.municipal.claims import claim
from kiosk.commands.municipal.copies import backup, restore
from kiosk.commands.municipal.hall import add, init, migrate, serve
from kiosk.commands.municipal.registry import import_file, registry
from kiosk.commands.municipal.verification import verification

app = typer.Typer(no_args_is_help=True, help="The city hall.")
app.command()(init)
app.command()(add)
app.command("import")(import_file)
app.command()(serve)
app.command()(migrate)
app.command()(backup)
app.command()(restore)
app.add_typer(registry, name="registry")
app.add_typer(staff, name="staff")
app.add_typer(trust, name="trust")
app.add_typer(card, name="card")
app.add_typer(terminal, name="terminal")
app.add_typer(availability, name="availability")
app.add_typer(change, name="change")
app.add_typer(claim, name="claim")
app.add_typer(certificate, name="certificate")
app.add_typer(verification, name="verification")
