"""What verifiers of papers go by: the keys of the 2D seal, and the list that is published."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kiosk.commands.municipal.opening import HERE, Code, Directory, municipality_of, one_line, opened

verification = typer.Typer(no_args_is_help=True, help="What verifiers of papers go by.")


@verification.command("keys")
def verification_keys(
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    directory: Directory = HERE,
) -> None:
    """Show the keys of the 2D seal with the days of whose papers they are good.

    Example: kiosk municipal verification keys --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from kiosk.municipal.verification.models import TwoDSealKey

        facts = [
            {
                "municipality": key.municipality_id,
                "kid": key.kid,
                "not_before": key.not_before.isoformat(),
                "not_after": key.not_after and key.not_after.isoformat(),
            }
            for key in TwoDSealKey.objects.order_by("municipality_id", "not_before")
        ]
    if as_json:
        typer.echo(json.dumps(facts))
        return
    for fact in facts:
        until = fact["not_after"] or "in use"
        typer.echo(f"{fact['municipality']}  {fact['kid']}  {fact['not_before']} – {until}")


@verification.command("rotate")
def verification_rotate(
    municipality: Code,
    first_day: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="The first day of its papers; today otherwise."),
    ] = None,
    directory: Directory = HERE,
) -> None:
    """Make a new key of the 2D seal. The earlier one ends that day and stays published.

    Example: kiosk municipal verification rotate --municipality 131211 --from 2026-12-01
    """
    with one_line():
        configuration = opened(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.verification.keys import rotate_key

        begins = first_day.date() if first_day is not None else clock.now().date()
        made = rotate_key(configuration.keys, municipality_of(municipality), begins)
    typer.echo(f"{municipality}: key {made.kid} seals papers from {begins} on")


@verification.command("export")
def verification_export(
    file: Annotated[Path, typer.Argument(help="Where the trust list goes.")], directory: Directory = HERE
) -> None:
    """Write the trust list by which `kiosk verify --trust` works without a line.

    Example: kiosk municipal verification export verification.json --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.verification.publication import trust_list

        published = trust_list(clock.now())
        file.write_text(published.model_dump_json(indent=1) + "\n", encoding="utf-8")
    keys = sum(len(town.keys) for town in published.municipalities)
    typer.echo(f"{file}: {keys} keys, {len(published.withdrawn)} withdrawn certificates")
