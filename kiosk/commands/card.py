"""``kiosk card``: a My Number Card in software, for the real PC/SC service."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated, NoReturn, assert_never

import typer

from drivers.card.contract import Pin, PinBlocked, PinWrong
from drivers.card.jpki import CardRefused
from drivers.card.simulated import (
    CARD_FILE_SUFFIX,
    VPCD_PORT,
    CardContents,
    CardFileError,
    PinChanged,
    SimulatedCard,
    VirtualReaderLink,
    change_pin,
    parse_fault,
)

_PATIENCE_SECONDS = 1.0

app = typer.Typer(no_args_is_help=True, help="Cards for trying out: no real card is needed.")


CardPath = Annotated[
    Path, typer.Argument(metavar="FILE", help="A card file (*.card.json), or a directory of them.")
]
Resident = Annotated[
    str | None, typer.Option(help="Whose card of the directory: the file's name, or part of it.")
]


@app.callback()
def card() -> None:
    """Cards for trying out: no real card is needed."""


@app.command()
def simulate(
    path: CardPath,
    resident: Resident = None,
    vpcd: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="Where vsmartcard's virtual reader listens.")
    ] = f"127.0.0.1:{VPCD_PORT}",
    fault: Annotated[
        list[str] | None,
        typer.Option(help="What will go wrong, e.g. torn-out:READ:3, hung:SIGN, wrong-status:VERIFY:6983."),
    ] = None,
) -> None:
    """Lay a card in software on the virtual reader until Ctrl-C takes it off.

    The PIN tries that are left are kept in the card file. Needs pcscd with vsmartcard-vpcd.

    Example: kiosk card simulate hanako.card.json --fault torn-out:VERIFY
    """
    file = _card_file(path, resident)
    host, port = _address(vpcd)
    card = _kept_card(file)
    try:
        card.plan(*(parse_fault(text) for text in fault or []))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--fault") from error
    # The same way out for Ctrl-C and for whoever started this as a service, or in the background of a
    # shell, which lets it ignore SIGINT.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    link = VirtualReaderLink(host, port)
    try:
        link.put_on(card)
        if not link.wait_until_connected(_PATIENCE_SECONDS):
            typer.echo(f"Nobody listens at {vpcd}; is pcscd running? Still trying.", err=True)
        typer.echo(f"{file.name} lies on the reader at {vpcd}. Ctrl-C takes it off.")
        link.wait_until_off()
        typer.echo(f"{file.name} was torn out, as planned.")
    except KeyboardInterrupt:
        typer.echo(f"{file.name} is taken off; {card.contents.tries_left} PIN tries left.")
    finally:
        link.take_off()


@app.command(name="change-pin")
def change_pin_of(
    path: CardPath,
    resident: Resident = None,
) -> None:
    """Change the PIN of a card in software, as a city hall's desk does. A wrong old PIN costs a try.

    Example: kiosk card change-pin hanako.card.json
    """
    file = _card_file(path, resident)
    card = _kept_card(file)
    old = _asked_pin("The PIN until now", confirm=False)
    new = _asked_pin("The new PIN", confirm=True)
    try:
        outcome = change_pin(card, old, new)
    except CardRefused as refused:
        raise typer.BadParameter(f"{file}: {refused}", param_hint="FILE") from refused
    match outcome:
        case PinChanged():
            typer.echo(f"{file.name} has its new PIN.")
        case PinWrong(left):
            _fail(f"The PIN is wrong; {left} PIN tries left.")
        case PinBlocked():
            _fail("No PIN try is left: the PIN is blocked.")
        case unreachable:
            assert_never(unreachable)


def _asked_pin(question: str, *, confirm: bool) -> Pin:
    typed: str = typer.prompt(question, hide_input=True, confirmation_prompt=confirm)
    try:
        return Pin(bytearray(typed, "utf-8"))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=question) from error


def _fail(said: str) -> NoReturn:
    typer.echo(said, err=True)
    raise typer.Exit(1)


def _kept_card(file: Path) -> SimulatedCard:
    """The card of the file, which remembers each change of its PIN and tries."""
    try:
        return SimulatedCard(CardContents.load(file), remember=lambda contents: contents.save(file))
    except CardFileError as error:
        raise typer.BadParameter(str(error), param_hint="FILE") from error
    except ValueError as error:
        raise typer.BadParameter(f"{file}: {error}", param_hint="FILE") from error
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror}", param_hint="FILE") from error


def _card_file(path: Path, resident: str | None) -> Path:
    if path.is_file():
        if resident is not None:
            raise typer.BadParameter("FILE is one card; --resident chooses from a directory")
        return path
    if not path.is_dir():
        raise typer.BadParameter(f"{path}: no such file or directory", param_hint="FILE")
    files = sorted(path.glob(f"*{CARD_FILE_SUFFIX}"))
    named = {file.name.removesuffix(CARD_FILE_SUFFIX): file for file in files}
    if resident is None:
        raise typer.BadParameter(f"choose with --resident: {_some(list(named))}")
    if resident in named:
        return named[resident]
    matching = [name for name in named if resident in name]
    match matching:
        case [only]:
            return named[only]
        case []:
            raise typer.BadParameter(f"no card of {resident!r} in {path}; there are: {_some(list(named))}")
        case several:
            raise typer.BadParameter(f"{resident!r} fits several cards: {_some(several)}")


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:10]) or "none"
    return shown if len(names) <= 10 else f"{shown} and {len(names) - 10} more"


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise typer.BadParameter(f"{text!r} is not HOST:PORT", param_hint="--vpcd")
    return host, int(port)
