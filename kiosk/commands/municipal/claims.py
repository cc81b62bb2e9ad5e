"""Claims (未精算): which are open, and closing them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.commands.municipal.opening import BY_COMMAND_LINE, HERE, Directory, one_line, opened

if TYPE_CHECKING:
    from kiosk.municipal.issuance.models import Claim

claim = typer.Typer(no_args_is_help=True, help="Claims: which are open, and closing them.")

Number = Annotated[str, typer.Argument(help="The claim's number, as the payer's slip says it.")]
Note = Annotated[str, typer.Option(help="Why; the console shows it to the staff.")]
OrderId = Annotated[str | None, typer.Option("--order", help="Its order, where several have the number.")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]


@claim.command("list")
def claim_list(
    only_open: Annotated[
        bool, typer.Option("--open/--all", help="Those that nobody has decided, or every one.")
    ] = True,
    as_json: AsJson = False,
    directory: Directory = HERE,
) -> None:
    """Show the claims, the newest first.

    Example: kiosk municipal claim list --all --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.issuance.claims import claims, is_open

        now = clock.now()
        found = claims().filter(is_open()) if only_open else claims()
        facts = [_facts(claim, now) for claim in found]
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    columns = ("claim", "opened_at", "municipality", "terminal", "kind", "cause", "decided", "order")
    for fact in facts:
        typer.echo("  ".join([*(fact[column] for column in columns), f"{fact['owed']} yen"]))


@claim.command("show")
def claim_show(
    number: Number, order: OrderId = None, as_json: AsJson = False, directory: Directory = HERE
) -> None:
    """Show one claim.

    Example: kiosk municipal claim show 4821-7730 --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from kiosk.municipal import clock

        facts = _facts(_the_claim(number, order), clock.now())
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        typer.echo(f"{name:<12} {value}")


@claim.command("settle")
def claim_settle(
    number: Number,
    returned: Annotated[int, typer.Option(min=0, metavar="YEN", help="Yen handed over to the payer.")],
    note: Note,
    order: OrderId = None,
    directory: Directory = HERE,
) -> None:
    """Close a claim with the money that was handed over.

    Example: kiosk municipal claim settle 4821-7730 --returned 200 --note "at the desk" --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.issuance.claims import settle

        found = _the_claim(number, order)
        settle(found, returned=returned, by=BY_COMMAND_LINE, note=note, now=clock.now())
    typer.echo(f"{number}: settled, {returned} yen")


@claim.command("reissue")
def claim_reissue(number: Number, note: Note, order: OrderId = None, directory: Directory = HERE) -> None:
    """Let the holder have a paper that was badly printed once more, free of charge, at any terminal.

    Example: kiosk municipal claim reissue 4821-7730 --note "toner was low" --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.issuance.claims import grant_reissue

        grant_reissue(_the_claim(number, order), by=BY_COMMAND_LINE, note=note, now=clock.now())
    typer.echo(f"{number}: one free reissue granted")


@claim.command("decline")
def claim_decline(number: Number, note: Note, order: OrderId = None, directory: Directory = HERE) -> None:
    """Close a claim on which nothing is owed.

    Example: kiosk municipal claim decline 4821-7730 --note "the paper is good" --directory /tmp/hall
    """
    with one_line():
        opened(directory)
        from kiosk.municipal import clock
        from kiosk.municipal.issuance.claims import decline

        decline(_the_claim(number, order), by=BY_COMMAND_LINE, note=note, now=clock.now())
    typer.echo(f"{number}: declined")


def _the_claim(number: str, order_id: str | None) -> Claim:
    """The claim of that number. Raises LookupError: none, or several, whose orders it lists."""
    from kiosk.municipal.issuance.claims import claims

    found = list(claims().filter(number=number))
    chosen = [claim for claim in found if order_id in (None, claim.order.order_id)]
    if not chosen:
        raise LookupError(f"claim {number}: not in this city hall" + (f" for order {order_id}" * bool(found)))
    if len(chosen) > 1:
        several = ", ".join(f"{claim.order.order_id} ({claim.order.visit.terminal_id})" for claim in chosen)
        raise LookupError(f"claim {number}: several have this number; say which by --order: {several}")
    return chosen[0]


def _facts(claim: Claim, now: datetime) -> dict[str, Any]:
    from kiosk.municipal.clock import JAPAN
    from kiosk.municipal.issuance.claims import in_words, kept_of, state_of

    return {
        "claim": claim.number,
        "opened_at": claim.opened_at.astimezone(JAPAN).isoformat(timespec="minutes"),
        "municipality": claim.municipality_id,
        "terminal": claim.order.visit.terminal_id,
        "order": claim.order.order_id,
        "kind": claim.order.choices["kind"],
        "cause": claim.cause,
        "owed": claim.owed,
        "kept": kept_of(claim),
        "state": state_of(claim, now).value,
        "decided": in_words(claim, now),
    }
