"""What only the real PC/SC service can do to a terminal."""

from __future__ import annotations

import os
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from drivers.card.contract import (
    Authentication,
    CardIdentified,
    CardPresent,
    CardRemoved,
    Pin,
    ReaderEmpty,
    ReaderMissing,
    Signed,
)
from drivers.card.pcsc import PcscReader
from drivers.card.simulated import Hung, SimulatedCard, Slow, Step, VirtualReaderLink
from drivers.diagnosis import Health
from tests.drivers.card.benches import (
    DEADLINE_SECONDS,
    PATIENCE_SECONDS,
    PcscBench,
    only_child,
    other_program,
    put_on,
    wait_until,
)
from tests.drivers.card.demo_cards import PIN, contents
from tests.real_parts.pcscd import Pcscd


def test_a_machine_without_the_service_has_no_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PCSCLITE_CSOCK_NAME", str(tmp_path / "nobody.comm"))
    with closing(PcscReader("Virtual PCD")) as reader:
        assert isinstance(reader.presence(), ReaderMissing)
        assert isinstance(reader.identify(), ReaderMissing)
        (finding,) = reader.diagnose()
    assert (finding.check, finding.health) == ("card.service", Health.FAULT)
    assert "pcscd" in finding.next_step


def test_a_reader_of_another_name_is_never_taken_instead(pcscd: Pcscd) -> None:
    with closing(PcscReader("Sony.*RC-S300")) as reader:
        assert reader.identify() == ReaderMissing(
            "no reader's name matches 'Sony.*RC-S300'; there are: Virtual PCD 00 00, Virtual PCD 00 01"
        )
        service, missing = reader.diagnose()
    assert service.health is Health.OK
    assert (missing.check, missing.health) == ("card.reader", Health.FAULT)


def test_a_name_pattern_that_is_no_expression_is_refused_at_once() -> None:
    with pytest.raises(Exception, match="unterminated"):
        PcscReader("(")


def test_a_service_stopped_and_started_is_found_again_within_a_second(
    pcscd: Pcscd, pcsc_bench: PcscBench
) -> None:
    for _ in range(3):
        pcscd.stop()
        wait_until(pcsc_bench.reader, ReaderMissing, seconds=1.0)
        pcscd.start()
        wait_until(pcsc_bench.reader, ReaderEmpty, seconds=1.0)
    put_on(pcsc_bench, SimulatedCard(contents()))
    assert isinstance(pcsc_bench.reader.identify(), CardIdentified)


def test_a_terminal_started_before_the_service_finds_it_when_it_comes(pcscd: Pcscd) -> None:
    pcscd.stop()
    with closing(PcscReader("Virtual PCD 00 00")) as reader:
        wait_until(reader, ReaderMissing)
        pcscd.start()
        wait_until(reader, ReaderEmpty)


def test_a_service_stopped_while_a_card_signs_is_a_missing_reader(
    pcscd: Pcscd, pcsc_bench: PcscBench
) -> None:
    verified = threading.Event()
    card = SimulatedCard(contents(tries_left=2), remember=lambda contents: verified.set())
    card.plan(Slow(Step.SIGN, DEADLINE_SECONDS / 2))
    put_on(pcsc_bench, card)
    outcomes: list[Authentication] = []
    pin = Pin(bytearray(PIN.encode()))
    asking = threading.Thread(
        target=lambda: outcomes.append(
            pcsc_bench.reader.authenticate(card.contents.certificate, pin, bytes(32))
        )
    )
    asking.start()
    verified.wait(PATIENCE_SECONDS)
    pcscd.stop()
    asking.join()
    (outcome,) = outcomes
    assert isinstance(outcome, ReaderMissing)


def test_a_card_that_stays_silent_is_blamed_itself_and_not_another_program(pcsc_bench: PcscBench) -> None:
    card = SimulatedCard(contents())
    card.plan(Hung(Step.READ))
    put_on(pcsc_bench, card)
    assert "no answer within" in repr(pcsc_bench.reader.identify())
    assert "silent since it was put on" in repr(pcsc_bench.reader.identify())


def test_the_technician_is_told_which_program_holds_the_card(pcsc_bench: PcscBench) -> None:
    put_on(pcsc_bench, SimulatedCard(contents()))
    *_, slot = pcsc_bench.reader.diagnose()
    assert (slot.check, slot.health) == ("card.slot", Health.OK)
    with pcsc_bench.another_program_holds_the_card():
        *_, slot = pcsc_bench.reader.diagnose()
    assert slot.health is Health.FAULT
    assert "python" in slot.measured


def test_a_program_that_holds_the_reader_is_named_as_soon_as_pcsc_can_see_it(
    pcscd: Pcscd, pcsc_bench: PcscBench
) -> None:
    """PC/SC tells of a connection only while a card lies there."""
    with other_program(pcscd.environment, "direct") as program:
        pcsc_bench.lay(SimulatedCard(contents()))
        missing = wait_until(pcsc_bench.reader, ReaderMissing)
        assert isinstance(missing, ReaderMissing)
        assert f"({program})" in missing.reason
        *_, slot = pcsc_bench.reader.diagnose()
        assert (slot.check, slot.health) == ("card.slot", Health.FAULT)
        assert f"({program})" in slot.measured
    wait_until(pcsc_bench.reader, CardPresent, seconds=1.0)
    assert isinstance(pcsc_bench.reader.identify(), CardIdentified)


def test_a_program_that_holds_the_card_closes_the_reader_and_it_is_the_same_card_afterwards(
    pcsc_bench: PcscBench,
) -> None:
    put_on(pcsc_bench, SimulatedCard(contents()))
    before = pcsc_bench.reader.presence()
    with pcsc_bench.another_program_holds_the_card():
        wait_until(pcsc_bench.reader, ReaderMissing)
    assert wait_until(pcsc_bench.reader, CardPresent, seconds=1.0) == before


def test_our_own_long_exchange_is_no_other_program(pcsc_bench: PcscBench) -> None:
    card = SimulatedCard(contents())
    card.plan(Slow(Step.SIGN, DEADLINE_SECONDS * 0.75))
    put_on(pcsc_bench, card)
    before = pcsc_bench.reader.presence()
    pin = Pin(bytearray(PIN.encode()))
    outcomes: list[Authentication] = []
    asking = threading.Thread(
        target=lambda: outcomes.append(
            pcsc_bench.reader.authenticate(card.contents.certificate, pin, bytes(32))
        )
    )
    asking.start()
    assert pcsc_bench.reader.wait_for_change(before, DEADLINE_SECONDS) == before
    asking.join()
    assert isinstance(outcomes[0], Signed)


def test_a_card_on_the_readers_other_slot_is_not_there(pcscd: Pcscd, pcsc_bench: PcscBench) -> None:
    other_slot = VirtualReaderLink(port=pcscd.vpcd_port + 1)
    with closing(PcscReader("Virtual PCD 00 01")) as other_reader:
        wait_until(other_reader, ReaderEmpty)
        other_slot.put_on(SimulatedCard(contents("1004")))
        wait_until(other_reader, CardPresent)
        assert pcsc_bench.reader.presence() == ReaderEmpty()
        assert pcsc_bench.reader.identify() == CardRemoved()
        card = SimulatedCard(contents("1003"))
        put_on(pcsc_bench, card)
        assert pcsc_bench.reader.identify() == CardIdentified(card.contents.certificate, tries_left=3)
        other_slot.take_off()


def test_a_pulled_cable_is_a_missing_reader_and_back_when_it_is_in_again(
    pcscd: Pcscd, pcsc_bench: PcscBench
) -> None:
    pcscd.unplug()
    wait_until(pcsc_bench.reader, ReaderMissing)
    pcscd.plug_in()
    # The service looks at a reader that failed once a second.
    wait_until(pcsc_bench.reader, ReaderEmpty, seconds=2.0)
    put_on(pcsc_bench, SimulatedCard(contents()))
    assert isinstance(pcsc_bench.reader.identify(), CardIdentified)


def test_a_reader_process_that_dies_is_started_anew(pcsc_bench: PcscBench) -> None:
    put_on(pcsc_bench, SimulatedCard(contents()))
    before = pcsc_bench.reader.presence()
    os.kill(only_child(), 9)
    deadline = time.monotonic() + 5
    while not isinstance(pcsc_bench.reader.identify(), CardIdentified):
        assert time.monotonic() < deadline
    assert pcsc_bench.reader.presence() == before


def test_closing_a_reader_ends_its_process(pcscd: Pcscd) -> None:
    reader = PcscReader("Virtual PCD 00 00")
    wait_until(reader, ReaderEmpty)
    process = only_child()
    reader.close()
    assert not Path(f"/proc/{process}").exists()
    assert isinstance(reader.identify(), ReaderMissing)
