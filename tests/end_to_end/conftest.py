from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.card.simulated import VirtualReaderLink
from kiosk.simulation.ippeveprinter import IppEvePrinter
from tests.end_to_end.bench import Bench
from tests.end_to_end.counter import Counter
from tests.end_to_end.store import Store, folder_printer, pcsc_reader
from tests.end_to_end.tapped_line import TappedLine
from tests.real_parts.city_hall import CityHall, city_hall, demo_directory, own_city_hall
from tests.real_parts.pcscd import Pcscd

__all__ = ["city_hall", "demo_directory", "own_city_hall"]


@pytest.fixture(scope="session")
def card_service() -> Iterator[Pcscd]:
    """A PC/SC service with a virtual reader, for all tests of this process."""
    directory = Path(tempfile.mkdtemp(prefix="pcscd-"))
    service = Pcscd(directory)
    try:
        service.start()
        yield service
    finally:
        service.stop()
        shutil.rmtree(directory)


@pytest.fixture(scope="session")
def printer() -> Iterator[IppEvePrinter]:
    """A printer for all tests of this process: leave it as you found it."""
    with IppEvePrinter() as device:
        yield device


@pytest.fixture
def bench(
    city_hall: CityHall, card_service: Pcscd, printer: IppEvePrinter, tmp_path: Path
) -> Iterator[Bench]:
    """A terminal with real parts: PC/SC reader, IPP printer, city hall over HTTPS."""
    link = VirtualReaderLink(port=card_service.vpcd_port)
    yield Bench(tmp_path / "store", city_hall, card_service, link, printer)
    link.take_off()


@pytest.fixture
def line(city_hall: CityHall) -> Iterator[TappedLine]:
    """The line to the shared city hall, to be cut, slowed down and lied on."""
    with TappedLine(city_hall) as tapped:
        yield tapped


@pytest.fixture
def counter_at(city_hall: CityHall, tmp_path: Path) -> Iterator[Callable[..., Counter]]:
    """Opens terminals in this process, at a line or straight at the shared city hall."""
    opened: list[Counter] = []

    def open_counter(url: str | None = None, hall: CityHall = city_hall, **equipment: Any) -> Counter:
        store = Store(
            tmp_path / f"store-{len(opened)}", hall, reader=pcsc_reader(), printer=folder_printer(), url=url
        )
        opened.append(Counter(store, **equipment))
        return opened[-1]

    yield open_counter
    for counter in opened:
        counter.printer.clear()
        counter.close()
