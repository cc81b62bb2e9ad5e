"""One demo from start to end: directory, city hall, line, devices, terminal, window."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from drivers.card.simulated import SimulatedReader
from drivers.cashbox.simulated import SimulatedCashBox
from drivers.printer.simulated import SimulatedPrinter
from drivers.slip.folder import FolderSlipPrinter
from drivers.slip.simulated import SimulatedSlipPrinter
from kiosk.simulation.demo.city_hall import ServedCityHall
from kiosk.simulation.demo.town_directory import DemoError, demo_directory
from kiosk.simulation.dock.hands import Hands
from kiosk.simulation.dock.happenings import Happenings
from kiosk.simulation.line import Line
from kiosk.simulation.town.logins import CITY_TERMINAL, SHARED_TERMINAL
from kiosk.simulation.town.places import AOBA, WAKABA
from kiosk.terminal import log
from kiosk.terminal.assembly import Terminal, start_terminal
from kiosk.terminal.audience import Audience
from kiosk.terminal.configuration import TerminalConfiguration
from kiosk.terminal.visit.effect_runner import Devices

if TYPE_CHECKING:
    from kiosk.terminal.screens.app import KioskApp

SECONDS_PER_SHEET = 1.5


@dataclass(frozen=True)
class Demo:
    """A running demo whose window is not open yet."""

    terminal: Terminal
    audience: Audience
    hands: Hands
    happenings: Happenings
    console: str
    directory: Path


@contextmanager
def running_demo(
    directory: Path,
    printed: Path,
    *,
    fresh: bool = False,
    both_towns: bool = False,
    meanwhile: Callable[[], None] = lambda: None,
) -> Iterator[Demo]:
    """The whole system but its window. Paper comes out in ``printed``; ``meanwhile`` is done while the
    city hall starts. Raises DemoError."""
    with demo_directory(directory, fresh=fresh) as town, Line() as line:
        run = directory / "run"
        _cleared(run)
        log.configure(run / "terminal.log")
        with ServedCityHall(town, run / "city-hall.log") as hall:
            meanwhile()
            url = hall.wait_until_ready()
            address = urlsplit(url)
            line.lead_to(address.hostname or "", address.port or 0)
            reader, cashbox = SimulatedReader(), SimulatedCashBox()
            printer = SimulatedPrinter(_made(printed), seconds_per_sheet=SECONDS_PER_SHEET)
            slips = SimulatedSlipPrinter(onto=FolderSlipPrinter(_made(printed / "slips")))
            happenings = Happenings()
            hands = Hands(reader, cashbox, printer, line, town / "cards", happenings.note)
            audience = Audience()
            audience.join(happenings.see)
            terminal = start_terminal(
                _configuration(town, run, line.port, both_towns=both_towns),
                audience.show,
                Devices(reader, printer, cashbox, slips),
            )
            try:
                yield Demo(terminal, audience, hands, happenings, f"{url}/console/", directory)
            finally:
                terminal.stop()


def tell_first_screen(app: KioskApp, began: float, tell: Callable[[float], None]) -> None:
    """Call ``tell`` with the seconds since ``began`` (monotonic) once the first screen with something to
    choose is on the display."""
    from kivy.core.window import Window

    def look(*_: object) -> None:
        screen = app.view.screen
        if screen is not None and screen.state.availability is not None:
            Window.unbind(on_flip=look)
            tell(time.monotonic() - began)

    Window.bind(on_flip=look)


def _configuration(town: Path, run: Path, port: int, *, both_towns: bool) -> TerminalConfiguration:
    """The devices named here are replaced by those that the dock holds."""
    terminal = SHARED_TERMINAL if both_towns else CITY_TERMINAL
    handed = town / "terminals" / terminal
    codes = [AOBA.code, WAKABA.code] if both_towns else [AOBA.code]
    return TerminalConfiguration.model_validate(
        {
            "terminal_id": terminal,
            "journal": run / "journal.sqlite3",
            "line": {
                "certificate": handed / "client.pem",
                "key": handed / "client.key",
                "authority": handed / "ca.pem",
            },
            "reader": {"driver": "simulated"},
            "printer": {"driver": "simulated", "directory": run},
            "cashbox": {"driver": "simulated"},
            "slips": {"driver": "folder", "directory": run},
            "municipality": [
                {
                    "code": code,
                    "url": f"https://127.0.0.1:{port}",
                    "keys": handed / f"keys-{code}.json",
                }
                for code in codes
            ],
        }
    )


def _cleared(directory: Path) -> None:
    """Each demo begins at the town as it was made, so nothing of an earlier one is to be reported."""
    directory.mkdir(parents=True, exist_ok=True)
    for file in directory.iterdir():
        file.unlink()


def _made(directory: Path) -> Path:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DemoError(f"{directory}: {error.strerror}") from None
    return directory
