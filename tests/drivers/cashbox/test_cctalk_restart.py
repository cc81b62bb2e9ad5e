"""A terminal that was killed: what its cash box took and gave is known to the yen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.cashbox.cctalk.box import CctalkCashBox
from drivers.cashbox.cctalk.record import Record
from drivers.cashbox.cctalk.wiring import BILL_ACCEPTOR_ADDRESS, Wiring
from drivers.cashbox.contract import MoneyInserted, PaidOut, PaidShort
from drivers.cashbox.simulated_bus import SimulatedBus
from tests.drivers.cashbox.terminal_process import DyingTerminal


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[SimulatedBus]:
    with SimulatedBus(tmp_path, seconds_per_coin=0.1) as bus:
        yield bus


@pytest.fixture
def wiring(bus: SimulatedBus, tmp_path: Path) -> Wiring:
    return Wiring(bus.port, tmp_path / "cashbox.sqlite3")


@pytest.fixture
def reopen(wiring: Wiring) -> Iterator[Reopen]:
    reopen = Reopen(wiring)
    yield reopen
    reopen.close()


class Reopen:
    """The next terminal on the same line and record."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._boxes: list[CctalkCashBox] = []

    def __call__(self) -> CctalkCashBox:
        self._boxes.append(CctalkCashBox(self._wiring, poll_interval=0.01))
        return self._boxes[-1]

    def close(self) -> None:
        for box in self._boxes:
            box.close()


def tear_payout(bus: SimulatedBus, wiring: Wiring, yen: int) -> None:
    """A terminal dies while change-1 comes out, after the first ¥500."""
    with DyingTerminal(wiring, "pay", "change-1", str(yen)):
        bus.hand.wait(yen_out=500)


def test_coins_that_fell_in_after_the_terminal_died_are_told_to_the_next(
    bus: SimulatedBus, wiring: Wiring, reopen: Reopen
) -> None:
    bus.hand.take_out_watchdog()
    with DyingTerminal(wiring, "accept", "1000"):
        assert bus.hand.insert(100)
        bus.hand.wait(settled=True)
    assert bus.hand.insert(50)
    assert bus.hand.insert(10)

    box = reopen()

    assert box.taken_after(0) == (MoneyInserted(1, 100), MoneyInserted(2, 50), MoneyInserted(3, 10))
    assert not bus.hand.insert(10)
    assert bus.hand.counts().yen_in == 160
    assert box.wait_for_money(0) is None


def test_money_is_refused_from_the_moment_the_next_terminal_is_there(
    bus: SimulatedBus, wiring: Wiring, reopen: Reopen
) -> None:
    bus.hand.take_out_watchdog()
    with DyingTerminal(wiring, "accept", "1000"):
        pass
    assert bus.hand.counts().accepting

    reopen()

    assert not bus.hand.counts().accepting


def test_acceptors_shut_themselves_where_no_next_terminal_comes(bus: SimulatedBus, wiring: Wiring) -> None:
    with DyingTerminal(wiring, "accept", "1000"):
        pass

    bus.hand.wait(accepting=False)

    assert not bus.hand.insert(100)


@pytest.mark.parametrize("read", [False, True], ids=["unread", "read"])
def test_a_note_that_nobody_decided_about_comes_back_with_the_next_terminal(
    bus: SimulatedBus, wiring: Wiring, reopen: Reopen, read: bool
) -> None:
    stays: list[bool] = []
    putting = threading.Thread(target=lambda: stays.append(bus.hand.insert(1000)))
    bus.hand.take_out_watchdog()
    with DyingTerminal(wiring, "accept", "1000"):
        pass
    putting.start()
    bus.hand.wait(in_escrow=True)
    if read:
        record = Record(wiring.record)
        record.take(BILL_ACCEPTOR_ADDRESS, counter=1, yen=(), lost=0)
        record.close()

    box = reopen()

    assert not bus.hand.counts().in_escrow
    putting.join()
    assert stays == [False]
    assert box.sequence == bus.hand.counts().yen_in == 0


def test_a_payout_torn_between_two_hoppers_answers_what_came_out_and_gives_nothing_more(
    bus: SimulatedBus, wiring: Wiring, reopen: Reopen
) -> None:
    tear_payout(bus, wiring, yen=780)

    box = reopen()
    torn = box.pay_out("change-1", 780)

    assert isinstance(torn, PaidShort)
    assert torn.paid + torn.missing == 780
    assert bus.hand.counts().yen_out == torn.paid
    assert box.pay_out("change-2", torn.missing) == PaidOut(torn.missing)
    assert bus.hand.counts().yen_out == 780


def test_a_payout_torn_while_its_only_hopper_ran_is_counted_when_the_hopper_has_stopped(
    bus: SimulatedBus, wiring: Wiring, reopen: Reopen
) -> None:
    tear_payout(bus, wiring, yen=1500)

    assert reopen().pay_out("change-1", 1500) == PaidOut(1500)
    assert bus.hand.counts().yen_out == 1500


def test_another_payout_before_the_torn_one_is_asked_for_does_not_mix_their_counts(
    bus: SimulatedBus, wiring: Wiring, reopen: Reopen
) -> None:
    tear_payout(bus, wiring, yen=780)

    box = reopen()
    assert box.pay_out("refund-1", 600) == PaidOut(600)

    torn = box.pay_out("change-1", 780)
    assert isinstance(torn, PaidShort)
    assert bus.hand.counts().yen_out == 600 + torn.paid


def test_a_payout_that_lost_terminal_and_power_is_counted_by_the_hopper(
    bus: SimulatedBus, wiring: Wiring, reopen: Reopen
) -> None:
    bus.hand.cut_power(after_coins=2)
    with DyingTerminal(wiring, "pay", "change-1", "1500"):
        bus.hand.wait(yen_out=1000, dispensing=False)
    bus.hand.repair()

    assert reopen().pay_out("change-1", 1500) == PaidShort(1000, 500)
    assert bus.hand.counts().yen_out == 1000
