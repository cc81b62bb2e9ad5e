"""``kiosk layout calibrate``: the sheet by which a printer's ground is set."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from drivers.printer.contract import (
    JobCompleted,
    PrinterNotReady,
    PrintJob,
    Stalled,
    SubmitRefused,
    Submitted,
    SubmitUnknown,
)


def calibrate(
    out: Annotated[Path, typer.Argument(dir_okay=False, help="Where the sheet goes, a PDF.")],
    config: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Print it as well, on this terminal.toml's printer."),
    ] = None,
) -> None:
    """Make the calibration sheet of the copy-evident ground; print it the way certificates are printed.

    Example: kiosk layout calibrate sheet.pdf --config terminal.toml
    """
    from kiosk.rendering.errors import FontNotInstalled
    from kiosk.rendering.ground.calibration_sheet import calibration_sheet

    try:
        pdf = calibration_sheet()
        out.write_bytes(pdf)
    except (FontNotInstalled, OSError) as error:
        raise _refuse(error) from None
    typer.echo(out)
    if config is not None:
        _print(pdf, config)


def _print(pdf: bytes, config: Path) -> None:
    from kiosk.terminal.assembly import open_printer
    from kiosk.terminal.configuration import ConfigurationError, load

    try:
        printer = open_printer(load(config))
    except ConfigurationError as error:
        raise _refuse(error) from None
    status = printer.status()
    if isinstance(status, PrinterNotReady):
        raise _refuse(f"the printer can't print: {status.troubles[0].value}")
    job = PrintJob(f"calibration-{secrets.token_hex(8)}", pdf, sheets=1)
    match printer.submit(job):
        case SubmitRefused(trouble):
            raise _refuse(f"the printer does not take the sheet: {trouble.value}")
        case SubmitUnknown():
            raise _refuse("it is not known whether the printer has the sheet: look into its tray")
        case Submitted():
            typer.echo("printing", err=True)
    for event in printer.follow(job.print_id, job.sides):
        match event:
            case Stalled(trouble):
                typer.echo(f"the printer waits: {trouble.value}", err=True)
            case JobCompleted(sheets) if sheets == job.sheets:
                return
            case _:
                continue
    raise _refuse("the printer did not count the sheet")


def _refuse(problem: object) -> typer.Exit:
    typer.echo(problem, err=True)
    return typer.Exit(1)
