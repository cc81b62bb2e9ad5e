"""The simulated cash box: no yen appears or vanishes, whatever goes wrong."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from drivers.cashbox.contract import DENOMINATIONS, MoneyInserted, PaidOut, PaidShort
from drivers.cashbox.simulated import CoinJam, Fault, HopperEmpty, HopperJam, SimulatedCashBox

AT_ONCE = 0.0
SOON = 10.0


@pytest.mark.parametrize("yen", [1, 5, 2000, 5000, 10000, 0, -100])
def test_other_money_falls_through(yen: int) -> None:
    box = SimulatedCashBox()
    box.accept(300)

    assert not box.insert(yen)


def test_change_comes_from_the_money_that_was_just_put_in_too() -> None:
    box = SimulatedCashBox(levels={})
    box.accept(1000)
    for _ in range(2):
        box.insert(500)

    assert box.pay_out("refund-1", 1000) == PaidOut(1000)
    assert box.holds == 0


def test_a_hopper_that_jams_pays_short_and_is_not_tried_again_for_the_same_id() -> None:
    box = SimulatedCashBox()
    box.plan(HopperJam(pieces=2))

    assert box.can_give_change(300)
    assert box.pay_out("change-1", 700) == PaidShort(paid=600, missing=100)
    assert box.pay_out("change-1", 700) == PaidShort(paid=600, missing=100)

    assert box.paid_out == 600


def test_a_box_for_coins_that_do_not_exist_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="5"):
        SimulatedCashBox(levels={5: 10})


class MoneyNeverVanishes(RuleBasedStateMachine):
    """Inserted money is in the box or was paid out, after any history."""

    def __init__(self) -> None:
        super().__init__()
        self.box = SimulatedCashBox(levels={500: 2, 100: 2, 50: 2, 10: 2})
        self.at_first = self.box.holds
        self.journaled: list[MoneyInserted] = []
        self.told_paid: dict[str, int] = {}

    @rule(fee=st.integers(1, 100).map(lambda tens: tens * 10))
    def accept(self, fee: int) -> None:
        self.journaled += self.box.taken_after(len(self.journaled))
        self.box.accept(fee)

    @rule()
    def refuse(self) -> None:
        self.box.refuse()

    @rule(yen=st.sampled_from([*DENOMINATIONS, 5, 5000]))
    def insert(self, yen: int) -> None:
        before = self.box.inserted
        went_in = self.box.insert(yen)
        assert self.box.inserted - before == (yen if went_in else 0)

    @rule()
    def read_events(self) -> None:
        while (event := self.box.wait_for_money(AT_ONCE)) is not None:
            if isinstance(event, MoneyInserted):
                self.journaled.append(event)
        assert [money.sequence for money in self.journaled] == list(range(1, self.box.sequence + 1))
        assert sum(money.yen for money in self.journaled) == self.box.inserted

    @rule(number=st.integers(1, 20))
    def pay_out(self, number: int) -> None:
        payout_id = f"payout-{number}"
        match self.box.pay_out(payout_id, number * 50):
            case PaidOut(yen):
                assert self.told_paid.setdefault(payout_id, yen) == yen == number * 50
            case PaidShort(paid, missing):
                assert paid + missing == number * 50
                assert missing > 0
                assert self.told_paid.setdefault(payout_id, paid) == paid

    @rule(
        fault=st.one_of(
            st.builds(HopperEmpty, st.sampled_from([None, *DENOMINATIONS])),
            st.builds(HopperJam, st.integers(0, 3)),
            st.builds(CoinJam),
        )
    )
    def break_it(self, fault: Fault) -> None:
        self.box.plan(fault)

    @rule()
    def repair(self) -> None:
        self.box.clear()

    @invariant()
    def money_balances(self) -> None:
        assert self.at_first + self.box.inserted == self.box.holds + self.box.paid_out
        assert self.box.paid_out == sum(self.told_paid.values())
        assert all(count >= 0 for count in self.box.levels.values())


TestMoneyNeverVanishes = MoneyNeverVanishes.TestCase
