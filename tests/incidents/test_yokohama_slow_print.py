"""Yokohama, 2023-03-27: ten residents took other people's certificates home, one with a My Number.
Under load the wait for a print timed out, and only the order's lock was released, not the request.
Here a visit whose print stalls is aborted whole, and nothing of it comes out for whoever comes next."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

import pytest

from drivers.printer.contract import Trouble
from drivers.printer.ipp import IppPrinter
from drivers.printer.simulated import Hang, Jam, Offline, SimulatedPrinter
from kiosk.certificates import failures
from kiosk.certificates.messages import OutcomeKind
from kiosk.simulation.ippeveprinter import IppEvePrinter
from kiosk.terminal.unattended import Issued, NotIssued
from kiosk.terminal.visit import states
from kiosk.terminal.visit.events import Ticked
from kiosk.terminal.visit.timing import STALL_LIMIT
from tests.end_to_end.counter import NOTE, Counter
from tests.incidents.evidence import (
    HOUSEHOLD,
    ONESELF,
    THREE_COPIES,
    CounterAt,
    accounts_of,
    assert_is_of,
    settled,
)
from tests.real_parts.city_hall import CityHall

FEE = 200


def stalled(counter: Counter, trouble: Trouble, printed: int = 0) -> None:
    """Until the screen says that the print stands still."""
    counter.wait_for(
        lambda state: (
            isinstance(state.screen, states.Printing)
            and (state.screen.stalled, state.screen.printed) == (trouble, printed)
        )
    )


def the_time_is_up(counter: Counter) -> None:
    """Nobody has cleared the printer for as long as a resident is asked to wait."""
    counter.terminal.conductor.send(Ticked(time.monotonic() + STALL_LIMIT + 1))


def new_jobs(device: IppEvePrinter, before: Mapping[str, int]) -> dict[str, int]:
    """Sheets of every job that the printer has had since."""
    return {name: sheets for name, sheets in device.sheets_out.items() if name not in before}


@pytest.fixture
def device(printer: IppEvePrinter, counter_at: CounterAt) -> Iterator[IppEvePrinter]:
    """The real printer; it is cleared before the terminals end, which wait for what it prints."""
    yield printer
    printer.clear()


@pytest.fixture
def cut_off(counter_at: CounterAt) -> Iterator[SimulatedPrinter]:
    """A printer whose line can be cut while it goes on printing."""
    machine = SimulatedPrinter(lost_after=0.2)
    yield machine
    machine.clear()


def test_a_print_that_never_comes_is_dropped_whole_and_the_next_resident_gets_only_their_own(
    counter_at: CounterAt, city_hall: CityHall
) -> None:
    counter = counter_at()

    def nothing_comes() -> None:
        counter.printer.wait_until_it_hangs()
        the_time_is_up(counter)

    counter.printer.plan(Hang())
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD, at={states.Printing: nothing_comes})
    assert settled(ending) == states.Settlement(
        sheets_printed=0, sheets=1, received=NOTE, returned=NOTE, owed=0, claim=None
    )
    assert counter.cashbox.paid_out == counter.cashbox.inserted == NOTE
    counter.go_away()
    counter.printer.clear()
    counter.wait_until_open()
    assert isinstance(counter.visit(city_hall.card("kiyo"), ONESELF), Issued)
    hers, next_ones = accounts_of(counter)
    assert hers.outcome is not None
    assert hers.outcome.outcome is OutcomeKind.REFUNDED
    assert dict(counter.printer.sheets_out) == {hers.print_id: 0, next_ones.print_id: 1}
    [paper] = counter.store.papers()
    assert_is_of(paper.read_bytes(), "kiyo")


def test_where_the_printer_does_not_let_go_of_the_job_nobody_is_served_until_it_has(
    counter_at: CounterAt, city_hall: CityHall, device: IppEvePrinter
) -> None:
    """A real printer may keep a cancelled job until somebody clears the jam, and then feed its sheet."""
    before = device.sheets_out
    counter = counter_at(machine=IppPrinter(device.uri, timeout=1.0, dropped_within=0.5))

    def nobody_clears_the_jam() -> None:
        stalled(counter, Trouble.MEDIA_JAM)
        the_time_is_up(counter)

    device.jam(sheet=1)
    ending = counter.visit(city_hall.card("hanako"), HOUSEHOLD, at={states.Printing: nobody_clears_the_jam})
    settlement = settled(ending)
    assert (settlement.returned, settlement.owed) == (NOTE - FEE, FEE), "nobody knows what came out"
    assert settlement.claim is not None
    counter.go_away()
    counter.wait_for(lambda state: state.screen == states.OutOfService(failures.PRINTER_TROUBLE))
    assert counter.visit(city_hall.card("kiyo"), ONESELF) == NotIssued(failures.PRINTER_TROUBLE)
    device.clear()
    counter.wait_until_open()
    assert isinstance(counter.visit(city_hall.card("kiyo"), ONESELF), Issued)
    hers, next_ones = accounts_of(counter)
    assert hers.print_id is not None
    assert next_ones.print_id is not None
    sheets = new_jobs(device, before)
    assert sheets.pop(hers.print_id, 0) <= 1, "fed while the terminal was closed, or not at all"
    assert sheets == {next_ones.print_id: 1}
    received = device.received(next_ones.print_id)
    assert received is not None
    assert_is_of(received, "kiyo")


def test_where_the_printer_can_not_be_told_to_drop_the_job_nobody_is_served_until_it_has_dropped_it(
    counter_at: CounterAt, city_hall: CityHall, cut_off: SimulatedPrinter
) -> None:
    counter = counter_at(machine=cut_off)

    def the_line_to_the_printer_breaks() -> None:
        cut_off.wait_until_it_hangs()
        cut_off.plan(Offline())
        the_time_is_up(counter)

    cut_off.plan(Hang())
    ending = counter.visit(
        city_hall.card("hanako"), HOUSEHOLD, at={states.Printing: the_line_to_the_printer_breaks}
    )
    settlement = settled(ending)
    assert (settlement.returned, settlement.owed) == (NOTE - FEE, FEE), "nobody knows what came out"
    assert settlement.claim is not None
    counter.go_away()
    counter.wait_for(lambda state: state.screen == states.OutOfService(failures.PRINTER_OFFLINE))
    cut_off.reconnect()
    counter.wait_until_open()
    cut_off.clear()
    assert isinstance(counter.visit(city_hall.card("kiyo"), ONESELF), Issued)
    hers, next_ones = accounts_of(counter)
    assert dict(cut_off.sheets_out) == {hers.print_id: 0, next_ones.print_id: 1}


def test_a_jam_that_is_cleared_in_time_goes_on_to_just_the_sheets_that_were_paid_for(
    counter_at: CounterAt, city_hall: CityHall, device: IppEvePrinter
) -> None:
    before = device.sheets_out
    counter = counter_at(machine=IppPrinter(device.uri))

    def somebody_clears_the_jam() -> None:
        stalled(counter, Trouble.MEDIA_JAM, printed=1)
        device.clear()

    device.jam(sheet=2)
    ending = counter.visit(
        city_hall.card("hanako"), THREE_COPIES, at={states.Printing: somebody_clears_the_jam}
    )
    assert ending == Issued(fee=3 * FEE, sheets=3, change=NOTE - 3 * FEE)
    [order] = accounts_of(counter)
    assert order.print_id is not None
    assert new_jobs(device, before) == {order.print_id: 3}
    received = device.received(order.print_id)
    assert received is not None
    assert_is_of(received, "hanako")


def test_of_a_jam_that_nobody_clears_the_copy_that_came_out_is_charged_and_the_others_are_paid_back(
    counter_at: CounterAt, city_hall: CityHall
) -> None:
    counter = counter_at()

    def nobody_clears_the_jam() -> None:
        stalled(counter, Trouble.MEDIA_JAM, printed=1)
        the_time_is_up(counter)

    counter.printer.plan(Jam(sheet=2))
    ending = counter.visit(
        city_hall.card("hanako"), THREE_COPIES, at={states.Printing: nobody_clears_the_jam}
    )
    assert settled(ending) == states.Settlement(
        sheets_printed=1, sheets=3, received=NOTE, returned=NOTE - FEE, owed=0, claim=None
    )
    assert counter.cashbox.paid_out == NOTE - FEE
    counter.printer.clear()
    [order] = accounts_of(counter)
    assert dict(counter.printer.sheets_out) == {order.print_id: 1}
