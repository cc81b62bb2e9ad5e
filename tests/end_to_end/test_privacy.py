"""Nothing personal stays: after a batch of visits, every byte that the terminal left anywhere is searched."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.card.simulated import CardContents
from kiosk.simulation.ippeveprinter import IppEvePrinter
from kiosk.terminal.visit.journal import Entry
from tests.end_to_end.bench import Bench
from tests.end_to_end.confinement import confined_to
from tests.end_to_end.papers import pages
from tests.end_to_end.store import PRINTING, CardHands, Store, ipp_printer
from tests.end_to_end.tapped_line import Answer, TappedLine
from tests.end_to_end.traces import found_in, of_the_card, of_the_household

PINS = PIN, WRONG_PIN = "7391", "8264"
EVERYTHING = (
    *("--kind", "resident-record", "--scope", "household"),
    *("--items", "head-and-relationship,domicile,my-number"),
)


@pytest.fixture
def own_printer() -> Iterator[IppEvePrinter]:
    with IppEvePrinter() as device:
        yield device


@pytest.fixture
def store(bench: Bench, own_printer: IppEvePrinter, line: TappedLine) -> Store:
    """A terminal that can write below its own directory only, and has its temporary files there, too."""
    store = bench.equipped(printer=ipp_printer(own_printer.uri), url=line.url)
    home = store.directory / "home"
    home.mkdir()
    names = (
        "HOME",
        "TMPDIR",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "KIVY_HOME",
        "KIOSK_CACHE",
    )
    store.environment |= dict.fromkeys(names, str(home))
    store.within = confined_to(store.directory)
    return store


def test_a_terminal_writes_below_its_own_directory_only(store: Store, tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", store.directory / "inside"
    for file in (outside, inside):
        subprocess.run([*store.within, "touch", str(file)], check=False, capture_output=True)
    assert (outside.exists(), inside.exists()) == (False, True)


def test_after_all_kinds_of_visits_nothing_personal_is_left(
    bench: Bench, store: Store, line: TappedLine, own_printer: IppEvePrinter
) -> None:
    card = replace(bench.hall.card("hanako"), pin=PIN)
    secrets = of_the_household(bench.hall) | of_the_card(card)
    said: list[str] = []

    def visit(code: int, pin: str = PIN) -> None:
        done = bench.issue(card, *EVERYTHING, pin=pin)
        assert done.exit_code == code, done
        said.extend((done.said, *done.prompts))

    visit(0)
    printed = own_printer.received(store.print_ids()[0])
    visit(2, pin=WRONG_PIN)
    line.change("authentication", lambda answer: answer.with_message(resident=secrets["given name"]))
    visit(2)
    line.pass_on("authentication")
    line.change("order", _altered)
    visit(2)
    line.pass_on("order")
    said.extend((store.technician("release", "--by", "field-7", "--note", "tried"), store.technician("list")))
    _crash_while_printing(bench, card, own_printer)
    visit(0)

    assert store.entries().count(Entry.ENDED) == 3
    assert printed is not None
    on_paper = found_in("\n".join(pages(printed)).encode(), secrets, PINS)
    assert {"address", "given name", "family name"} <= set(on_paper)
    files = [file for file in store.directory.rglob("*") if file.is_file()]
    assert {store.journal_file, store.log_file} <= set(files)
    left = {str(file): found_in(file.read_bytes(), secrets, PINS) for file in files}
    left |= {
        f"{slip}, text": found_in("\n".join(pages(slip.read_bytes())).encode(), secrets, PINS)
        for slip in store.slips()
    }
    left |= {"said": found_in("\n".join(said).encode(), secrets, PINS)}
    left |= {"the city hall's log": found_in("\n".join(bench.hall.log).encode(), secrets, PINS)}
    assert {place: names for place, names in left.items() if names} == {}


def _altered(answer: Answer) -> Answer:
    sealed: str = answer.message["sealed"]
    return answer.with_message(sealed=sealed[:-9] + ("A" if sealed[-9] != "A" else "B") + sealed[-8:])


def _crash_while_printing(bench: Bench, card: CardContents, printer: IppEvePrinter) -> None:
    """The power of the terminal fails while the second sheet is stuck in the printer; then it comes out."""
    printer.jam(sheet=2)
    with bench.store.started(*EVERYTHING, "--copies", "2", pin=PIN) as process:
        assert process.stderr is not None
        hands = CardHands(bench.link, card)
        for prompt in process.stderr:
            hands.heard(prompt)
            if f"{PRINTING} 1/2" in prompt:
                process.kill()
    bench.link.take_off()
    assert bench.store.entries()[-1] is Entry.SHEET
    printer.clear()
    printer.wait_for_sheets(bench.store.print_ids()[-1], 2)
