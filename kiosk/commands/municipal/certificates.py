"""Certificates that were handed out: withdrawing one."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kiosk.commands.municipal.opening import BY_COMMAND_LINE, HERE, Directory, one_line, opened

certificate = typer.Typer(no_args_is_help=True, help="Certificates that were handed out.")


@certificate.command("withdraw")
def certificate_withdraw(
    number: Annotated[str, typer.Argument(help="発行番号 as it stands on the paper.")],
    reason: Annotated[str, typer.Option(help="Why; for the staff only, it is not published.")],
    directory: Directory = HERE,
) -> None:
    """Declare a certificate no longer good: whoever verifies it is told.

    Where there is no line it is known after the next `kiosk municipal verification export`.

    Example: kiosk municipal certificate withdraw 66FA-0B12-9C4E --reason 記載の誤り --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.verification.withdrawals import certificate as certificate_of
        from kiosk.municipal.verification.withdrawals import withdraw

        now = clock.now()
        order = certificate_of(number, now)
        withdraw(order, reason=reason, by=BY_COMMAND_LINE, now=now)
    typer.echo(f"{number}: withdrawn")


@certificate.command("withdrawn")
def certificate_withdrawn(
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    directory: Directory = HERE,
) -> None:
    """Show the withdrawn certificates, the newest first.

    Example: kiosk municipal certificate withdrawn --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from kiosk.certificates.order_number import order_number
        from kiosk.municipal.clock import JAPAN
        from kiosk.municipal.verification.withdrawals import withdrawals

        facts = [
            {
                "number": order_number(one.order.order_id),
                "order": one.order.order_id,
                "municipality": one.order.municipality_id,
                "kind": one.order.choices["kind"],
                "withdrawn_at": one.withdrawn_at.astimezone(JAPAN).isoformat(timespec="minutes"),
                "by": one.by,
                "reason": one.reason,
            }
            for one in withdrawals()
        ]
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for fact in facts:
        columns = ("number", "withdrawn_at", "municipality", "kind", "by", "reason")
        typer.echo("  ".join(fact[column] for column in columns))
