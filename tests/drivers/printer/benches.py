"""Each printer on the bench, with a hand to break it: what one contract suite needs of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from drivers.printer.contract import Printer
from drivers.printer.folder import FolderPrinter
from drivers.printer.ipp import IppPrinter
from drivers.printer.pages import count_pages
from drivers.printer.simulated import Abort, Jam, Offline, OutOfPaper, SimulatedPrinter
from kiosk.simulation.ippeveprinter import IppEvePrinter


class Bench(Protocol):
    """A printer, and its paper tray seen from outside."""

    @property
    def printer(self) -> Printer: ...

    @property
    def sheets_out(self) -> Mapping[str, int]: ...

    def restart_terminal(self) -> Printer:
        """The same device, driven by a driver that remembers nothing."""
        ...


class BreakableBench(Bench, Protocol):
    """A printer that something can happen to."""

    def jam(self, sheet: int) -> None: ...

    def run_out_of_paper(self, sheet: int) -> None: ...

    def abort(self, sheet: int) -> None: ...

    def cut_off(self) -> None: ...

    def repair(self) -> None: ...


class FolderBench:
    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.printer = FolderPrinter(directory)

    @property
    def sheets_out(self) -> Mapping[str, int]:
        return {paper.stem: count_pages(paper.read_bytes()) for paper in self._directory.glob("*.pdf")}

    def restart_terminal(self) -> Printer:
        return FolderPrinter(self._directory)


class SimulatedBench:
    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.printer = SimulatedPrinter(directory, lost_after=0.05)

    @property
    def sheets_out(self) -> Mapping[str, int]:
        return self.printer.sheets_out

    def restart_terminal(self) -> Printer:
        return SimulatedPrinter(self._directory)

    def jam(self, sheet: int) -> None:
        self.printer.plan(Jam(sheet))

    def run_out_of_paper(self, sheet: int) -> None:
        self.printer.plan(OutOfPaper(sheets_left=sheet - 1))

    def abort(self, sheet: int) -> None:
        self.printer.plan(Abort(sheet))

    def cut_off(self) -> None:
        self.printer.plan(Offline())

    def repair(self) -> None:
        self.printer.clear()


class IppBench:
    def __init__(self, device: IppEvePrinter) -> None:
        self._device = device
        self.printer = IppPrinter(device.uri, poll_interval=0.01, lost_after=0.05)
        self.jam = device.jam
        self.run_out_of_paper = device.run_out_of_paper
        self.abort = device.abort
        self.cut_off = device.switch_off
        self.repair = device.clear

    @property
    def sheets_out(self) -> Mapping[str, int]:
        return self._device.sheets_out

    def restart_terminal(self) -> Printer:
        return IppPrinter(self._device.uri, poll_interval=0.01)
