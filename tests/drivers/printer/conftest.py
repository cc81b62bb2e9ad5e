from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.printer.ipp import IppPrinter
from kiosk.simulation.ippeveprinter import IppEvePrinter
from tests.drivers.printer.benches import (
    Bench,
    BreakableBench,
    FolderBench,
    IppBench,
    SimulatedBench,
)
from tests.drivers.printer.ipp_fault_server import IppFaultServer


@pytest.fixture(params=["folder", "simulated", "ipp"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    match request.param:
        case "folder":
            yield FolderBench(tmp_path)
        case "simulated":
            yield SimulatedBench(tmp_path)
        case _:
            with IppEvePrinter() as device:
                yield IppBench(device)


@pytest.fixture(params=["simulated", "ipp"])
def breakable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BreakableBench]:
    if request.param == "simulated":
        yield SimulatedBench(tmp_path)
    else:
        with IppEvePrinter() as device:
            yield IppBench(device)


@pytest.fixture
def device() -> Iterator[IppFaultServer]:
    with IppFaultServer() as server:
        yield server


@pytest.fixture
def printer(device: IppFaultServer) -> IppPrinter:
    return IppPrinter(device.uri, timeout=0.5, poll_interval=0.005, lost_after=0.05)
