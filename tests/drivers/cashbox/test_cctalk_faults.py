"""Each fault of line and devices: no yen is counted twice, none that came in is forgotten."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.cashbox.cctalk.box import CctalkCashBox
from drivers.cashbox.cctalk.frame import Checksum
from drivers.cashbox.cctalk.headers import Header
from drivers.cashbox.cctalk.hopper import Hopper
from drivers.cashbox.cctalk.line import Line
from drivers.cashbox.cctalk.wiring import DispenseKey, HopperPlace, Wiring
from drivers.cashbox.contract import CashBoxFault, MoneyInserted, PaidOut, PaidShort
from drivers.cashbox.simulated_bus.faults import LineTrouble
from drivers.diagnosis import Health
from tests.drivers.cashbox.benches import POLL_INTERVAL, CctalkBench

AT_ONCE = 0.0
SOON = 10.0
COIN_ACCEPTOR, BILL_ACCEPTOR, HOPPER_500 = 2, 40, 6


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[CctalkBench]:
    bench = CctalkBench(tmp_path, Checksum.SIMPLE)
    yield bench
    bench.close()


@pytest.mark.parametrize("trouble", LineTrouble)
def test_a_disturbed_line_loses_no_coin_and_doubles_none(bench: CctalkBench, trouble: LineTrouble) -> None:
    bench.cashbox.accept(1000)
    bench.hand.disturb(trouble, times=2, header=Header.READ_BUFFERED_CREDIT_OR_ERROR_CODES)

    assert bench.insert(100)
    assert bench.insert(50)

    assert bench.cashbox.taken_after(0) == (MoneyInserted(1, 100), MoneyInserted(2, 50))
    assert bench.cashbox.ready() is None


@pytest.mark.parametrize("trouble", LineTrouble)
def test_a_disturbed_payout_gives_exactly_what_was_asked(bench: CctalkBench, trouble: LineTrouble) -> None:
    bench.hand.disturb(trouble, header=Header.DISPENSE_HOPPER_COINS)

    assert bench.cashbox.pay_out("change-1", 780) == PaidOut(780)
    assert bench.hand.counts().paid_out == {500: 1, 100: 2, 50: 1, 10: 3}


@pytest.mark.parametrize("address", [COIN_ACCEPTOR, BILL_ACCEPTOR])
def test_a_silent_acceptor_is_a_fault_until_it_answers_again(bench: CctalkBench, address: int) -> None:
    bench.cashbox.accept(1000)
    bench.hand.silence(address)

    fault = bench.cashbox.wait_for_money(SOON)
    assert isinstance(fault, CashBoxFault)
    assert "doesn't answer" in fault.reason
    assert bench.cashbox.ready() == fault

    bench.repair()
    assert bench.cashbox.ready() is None
    assert bench.insert(100)


def test_a_silent_hopper_gives_nothing_and_the_others_give_for_it(bench: CctalkBench) -> None:
    bench.hand.silence(HOPPER_500)

    assert bench.cashbox.can_give_change(300)
    assert bench.cashbox.pay_out("change-1", 700) == PaidOut(700)
    assert bench.hand.counts().paid_out[100] == 7
    told = {finding.check: finding.health for finding in bench.cashbox.diagnose()}
    assert told["cashbox.hopper_500"] is Health.FAULT


def test_a_terminal_without_its_serial_adapter_starts_with_a_fault(tmp_path: Path) -> None:
    box = CctalkCashBox(Wiring(str(tmp_path / "none"), tmp_path / "cashbox.sqlite3"))

    assert isinstance(box.ready(), CashBoxFault)
    box.accept(300)
    box.refuse()
    assert not box.can_give_change(300)
    assert box.pay_out("change-1", 100) == PaidShort(0, 100)
    assert box.diagnose()[0].health is Health.FAULT
    box.close()


def test_more_events_than_the_acceptor_remembers_are_a_fault(bench: CctalkBench) -> None:
    bench.cashbox.accept(1000)

    assert all(bench.hand.insert_at_once([10] * 7))

    for sequence in range(1, 6):
        assert bench.cashbox.wait_for_money(SOON) == MoneyInserted(sequence, 10)
    fault = bench.cashbox.wait_for_money(SOON)
    assert isinstance(fault, CashBoxFault)
    assert "2 events" in fault.reason
    told = {finding.check: finding for finding in bench.cashbox.diagnose()}
    assert told["cashbox.events"].health is Health.WARNING
    assert not bench.insert(10)


def test_coins_that_came_faster_than_the_way_could_be_shut_are_all_reported(bench: CctalkBench) -> None:
    bench.cashbox.accept(100, exact=True)

    assert all(bench.hand.insert_at_once([100, 100, 10]))

    assert [bench.cashbox.wait_for_money(SOON) for _ in range(3)] == [
        MoneyInserted(1, 100),
        MoneyInserted(2, 100),
        MoneyInserted(3, 10),
    ]
    bench.hand.wait(settled=True)
    assert not bench.insert(10)


def test_no_coin_is_lost_where_the_counter_begins_again(bench: CctalkBench) -> None:
    bench.cashbox.accept(10_000)

    for _ in range(60):
        bench.hand.insert_at_once([10] * 5)
        bench.hand.wait(settled=True)

    assert bench.cashbox.sequence == 300
    assert bench.cashbox.ready() is None


def test_acceptors_that_lost_power_are_opened_again_and_count_from_the_start(bench: CctalkBench) -> None:
    bench.cashbox.accept(1000)
    bench.insert(100)
    bench.hand.cut_power(after_coins=0)
    assert bench.cashbox.wait_for_money(SOON) == MoneyInserted(1, 100)
    assert isinstance(bench.cashbox.wait_for_money(SOON), CashBoxFault)

    bench.repair()

    assert bench.insert(50)
    assert bench.cashbox.wait_for_money(SOON) == MoneyInserted(2, 50)
    assert bench.cashbox.sequence == 2


def test_acceptors_that_started_anew_unnoticed_are_opened_again(bench: CctalkBench) -> None:
    bench.cashbox.accept(1000)
    bench.insert(100)
    bench.hand.blip_power()
    bench.hand.wait(settled=True)

    assert bench.insert(50)
    assert bench.cashbox.taken_after(0) == (MoneyInserted(1, 100), MoneyInserted(2, 50))


def test_no_coin_goes_in_beside_a_note_that_pays_everything(bench: CctalkBench) -> None:
    bench.cashbox.accept(1000, exact=True)
    putting = threading.Thread(target=bench.hand.insert, args=(1000,))
    putting.start()
    bench.hand.wait(stacking=True)

    assert not bench.hand.insert(100)

    putting.join()
    assert bench.cashbox.wait_for_money(SOON) == MoneyInserted(1, 1000)
    assert bench.taken_in == 1000


def test_a_payout_goes_on_where_the_power_comes_back(bench: CctalkBench) -> None:
    bench.hand.cut_power(after_coins=2, seconds=0.5)

    assert bench.cashbox.pay_out("change-1", 1600) == PaidOut(1600)
    assert bench.paid_out == 1600


def test_a_payout_without_power_answers_short_and_later_what_really_came_out(bench: CctalkBench) -> None:
    bench.hand.cut_power(after_coins=2)

    assert bench.cashbox.pay_out("change-1", 1500) == PaidShort(0, 1500)
    assert bench.paid_out == 1000
    bench.hand.repair()

    assert bench.cashbox.pay_out("change-1", 1500) == PaidShort(1000, 500)
    assert bench.cashbox.pay_out("change-2", 500) == PaidOut(500)
    assert bench.paid_out == 1500


def test_what_an_acceptor_took_before_this_record_began_is_nobodys(
    bench: CctalkBench, tmp_path: Path
) -> None:
    bench.cashbox.accept(1000)
    bench.insert(100)
    bench.cashbox.close()

    bench.wiring = Wiring(bench.bus.port, tmp_path / "new.sqlite3")
    restarted = bench.restart_terminal()

    assert restarted.sequence == 0


def test_a_hopper_that_wants_to_be_asked_for_a_key_is_asked(tmp_path: Path, bench: CctalkBench) -> None:
    bench.cashbox.close()
    place = HopperPlace(100, 5, key=DispenseKey.CIPHER_KEY)
    box = CctalkCashBox(
        Wiring(bench.bus.port, tmp_path / "other.sqlite3", hoppers=(place,)), poll_interval=POLL_INTERVAL
    )

    assert box.pay_out("change-1", 300) == PaidOut(300)
    assert bench.paid_out == 300
    box.close()


def test_a_hopper_that_never_gives_up_is_stopped(bench: CctalkBench) -> None:
    bench.cashbox.close()
    line = Line(bench.bus.port, Checksum.SIMPLE)
    hopper = Hopper(line, HopperPlace(500, HOPPER_500), stuck_after=0.2)
    bench.hand.hang_hopper(500)

    hopper.start(3)

    assert hopper.finish(before=0) == 0
    assert not bench.hand.counts().dispensing
    assert hopper.status().unpaid == 3
    line.close()


def test_the_technician_reads_who_every_device_is(bench: CctalkBench) -> None:
    told = {finding.check: finding.measured for finding in bench.cashbox.diagnose()}

    assert "Coin Acceptor" in told["cashbox.coin_acceptor"]
    assert "Bill Validator" in told["cashbox.bill_acceptor"]
    assert "serial number 1000006" in told["cashbox.hopper_500"]
