"""Every yen and every sheet of an order that is cut short, by the devices' own counts."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from drivers.cashbox.simulated import CoinJam, HopperJam
from drivers.printer.simulated import Abort, DoorOpen, LostReply
from kiosk.certificates import failures
from kiosk.certificates.kinds import Kind, Scope
from kiosk.certificates.messages import OutcomeKind
from kiosk.terminal.assembly import start_terminal
from kiosk.terminal.configuration import load
from kiosk.terminal.unattended import Ending, Issued, NotIssued, Wishes
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.account import Account, account, accounts
from kiosk.terminal.visit.journal import TERMINAL, Entry, Journal, JournalInUse
from kiosk.terminal.visit.standing import standing
from kiosk.terminal.visit.timing import PAYMENT_OPENING_DEADLINE
from tests.end_to_end.counter import NOTE, Counter
from tests.end_to_end.store import PATIENCE
from tests.end_to_end.tapped_line import Answer, TappedLine
from tests.real_parts.city_hall import CityHall
from tests.visit.town import prepared

CounterAt = Callable[..., Counter]
ONE = Wishes(Kind.RESIDENT_RECORD, scope=Scope.HOUSEHOLD)
FEE = 200


def refused(ending: Ending) -> failures.Failure:
    assert isinstance(ending, NotIssued)
    assert ending.settlement is None
    return ending.failure


def settled(ending: Ending) -> states.Settlement:
    assert isinstance(ending, NotIssued)
    assert ending.settlement is not None
    return ending.settlement


def ended(counter: Counter) -> Account:
    """The account of the only order, once its terminal has ended."""
    counter.close()
    lines = counter.store.journal()
    [order_id] = {line.order_id for line in lines}
    return account(order_id, lines)


@pytest.mark.parametrize("pieces", [0, 1])
def test_change_that_does_not_come_is_neither_kept_nor_forgotten(
    counter_at: CounterAt, city_hall: CityHall, pieces: int
) -> None:
    counter = counter_at()
    counter.cashbox.plan(HopperJam(pieces=pieces))
    counter.cashbox.plan(HopperJam())
    ending = counter.visit(city_hall.card("hanako"), ONE)
    settlement = settled(ending)
    assert ending.failure is failures.CASH_FAULT
    assert (settlement.received, settlement.sheets_printed) == (NOTE, 0)
    assert settlement.returned == counter.cashbox.paid_out
    assert settlement.owed == NOTE - counter.cashbox.paid_out > 0
    order = ended(counter)
    assert order.outcome is not None
    assert (order.outcome.outcome, order.outcome.claim) == (OutcomeKind.CLAIM, settlement.claim)
    assert order.held == settlement.owed
    assert counter.printer.sheets_out == {}
    assert len(counter.store.slips()) == 1


def test_copies_that_did_not_come_out_are_paid_back_and_those_that_did_are_not(
    counter_at: CounterAt, city_hall: CityHall
) -> None:
    counter = counter_at()
    counter.printer.plan(Abort(sheet=2))
    wishes = Wishes(Kind.RESIDENT_RECORD, scope=Scope.HOUSEHOLD, copies=3)
    ending = counter.visit(city_hall.card("hanako"), wishes)
    settlement = settled(ending)
    assert ending.failure is failures.PRINT_FAILED
    assert (settlement.sheets_printed, settlement.sheets) == (1, 3)
    assert (settlement.received, settlement.returned, settlement.owed) == (NOTE, NOTE - FEE, 0)
    assert counter.cashbox.paid_out == NOTE - FEE
    order = ended(counter)
    assert order.outcome is not None
    assert order.outcome.outcome is OutcomeKind.REFUNDED
    assert list(counter.printer.sheets_out.values()) == [1]


def test_where_nobody_knows_what_came_out_nothing_is_paid_back_and_all_of_it_is_a_claim(
    counter_at: CounterAt, city_hall: CityHall
) -> None:
    counter = counter_at()
    counter.printer.plan(LostReply(arrived=True))
    ending = counter.visit(city_hall.card("hanako"), ONE)
    settlement = settled(ending)
    assert ending.failure is failures.PRINT_UNKNOWN
    assert (settlement.returned, settlement.owed) == (NOTE - FEE, FEE)
    assert settlement.claim is not None
    assert ended(counter).held == FEE


def test_a_printer_whose_door_stands_open_takes_no_money(counter_at: CounterAt, city_hall: CityHall) -> None:
    counter = counter_at()
    at = {states.Confirm: lambda: counter.printer.plan(DoorOpen())}
    assert refused(counter.visit(city_hall.card("hanako"), ONE, at=at)) is failures.PRINTER_TROUBLE
    counter.assert_no_money_and_no_paper()


def test_a_cash_box_with_a_stuck_coin_takes_no_money(counter_at: CounterAt, city_hall: CityHall) -> None:
    counter = counter_at()
    at = {states.Confirm: lambda: counter.cashbox.plan(CoinJam())}
    assert refused(counter.visit(city_hall.card("hanako"), ONE, at=at)) is failures.CASH_UNAVAILABLE
    counter.assert_no_money_and_no_paper()


def test_a_terminal_that_cannot_write_its_journal_takes_no_money_and_stays_closed(
    counter_at: CounterAt, city_hall: CityHall
) -> None:
    counter = counter_at()

    def rename(line: str, other: str) -> None:
        with sqlite3.connect(counter.store.journal_file) as journal:
            journal.execute(f"ALTER TABLE {line} RENAME TO {other}")

    at = {states.Confirm: partial(rename, "line", "lost")}
    assert refused(counter.visit(city_hall.card("hanako"), ONE, at=at)) is failures.TERMINAL_FAULT
    assert refused(counter.visit(city_hall.card("kiyo"), ONE)) is failures.TERMINAL_FAULT
    rename("lost", "line")
    counter.assert_no_money_and_no_paper()


def test_who_still_stands_there_after_a_power_cut_is_paid_back_and_told(counter_at: CounterAt) -> None:
    counter = counter_at()
    counter.close()
    cut = Journal(counter.store.journal_file, lambda: datetime.now(UTC))
    cut.write("a" * 32, Entry.PREPARED, **prepared(FEE, sheets=1))
    cut.write("a" * 32, Entry.ACCEPTING, after=0)
    cut.write("a" * 32, Entry.INSERTED, yen=100, sequence=1)
    cut.close()
    later = Counter(counter.store)
    told = later.wait_for(lambda state: isinstance(state.screen, states.OutOfService)).screen
    later.close()
    assert told == states.OutOfService(
        failures.POWER_CUT, states.Settlement(0, 1, received=100, returned=100, owed=0, claim=None)
    )
    assert later.cashbox.paid_out == 100


def test_a_terminal_that_is_told_to_end_gives_back_what_is_in_it_first(
    counter_at: CounterAt, city_hall: CityHall
) -> None:
    counter = counter_at()
    dear = Wishes(Kind.RESIDENT_RECORD, scope=Scope.HOUSEHOLD, copies=5)
    visit = partial(counter.visit, city_hall.card("hanako"), dear, coin=100)
    threading.Thread(target=visit, daemon=True).start()
    counter.wait_for(lambda state: isinstance(state.screen, states.Pay) and state.screen.inserted > 0)
    order = ended(counter)
    assert counter.cashbox.paid_out == counter.cashbox.inserted > 0
    assert order.outcome is not None
    assert (order.outcome.outcome, order.held) == (OutcomeKind.REFUNDED, 0)


def test_a_coin_that_fell_in_between_two_visits_is_not_the_next_payers(
    counter_at: CounterAt, city_hall: CityHall
) -> None:
    counter = counter_at()
    assert isinstance(counter.visit(city_hall.card("hanako"), ONE), Issued)
    counter.go_away()
    counter.cashbox.accept(100)
    assert counter.cashbox.insert(100)
    assert counter.visit(city_hall.card("kiyo"), ONE) == Issued(FEE, 1, NOTE - FEE)
    counter.close()
    lines = counter.store.journal()
    [stray] = standing(line for line in lines if line.order_id == TERMINAL).strays
    assert stray.yen == 100
    assert [state.received for state in accounts(lines)] == [NOTE, NOTE]
    assert counter.cashbox.inserted - counter.cashbox.paid_out == 2 * FEE + stray.yen


def test_two_terminals_never_keep_one_journal(counter_at: CounterAt) -> None:
    counter = counter_at()
    with pytest.raises(JournalInUse, match="another terminal"):
        start_terminal(load(counter.store.configuration), lambda state: None)


def test_money_for_one_order_is_never_counted_for_that_of_a_visit_that_has_just_ended(
    counter_at: CounterAt, line: TappedLine, city_hall: CityHall
) -> None:
    counter = counter_at(line.url)
    next_one_asks = threading.Event()

    def come_too_late(answer: Answer) -> Answer:
        line.pass_on("confirmation")
        counter.terminal.conductor.send(events.Ticked(time.monotonic() + PAYMENT_OPENING_DEADLINE))
        next_one_asks.wait(PATIENCE)
        return answer

    def let_it_come() -> None:
        next_one_asks.set()
        while Entry.PREPARED not in counter.store.entries():
            pass

    line.change("confirmation", come_too_late)
    assert isinstance(counter.visit(city_hall.card("hanako"), ONE), NotIssued)
    counter.go_away()
    line.before("confirmation", let_it_come)
    issued = counter.visit(city_hall.card("kiyo"), ONE)
    counter.close()
    assert issued == Issued(fee=FEE, sheets=1, change=NOTE - FEE)
    orders = {
        entry: [line.order_id for line in counter.store.journal() if line.entry is entry] for entry in Entry
    }
    assert orders[Entry.INSERTED] == orders[Entry.SPOOLING]
    assert orders[Entry.ACCEPTING] == orders[Entry.SPOOLING]
    assert sorted(orders[Entry.ENDED]) == sorted(orders[Entry.PREPARED])
