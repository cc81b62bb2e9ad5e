"""Every fault of the card reader, played through real parts: what the resident sees, what the technician
sees, and how soon the terminal serves again. The table of deploy/handbook/reader.md is what comes out here.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from drivers.card.contract import CardPresent
from drivers.card.pcsc import PcscReader
from drivers.card.simulated import CardContents, Hung, SimulatedCard, Slow, Step, TornOut, VirtualReaderLink
from drivers.diagnosis import Health
from kiosk.terminal import log
from kiosk.terminal.assembly import start_terminal
from kiosk.terminal.configuration import load
from kiosk.terminal.screens.typesetting import plain
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.states import State
from kiosk.terminal.words import Words
from tests.drivers.card.benches import only_child, other_program, wait_until
from tests.end_to_end.store import PATIENCE, Store, folder_printer, pcsc_reader
from tests.house.checkout import ROOT
from tests.real_parts.city_hall import CityHall
from tests.real_parts.pcscd import Pcscd, pcscd

__all__ = ["pcscd"]

PAGE = ROOT / "deploy" / "handbook" / "reader.md"
NOTHING = "(nothing: service goes on)"


class Stand:
    """One terminal at a PC/SC service of its own, and the hands of whoever breaks something there."""

    def __init__(self, store: Store, card: CardContents, service: Pcscd) -> None:
        self.card = card
        self.service = service
        self.link = VirtualReaderLink(port=service.vpcd_port)
        self.other_slot = VirtualReaderLink(port=service.vpcd_port + 1)
        self.programs = ExitStack()
        self._changed = threading.Condition()
        configuration = load(store.configuration)
        self.state = State(states.Terminal(tuple(town.code for town in configuration.municipality)))
        log.configure(configuration.log)
        self._log = store.log_file
        self._terminal = start_terminal(configuration, self._show)

    def wait_for(self, *screens: type[states.Screen]) -> float:
        """The moment at which one of these screens is shown, now or later."""
        return self.wait_until(lambda state: isinstance(state.screen, screens))

    def wait_until_open(self) -> None:
        """Until the city hall has answered and residents may begin."""
        self.wait_until(
            lambda state: bool(state.terminal.availability) and isinstance(state.screen, states.Welcome)
        )

    def wait_until(self, holds: Callable[[State], bool]) -> float:
        """The moment at which this holds of what is shown, now or later."""
        with self._changed:
            assert self._changed.wait_for(lambda: holds(self.state), PATIENCE), self.state.screen
            return time.monotonic()

    def touch(self, *touches: events.Event) -> None:
        for event in touches:
            self._terminal.conductor.send(event)

    def ask_for_the_card(self) -> None:
        """A resident begins."""
        self.wait_until_open()
        self.touch(events.Started("ja"), events.Continued())
        self.wait_for(states.PlaceCard)

    def lay_card(self, *faults: Hung | TornOut | Slow) -> None:
        card = SimulatedCard(self.card)
        card.plan(*faults)
        self.link.put_on(card)

    def resident_sees(self) -> str:
        """The headline of a screen that says what is wrong, and on an idle one why."""
        words = Words("ja")
        match self.state.screen:
            case states.OutOfService(failure):
                parts = ["out_of_service.question", f"refused.{failure.words}.happened"]
            case states.Refused(failure):
                parts = [f"refused.{failure.words}.headline"]
            case _:
                return NOTHING
        return "。".join(plain(words.text(part)).rstrip("。") for part in parts)

    def technician_sees(self) -> str:
        """The first finding that is not well, or the last that is; without what differs each time."""
        findings = self._terminal.devices.reader.diagnose()
        finding = next((found for found in findings if found.health is not Health.OK), findings[-1])
        measured = re.sub(r"(using PC/SC: ).*", r"\1…", finding.measured)
        said = f"`{finding.check}`: {measured}"
        return f"{said}. {finding.next_step}" if finding.next_step else said

    def logged_reasons(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def close(self) -> None:
        self.programs.close()
        self.link.take_off()
        self.other_slot.take_off()
        self._terminal.stop()

    def _show(self, state: State) -> None:
        with self._changed:
            self.state = state
            self._changed.notify_all()


@dataclass(frozen=True)
class Fault:
    """How a fault begins and ends; bounds in seconds for closing and for serving again."""

    name: str
    begin: Callable[[Stand], None] = lambda stand: None
    end: Callable[[Stand], None] = lambda stand: None
    closes: float | None = 2.0
    back: float = 1.0

    def row(self, resident: str, technician: str) -> str:
        """Its line in the handbook."""
        closed = "–" if self.closes is None else f"< {self.closes:g} s"
        return f"| {self.name} | {resident} | {technician} | {closed} | < {self.back:g} s |"


def stop_and_start(stand: Stand) -> None:
    """What systemd does after a crash: take the dead process's exit status, then start anew."""
    stand.service.stop()
    stand.service.start()


def lay_and_hold(stand: Stand) -> None:
    stand.lay_card()
    stand.wait_until(lambda state: state.terminal.card_on_reader)
    stand.programs.enter_context(other_program(stand.service.environment))


def let_go(stand: Stand) -> None:
    stand.programs.close()


BEFORE_A_CARD = [
    Fault("PC/SC service stopped", lambda s: s.service.stop(), lambda s: s.service.start()),
    Fault("PC/SC service killed, its process a zombie", lambda s: s.service.kill(), stop_and_start),
    Fault(
        "PC/SC service hangs", lambda s: s.service.freeze(), lambda s: s.service.thaw(), closes=4.0, back=1.0
    ),
    Fault("reader's cable pulled", lambda s: s.service.unplug(), lambda s: s.service.plug_in(), back=2.0),
    Fault("another program holds the card or the reader", lay_and_hold, let_go, closes=4.0),
]

DURING_A_READING = [
    Fault(
        "card hangs",
        lambda s: s.lay_card(Hung(Step.READ)),
        lambda s: s.link.take_off(),
        closes=12.0,
    ),
    Fault("card torn out", lambda s: s.lay_card(TornOut(Step.READ)), lambda s: s.link.take_off(), closes=3.0),
]


@pytest.fixture
def store(city_hall: CityHall, tmp_path: Path) -> Store:
    return Store(tmp_path / "store", city_hall, reader=pcsc_reader(), printer=folder_printer())


@pytest.fixture
def stand(store: Store, city_hall: CityHall, pcscd: Pcscd) -> Iterator[Stand]:
    standing = Stand(store, city_hall.card("hanako"), pcscd)
    yield standing
    standing.close()


def assert_in_the_handbook(row: str) -> None:
    assert row in PAGE.read_text(encoding="utf-8").splitlines(), f"deploy/handbook/reader.md wants:\n{row}"


@pytest.mark.parametrize("fault", BEFORE_A_CARD, ids=lambda fault: fault.name)
def test_it_closes_the_service_before_a_card_goes_in_and_serves_again_when_it_is_over(
    stand: Stand, fault: Fault
) -> None:
    stand.wait_until_open()
    began = time.monotonic()
    fault.begin(stand)
    assert fault.closes is not None
    assert stand.wait_for(states.OutOfService) - began < fault.closes
    seen = stand.resident_sees()
    row = fault.row(seen, stand.technician_sees())
    assert "reader missing" in stand.logged_reasons()
    fault.end(stand)
    ended = time.monotonic()
    assert stand.wait_for(states.Welcome) - ended < fault.back
    assert "reader back" in stand.logged_reasons()
    assert_in_the_handbook(row)


def test_a_program_that_holds_the_card_is_named_to_whoever_reads_the_log(stand: Stand) -> None:
    stand.wait_until_open()
    stand.lay_card()
    stand.wait_until(lambda state: state.terminal.card_on_reader)
    with other_program(stand.service.environment) as program:
        stand.wait_for(states.OutOfService)
        assert f"({program})" in stand.logged_reasons()
    stand.wait_for(states.Welcome)


def test_a_terminal_that_starts_before_the_service_opens_when_it_comes(
    store: Store, city_hall: CityHall, pcscd: Pcscd
) -> None:
    fault = Fault("PC/SC service not running when the terminal starts", closes=None)
    pcscd.stop()
    stand = Stand(store, city_hall.card("hanako"), pcscd)
    try:
        stand.wait_until(lambda state: bool(state.terminal.availability))
        stand.wait_for(states.OutOfService)
        row = fault.row(stand.resident_sees(), stand.technician_sees())
        pcscd.start()
        ended = time.monotonic()
        assert stand.wait_for(states.Welcome) - ended < fault.back
    finally:
        stand.close()
    assert_in_the_handbook(row)


@pytest.mark.parametrize("fault", DURING_A_READING, ids=lambda fault: fault.name)
def test_it_ends_the_visit_in_words_and_the_next_resident_is_served(stand: Stand, fault: Fault) -> None:
    stand.ask_for_the_card()
    began = time.monotonic()
    fault.begin(stand)
    assert fault.closes is not None
    assert stand.wait_for(states.Refused) - began < fault.closes
    row = fault.row(stand.resident_sees(), stand.technician_sees())
    stand.touch(events.Continued())
    stand.wait_for(states.TakeCard, states.Welcome)
    fault.end(stand)
    ended = time.monotonic()
    assert stand.wait_for(states.Welcome) - ended < fault.back
    stand.ask_for_the_card()
    stand.lay_card()
    stand.wait_for(states.EnterPin)
    assert_in_the_handbook(row)


def test_the_readers_process_killed_between_visits_is_noticed_by_nobody(stand: Stand) -> None:
    fault = Fault("terminal's own reader process killed, between visits", closes=None, back=3.0)
    stand.ask_for_the_card()
    os.kill(only_child(), 9)
    began = time.monotonic()
    stand.lay_card()
    assert stand.wait_for(states.EnterPin) - began < fault.back
    assert_in_the_handbook(fault.row(NOTHING, stand.technician_sees()))


def test_the_readers_process_killed_while_it_reads_ends_the_visit(stand: Stand) -> None:
    fault = Fault("terminal's own reader process killed, in mid-reading")
    stand.ask_for_the_card()
    stand.lay_card(Slow(Step.READ, 1.0))
    stand.wait_for(states.ReadingCard)
    began = time.monotonic()
    os.kill(only_child(), 9)
    assert fault.closes is not None
    assert stand.wait_for(states.Refused) - began < fault.closes
    seen = stand.resident_sees()
    stand.touch(events.Continued())
    stand.link.take_off()
    ended = time.monotonic()
    assert stand.wait_for(states.Welcome) - ended < fault.back
    assert_in_the_handbook(fault.row(seen, stand.technician_sees()))


def test_a_card_on_the_readers_other_slot_is_not_read(stand: Stand) -> None:
    fault = Fault("card on the reader's other slot", closes=None, back=3.0)
    stand.ask_for_the_card()
    other = PcscReader("Virtual PCD 00 01")
    try:
        stand.other_slot.put_on(SimulatedCard(stand.card))
        wait_until(other, CardPresent)
        assert stand.state.screen == states.PlaceCard()
        row = fault.row(NOTHING, stand.technician_sees())
    finally:
        other.close()
    stand.lay_card()
    began = time.monotonic()
    assert stand.wait_for(states.EnterPin) - began < fault.back
    assert_in_the_handbook(row)


def test_the_handbook_tells_of_no_fault_that_is_not_played_here() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert len(rows) - 1 == len(BEFORE_A_CARD) + len(DURING_A_READING) + 4
