"""``kiosk journal``: what became of every yen and sheet, and what is left for staff to do."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from kiosk.certificates.order_number import order_number

if TYPE_CHECKING:
    from kiosk.terminal.visit.account import Account
    from kiosk.terminal.visit.journal import Line
    from kiosk.terminal.visit.standing import Standing

_BAD_INPUT = 1

app = typer.Typer(help="What became of every yen and sheet.", no_args_is_help=True)

Config = Annotated[Path, typer.Option(help="terminal.toml, which names the journal.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON on stdout.")]
By = Annotated[str, typer.Option(help="Who does it: a staff number.")]
Note = Annotated[str, typer.Option(help="Why, for whoever reads it later. No names of residents.")]


@app.command("list")
def list_orders(
    config: Config,
    only_open: Annotated[bool, typer.Option("--open", help="Only what staff still has to settle.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the orders that came as far as money, and whether the terminal itself may serve.

    The terminal may be running meanwhile.

    Example: kiosk journal list --config /etc/kiosk/terminal.toml --open
    """
    from kiosk.terminal.visit.account import accounts

    lines = _lines(_journal_of(config))
    orders = [state for state in accounts(lines) if state.is_unsettled or not only_open]
    terminal = _standing(lines)
    if as_json:
        typer.echo(json.dumps({"orders": [_as_data(state) for state in orders], **_as_terminal(terminal)}))
        return
    _print_orders(orders)
    _print_terminal(terminal)


@app.command()
def show(
    which: Annotated[str, typer.Argument(help="An order's number or id, or a claim's number.")],
    config: Config,
    as_json: AsJson = False,
) -> None:
    """Show every line of one order, in the order in which it was written.

    Example: kiosk journal show 4821-7730 --config /etc/kiosk/terminal.toml
    """
    lines = _lines(_journal_of(config))
    found = _matching(lines, which)
    if not found:
        _stop(f"{which}: no such order or claim in this journal")
    for state in found:
        own = [line for line in lines if line.order_id == state.order_id]
        if as_json:
            said = [
                {"at": line.written_at.isoformat(), "entry": line.entry, **dict(line.values)} for line in own
            ]
            typer.echo(json.dumps({**_as_data(state), "lines": said}, ensure_ascii=False))
            continue
        _print_orders([state])
        for line in own:
            values = " ".join(f"{name}={value}" for name, value in line.values.items() if value is not None)
            typer.echo(f"  {line.written_at:%Y-%m-%d %H:%M:%S}  {line.entry:<11} {values}")


@app.command()
def settle(
    claim: Annotated[str, typer.Argument(help="The claim's number, as on the slip: 4821-7730.")],
    config: Config,
    returned: Annotated[int, typer.Option(min=0, help="Yen handed over to the payer now.")],
    by: By,
    note: Note,
) -> None:
    """Write down that staff settled a claim at the terminal; the city hall is told, so nobody pays twice.

    Example: kiosk journal settle 4821-7730 --config terminal.toml --returned 200 --by field-7 --note 返金済み
    """
    from kiosk.terminal.visit.journal import Entry, write_beside

    journal = _journal_of(config)
    found = [state for state in _matching(_lines(journal), claim) if state.claim == claim]
    if not found:
        _stop(f"{claim}: no such claim in this journal")
    still_open = [state for state in found if state.settlement is None]
    if not still_open:
        _stop(f"{claim}: settled before; see: kiosk journal show {claim}")
    if len(still_open) > 1:
        _stop(f"{claim}: {len(still_open)} open orders have this number; settle them at the city hall")
    [state] = still_open
    if returned > state.owed:
        _stop(f"{claim}: ¥{state.owed} are owed, not ¥{returned}")
    now = datetime.now().astimezone()
    write_beside(journal, now, state.order_id, Entry.SETTLED, claim=claim, yen=returned, by=by, note=note)
    typer.echo(f"settled: {claim}, ¥{returned} of ¥{state.owed}")


@app.command()
def release(config: Config, by: By, note: Note) -> None:
    """Put a terminal that stopped for safety back into service. A running one opens within seconds.

    Example: kiosk journal release --config terminal.toml --by field-7 --note '印刷部を交換し、試験済み'
    """
    from kiosk.terminal.visit.journal import TERMINAL, Entry, write_beside

    journal = _journal_of(config)
    closed_by = _standing(_lines(journal)).closed_by
    write_beside(journal, datetime.now().astimezone(), TERMINAL, Entry.RELEASED, by=by, note=note)
    typer.echo(f"released: {closed_by.code}, {closed_by.cause}" if closed_by else "released")


def _stop(problem: object) -> NoReturn:
    typer.echo(f"kiosk journal: {problem}", err=True)
    raise typer.Exit(_BAD_INPUT)


def _journal_of(config: Path) -> Path:
    from kiosk.terminal.configuration import ConfigurationError, load

    try:
        return load(config).journal
    except ConfigurationError as error:
        _stop(error)


def _lines(journal: Path) -> tuple[Line, ...]:
    from kiosk.terminal.visit.journal import read_journal

    try:
        return read_journal(journal)
    except (OSError, ValueError) as error:
        _stop(error)


def _standing(lines: Iterable[Line]) -> Standing:
    from kiosk.terminal.visit.journal import TERMINAL
    from kiosk.terminal.visit.standing import standing

    return standing(line for line in lines if line.order_id == TERMINAL)


def _matching(lines: Iterable[Line], which: str) -> list[Account]:
    from kiosk.terminal.visit.account import accounts

    return [
        state
        for state in accounts(lines)
        if which in (state.claim, state.order_id) or which.upper() == order_number(state.order_id)
    ]


def _as_data(state: Account) -> dict[str, object]:
    outcome = state.outcome
    return {
        "order": order_number(state.order_id),
        "order_id": state.order_id,
        "began": state.began_at.isoformat() if state.began_at else None,
        "city": state.city,
        "kind": state.kind,
        "fee": state.fee,
        "received": state.received,
        "returned": state.returned,
        "sheets": state.sheets,
        "printed": outcome.sheets if outcome else state.printed,
        "outcome": outcome.outcome if outcome else None,
        "claim": state.claim,
        "owed": state.owed,
        "open": state.is_unsettled,
        "told": not state.unreported,
        "rejected": sorted(state.rejected),
    }


def _as_terminal(terminal: Standing) -> dict[str, object]:
    return {
        "closed_by": terminal.closed_by.code if terminal.closed_by else None,
        "alarms": [alarm.model_dump(mode="json") for alarm in terminal.alarms],
        "strays": [
            {"found": stray.found_at.isoformat(), "yen": stray.yen, "sequence": stray.sequence}
            for stray in terminal.strays
        ],
    }


def _print_orders(orders: Iterable[Account]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("order")
    table.add_column("began")
    table.add_column("kind")
    for heading in ("fee", "in", "back", "sheets"):
        table.add_column(heading, justify="right")
    table.add_column("ended")
    table.add_column("claim")
    table.add_column("city hall")
    for state in orders:
        printed = state.outcome.sheets if state.outcome else state.printed
        table.add_row(
            order_number(state.order_id),
            f"{state.began_at:%Y-%m-%d %H:%M}" if state.began_at else "",
            state.kind or "",
            f"¥{state.fee}",
            f"¥{state.received}",
            f"¥{state.returned}",
            f"{printed}/{state.sheets}",
            _ending(state),
            _claim(state),
            _told(state),
        )
    Console().print(table)


def _ending(state: Account) -> str:
    if state.outcome is None:
        return "not yet"
    return "bad print" if state.problem else state.outcome.outcome.value


def _claim(state: Account) -> str:
    if state.claim is None:
        return ""
    if state.settlement is not None:
        return f"{state.claim} settled ¥{state.settlement.returned}"
    return f"{state.claim} open ¥{state.owed}"


def _told(state: Account) -> str:
    if state.rejected:
        return "rejected it"
    return "waits" if state.unreported else "knows"


def _print_terminal(terminal: Standing) -> None:
    if terminal.closed_by is not None:
        typer.echo(f"CLOSED: {terminal.closed_by.code}, {terminal.closed_by.cause}")
    for alarm in terminal.unreported:
        typer.echo(f"alarm not told yet: {alarm.failure} of {alarm.raised_at:%Y-%m-%d %H:%M}")
    if terminal.strays:
        yen = sum(stray.yen for stray in terminal.strays)
        typer.echo(f"¥{yen} fell in while no order asked for it ({len(terminal.strays)} pieces)")
