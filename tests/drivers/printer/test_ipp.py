"""An IPP printer that breaks or lies at the worst moment never makes the terminal print twice, or believe
in paper that did not come out."""

from __future__ import annotations

import ssl
import struct
import time
from urllib.parse import urlsplit

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
    SubmitUnknown,
    Trouble,
)
from drivers.printer.ipp import IppPrinter
from drivers.printer.ipp_message import Attribute, GroupTag, Operation, ValueTag
from drivers.printer.ipp_state import JobState, PrinterState
from kiosk.simulation.ippeveprinter import IppEvePrinter
from tests.drivers.printer.documents import job
from tests.drivers.printer.ipp_fault_server import Break, IppFaultServer

ACTED = [Break.BEFORE_IT_ANSWERS, Break.NO_ANSWER, Break.NONSENSE, Break.ANOTHER_ANSWER]


def test_the_printer_receives_the_document_byte_for_byte() -> None:
    paper = job("p-1", 2)
    with IppEvePrinter() as device:
        printer = IppPrinter(device.uri, poll_interval=0.01)
        printer.submit(paper)
        assert list(printer.follow("p-1", 1))[-1] == JobCompleted(2)

        assert device.received("p-1") == paper.pdf


def test_a_printer_is_reached_through_tls_and_only_with_a_certificate_that_is_trusted() -> None:
    with IppEvePrinter() as device:
        address = device.uri.replace("ipp://", "ipps://")
        presented = ssl.get_server_certificate(("localhost", urlsplit(device.uri).port or 0))
        trusting = ssl.create_default_context(cadata=presented)

        assert IppPrinter(address, tls=trusting).status() == PrinterReady()
        assert IppPrinter(address).status() == PrinterNotReady((Trouble.OFFLINE,))


def test_a_printer_that_was_off_is_ready_once_it_is_on_again() -> None:
    with IppEvePrinter() as device:
        printer = IppPrinter(device.uri)
        device.switch_off()
        assert printer.status() == PrinterNotReady((Trouble.OFFLINE,))

        device.switch_on()

        assert printer.status() == PrinterReady()


@pytest.mark.parametrize(
    ("media", "sheets", "trouble"),
    [
        ("na_letter_8.5x11in", 250, Trouble.WRONG_MEDIA),
        ("iso_a4_210x297mm", 0, Trouble.MEDIA_EMPTY),
        ("", 250, Trouble.MEDIA_EMPTY),
    ],
)
def test_a_printer_without_a4_is_not_ready(media: str, sheets: int, trouble: Trouble) -> None:
    with IppEvePrinter() as device:
        device.load(media, sheets)

        assert IppPrinter(device.uri).status() == PrinterNotReady((trouble,))


def test_the_job_asks_for_single_sided_a4_at_full_size_or_not_at_all(
    device: IppFaultServer, printer: IppPrinter
) -> None:
    printer.submit(job("p-1", 1))

    assert device.print_request is not None
    asked = device.print_request.first(GroupTag.OPERATION)
    wanted = device.print_request.first(GroupTag.JOB)
    assert asked.text("job-name") == "p-1"
    assert asked.text("document-format") == "application/pdf"
    assert asked.boolean("ipp-attribute-fidelity") is True
    assert wanted.text("print-scaling") == "none"
    assert wanted.text("sides") == "one-sided"
    assert wanted.text("media") == "iso_a4_210x297mm"


@pytest.mark.parametrize("how", ACTED)
def test_a_job_whose_answer_is_lost_is_found_again_and_not_sent_twice(
    device: IppFaultServer, printer: IppPrinter, how: Break
) -> None:
    device.break_around(Operation.PRINT_JOB, how)

    assert printer.submit(job("p-1", 1)) == Submitted()
    assert printer.submit(job("p-1", 1)) == Submitted()

    assert device.requests[Operation.PRINT_JOB] == 1
    assert [held.name for held in device.jobs] == ["p-1"]


def test_a_job_that_vanished_on_the_way_is_unknown_and_not_sent_again(
    device: IppFaultServer, printer: IppPrinter
) -> None:
    device.break_around(Operation.PRINT_JOB, Break.BEFORE_IT_ACTS)

    assert printer.submit(job("p-1", 1)) == SubmitUnknown()

    assert device.requests[Operation.PRINT_JOB] == 1
    assert device.jobs == []


def test_a_job_that_http_turned_away_is_refused(device: IppFaultServer, printer: IppPrinter) -> None:
    device.break_around(Operation.PRINT_JOB, Break.HTTP_NOT_FOUND)

    assert printer.submit(job("p-1", 1)) == SubmitRefused(Trouble.OFFLINE)


def test_nothing_is_sent_to_a_printer_that_cannot_say_what_it_already_printed(
    device: IppFaultServer, printer: IppPrinter
) -> None:
    device.break_around(Operation.GET_JOBS, Break.NONSENSE)

    assert printer.submit(job("p-1", 1)) == SubmitRefused(Trouble.OFFLINE)
    assert device.requests[Operation.PRINT_JOB] == 0


@pytest.mark.parametrize(
    ("status", "unsupported", "trouble"),
    [
        (0x0507, None, Trouble.NOT_ACCEPTING),
        (0x0506, None, Trouble.NOT_ACCEPTING),
        (0x040A, None, Trouble.OTHER),
        (0x040B, Attribute("media", ValueTag.KEYWORD, ("iso_a4_210x297mm",)), Trouble.WRONG_MEDIA),
        (0x040B, Attribute("print-scaling", ValueTag.KEYWORD, ("none",)), Trouble.OTHER),
    ],
)
def test_a_refused_job_says_what_is_wrong(
    device: IppFaultServer, printer: IppPrinter, status: int, unsupported: Attribute | None, trouble: Trouble
) -> None:
    device.refuse(Operation.PRINT_JOB, status, unsupported)

    assert printer.submit(job("p-1", 1)) == SubmitRefused(trouble)
    assert device.jobs == []


@pytest.mark.parametrize("how", list(Break))
def test_a_printer_that_gives_no_proper_answer_is_offline(
    device: IppFaultServer, printer: IppPrinter, how: Break
) -> None:
    device.break_around(Operation.GET_PRINTER_ATTRIBUTES, how)

    assert printer.status() == PrinterNotReady((Trouble.OFFLINE,))
    (finding,) = printer.diagnose()
    assert finding.health is Health.FAULT
    assert device.uri in finding.measured


def test_a_stopped_job_is_stalled_even_where_the_printer_gives_no_reason(
    device: IppFaultServer, printer: IppPrinter
) -> None:
    held = device.add_job("p-1", JobState.PROCESSING_STOPPED, impressions=1)
    events = printer.follow("p-1", 1)
    assert next(events) == SheetPrinted(1)
    assert next(events) == Stalled(Trouble.OTHER, sheet=2)

    held.state = JobState.COMPLETED
    held.impressions = 2

    assert list(events) == [Resumed(), SheetPrinted(2), JobCompleted(2)]


def test_a_second_trouble_during_the_first_is_told(device: IppFaultServer, printer: IppPrinter) -> None:
    device.add_job("p-1", JobState.PROCESSING, impressions=0)
    device.reasons = ("toner-empty-error",)
    events = printer.follow("p-1", 1)
    assert next(events) == Stalled(Trouble.TONER_EMPTY, sheet=1)

    device.reasons = ("toner-empty-error", "media-jam-warnin")

    assert next(events) == Stalled(Trouble.MEDIA_JAM, sheet=1)


def test_a_line_that_is_cut_for_a_moment_loses_no_sheet(device: IppFaultServer, printer: IppPrinter) -> None:
    patient = IppPrinter(device.uri, poll_interval=0.005)
    held = device.add_job("p-1", JobState.PROCESSING, impressions=1)
    events = patient.follow("p-1", 1)
    assert next(events) == SheetPrinted(1)

    device.break_around(Operation.GET_JOBS, Break.BEFORE_IT_ANSWERS)
    assert next(events) == Stalled(Trouble.OFFLINE, sheet=2)
    held.state = JobState.COMPLETED
    held.impressions = 3
    device.mend()

    assert list(events) == [Resumed(), SheetPrinted(2), SheetPrinted(3), JobCompleted(3)]


def test_a_line_that_fails_now_and_again_does_not_add_up_to_a_lost_job(device: IppFaultServer) -> None:
    printer = IppPrinter(device.uri, poll_interval=0.005, lost_after=0.2)
    held = device.add_job("p-1", JobState.PROCESSING, impressions=0)
    events = printer.follow("p-1", 1)

    until = time.monotonic() + 0.3
    while time.monotonic() < until:
        device.break_around(Operation.GET_JOBS, Break.BEFORE_IT_ANSWERS)
        assert next(events) == Stalled(Trouble.OFFLINE, sheet=1)
        device.mend()
        assert next(events) == Resumed()
    held.state = JobState.COMPLETED
    held.impressions = 1

    assert list(events) == [SheetPrinted(1), JobCompleted(1)]


def test_a_printer_that_forgot_the_job_leaves_it_lost(device: IppFaultServer, printer: IppPrinter) -> None:
    device.add_job("p-1", JobState.PROCESSING, impressions=1)
    events = printer.follow("p-1", 1)
    assert next(events) == SheetPrinted(1)

    device.jobs.clear()

    assert list(events) == [JobLost(1)]


def test_another_job_that_got_the_same_number_after_a_power_cut_is_not_taken_for_ours(
    device: IppFaultServer, printer: IppPrinter
) -> None:
    device.add_job("p-1", JobState.PROCESSING, impressions=1)
    events = printer.follow("p-1", 1)
    assert next(events) == SheetPrinted(1)

    device.jobs.clear()
    device.add_job("p-2", JobState.COMPLETED, impressions=5)

    assert list(events) == [JobLost(1)]


def test_completed_without_a_count_is_no_proof(device: IppFaultServer, printer: IppPrinter) -> None:
    device.add_job("p-1", JobState.COMPLETED, impressions=None)

    assert list(printer.follow("p-1", 1)) == [JobLost(0)]
    assert printer.count("p-1", 1) == JobLost(0)


def test_completed_with_too_few_sheets_is_told_as_counted(
    device: IppFaultServer, printer: IppPrinter
) -> None:
    device.add_job("p-1", JobState.COMPLETED, impressions=1)

    assert list(printer.follow("p-1", 1)) == [SheetPrinted(1), JobCompleted(1)]


def test_a_job_aborted_during_a_jam_failed_because_of_the_jam(
    device: IppFaultServer, printer: IppPrinter
) -> None:
    held = device.add_job("p-1", JobState.PROCESSING, impressions=1)
    device.reasons = ("media-jam-error",)
    events = printer.follow("p-1", 1)
    assert next(events) == SheetPrinted(1)
    assert next(events) == Stalled(Trouble.MEDIA_JAM, sheet=2)

    held.state = JobState.ABORTED
    device.reasons = ("none",)

    assert list(events) == [JobFailed(1, Trouble.MEDIA_JAM)]


def test_a_purge_cancels_every_job_that_waits_and_leaves_those_that_ended(
    device: IppFaultServer, printer: IppPrinter
) -> None:
    device.add_job("of an earlier visit", JobState.PROCESSING, impressions=0)
    device.add_job("done", JobState.COMPLETED, impressions=1)
    device.add_job("of somebody else", JobState.PENDING, impressions=0)

    assert printer.purge()

    assert [held.state for held in device.jobs] == [
        JobState.CANCELED,
        JobState.COMPLETED,
        JobState.CANCELED,
    ]


def test_cancel_and_purge_of_a_dead_printer_raise_nothing(device: IppFaultServer) -> None:
    dead = IppPrinter("ipp://127.0.0.1:1/ipp/print")

    dead.cancel("p-1")
    assert not dead.purge()

    assert dead.count("p-1", 1) == JobLost(0)


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({"state": PrinterState.STOPPED}, Trouble.OTHER),
        ({"state": PrinterState.STOPPED, "reasons": ("paused",)}, Trouble.NOT_ACCEPTING),
        ({"accepting": False}, Trouble.NOT_ACCEPTING),
        ({"reasons": ("media-empty-report",)}, Trouble.MEDIA_EMPTY),
        ({"reasons": ("media-needed",)}, Trouble.MEDIA_EMPTY),
        ({"reasons": ("cover-open",)}, Trouble.DOOR_OPEN),
        ({"reasons": ("toner-empty-warnin",)}, Trouble.TONER_EMPTY),
        ({"reasons": ("offline-report",)}, Trouble.OFFLINE),
        ({"scalings": ("auto", "fit")}, Trouble.OTHER),
    ],
)
def test_a_printer_that_could_not_print_the_page_as_it_is_is_not_ready(
    device: IppFaultServer, printer: IppPrinter, change: dict[str, object], trouble: Trouble
) -> None:
    for name, value in change.items():
        setattr(device, name, value)

    assert printer.status() == PrinterNotReady((trouble,))
    assert Health.FAULT in {finding.health for finding in printer.diagnose()}


@pytest.mark.parametrize("reason", ["media-low-warning", "toner-low", "none", "marker-waste-almost-full"])
def test_a_printer_that_only_warns_is_ready(device: IppFaultServer, printer: IppPrinter, reason: str) -> None:
    device.reasons = (reason,)

    assert printer.status() == PrinterReady()


def test_the_gravest_trouble_comes_first(device: IppFaultServer, printer: IppPrinter) -> None:
    device.reasons = ("toner-empty-error", "media-empty-error", "media-jam-error")
    device.accepting = False

    assert printer.status() == PrinterNotReady(
        (Trouble.MEDIA_JAM, Trouble.MEDIA_EMPTY, Trouble.TONER_EMPTY, Trouble.NOT_ACCEPTING)
    )


@pytest.mark.parametrize("address", ["http://printer/ipp", "printer", "ipp:///ipp/print"])
def test_an_address_that_is_no_printer_s_is_refused_at_once(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        IppPrinter(address)


@pytest.mark.parametrize(
    ("offered", "health"),
    [
        ([(600, 600, 3)], Health.OK),
        ([(300, 300, 3), (1200, 1200, 3)], Health.OK),
        ([(300, 300, 3)], Health.WARNING),
        ([(600, 300, 3)], Health.WARNING),
        ([(600, 600, 4)], Health.WARNING),
        ([], Health.WARNING),
    ],
)
def test_a_printer_whose_dots_are_not_those_of_the_ground_is_named_to_the_technician(
    device: IppFaultServer, printer: IppPrinter, offered: list[tuple[int, int, int]], health: Health
) -> None:
    device.resolutions = tuple(struct.pack(">iiB", *resolution) for resolution in offered)

    assert [one.health for one in printer.diagnose() if one.check == "printer.resolution"] == [health]
