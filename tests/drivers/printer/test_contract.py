"""What a terminal may rely on, whichever printer stands in it. IPP is driven against ippeveprinter."""

from __future__ import annotations

from drivers.printer.contract import (
    JobCompleted,
    JobFailed,
    JobLost,
    PrinterNotReady,
    PrinterReady,
    PrintJob,
    Resumed,
    SheetPrinted,
    Stalled,
    SubmitRefused,
    Submitted,
    Trouble,
)
from tests.drivers.printer.benches import (
    Bench,
    BreakableBench,
    IppBench,
)
from tests.drivers.printer.documents import job


def test_a_printer_with_paper_is_ready(bench: Bench) -> None:
    assert bench.printer.status() == PrinterReady()


def test_each_sheet_is_reported_and_then_the_end(bench: Bench) -> None:
    assert bench.printer.submit(job("p-1", 3)) == Submitted()

    assert list(bench.printer.follow("p-1", 1)) == [
        SheetPrinted(1),
        SheetPrinted(2),
        SheetPrinted(3),
        JobCompleted(3),
    ]
    assert bench.sheets_out == {"p-1": 3}


def test_a_print_id_is_printed_once_however_often_it_is_sent(bench: Bench) -> None:
    bench.printer.submit(job("p-1", 2))
    assert list(bench.printer.follow("p-1", 1))[-1] == JobCompleted(2)

    assert bench.printer.submit(job("p-1", 2)) == Submitted()

    assert list(bench.printer.follow("p-1", 1))[-1] == JobCompleted(2)
    assert bench.sheets_out == {"p-1": 2}


def test_a_print_id_is_printed_once_even_when_the_terminal_was_restarted(bench: Bench) -> None:
    bench.printer.submit(job("p-1", 2))
    assert list(bench.printer.follow("p-1", 1))[-1] == JobCompleted(2)

    restarted = bench.restart_terminal()

    assert restarted.count("p-1", 1) == JobCompleted(2)
    assert restarted.submit(job("p-1", 2)) == Submitted()
    assert list(restarted.follow("p-1", 1))[-1] == JobCompleted(2)
    assert bench.sheets_out == {"p-1": 2}


def test_papers_of_two_visits_are_counted_apart(bench: Bench) -> None:
    for print_id, sheets in (("p-1", 1), ("p-2", 2)):
        bench.printer.submit(job(print_id, sheets))
        assert list(bench.printer.follow(print_id, 1))[-1] == JobCompleted(sheets)

    assert bench.printer.count("p-1", 1) == JobCompleted(1)
    assert bench.printer.count("p-2", 1) == JobCompleted(2)


def test_a_printer_has_never_heard_of_a_job_that_was_not_sent(bench: Bench) -> None:
    assert bench.printer.count("p-unknown", 1) is None


def test_the_sheets_counted_are_those_of_the_document_not_those_promised(bench: Bench) -> None:
    bench.printer.submit(PrintJob("p-1", job("p-1", 3).pdf, sheets=2))

    assert list(bench.printer.follow("p-1", 1))[-1] == JobCompleted(3)


def test_a_document_that_is_no_pdf_never_counts_as_printed(bench: Bench) -> None:
    submission = bench.printer.submit(PrintJob("p-1", b"this is no certificate", sheets=1))

    if submission == Submitted():
        assert list(bench.printer.follow("p-1", 1)) == [JobFailed(0, Trouble.OTHER)]
    else:
        assert submission == SubmitRefused(Trouble.OTHER)
    assert sum(bench.sheets_out.values()) == 0


def test_a_printer_that_is_well_tells_the_technician_no_fault(bench: Bench) -> None:
    findings = bench.printer.diagnose()

    assert findings
    assert "fault" not in {finding.health.value for finding in findings}


def test_a_jam_on_the_second_sheet_is_reported_and_printing_goes_on_when_it_is_cleared(
    breakable: BreakableBench,
) -> None:
    breakable.jam(sheet=2)
    breakable.printer.submit(job("p-1", 3))
    events = breakable.printer.follow("p-1", 1)

    assert next(events) == SheetPrinted(1)
    assert next(events) == Stalled(Trouble.MEDIA_JAM, sheet=2)
    assert breakable.printer.status() == PrinterNotReady((Trouble.MEDIA_JAM,))
    assert breakable.sheets_out == {"p-1": 1}

    breakable.repair()

    assert list(events) == [Resumed(), SheetPrinted(2), SheetPrinted(3), JobCompleted(3)]
    assert breakable.sheets_out == {"p-1": 3}
    assert breakable.printer.status() == PrinterReady()


def test_a_tray_that_runs_empty_is_reported_and_printing_goes_on_when_it_is_filled(
    breakable: BreakableBench,
) -> None:
    breakable.run_out_of_paper(sheet=1)
    breakable.printer.submit(job("p-1", 2))
    events = breakable.printer.follow("p-1", 1)

    assert next(events) == Stalled(Trouble.MEDIA_EMPTY, sheet=1)
    breakable.repair()

    assert list(events) == [Resumed(), SheetPrinted(1), SheetPrinted(2), JobCompleted(2)]


def test_a_printer_that_gives_up_says_how_many_sheets_came_out(breakable: BreakableBench) -> None:
    breakable.abort(sheet=3)
    breakable.printer.submit(job("p-1", 3))

    assert list(breakable.printer.follow("p-1", 1)) == [
        SheetPrinted(1),
        SheetPrinted(2),
        JobFailed(2, Trouble.OTHER),
    ]
    assert breakable.printer.count("p-1", 1) == JobFailed(2, Trouble.OTHER)
    assert breakable.sheets_out == {"p-1": 2}


def test_a_cancelled_job_is_never_completed(breakable: BreakableBench) -> None:
    breakable.jam(sheet=1)
    breakable.printer.submit(job("p-1", 2))
    events = breakable.printer.follow("p-1", 1)
    assert next(events) == Stalled(Trouble.MEDIA_JAM, sheet=1)

    breakable.printer.cancel("p-1")
    breakable.repair()

    end = list(events)[-1]
    assert isinstance(end, JobFailed)
    assert end.sheets == breakable.sheets_out["p-1"]


def test_nothing_of_an_earlier_visit_is_left_to_come_out_after_a_purge(breakable: BreakableBench) -> None:
    breakable.jam(sheet=1)
    breakable.printer.submit(job("p-1", 1))
    assert next(breakable.printer.follow("p-1", 1)) == Stalled(Trouble.MEDIA_JAM, sheet=1)

    restarted = breakable.restart_terminal() if isinstance(breakable, IppBench) else breakable.printer
    restarted.purge()
    breakable.repair()

    assert isinstance(list(restarted.follow("p-1", 1))[-1], JobFailed)
    assert restarted.purge()


def test_a_job_that_still_stands_in_the_printer_has_no_count_yet(breakable: BreakableBench) -> None:
    breakable.jam(sheet=2)
    breakable.printer.submit(job("p-1", 2))
    events = breakable.printer.follow("p-1", 1)
    assert next(events) == SheetPrinted(1)
    assert next(events) == Stalled(Trouble.MEDIA_JAM, sheet=2)

    assert breakable.printer.count("p-1", 1) == JobLost(1)


def test_a_printer_that_is_off_is_not_ready_and_takes_nothing(breakable: BreakableBench) -> None:
    breakable.cut_off()

    assert breakable.printer.status() == PrinterNotReady((Trouble.OFFLINE,))
    assert breakable.printer.submit(job("p-1", 1)) == SubmitRefused(Trouble.OFFLINE)
    assert breakable.printer.count("p-1", 1) == JobLost(0)
    assert [finding.health.value for finding in breakable.printer.diagnose()] == ["fault"]
    assert sum(breakable.sheets_out.values()) == 0


def test_a_printer_that_goes_away_in_the_middle_leaves_the_job_lost_after_the_sheets_it_counted(
    breakable: BreakableBench,
) -> None:
    breakable.jam(sheet=2)
    breakable.printer.submit(job("p-1", 2))
    events = breakable.printer.follow("p-1", 1)
    assert next(events) == SheetPrinted(1)
    assert next(events) == Stalled(Trouble.MEDIA_JAM, sheet=2)

    breakable.cut_off()

    assert list(events) == [Stalled(Trouble.OFFLINE, sheet=2), JobLost(1)]
