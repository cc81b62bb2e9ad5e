"""A sheet with a back is one sheet: counted when both its sides are printed, and refused before money by a
printer that can't turn it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from drivers.diagnosis import Health
from drivers.printer.contract import (
    JobCompleted,
    JobFailed,
    JobLost,
    PrinterNotReady,
    PrinterReady,
    Resumed,
    SheetPrinted,
    Stalled,
    SubmitRefused,
    Submitted,
    Trouble,
)
from drivers.printer.ipp import IppPrinter
from drivers.printer.ipp_message import Attribute, GroupTag, Operation, ValueTag
from drivers.printer.ipp_state import JobState
from drivers.printer.simulated import OneSided, SimulatedPrinter
from kiosk.certificates import failures
from kiosk.simulation.ippeveprinter import IppEvePrinter
from kiosk.terminal.visit.till import printer_failure
from tests.drivers.printer.benches import Bench, BreakableBench
from tests.drivers.printer.documents import job
from tests.drivers.printer.ipp_fault_server import IppFaultServer


def test_a_sheet_is_reported_when_both_its_sides_are_printed(bench: Bench) -> None:
    assert bench.printer.status(2) == PrinterReady()
    assert bench.printer.submit(job("p-1", 2, sides=2)) == Submitted()

    assert list(bench.printer.follow("p-1", 2)) == [SheetPrinted(1), SheetPrinted(2), JobCompleted(2)]


def test_its_sheets_are_counted_after_a_restart(bench: Bench) -> None:
    bench.printer.submit(job("p-1", 3, sides=2))
    assert list(bench.printer.follow("p-1", 2))[-1] == JobCompleted(3)

    restarted = bench.restart_terminal()

    assert restarted.count("p-1", 2) == JobCompleted(3)
    assert restarted.submit(job("p-1", 3, sides=2)) == Submitted()
    assert list(restarted.follow("p-1", 2))[-1] == JobCompleted(3)


def test_sheets_with_and_without_a_back_are_counted_side_by_side(bench: Bench) -> None:
    bench.printer.submit(job("certificate", 2, sides=2))
    assert list(bench.printer.follow("certificate", 2))[-1] == JobCompleted(2)
    bench.printer.submit(job("slip", 1))
    assert list(bench.printer.follow("slip", 1))[-1] == JobCompleted(1)

    assert bench.printer.count("certificate", 2) == JobCompleted(2)
    assert bench.printer.count("slip", 1) == JobCompleted(1)


def test_a_jam_on_the_second_sheet_stalls_the_second_sheet(breakable: BreakableBench) -> None:
    breakable.jam(sheet=2)
    breakable.printer.submit(job("p-1", 2, sides=2))
    events = breakable.printer.follow("p-1", 2)

    assert next(events) == SheetPrinted(1)
    assert next(events) == Stalled(Trouble.MEDIA_JAM, sheet=2)
    assert breakable.sheets_out == {"p-1": 1}

    breakable.repair()

    assert list(events) == [Resumed(), SheetPrinted(2), JobCompleted(2)]
    assert breakable.sheets_out == {"p-1": 2}


def test_a_printer_that_gives_up_says_how_many_whole_sheets_came_out(breakable: BreakableBench) -> None:
    breakable.abort(sheet=3)
    breakable.printer.submit(job("p-1", 3, sides=2))

    assert list(breakable.printer.follow("p-1", 2))[-1] == JobFailed(2, Trouble.OTHER)
    assert breakable.printer.count("p-1", 2) == JobFailed(2, Trouble.OTHER)
    assert breakable.sheets_out == {"p-1": 2}


def test_a_jam_on_the_back_is_a_jam_of_its_sheet() -> None:
    with IppEvePrinter() as device:
        printer = IppPrinter(device.uri, poll_interval=0.01)
        device.jam(sheet=2, side=2)
        printer.submit(job("p-1", 3, sides=2))
        events = printer.follow("p-1", 2)

        assert next(events) == SheetPrinted(1)
        assert next(events) == Stalled(Trouble.MEDIA_JAM, sheet=2)
        assert printer.count("p-1", 2) == JobLost(1)
        device.clear()

        assert list(events) == [Resumed(), SheetPrinted(2), SheetPrinted(3), JobCompleted(3)]
        assert device.sheets_out == {"p-1": 3}


def test_a_sheet_whose_back_was_never_printed_did_not_come_out() -> None:
    with IppEvePrinter() as device:
        printer = IppPrinter(device.uri, poll_interval=0.01)
        device.abort(sheet=2, side=2)
        printer.submit(job("p-1", 2, sides=2))

        assert list(printer.follow("p-1", 2)) == [SheetPrinted(1), JobFailed(1, Trouble.OTHER)]
        assert device.sheets_out == {"p-1": 1}


def test_a_printer_that_prints_on_one_side_only_takes_no_sheet_with_a_back() -> None:
    with IppEvePrinter(two_sided=False) as device:
        printer = IppPrinter(device.uri, poll_interval=0.01)

        assert printer.status(1) == PrinterReady()
        assert printer.status(2) == PrinterNotReady((Trouble.ONE_SIDED,))
        assert printer_failure(printer.status(2)) is failures.PRINTER_ONE_SIDED
        (finding,) = (one for one in printer.diagnose() if one.check == "printer.two_sided")
        assert finding.health is Health.WARNING
        assert "duplex unit" in finding.next_step

        assert printer.submit(job("p-1", 1, sides=2)) == SubmitRefused(Trouble.ONE_SIDED)
        assert device.documents == {}


def test_a_duplex_unit_that_is_out_is_missed_where_it_is_needed() -> None:
    printer = SimulatedPrinter()
    printer.plan(OneSided())

    assert printer.status(1) == PrinterReady()
    assert printer.status(2) == PrinterNotReady((Trouble.ONE_SIDED,))
    assert printer.submit(job("p-1", 1, sides=2)) == SubmitRefused(Trouble.ONE_SIDED)
    assert printer.submit(job("p-1", 1)) == Submitted()

    printer.clear()
    assert printer.status(2) == PrinterReady()


def test_the_job_asks_for_both_sides_turned_over_the_long_edge(
    device: IppFaultServer, printer: IppPrinter
) -> None:
    printer.submit(job("p-1", 1, sides=2))

    assert device.print_request is not None
    assert device.print_request.first(GroupTag.JOB).text("sides") == "two-sided-long-edge"


def test_a_printer_that_does_not_say_on_how_many_sides_it_prints_prints_on_one(
    device: IppFaultServer, printer: IppPrinter
) -> None:
    device.sides = ()

    assert printer.status(2) == PrinterNotReady((Trouble.ONE_SIDED,))


def test_a_job_refused_for_its_sides_says_so(device: IppFaultServer, printer: IppPrinter) -> None:
    device.refuse(Operation.PRINT_JOB, 0x040B, Attribute("sides", ValueTag.KEYWORD, ("two-sided-long-edge",)))

    assert printer.submit(job("p-1", 1, sides=2)) == SubmitRefused(Trouble.ONE_SIDED)


@dataclass(frozen=True)
class Counts:
    """What a printer of this make says of a job of three sheets with a back."""

    state: JobState
    impressions: int | None
    media_sheets: int | None


@pytest.mark.parametrize(
    ("counts", "end"),
    [
        (Counts(JobState.COMPLETED, 6, None), JobCompleted(3)),
        (Counts(JobState.COMPLETED, 5, None), JobCompleted(2)),
        (Counts(JobState.COMPLETED, None, 3), JobCompleted(3)),
        # A make that takes an impression for a sheet.
        (Counts(JobState.COMPLETED, 3, 3), JobCompleted(3)),
        (Counts(JobState.COMPLETED, 6, 2), JobCompleted(2)),
        (Counts(JobState.COMPLETED, None, None), JobLost(0)),
        (Counts(JobState.ABORTED, 3, None), JobFailed(1, Trouble.OTHER)),
        (Counts(JobState.ABORTED, 3, 2), JobFailed(1, Trouble.OTHER)),
        # A print system that handed a sheet on to a printer that never printed it.
        (Counts(JobState.CANCELED, 0, 1), JobFailed(0, Trouble.OTHER)),
    ],
)
def test_sheets_are_counted_as_the_printer_keeps_them(
    device: IppFaultServer, printer: IppPrinter, counts: Counts, end: JobCompleted | JobFailed | JobLost
) -> None:
    held = device.add_job("p-1", counts.state, counts.impressions)
    held.media_sheets = counts.media_sheets

    assert printer.count("p-1", 2) == end
    assert list(printer.follow("p-1", 2))[-1] == end
