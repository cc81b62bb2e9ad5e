import pytest

from drivers.printer.contract import Trouble
from kiosk.certificates import failures
from kiosk.certificates.choices import Choices
from kiosk.certificates.kinds import Item, Kind, Scope
from kiosk.certificates.messages import Reissue
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.effects import (
    CancelPrint,
    ForgetVisit,
    GiveChange,
    OpenClaim,
    OpenPayment,
    PrepareOrder,
    Print,
    PrintSlipAgain,
    RaiseAlarm,
    ReturnMoney,
    WipePin,
)
from tests.visit.town import ALONE, FEE, after, confirming, idle, paying, printing, verified


def test_money_is_not_asked_for_before_the_paper_is_there() -> None:
    state = confirming()
    waiting, _ = after(state, events.WentBack(), events.Continued(), events.Continued())
    assert waiting.screen == states.Confirm(order=None)
    paid, effects = after(state, events.Continued())
    assert effects == (OpenPayment(1),)
    assert isinstance(paid.screen, states.Pay)


def test_the_exact_fee_prints_without_another_touch() -> None:
    state, effects = after(paying(), events.MoneyCounted(1, 100))
    assert effects == ()
    state, effects = after(state, events.MoneyCounted(1, FEE))
    assert effects == (GiveChange(1),)
    state, effects = after(state, events.ChangeGiven(1, 0))
    assert effects == (Print(1),)
    assert isinstance(state.screen, states.Printing)


def test_change_is_given_before_the_printing_starts() -> None:
    state, _ = after(paying(), events.MoneyCounted(1, 1000), events.ChangeGiven(1, 800))
    assert isinstance(state.screen, states.Printing)
    assert (state.screen.received, state.screen.change) == (1000, 800)


def test_a_note_that_falls_in_before_the_screen_asks_for_it_is_heard() -> None:
    asked, _ = after(confirming(), events.Continued())
    quick, effects = after(asked, events.MoneyCounted(1, 1000))
    assert effects == ()
    state, effects = after(quick, events.PaymentOpened(1, False))
    assert effects == (GiveChange(1),)
    assert after(state, events.Stopped())[1] == ()


def test_coins_after_the_fee_do_not_start_a_second_print() -> None:
    state, _ = after(paying(), events.MoneyCounted(1, FEE))
    state, effects = after(state, events.MoneyCounted(1, FEE + 100))
    assert effects == ()


def test_a_free_certificate_never_opens_the_cash_box() -> None:
    state, _ = after(confirming(fee=0), events.Continued())
    state, effects = after(state, events.PaymentOpened(1, False))
    assert effects == (Print(1),)


def test_stopping_gives_all_money_back_before_the_visit_ends() -> None:
    state, effects = after(paying(), events.MoneyCounted(1, 150), events.Stopped())
    assert effects == (ReturnMoney(1),)
    assert state.visit is not None
    again, effects = after(state, events.Stopped())
    assert effects == ()
    ended, effects = after(again, events.MoneyReturned(1))
    assert ended.screen == states.Welcome()
    assert effects == (WipePin(), ForgetVisit(1))


def test_the_fee_that_arrives_while_money_goes_back_prints_nothing() -> None:
    state, _ = after(paying(), events.MoneyCounted(1, 150), events.Stopped())
    state, effects = after(state, events.MoneyCounted(1, 250))
    assert effects == ()


def test_nobody_can_stop_once_the_fee_is_in() -> None:
    state, _ = after(paying(), events.MoneyCounted(1, FEE))
    assert after(state, events.Stopped())[1] == ()


def test_silence_for_two_minutes_after_the_last_coin_gives_the_money_back() -> None:
    state, _ = after(paying(), events.Ticked(100.0), events.MoneyCounted(1, 50))
    state, effects = after(state, events.Ticked(219.0))
    assert effects == ()
    state, effects = after(state, events.Ticked(220.0))
    assert effects == (ReturnMoney(1),)


def test_a_document_that_expired_before_money_is_fetched_anew() -> None:
    state, _ = after(confirming(), events.Continued(), events.DocumentOutdated(1))
    assert state.screen == states.Confirm(order=None)


def test_no_paper_is_a_refusal_before_money() -> None:
    failed = events.EffectFailed(1, failures.PRINTER_NO_PAPER)
    state, effects = after(confirming(), events.Continued(), failed)
    assert isinstance(state.screen, states.Refused)
    assert effects == (WipePin(), ForgetVisit(1))


def test_the_bar_moves_by_the_printers_own_count() -> None:
    state, _ = after(printing(), events.SheetOut(1, 1))
    assert isinstance(state.screen, states.Printing)
    assert state.screen.printed == 1
    assert after(state, events.SheetOut(1, 1))[0] == state


def test_printing_cannot_be_stopped_by_anybody() -> None:
    state, effects = after(printing(), events.Stopped(), events.WentBack(), events.Ticked(179.0))
    assert isinstance(state.screen, states.Printing)
    assert effects == ()


def test_a_printer_that_stands_still_without_a_word_is_waited_for_as_long_as_one_that_jams() -> None:
    state, _ = after(printing(), events.Ticked(100.0), events.SheetOut(1, 1))
    assert after(state, events.Ticked(279.0))[1] == ()
    assert after(state, events.Ticked(280.0))[1] == (CancelPrint(1),)


def test_a_jam_is_waited_for_and_then_the_job_is_dropped_once() -> None:
    state, _ = after(printing(), events.PrintStalled(1, Trouble.MEDIA_JAM))
    assert after(state, events.Ticked(179.0))[1] == ()
    state, effects = after(state, events.Ticked(180.0))
    assert effects == (CancelPrint(1),)
    assert after(state, events.Ticked(181.0))[1] == ()


def test_a_cleared_jam_goes_on() -> None:
    state, _ = after(printing(), events.PrintStalled(1, Trouble.MEDIA_JAM), events.PrintResumed(1))
    assert isinstance(state.screen, states.Printing)
    assert state.screen.stalled is None


def test_after_the_print_nothing_personal_is_left_in_the_state() -> None:
    state, _ = after(printing(), events.SheetOut(1, 2), events.PrintDone(1, receipt=True))
    assert isinstance(state.screen, states.TakePaper)
    assert state.ongoing.entitlement is None
    assert state.ongoing.draft == states.Draft()


def test_papers_are_waited_for_forty_seconds_without_a_warning() -> None:
    state, _ = after(printing(), events.PrintDone(1, receipt=True), events.Ticked(39.0))
    assert (type(state.screen), state.dialog) == (states.TakePaper, None)
    assert after(state, events.Ticked(40.0))[0].screen == states.Welcome()


def test_a_print_that_looks_wrong_becomes_a_numbered_claim() -> None:
    state, effects = after(printing(), events.PrintDone(1, receipt=True), events.PrintProblemReported())
    assert effects == (OpenClaim(1),)
    state, _ = after(state, events.ClaimOpened(1, "4821-7730"))
    assert state.screen == states.PrintProblem("4821-7730")
    assert after(state, events.Continued())[0].screen == states.Welcome()


@pytest.mark.parametrize("claim", [None, "4821-7730"])
def test_an_order_cut_short_says_what_happened_to_every_yen(claim: str | None) -> None:
    broken = events.OrderBroken(1, failures.PRINT_FAILED, 1, FEE, 100, 0 if claim is None else 100, claim)
    state, effects = after(printing(), events.SheetOut(1, 1), broken)
    assert isinstance(state.screen, states.OutOfService)
    assert state.screen.settlement == states.Settlement(1, 2, FEE, 100, broken.owed, claim)
    assert effects == (WipePin(), ForgetVisit(1))
    assert after(state, events.Ticked(180.0))[0].screen == states.Welcome()


def test_a_claim_slip_is_printed_again_as_long_as_its_screen_stands() -> None:
    broken = events.OrderBroken(1, failures.PRINT_FAILED, 1, FEE, 0, FEE, "4821-7730")
    state, _ = after(printing(), broken)
    assert after(state, events.SlipWanted()) == (state, (PrintSlipAgain(),))
    paid_back, _ = after(printing(), events.OrderBroken(1, failures.PRINT_FAILED, 1, FEE, FEE, 0, None))
    assert after(paid_back, events.SlipWanted())[1] == ()


def test_a_paper_of_another_visit_closes_the_terminal_for_good() -> None:
    failed = events.EffectFailed(1, failures.DOCUMENT_MISMATCH)
    state, _ = after(confirming(), events.Continued(), failed)
    assert state.screen == states.OutOfService(failures.DOCUMENT_MISMATCH)
    state, _ = after(state, events.Ticked(9999.0), events.Started("ja"), events.PrinterChanged(None))
    assert state.screen == states.OutOfService(failures.DOCUMENT_MISMATCH)


class TestPreview:
    def test_is_open_only_while_it_is_held(self) -> None:
        state, _ = after(confirming(), events.Ticked(5.0), events.PreviewHeld())
        assert isinstance(state.screen, states.Confirm)
        assert state.screen.revealed_at == 5.0
        state, _ = after(state, events.PreviewReleased())
        assert isinstance(state.screen, states.Confirm)
        assert state.screen.revealed_at is None

    def test_closes_by_itself_after_fifteen_seconds(self) -> None:
        state, _ = after(confirming(), events.PreviewHeld(), events.Ticked(15.0))
        assert isinstance(state.screen, states.Confirm)
        assert state.screen.revealed_at is None

    def test_closes_under_the_help(self) -> None:
        state, _ = after(confirming(), events.PreviewHeld(), events.HelpOpened())
        assert isinstance(state.screen, states.Confirm)
        assert state.screen.revealed_at is None

    def test_closes_when_the_screen_changes(self) -> None:
        state, _ = after(confirming(), events.PreviewHeld(), events.Continued())
        assert isinstance(state.screen, states.Pay)


class TestAFreeReissue:
    """The city hall has granted the print that was complained of once more."""

    GRANTED = Reissue(
        claim="4821-7730",
        choices=Choices(
            kind=Kind.RESIDENT_RECORD,
            scope=Scope.SELF,
            persons=(1,),
            items=frozenset({Item.HEAD_AND_RELATIONSHIP}),
        ),
    )
    HERS = ALONE.model_copy(update={"reissues": (GRANTED,)})

    def test_is_one_touch_away_and_is_ordered_on_its_claim(self) -> None:
        state, effects = after(verified(self.HERS), events.KindChosen(Kind.RESIDENT_RECORD))
        assert isinstance(state.screen, states.Confirm)
        assert effects == (PrepareOrder(1, 1, self.GRANTED.choices, reissue="4821-7730"),)

    def test_is_printed_without_money(self) -> None:
        state, _ = after(verified(self.HERS), events.KindChosen(Kind.RESIDENT_RECORD))
        state, effects = after(
            state,
            events.PaperReady(1, state.ongoing.attempt, 0, 1),
            events.Continued(),
            events.PaymentOpened(1, False),
        )
        assert isinstance(state.screen, states.Printing)
        assert effects == (Print(1),)

    def test_with_other_choices_is_an_order_like_any_other(self) -> None:
        state, _ = after(verified(self.HERS), events.KindChosen(Kind.RESIDENT_RECORD))
        state, effects = after(
            state, events.ChangeRequested(states.Part.COPIES), events.CopiesSet(2), events.Continued()
        )
        [order] = effects
        assert isinstance(order, PrepareOrder)
        assert (order.choices.copies, order.reissue) == (2, None)

    def test_that_was_changed_back_is_free_again(self) -> None:
        state, _ = after(verified(self.HERS), events.KindChosen(Kind.RESIDENT_RECORD))
        two = (events.ChangeRequested(states.Part.COPIES), events.CopiesSet(2), events.Continued())
        one = (events.ChangeRequested(states.Part.COPIES), events.CopiesSet(1), events.Continued())
        [order] = after(state, *two, *one)[1]
        assert isinstance(order, PrepareOrder)
        assert order.reissue == "4821-7730"


class TestAMismatch:
    """What must never happen."""

    MISMATCH = failures.DOCUMENT_MISMATCH

    def test_before_money_closes_the_terminal_and_alarms_the_city_hall(self) -> None:
        preparing, _ = after(confirming(), events.ChangeRequested(states.Part.COPIES), events.Continued())
        failed = events.EffectFailed(1, self.MISMATCH, attempt=preparing.ongoing.attempt)
        state, effects = after(preparing, failed)
        assert state.screen == states.OutOfService(self.MISMATCH)
        assert state.terminal.stopped is self.MISMATCH
        assert effects == (RaiseAlarm(self.MISMATCH), WipePin(), ForgetVisit(1))

    def test_after_money_says_what_became_of_every_yen_and_stays_closed(self) -> None:
        broken = events.OrderBroken(1, self.MISMATCH, 0, FEE, FEE, 0, None)
        state, effects = after(printing(), broken)
        assert isinstance(state.screen, states.OutOfService)
        assert state.screen.settlement is not None
        assert (state.screen.settlement.returned, state.screen.settlement.owed) == (FEE, 0)
        assert RaiseAlarm(self.MISMATCH) in effects
        gone, _ = after(state, events.Continued())
        assert gone.screen == states.OutOfService(self.MISMATCH)

    def test_keeps_the_terminal_closed_until_a_technician_came(self) -> None:
        closed, effects = after(idle(), events.TerminalStopped(self.MISMATCH))
        assert effects == (RaiseAlarm(self.MISMATCH),)
        assert closed.screen == states.OutOfService(self.MISMATCH)
        assert after(closed, events.PrinterChanged(None))[0].screen == closed.screen
        assert after(closed, events.TerminalReleased())[0].screen == states.Welcome()

    def test_a_fault_of_the_program_itself_is_an_alarm_even_where_somebody_chooses(self) -> None:
        state, effects = after(verified(), events.TerminalStopped(failures.TERMINAL_FAULT))
        assert state.visit is None
        assert effects == (RaiseAlarm(failures.TERMINAL_FAULT), WipePin(), ForgetVisit(1))
