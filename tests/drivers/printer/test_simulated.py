"""The faults that only the simulated printer has, and its own count of every sheet."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from drivers.printer.simulated import (
    Abort,
    DoorOpen,
    Fault,
    Jam,
    LostReply,
    Offline,
    OutOfPaper,
    ShortCount,
    SimulatedPrinter,
)
from tests.drivers.printer.documents import job


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (OutOfPaper(), Trouble.MEDIA_EMPTY),
        (DoorOpen(), Trouble.DOOR_OPEN),
        (Offline(), Trouble.OFFLINE),
    ],
)
def test_a_fault_of_now_is_seen_before_anybody_prints(fault: Fault, trouble: Trouble) -> None:
    printer = SimulatedPrinter()

    printer.plan(fault)
    assert printer.status() == PrinterNotReady((trouble,))

    printer.clear()
    assert printer.status() == PrinterReady()


def test_a_lost_reply_leaves_a_job_that_prints_once_all_the_same() -> None:
    printer = SimulatedPrinter()
    printer.plan(LostReply())

    assert printer.submit(job("p-1", 2)) == SubmitUnknown()
    assert list(printer.follow("p-1", 1))[-1] == JobCompleted(2)
    assert printer.submit(job("p-1", 2)) == Submitted()

    assert printer.sheets_out == {"p-1": 2}


def test_a_lost_request_leaves_no_job() -> None:
    printer = SimulatedPrinter()
    printer.plan(LostReply(arrived=False))

    assert printer.submit(job("p-1", 2)) == SubmitUnknown()

    assert printer.count("p-1", 1) is None
    assert list(printer.follow("p-1", 1)) == [JobLost(0)]
    assert printer.sheets_out == {}


def test_a_short_count_ends_as_completed_with_a_sheet_missing() -> None:
    printer = SimulatedPrinter()
    printer.plan(ShortCount(missing=1))
    printer.submit(job("p-1", 3))

    assert list(printer.follow("p-1", 1)) == [SheetPrinted(1), SheetPrinted(2), JobCompleted(2)]
    assert printer.sheets_out == {"p-1": 2}


def test_an_empty_tray_stays_empty_for_the_next_job() -> None:
    printer = SimulatedPrinter()
    printer.plan(OutOfPaper(sheets_left=2))
    printer.submit(job("p-1", 2))
    assert list(printer.follow("p-1", 1))[-1] == JobCompleted(2)

    assert printer.status() == PrinterNotReady((Trouble.MEDIA_EMPTY,))


def test_jammed_paper_stays_in_a_printer_whose_job_was_cancelled() -> None:
    printer = SimulatedPrinter()
    printer.plan(Jam())
    printer.submit(job("p-1", 1))
    events = printer.follow("p-1", 1)
    assert next(events) == Stalled(Trouble.MEDIA_JAM, sheet=1)

    printer.cancel("p-1")

    assert list(events) == [JobFailed(0, Trouble.MEDIA_JAM)]
    assert printer.status() == PrinterNotReady((Trouble.MEDIA_JAM,))


def test_paper_comes_out_unheard_while_the_line_is_cut_and_is_heard_of_when_it_is_mended() -> None:
    printer = SimulatedPrinter()
    printer.plan(Jam(sheet=2))
    printer.submit(job("p-1", 2))
    events = printer.follow("p-1", 1)
    assert list(itertools.islice(events, 2)) == [SheetPrinted(1), Stalled(Trouble.MEDIA_JAM, sheet=2)]

    printer.plan(Offline())
    assert next(events) == Stalled(Trouble.OFFLINE, sheet=2)
    printer.clear()

    assert [event for event in events if event != Resumed()] == [SheetPrinted(2), JobCompleted(2)]


def test_a_cut_line_does_not_stop_paper_that_is_on_its_way() -> None:
    printer = SimulatedPrinter(seconds_per_sheet=0.001, lost_after=0.5)
    printer.submit(job("p-1", 4))
    events = printer.follow("p-1", 1)
    assert next(events) == SheetPrinted(1)

    printer.plan(Offline())

    assert isinstance(list(events)[-1], JobLost)
    assert printer.sheets_out == {"p-1": 4}


def test_two_jobs_never_mix_their_sheets() -> None:
    printer = SimulatedPrinter(seconds_per_sheet=0.001)
    ends: dict[str, object] = {}

    def visit(print_id: str, sheets: int) -> None:
        printer.submit(job(print_id, sheets))
        ends[print_id] = list(printer.follow(print_id, 1))[-1]

    visits = [threading.Thread(target=visit, args=(f"p-{sheets}", sheets)) for sheets in (1, 2, 3, 4)]
    for thread in visits:
        thread.start()
    for thread in visits:
        thread.join()

    assert ends == {f"p-{sheets}": JobCompleted(sheets) for sheets in (1, 2, 3, 4)}
    assert printer.sheets_out == {f"p-{sheets}": sheets for sheets in (1, 2, 3, 4)}


def test_a_paper_is_laid_into_the_folder_only_when_all_its_sheets_came_out(tmp_path: Path) -> None:
    printer = SimulatedPrinter(tmp_path)
    printer.submit(job("whole", 2))
    assert list(printer.follow("whole", 1))[-1] == JobCompleted(2)
    printer.plan(Abort(sheet=2))
    printer.submit(job("half", 2))
    assert list(printer.follow("half", 1))[-1] == JobFailed(1, Trouble.OTHER)

    assert [paper.name for paper in tmp_path.iterdir()] == ["whole.pdf"]


_FAULTS = st.one_of(
    st.builds(Jam, st.integers(1, 4)),
    st.builds(OutOfPaper, st.integers(0, 4)),
    st.builds(LostReply, st.booleans()),
    st.builds(ShortCount, st.integers(1, 4)),
    st.builds(Abort, st.integers(1, 4)),
    st.builds(DoorOpen),
)


@settings(deadline=None, max_examples=60)
@given(sheets=st.integers(1, 4), faults=st.lists(_FAULTS, max_size=4), sent=st.integers(1, 3))
def test_whatever_goes_wrong_no_sheet_comes_out_twice_and_the_end_counts_those_that_came(
    sheets: int, faults: list[Fault], sent: int
) -> None:
    printer = SimulatedPrinter(lost_after=0.0)
    for fault in faults:
        printer.plan(fault)

    submissions = [printer.submit(job("p-1", sheets)) for _ in range(sent)]
    events = []
    for event in printer.follow("p-1", 1):
        events.append(event)
        if isinstance(event, Stalled):
            printer.clear()

    out = printer.sheets_out.get("p-1", 0)
    assert out <= sheets
    assert [event.sheet for event in events if isinstance(event, SheetPrinted)] == list(range(1, out + 1))
    assert not any(isinstance(submission, SubmitRefused) for submission in submissions)
    match events[-1]:
        case JobCompleted(counted) | JobFailed(counted, _):
            assert counted == out
        case end:
            assert end == JobLost(0)
            assert out == 0
