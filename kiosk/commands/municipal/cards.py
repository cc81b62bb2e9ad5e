"""Whose card certificates are believed, and whose card it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.commands.municipal.opening import (
    HERE,
    Code,
    Directory,
    municipality_of,
    one_line,
    opened,
    read_certificate,
    stop,
)

if TYPE_CHECKING:
    from kiosk.municipal.identity.certificates import CardIdentity

trust = typer.Typer(no_args_is_help=True, help="Whose card certificates are believed.")
card = typer.Typer(no_args_is_help=True, help="Whose card it is, and suspensions.")


@trust.callback()
def _trust() -> None:
    """Whose card certificates are believed."""


@trust.command("add")
def trust_add(
    certificate: Annotated[Path | None, typer.Argument(help="A root's certificate (PEM or DER).")] = None,
    crl: Annotated[list[Path] | None, typer.Option(help="A revocation list of a trusted root.")] = None,
    directory: Directory = HERE,
) -> None:
    """Trust a root for user-authentication certificates, take in revocation lists, or both.

    Example: kiosk municipal trust add root.pem --crl latest.crl --directory /tmp/hall
    """
    if certificate is None and not crl:
        stop("trust add: a certificate or --crl is needed")
    with one_line():
        opened(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.identity.lists import add_revocation_list
        from kiosk.municipal.identity.revocation_list import ListRefused
        from kiosk.municipal.identity.trust import add_anchor

        if certificate is not None:
            typer.echo(f"trusted: key {add_anchor(read_certificate(certificate)).key}")
        for file in crl or ():
            try:
                with file.open("rb") as stream:
                    taken = add_revocation_list(stream, str(file.absolute()), clock.now())
            except ListRefused as refused:
                raise ValueError(f"{file}: {refused}") from None
            typer.echo(f"{file}: {taken.entries} revoked")


@trust.command("refresh")
def trust_refresh(directory: Directory = HERE) -> None:
    """Take in what is new at the sources of revocation lists that city-hall.toml names.

    Ends with 1 when a source fails or a list is past its next update. The embedded server does this by
    itself; where another serves, let a timer do it.

    Example: kiosk municipal trust refresh --directory /tmp/hall
    """
    failed = False
    with one_line():
        configuration = opened(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.identity.sources import Failed, Outdated, in_words, refresh

        for result in refresh(configuration, clock.now()):
            typer.echo(in_words(result))
            failed = failed or isinstance(result, Failed | Outdated)
    if failed:
        raise typer.Exit(1)


@trust.command("list")
def trust_list(
    directory: Directory = HERE,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Show the trusted roots, and the revocation lists in force: how old, until when, how long, whence.

    Example: kiosk municipal trust list --directory /tmp/hall
    """
    with one_line():
        configuration = opened(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.identity.overview import overview, shown

        anchors = overview(configuration, clock.now())
    if as_json:
        typer.echo(json.dumps(anchors, ensure_ascii=False))
        return
    for line in shown(anchors):
        typer.echo(line)


Issuer = Annotated[
    str, typer.Option(help="The root: its certificate's file, or the key that 'trust add' showed.")
]
Serial = Annotated[str, typer.Option(help="発行番号: decimal, or hexadecimal after 0x.")]


def _card(issuer: str, serial: str) -> CardIdentity:
    from kiosk.municipal.identity.certificates import CardIdentity, key_id, serial_text
    from kiosk.municipal.identity.models import TrustAnchor

    key = key_id(read_certificate(Path(issuer))) if Path(issuer).is_file() else issuer.lower()
    if not TrustAnchor.objects.filter(key=key).exists():
        raise LookupError(f"issuer {issuer}: no trusted root; see: kiosk municipal trust add")
    try:
        number = int(serial, 0)
    except ValueError:
        raise ValueError(f"serial {serial}: decimal, or hexadecimal after 0x") from None
    return CardIdentity(key, serial_text(number))


@card.command("link")
def card_link(
    issuer: Issuer,
    serial: Serial,
    municipality: Code,
    resident: Annotated[str, typer.Option(help="宛名番号 of the holder.")],
    directory: Directory = HERE,
) -> None:
    """Say whose card it is.

    Example: kiosk municipal card link --issuer root.pem --serial 0x1a2b --municipality 131211 --resident 1001
    """
    with one_line():
        opened(directory)
        from kiosk.municipal.identity.cards import link_card
        from kiosk.municipal.registry.models import Resident

        found = Resident.objects.filter(municipality=municipality_of(municipality), number=resident).first()
        if found is None:
            raise LookupError(f"resident {resident}: not in {municipality}")
        link_card(_card(issuer, serial), found)
    typer.echo(f"card {serial}: linked to resident {resident}")


@card.command("suspend")
def card_suspend(issuer: Issuer, serial: Serial, directory: Directory = HERE) -> None:
    """Refuse a card from now on (一時停止).

    Example: kiosk municipal card suspend --issuer root.pem --serial 0x1a2b
    """
    with one_line():
        opened(directory)
        from kiosk.municipal.identity.cards import suspend_card

        done = suspend_card(_card(issuer, serial))
    typer.echo(f"card {serial}: suspended" if done else f"card {serial}: was suspended already")


@card.command("resume")
def card_resume(issuer: Issuer, serial: Serial, directory: Directory = HERE) -> None:
    """End a suspension that was made here.

    Example: kiosk municipal card resume --issuer root.pem --serial 0x1a2b
    """
    with one_line():
        opened(directory)
        from kiosk.municipal.identity.cards import resume_card

        done = resume_card(_card(issuer, serial))
    typer.echo(f"card {serial}: resumed" if done else f"card {serial}: was not suspended here")
