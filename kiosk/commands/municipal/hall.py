"""Making a city hall and serving it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from kiosk.commands.municipal.opening import HERE, Database, Directory, one_line, opened

JAPAN = ZoneInfo("Asia/Tokyo")


def init(
    directory: Directory = HERE,
    demo: Annotated[bool, typer.Option("--demo", help="With the sample town, its cards and staff.")] = False,
    clock: Annotated[
        datetime | None,
        typer.Option(
            help="The instant at which the server believes to start (Japan's time); without it the "
            "system's clock, for the demo a weekday's morning."
        ),
    ] = None,
    host: Annotated[
        list[str] | None,
        typer.Option(help="A name or address by which terminals reach it; repeat for more."),
    ] = None,
    database: Database = None,
) -> None:
    """Make a city hall: configuration, keys, database.

    Example: kiosk municipal init --directory /tmp/hall --demo
    """
    with one_line():
        stated = clock and clock.replace(tzinfo=clock.tzinfo or JAPAN)
        if demo and host:
            raise ValueError("init: a demo is reached from its own machine only; --host is for a real city")
        if demo:
            from kiosk.simulation.town.build import DEMO_CLOCK, build_demo

            build_demo(
                directory,
                clock=stated or DEMO_CLOCK,
                database=database,
                report=lambda step: typer.echo(step, err=True),
            )
        else:
            from kiosk.municipal.installation import create

            create(directory, clock=stated, hosts=host or (), database=database)
    typer.echo(f"{directory}: ready; serve it by: kiosk municipal serve --directory {directory}")


def add(
    file: Annotated[Path, typer.Argument(help="A municipality's description (TOML).")],
    seal: Annotated[Path, typer.Option(help="Its official seal, a PNG.")],
    directory: Directory = HERE,
) -> None:
    """Add a municipality with what it offers, or bring its description up to date.

    Example: kiosk municipal add aoba.toml --seal aoba-seal.png --directory /tmp/hall
    """
    with one_line():
        configuration = opened(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.availability.description import read_description, take_in

        described = read_description(file)
        take_in(configuration, described, seal.read_bytes(), clock.now().date())
    typer.echo(f"{described.code} {described.name_ja}: {len(described.services)} services")


def serve(
    directory: Directory = HERE,
    bind: Annotated[str, typer.Option(help="HOST:PORT; port 0 takes a free one.")] = "127.0.0.1:8443",
    database: Database = None,
    metrics: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="Numbers for Prometheus, on an address of the inside."),
    ] = None,
) -> None:
    """Serve terminals and the console over TLS until stopped.

    Example: kiosk municipal serve --directory /tmp/hall --bind 127.0.0.1:8443 --metrics 127.0.0.1:9464
    """
    with one_line():
        configuration = opened(directory, database=database)
        from kiosk.municipal import server
        from kiosk.municipal.operation.inside import check_inside

        listener = server.listen(bind)
        if metrics is not None:
            check_inside(metrics)
        inside = server.listen(metrics) if metrics is not None else None
    server.serve(configuration, listener, inside)


def migrate(directory: Directory = HERE) -> None:
    """Bring the database up to this program's version; harmless when it is.

    Example: kiosk municipal migrate --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
    typer.echo(f"{directory}: the database is up to date")
