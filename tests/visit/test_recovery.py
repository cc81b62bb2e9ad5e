"""A terminal that stopped in the middle of an order: each cut ends in one of printed, refunded, claim."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drivers.cashbox.simulated import HopperJam, SimulatedCashBox
from drivers.printer.contract import JobEvent, PrintJob, Sides, Stalled
from drivers.printer.simulated import Jam, Offline, SimulatedPrinter
from drivers.slip.simulated import SimulatedSlipPrinter
from kiosk.certificates.messages import Outcome, OutcomeKind
from kiosk.terminal.studio import PaperStudio
from kiosk.terminal.visit.account import Account, account
from kiosk.terminal.visit.journal import TERMINAL, Entry, Journal
from kiosk.terminal.visit.recovery import Recovered, recover
from kiosk.terminal.visit.settlement import SlipDesk
from kiosk.terminal.visit.standing import standing
from tests.drivers.printer.documents import document
from tests.visit.town import prepared

ORDER = "a" * 32
CUT_AT = datetime(2026, 11, 24, 10, 24, tzinfo=UTC)
FEE = 400
SHEETS = 2


class CutTerminal:
    """The journal, cash box and printer that a killed process leaves behind."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "journal.sqlite3"
        self.journal = Journal(self.path, lambda: CUT_AT)
        self.cashbox = SimulatedCashBox()
        self.printer = SimulatedPrinter(directory / "paper")
        self.slips = SimulatedSlipPrinter()
        self.recovered = Recovered()
        self.sides: Sides = 1
        self.journal.write(ORDER, Entry.PREPARED, **prepared(FEE, SHEETS))

    def take(self, *coins: int, unheard: tuple[int, ...] = ()) -> None:
        """Coins fall in; the terminal dies before it hears of the last of them."""
        self.journal.write(ORDER, Entry.ACCEPTING, after=self.cashbox.sequence)
        self.cashbox.accept(sum(coins) + sum(unheard))
        for coin in coins:
            assert self.cashbox.insert(coin)
            self.journal.write(ORDER, Entry.INSERTED, yen=coin, sequence=self.cashbox.sequence)
        for coin in unheard:
            assert self.cashbox.insert(coin)

    def spool(self, *, jammed: bool = False, sides: Sides = 1) -> None:
        self.sides = sides
        self.journal.write(ORDER, Entry.SPOOLING, print_id="print-1", sides=sides)
        if jammed:
            self.printer.plan(Jam(sheet=2))
        self.printer.submit(PrintJob("print-1", document(SHEETS * sides), SHEETS, sides))
        if jammed:
            self.follow_until(Stalled)

    def follow_until(self, kind: type[JobEvent]) -> None:
        assert any(isinstance(event, kind) for event in self.printer.follow("print-1", self.sides))

    def follow_to_the_end(self) -> None:
        for _ in self.printer.follow("print-1", self.sides):
            pass

    def restart(self, after: timedelta = timedelta(seconds=5)) -> Account:
        """A new process over the same files; the account of the order as it ended."""
        self.journal.close()
        now = CUT_AT + after
        self.journal = Journal(self.path, lambda: now)
        self.recovered = self.recover(now)
        return account(ORDER, self.journal.lines(ORDER))

    def recover(self, now: datetime) -> Recovered:
        desk = SlipDesk(self.slips, PaperStudio(), "store")
        return recover(self.journal, self.printer, self.cashbox, desk, now, timedelta(seconds=120))

    def paid_back(self) -> int:
        return self.cashbox.paid_out


@pytest.fixture
def cut(tmp_path: Path) -> Iterator[CutTerminal]:
    (tmp_path / "paper").mkdir()
    terminal = CutTerminal(tmp_path)
    yield terminal
    terminal.journal.close()


def outcome(ended: Account) -> Outcome:
    assert ended.outcome is not None
    return ended.outcome


def test_an_order_without_money_is_simply_not_printed(cut: CutTerminal) -> None:
    assert outcome(cut.restart()).outcome is OutcomeKind.NOT_PRINTED


def test_money_of_a_payer_who_still_stands_there_comes_back(cut: CutTerminal) -> None:
    cut.take(100, 100)
    ended = outcome(cut.restart())
    assert (ended.outcome, ended.received, ended.returned) == (OutcomeKind.REFUNDED, 200, 200)
    assert cut.paid_back() == 200


def test_money_of_a_payer_who_has_gone_is_a_claim(cut: CutTerminal) -> None:
    cut.take(100, 100)
    ended = outcome(cut.restart(after=timedelta(minutes=10)))
    assert (ended.outcome, ended.received, ended.returned) == (OutcomeKind.CLAIM, 200, 0)
    assert ended.claim is not None
    assert cut.paid_back() == 0


@pytest.mark.parametrize("sides", [1, 2])
def test_a_print_that_the_printer_finished_is_printed_and_not_paid_back(
    cut: CutTerminal, sides: Sides
) -> None:
    cut.take(100, 100, 100, 100)
    cut.spool(sides=sides)
    cut.follow_to_the_end()
    ended = outcome(cut.restart())
    assert (ended.outcome, ended.sheets) == (OutcomeKind.PRINTED, SHEETS)
    assert cut.paid_back() == 0


def test_a_journal_of_before_there_were_backs_is_read_as_it_was_meant(cut: CutTerminal) -> None:
    cut.take(100, 100, 100, 100)
    cut.journal.write(ORDER, Entry.SPOOLING, print_id="print-1")
    cut.printer.submit(PrintJob("print-1", document(SHEETS), SHEETS))
    cut.follow_to_the_end()
    assert outcome(cut.restart()).sheets == SHEETS


def test_a_print_of_which_nothing_is_known_is_a_claim(cut: CutTerminal) -> None:
    cut.take(100, 100, 100, 100)
    cut.journal.write(ORDER, Entry.SPOOLING, print_id="print-1")
    ended = outcome(cut.restart())
    assert ended.outcome is OutcomeKind.CLAIM
    assert cut.paid_back() == 0


def test_a_jammed_job_never_comes_out_later_for_somebody_else(cut: CutTerminal) -> None:
    cut.take(100, 100, 100, 100)
    cut.spool(jammed=True)
    cut.restart()
    cut.printer.clear()
    assert cut.printer.sheets_out.get("print-1", 0) < SHEETS


def test_a_payout_cut_in_the_middle_is_not_given_twice(cut: CutTerminal) -> None:
    cut.take(1000)
    cut.journal.write(ORDER, Entry.PAYING_OUT, payout_id="change-1", yen=600)
    cut.cashbox.pay_out("change-1", 600)
    ended = outcome(cut.restart())
    assert (ended.outcome, ended.returned) == (OutcomeKind.REFUNDED, 1000)
    assert cut.paid_back() == 1000


def test_a_payout_that_never_began_is_not_given_to_whoever_stands_there_later(cut: CutTerminal) -> None:
    cut.take(1000)
    cut.journal.write(ORDER, Entry.PAYING_OUT, payout_id="change-1", yen=600)
    ended = cut.restart(after=timedelta(minutes=10))
    assert (outcome(ended).outcome, ended.returned, ended.owed) == (OutcomeKind.CLAIM, 0, 1000)
    assert cut.paid_back() == 0


def test_a_hopper_that_gives_too_little_leaves_a_claim_over_the_rest(cut: CutTerminal) -> None:
    cut.take(100, 100)
    cut.cashbox.plan(HopperJam())
    ended = outcome(cut.restart())
    assert ended.outcome is OutcomeKind.CLAIM
    assert ended.received - ended.returned == 200


def test_recovering_twice_ends_nothing_twice(cut: CutTerminal) -> None:
    cut.take(100, 100)
    first = cut.restart()
    assert cut.restart() == first
    assert cut.paid_back() == 200


def test_the_next_order_is_not_touched_by_the_recovery_of_the_last(cut: CutTerminal) -> None:
    cut.take(100)
    cut.restart()
    assert cut.recover(CUT_AT) == Recovered()


def test_a_coin_that_the_terminal_did_not_hear_any_more_comes_back_as_well(cut: CutTerminal) -> None:
    cut.take(100, unheard=(50, 10))
    ended = outcome(cut.restart())
    assert (ended.outcome, ended.received, ended.returned) == (OutcomeKind.REFUNDED, 160, 160)
    assert cut.paid_back() == 160


def test_a_coin_that_fell_in_after_the_end_is_of_nobody_whose_order_comes_next(cut: CutTerminal) -> None:
    cut.take(100, 100, 100, 100)
    cut.spool()
    cut.follow_to_the_end()
    cut.restart()
    cut.cashbox.accept(100)
    assert cut.cashbox.insert(100)
    cut.restart()
    [stray] = standing(cut.journal.lines(TERMINAL)).strays
    assert stray.yen == 100
    assert outcome(account(ORDER, cut.journal.lines(ORDER))).received == FEE


def test_a_coin_too_many_that_is_heard_after_the_print_comes_back_as_well(cut: CutTerminal) -> None:
    cut.take(100, 100, 100, unheard=(100, 50))
    cut.spool()
    cut.follow_to_the_end()
    ended = outcome(cut.restart())
    assert (ended.outcome, ended.sheets, ended.returned) == (OutcomeKind.PRINTED, SHEETS, 50)
    assert cut.paid_back() == 50


def test_a_coin_too_many_of_a_payer_who_has_gone_is_a_claim_over_that_coin(cut: CutTerminal) -> None:
    cut.take(100, 100, 100, unheard=(100, 50))
    cut.spool()
    cut.follow_to_the_end()
    ended = cut.restart(after=timedelta(minutes=10))
    assert (outcome(ended).outcome, outcome(ended).sheets, ended.owed) == (OutcomeKind.CLAIM, SHEETS, 50)


@pytest.mark.parametrize("sides", [1, 2])
def test_a_claim_is_over_what_the_whole_copies_did_not_earn(cut: CutTerminal, sides: Sides) -> None:
    cut.take(100, 100, 100, 100)
    cut.spool(jammed=True, sides=sides)
    ended = cut.restart(after=timedelta(minutes=10))
    assert (outcome(ended).outcome, outcome(ended).sheets, ended.owed) == (OutcomeKind.CLAIM, 1, FEE // 2)
    assert ended.sheets_known


def test_a_claim_says_when_more_sheets_may_be_out_than_were_heard_of(cut: CutTerminal) -> None:
    cut.take(100, 100, 100, 100)
    cut.journal.write(ORDER, Entry.SPOOLING, print_id="print-1")
    cut.journal.write(ORDER, Entry.SHEET, sheet=1)
    ended = cut.restart()
    assert (outcome(ended).outcome, outcome(ended).sheets, ended.owed) == (OutcomeKind.CLAIM, 1, FEE // 2)
    assert not ended.sheets_known


def test_a_print_that_was_counted_to_its_end_before_the_printer_forgot_it_is_printed(
    cut: CutTerminal,
) -> None:
    cut.take(100, 100, 100, 100)
    cut.journal.write(ORDER, Entry.SPOOLING, print_id="print-1")
    cut.journal.write(ORDER, Entry.SHEET, sheet=SHEETS)
    assert outcome(cut.restart()).outcome is OutcomeKind.PRINTED


def test_a_payer_who_still_stands_there_is_told_and_takes_a_slip(cut: CutTerminal) -> None:
    cut.take(100, 100, 100, 100)
    cut.journal.write(ORDER, Entry.SPOOLING, print_id="print-1")
    ended = cut.restart()
    settlement = cut.recovered.settlement
    assert settlement is not None
    assert (settlement.received, settlement.owed, settlement.claim) == (FEE, FEE, ended.claim)
    [slip] = cut.slips.slips
    assert slip.pdf == cut.recovered.claim_slip


def test_a_payer_who_has_gone_leaves_no_slip_and_no_words_for_whoever_comes_next(cut: CutTerminal) -> None:
    cut.take(100, 100)
    assert outcome(cut.restart(after=timedelta(minutes=10))).claim is not None
    assert (cut.recovered.settlement, cut.recovered.claim_slip, cut.slips.slips) == (None, None, ())


def test_an_order_that_nobody_paid_for_is_nobodys_news(cut: CutTerminal) -> None:
    cut.restart()
    assert cut.recovered.settlement is None


def test_a_printer_that_can_not_be_emptied_is_left_to_be_watched(cut: CutTerminal) -> None:
    cut.printer.plan(Offline())
    cut.restart()
    assert cut.recovered.left_over
