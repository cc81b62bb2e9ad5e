"""What only the real PC/SC service can do to a terminal."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from drivers.card.contract import Authentication, CardIdentified, Pin, ReaderEmpty, ReaderMissing
from drivers.card.pcsc import PcscReader
from drivers.card.simulated import Hung, SimulatedCard, Slow, Step
from drivers.diagnosis import Health
from tests.drivers.card.benches import DEADLINE_SECONDS, PATIENCE_SECONDS, PcscBench, put_on, wait_until
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


def test_a_thousand_cards_leave_no_handle_and_no_memory_behind(pcsc_bench: PcscBench) -> None:
    put_on(pcsc_bench, SimulatedCard(contents()))
    for _ in range(100):
        assert isinstance(pcsc_bench.reader.identify(), CardIdentified)
    process = only_child()
    before = open_files(process), resident_kilobytes(process)
    for _ in range(1000):
        assert isinstance(pcsc_bench.reader.identify(), CardIdentified)
    assert open_files(process) == before[0]
    assert resident_kilobytes(process) < before[1] + 2048


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


def only_child() -> int:
    """The process that serves the reader of this test process."""
    (found,) = reader_processes()
    return found


def reader_processes() -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            arguments = (stat.parent / "cmdline").read_text()
        except OSError:
            continue  # ended meanwhile
        if parent == os.getpid() and "drivers.card.pcsc.process" in arguments:
            yield int(stat.parent.name)


def open_files(process: int) -> int:
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def resident_kilobytes(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
