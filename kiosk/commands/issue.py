"""``kiosk issue``: one visit without the screen, by the same step() and the same drivers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from kiosk.certificates.kinds import Item, Kind, Scope
from kiosk.certificates.municipality_code import MunicipalityCode

if TYPE_CHECKING:
    from drivers.card.simulated import SimulatedCard
    from kiosk.terminal.assembly import Terminal
    from kiosk.terminal.configuration import TerminalConfiguration
    from kiosk.terminal.unattended import Ending, NotIssued, Wishes
    from kiosk.terminal.visit.effect_runner import Devices
    from kiosk.terminal.visit.states import State

_BAD_INPUT = 1
_REFUSED = 2
_DEVICE_FAULT = 3

app = typer.Typer(add_completion=False)


def _stop(problem: object) -> NoReturn:
    typer.echo(f"kiosk issue: {problem}", err=True)
    raise typer.Exit(_BAD_INPUT)


@app.command()
def issue(
    config: Annotated[Path, typer.Option(help="terminal.toml: devices and city hall.")],
    kind: Annotated[Kind, typer.Option(help="Which certificate.")],
    pin_file: Annotated[Path, typer.Option(help="A file with the card's four digits ('-': stdin).")],
    scope: Annotated[
        Scope, typer.Option(help="Whose entries it shows, where that can be chosen.")
    ] = Scope.SELF,
    persons: Annotated[
        str, typer.Option(help="For --scope part: numbers in the household or register: 1,3")
    ] = "",
    items: Annotated[str, typer.Option(help=f"Of {', '.join(Item)}, separated by commas.")] = "",
    year: Annotated[int | None, typer.Option(help="Fiscal year; the latest if not given.")] = None,
    copies: Annotated[int, typer.Option(min=1, max=99, help="How many copies.")] = 1,
    municipality: Annotated[str, typer.Option(help="Code, where the terminal serves several.")] = "",
    output: Annotated[
        Path | None, typer.Option(help="Print into this folder instead of the configured printer.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Say the result as JSON on stdout.")] = False,
) -> None:
    """Take one certificate from card to paper, unattended.

    Waits for a card on the configured reader, enters the PIN once, chooses what the options say, and
    prints. A simulated reader's card and a simulated cash box are served by this command; with real
    ones, lay the card, take it when told, and insert the money.

    Exit status: 0 printed, 2 refused (the failure as JSON on stdout), 3 device fault, 1 bad input.

    Example: kiosk issue --config terminal.toml --kind resident-record --scope household --pin-file pin
    """
    from kiosk.terminal import log
    from kiosk.terminal.assembly import start_terminal
    from kiosk.terminal.configuration import ConfigurationError, load
    from kiosk.terminal.unattended import UnattendedVisit

    try:
        configuration = load(config)
        town = _town(configuration, municipality)
        wishes = _wishes(kind, scope, persons, items, year, copies, town)
        pin = _pin(pin_file)
    except (ConfigurationError, ValueError, OSError) as error:
        _stop(error)
    log.configure(configuration.log)
    visit = UnattendedVisit()
    try:
        devices = _devices(configuration, output)
        terminal = start_terminal(configuration, visit.show, devices)
    except (ConfigurationError, ValueError, OSError) as error:
        _stop(error)
    try:
        hands = _Hands(devices, tell=not as_json)
        ending = visit.run(terminal.conductor, wishes, pin, hands.serve)
    finally:
        terminal.stop()
    _report(ending, terminal, as_json)


def _town(configuration: TerminalConfiguration, code: str) -> MunicipalityCode | None:
    """The municipality to ask; None where there is only one. Raises ValueError."""
    served = [section.code for section in configuration.municipality]
    if code in served or (not code and len(served) == 1):
        return MunicipalityCode(code) if code else None
    raise ValueError(f"--municipality: this terminal serves {', '.join(served)}; say which")


def _wishes(
    kind: Kind,
    scope: Scope,
    persons: str,
    items: str,
    year: int | None,
    copies: int,
    municipality: MunicipalityCode | None,
) -> Wishes:
    from kiosk.terminal.unattended import Wishes

    if bool(_parts(persons)) is not (scope is Scope.PART):
        raise ValueError("--persons goes with --scope part, and --scope part with --persons")
    return Wishes(
        kind=kind,
        municipality=municipality,
        scope=scope,
        persons=tuple(int(number) for number in _parts(persons)),
        items=frozenset(Item(item) for item in _parts(items)),
        year=year,
        copies=copies,
    )


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _pin(file: Path) -> bytearray:
    """The digits, in a buffer that the visit overwrites. Raises ValueError without quoting them."""
    content = sys.stdin.buffer.readline() if str(file) == "-" else file.read_bytes()
    pin = bytearray(content.strip())
    if len(pin) != 4 or not pin.isdigit():
        raise ValueError(f"{file}: a PIN is four digits")
    return pin


def _devices(configuration: TerminalConfiguration, output: Path | None) -> Devices:
    from dataclasses import replace

    from kiosk.terminal.assembly import open_devices

    devices = open_devices(configuration)
    if output is None:
        return devices
    from drivers.printer.folder import FolderPrinter
    from drivers.slip.folder import FolderSlipPrinter

    output.mkdir(parents=True, exist_ok=True)
    return replace(devices, printer=FolderPrinter(output), slips=FolderSlipPrinter(output))


class _Hands:
    """Does for simulated devices what a resident's hands do, and says what real ones need."""

    def __init__(self, devices: Devices, *, tell: bool) -> None:
        self._devices = devices
        self._tell = tell
        self._said = ""
        self._taken: SimulatedCard | None = None

    def serve(self, state: State) -> None:
        """Serve the screen that ``state`` shows."""
        from drivers.card.simulated import SimulatedReader
        from drivers.cashbox.simulated import SimulatedCashBox
        from kiosk.terminal.visit import states

        reader, cashbox = self._devices.reader, self._devices.cashbox
        match state.screen:
            case states.PlaceCard():
                self._say("カードを置いてください / Place the card on the reader")
                if isinstance(reader, SimulatedReader) and self._taken is not None:
                    reader.put_on(self._taken)
            case states.TakeCard():
                self._say("カードをお取りください / Take the card")
                if isinstance(reader, SimulatedReader):
                    self._taken = reader.take_off() or self._taken
            case states.Pay(accepting=True, order=order, inserted=inserted):
                self._say(f"{order.fee}円を入れてください / Insert ¥{order.fee}")
                if isinstance(cashbox, SimulatedCashBox):
                    _insert(cashbox, order.fee - inserted)
            case states.Printing(printed=printed, order=order):
                self._say(f"印刷しています / Printing {printed}/{order.sheets}")
            case _:
                pass

    def _say(self, text: str) -> None:
        if self._tell and text != self._said:
            typer.echo(text, err=True)
        self._said = text


def _insert(cashbox: object, yen: int) -> None:
    from drivers.cashbox.contract import DENOMINATIONS
    from drivers.cashbox.simulated import SimulatedCashBox

    if not isinstance(cashbox, SimulatedCashBox):
        return
    for coin in sorted(DENOMINATIONS, reverse=True):
        while yen >= coin and cashbox.insert(coin):
            yen -= coin


def _report(ending: Ending, terminal: Terminal, as_json: bool) -> None:
    from kiosk.certificates.failures import is_device_fault
    from kiosk.terminal.unattended import Issued

    if isinstance(ending, Issued):
        result = {"outcome": "printed", "fee": ending.fee, "sheets": ending.sheets, "change": ending.change}
        typer.echo(json.dumps(result) if as_json else f"printed: {ending.sheets} sheet(s), ¥{ending.fee}")
        return
    typer.echo(json.dumps(_refusal(ending), ensure_ascii=False))
    raise typer.Exit(_DEVICE_FAULT if is_device_fault(ending.failure) else _REFUSED)


def _refusal(ending: NotIssued) -> dict[str, object]:
    from kiosk.terminal.words import Words

    words, failure = Words("ja"), ending.failure
    settled = ending.settlement
    return {
        "outcome": "refused",
        "failure": failure.code,
        "cause": failure.cause,
        "headline": words.text(f"refused.{failure.words}.headline", city=ending.city),
        "tries_left": ending.tries_left,
        "received": settled.received if settled else 0,
        "returned": settled.returned if settled else 0,
        "claim": settled.claim if settled else None,
    }
