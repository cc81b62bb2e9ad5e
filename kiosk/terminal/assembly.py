"""A terminal put together from its configuration: devices, city halls, studio, journal, conductor."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import assert_never

import structlog
from joserfc.jwk import KeySet

from drivers.card.contract import CardReader
from drivers.cashbox.contract import CashBox
from drivers.printer.contract import Printer
from drivers.slip.contract import SlipPrinter
from kiosk.terminal.configuration import (
    CctalkCashBoxSection,
    ConfigurationError,
    FolderPrinterSection,
    FolderSlipsSection,
    IppPrinterSection,
    MainPrinterSlipsSection,
    MunicipalitySection,
    PcscReaderSection,
    SimulatedCashBoxSection,
    SimulatedPrinterSection,
    SimulatedReaderSection,
    TerminalConfiguration,
)
from kiosk.terminal.municipality import Credentials, MunicipalityClient
from kiosk.terminal.studio import PaperStudio
from kiosk.terminal.visit.conductor import Conductor
from kiosk.terminal.visit.effect_runner import Devices
from kiosk.terminal.visit.journal import Journal
from kiosk.terminal.visit.ports import Studio
from kiosk.terminal.visit.recovery import recover
from kiosk.terminal.visit.settlement import SlipDesk
from kiosk.terminal.visit.states import State

_log = structlog.get_logger()


@dataclass(frozen=True)
class Terminal:
    """A running terminal. :meth:`stop` ends it and gives its devices back."""

    conductor: Conductor
    devices: Devices
    journal: Journal

    def stop(self) -> None:
        """End the visit, if there is one, and every thread and process of the terminal."""
        self.conductor.stop()
        self.devices.cashbox.close()
        self.devices.reader.close()
        self.journal.close()


def start_terminal(
    configuration: TerminalConfiguration,
    show: Callable[[State], None],
    devices: Devices | None = None,
    studio: Studio | None = None,
    *,
    open_journal: Callable[[Path, Callable[[], datetime]], Journal] = Journal,
) -> Terminal:
    """Recover what an earlier process left, then begin. ``devices`` replace those of the configuration
    (the demo's dock holds them too), ``studio`` the one that draws and proves. Raises ConfigurationError,
    JournalInUse."""
    journal = open_journal(configuration.journal, _wall_clock)
    devices = devices or open_devices(configuration)
    studio = studio or PaperStudio(calibration=configuration.printer.calibration)
    desk = SlipDesk(devices.slips, studio, configuration.terminal_id)
    payer_waits = timedelta(seconds=configuration.payer_waits_seconds)
    recovered = recover(journal, devices.printer, devices.cashbox, desk, _wall_clock(), payer_waits)
    for ended in recovered.ended:
        _log.warning("order recovered", order=ended.order_id, outcome=ended.outcome and ended.outcome.outcome)
    city_halls = {section.code: _city_hall(configuration, section) for section in configuration.municipality}
    conductor = Conductor(
        configuration.terminal_id, devices, city_halls, studio, journal, show, recovered=recovered
    )
    conductor.start()
    return Terminal(conductor, devices, journal)


def open_devices(configuration: TerminalConfiguration) -> Devices:
    """The devices that the configuration names. Raises ConfigurationError."""
    printer = open_printer(configuration)
    return Devices(_reader(configuration), printer, _cashbox(configuration), _slips(configuration, printer))


def _reader(configuration: TerminalConfiguration) -> CardReader:
    match configuration.reader:
        case PcscReaderSection(name=name):
            from drivers.card.pcsc import PcscReader

            return PcscReader(name)
        case SimulatedReaderSection(card=card):
            from drivers.card.simulated import CardContents, SimulatedCard, SimulatedReader

            reader = SimulatedReader()
            if card is not None:
                reader.put_on(SimulatedCard(CardContents.load(card)))
            return reader
        case other:
            assert_never(other)


def open_printer(configuration: TerminalConfiguration) -> Printer:
    """The page printer that the configuration names."""
    match configuration.printer:
        case IppPrinterSection(uri=uri):
            from drivers.printer.ipp import IppPrinter

            return IppPrinter(uri)
        case FolderPrinterSection(directory=directory, seconds_per_sheet=pace):
            from drivers.printer.folder import FolderPrinter

            return FolderPrinter(_made(directory), seconds_per_sheet=pace)
        case SimulatedPrinterSection(directory=directory, seconds_per_sheet=pace):
            from drivers.printer.simulated import SimulatedPrinter

            return SimulatedPrinter(_made(directory), seconds_per_sheet=pace)
        case other:
            assert_never(other)


def _cashbox(configuration: TerminalConfiguration) -> CashBox:
    match configuration.cashbox:
        case CctalkCashBoxSection() as section:
            from drivers.cashbox.cctalk.box import CctalkCashBox
            from drivers.cashbox.cctalk.wiring import STANDARD_HOPPERS, HopperPlace, Wiring

            hoppers = tuple(HopperPlace(**hopper.model_dump()) for hopper in section.hopper)
            return CctalkCashBox(
                Wiring(
                    port=str(section.port),
                    record=section.record,
                    checksum=section.checksum,
                    coin_acceptor=section.coin_acceptor,
                    bill_acceptor=section.bill_acceptor or None,
                    hoppers=hoppers or STANDARD_HOPPERS,
                )
            )
        case SimulatedCashBoxSection():
            from drivers.cashbox.simulated import SimulatedCashBox

            return SimulatedCashBox()
        case other:
            assert_never(other)


def _slips(configuration: TerminalConfiguration, printer: Printer) -> SlipPrinter:
    match configuration.slips:
        case FolderSlipsSection(directory=directory):
            from drivers.slip.folder import FolderSlipPrinter

            return FolderSlipPrinter(_made(directory))
        case MainPrinterSlipsSection():
            from drivers.slip.main_printer import MainPrinterSlips

            return MainPrinterSlips(printer)
        case other:
            assert_never(other)


def _city_hall(configuration: TerminalConfiguration, section: MunicipalitySection) -> MunicipalityClient:
    line = configuration.line
    for file in (line.certificate, line.key, line.authority, section.keys):
        if not file.is_file():
            raise ConfigurationError(f"{file}: no such file (enrol the terminal first)")
    keys = KeySet.import_key_set(json.loads(section.keys.read_text(encoding="utf-8")))
    credentials = Credentials(line.certificate, line.key, line.authority)
    return MunicipalityClient(section.code, section.url, credentials, keys)


def _wall_clock() -> datetime:
    return datetime.now().astimezone()


def _made(directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    return directory
