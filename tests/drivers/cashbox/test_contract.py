"""What a terminal may rely on, whichever cash box stands in it. ccTalk is driven over a pseudo-terminal."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.cashbox.cctalk.frame import Checksum
from drivers.cashbox.contract import CashBoxFault, MoneyInserted, PaidOut, PaidShort
from drivers.diagnosis import Health
from tests.drivers.cashbox.benches import Bench, CctalkBench, SimulatedBench

AT_ONCE = 0.0
SOON = 10.0


@pytest.fixture(params=["simulated", "cctalk", "cctalk-crc"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    bench: Bench
    match request.param:
        case "simulated":
            bench = SimulatedBench()
        case "cctalk":
            bench = CctalkBench(tmp_path, Checksum.SIMPLE)
        case _:
            bench = CctalkBench(tmp_path, Checksum.CRC, echo=False)
    yield bench
    bench.close()


def test_a_whole_cash_box_is_ready_and_can_give_change(bench: Bench) -> None:
    assert bench.cashbox.ready() is None
    assert bench.cashbox.can_give_change(300)


def test_money_falls_through_until_it_is_asked_for(bench: Bench) -> None:
    assert not bench.insert(100)
    assert not bench.insert(1000)
    assert bench.cashbox.wait_for_money(AT_ONCE) is None
    assert bench.cashbox.sequence == 0
    assert bench.taken_in == 0


def test_each_coin_and_note_is_reported_once_with_a_number_of_its_own(bench: Bench) -> None:
    bench.cashbox.accept(1700)

    for yen in (100, 100, 1000, 500):
        assert bench.insert(yen)

    for sequence, yen in enumerate((100, 100, 1000, 500), start=1):
        assert bench.cashbox.wait_for_money(SOON) == MoneyInserted(sequence, yen)
    assert bench.cashbox.wait_for_money(AT_ONCE) is None
    assert bench.cashbox.sequence == 4
    assert bench.taken_in == 1700


def test_money_falls_through_once_the_fee_is_paid(bench: Bench) -> None:
    bench.cashbox.accept(300)

    assert bench.insert(500)
    assert not bench.insert(100)
    assert not bench.insert(1000)
    assert bench.taken_in == 500


def test_where_no_change_can_be_given_only_what_is_missing_goes_in(bench: Bench) -> None:
    bench.cashbox.accept(300, exact=True)

    assert not bench.insert(1000)
    assert not bench.insert(500)
    assert bench.insert(100)
    assert bench.insert(100)
    assert bench.insert(50)
    assert not bench.insert(100)
    assert bench.insert(50)
    assert not bench.insert(10)
    assert bench.taken_in == 300


def test_a_note_is_taken_as_exact_money_where_it_is_no_more_than_what_is_missing(bench: Bench) -> None:
    bench.cashbox.accept(1100, exact=True)

    assert bench.insert(1000)
    assert not bench.insert(1000)
    assert bench.insert(100)
    assert bench.taken_in == 1100


def test_money_that_came_in_before_it_was_refused_is_still_reported(bench: Bench) -> None:
    bench.cashbox.accept(300)
    bench.insert(100)

    bench.cashbox.refuse()

    assert not bench.insert(100)
    assert bench.cashbox.wait_for_money(SOON) == MoneyInserted(1, 100)


@pytest.mark.parametrize("yen", [1, 5, 2000])
def test_other_money_falls_through(bench: Bench, yen: int) -> None:
    bench.cashbox.accept(3000)

    assert not bench.insert(yen)
    assert bench.taken_in == 0


def test_waiting_ends_as_soon_as_somebody_puts_money_in(bench: Bench) -> None:
    bench.cashbox.accept(300)
    putting = threading.Thread(target=bench.insert, args=(500,))

    putting.start()

    assert bench.cashbox.wait_for_money(SOON) == MoneyInserted(1, 500)
    putting.join()


def test_a_coin_that_nobody_heard_of_is_told_later_and_not_to_the_next_payer(bench: Bench) -> None:
    bench.cashbox.accept(300)
    bench.insert(100)
    assert bench.cashbox.wait_for_money(SOON) == MoneyInserted(1, 100)
    bench.insert(50)

    bench.cashbox.accept(300)

    assert bench.cashbox.wait_for_money(AT_ONCE) is None
    assert bench.cashbox.taken_after(1) == (MoneyInserted(2, 50),)
    assert bench.cashbox.taken_after(bench.cashbox.sequence) == ()


def test_numbers_go_on_after_a_restart_of_the_terminal(bench: Bench) -> None:
    bench.cashbox.accept(300)
    bench.insert(100)

    restarted = bench.restart_terminal()

    assert restarted.taken_after(0) == (MoneyInserted(1, 100),)
    assert not bench.insert(100)
    restarted.accept(300)
    assert bench.insert(50)
    assert restarted.wait_for_money(SOON) == MoneyInserted(2, 50)


def test_a_payout_is_given_once_for_its_id(bench: Bench) -> None:
    assert bench.cashbox.pay_out("change-1", 780) == PaidOut(780)
    assert bench.cashbox.pay_out("change-1", 780) == PaidOut(780)
    assert bench.cashbox.pay_out("change-2", 200) == PaidOut(200)

    assert bench.paid_out == 980


def test_a_payout_is_given_once_even_when_the_terminal_was_restarted(bench: Bench) -> None:
    assert bench.cashbox.pay_out("change-1", 700) == PaidOut(700)

    restarted = bench.restart_terminal()

    assert restarted.pay_out("change-1", 700) == PaidOut(700)
    assert bench.paid_out == 700


def test_what_came_out_for_an_id_is_told_and_nothing_given_for_it(bench: Bench) -> None:
    bench.cashbox.pay_out("change-1", 700)

    restarted = bench.restart_terminal()

    assert restarted.given("change-1") == 700
    assert restarted.given("change-2") is None
    assert bench.paid_out == 700


def test_a_payout_id_never_stands_for_another_sum(bench: Bench) -> None:
    bench.cashbox.pay_out("change-1", 700)

    with pytest.raises(ValueError, match="change-1"):
        bench.cashbox.pay_out("change-1", 200)
    assert bench.paid_out == 700


def test_a_hopper_known_to_be_empty_makes_change_impossible(bench: Bench) -> None:
    bench.empty_hopper(10)
    assert not bench.cashbox.can_give_change(300)

    bench.repair()
    assert bench.cashbox.can_give_change(300)


def test_an_empty_box_pays_nothing_and_says_so(bench: Bench) -> None:
    bench.empty_hopper()

    assert bench.cashbox.pay_out("change-1", 700) == PaidShort(paid=0, missing=700)
    assert bench.paid_out == 0


def test_hoppers_that_jam_pay_short_and_are_not_tried_again_for_the_same_id(bench: Bench) -> None:
    bench.jam_hoppers(after=1)

    assert bench.cashbox.can_give_change(300)
    short = bench.cashbox.pay_out("change-1", 1500)
    assert isinstance(short, PaidShort)
    assert short.paid == bench.paid_out > 0
    assert short.missing == 1500 - short.paid
    bench.repair()

    assert bench.cashbox.pay_out("change-1", 1500) == short
    assert bench.paid_out == short.paid


def test_a_coin_jam_is_reported_and_lets_nothing_in_until_it_is_cleared(bench: Bench) -> None:
    bench.cashbox.accept(300)
    bench.jam_coins()

    assert isinstance(bench.cashbox.wait_for_money(SOON), CashBoxFault)
    assert isinstance(bench.cashbox.ready(), CashBoxFault)
    assert bench.cashbox.wait_for_money(AT_ONCE) is None
    assert not bench.insert(100)

    bench.repair()

    assert bench.cashbox.ready() is None
    assert bench.insert(100)


def test_the_technician_is_told_what_to_fill_and_what_to_clear(bench: Bench) -> None:
    assert {finding.health for finding in bench.cashbox.diagnose()} == {Health.OK}

    bench.empty_hopper(500)
    bench.jam_coins()

    told = [finding for finding in bench.cashbox.diagnose() if finding.health is not Health.OK]
    assert sorted(finding.health.value for finding in told) == ["fault", "warning"]
    assert all(finding.next_step for finding in told)
    assert any("500" in finding.check + finding.measured for finding in told)


def test_a_closed_cash_box_takes_nothing(bench: Bench) -> None:
    bench.cashbox.accept(300)

    bench.restart_terminal()

    assert not bench.insert(100)
