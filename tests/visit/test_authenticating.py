import pytest

from kiosk.certificates import failures
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.effects import Authenticate, ForgetVisit, OpenVisit, ReadCard, WipePin
from tests.visit.town import AOBA, FAMILY, WAKABA, after, at_pin, idle, verified

DIGITS = [events.PinDigitEntered()] * 4


def test_the_city_hall_is_asked_for_a_challenge_while_the_resident_gets_the_card_out() -> None:
    state, effects = after(idle(), events.Started("en"), events.Continued())
    assert state.screen == states.PlaceCard()
    assert state.preferences.language == "en"
    assert effects == (OpenVisit(1, AOBA),)


def test_a_card_that_lies_there_already_is_read_at_once() -> None:
    state, effects = after(idle(), events.CardPlaced(), events.Started("ja"), events.Continued())
    assert state.screen == states.ReadingCard()
    assert effects == (OpenVisit(1, AOBA), ReadCard(1))


def test_only_a_terminal_of_several_city_halls_asks_which() -> None:
    state, _ = after(idle(AOBA, WAKABA), events.Started("ja"), events.Continued())
    assert state.screen == states.ChooseMunicipality()
    state, effects = after(state, events.MunicipalityChosen(WAKABA))
    assert effects == (OpenVisit(1, WAKABA),)


def test_four_digits_and_enter_send_one_verify() -> None:
    state, effects = after(at_pin(), *DIGITS, events.PinDigitEntered())
    assert state.screen == states.EnterPin(3, digits=4)
    assert effects == ()
    state, effects = after(state, events.Continued())
    assert effects == (Authenticate(1),)
    again, effects = after(state, events.Continued())
    assert effects == ()
    assert again == state


def test_enter_does_nothing_before_the_fourth_digit() -> None:
    state, effects = after(at_pin(), *DIGITS[:3], events.Continued())
    assert (state.screen, effects) == (states.EnterPin(3, digits=3), ())


def test_a_wrong_pin_shows_the_tries_that_are_left() -> None:
    state, _ = after(at_pin(), *DIGITS, events.Continued(), events.PinRefused(1, 2))
    assert state.screen == states.EnterPin(2, wrong=True)


def test_the_last_try_is_warned_of_before_any_digit_and_stopping_keeps_the_card_unlocked() -> None:
    state, _ = after(at_pin(tries_left=1), events.PinDigitEntered())
    assert state.screen == states.EnterPin(1)
    stopped, effects = after(state, events.Continued())
    assert Authenticate(1) not in effects
    assert stopped.screen == states.TakeCard(verified=False)
    going_on, _ = after(state, events.LastTryAccepted(), *DIGITS)
    assert going_on.screen == states.EnterPin(1, digits=4, last_try_accepted=True)


def test_a_card_without_tries_is_refused_without_a_verify() -> None:
    state, _ = after(at_pin(tries_left=0))
    assert isinstance(state.screen, states.Refused)
    assert state.screen.failure is failures.PIN_BLOCKED


@pytest.mark.parametrize("tries_left", [3, 2, 1])
def test_a_card_taken_too_early_ends_the_visit_and_says_that_no_try_was_used(tries_left: int) -> None:
    state, effects = after(at_pin(tries_left), events.CardTaken())
    assert state.screen == states.Refused(failures.CARD_REMOVED, AOBA, tries_left)
    assert effects == (WipePin(), ForgetVisit(1))


def test_nothing_goes_on_while_the_card_lies_on_the_reader() -> None:
    state, _ = after(at_pin(), *DIGITS, events.Continued(), events.Authenticated(1, FAMILY))
    assert state.screen == states.TakeCard(verified=True)
    waiting, _ = after(state, events.Continued(), events.Ticked(59.0))
    assert waiting.screen == states.TakeCard(verified=True)
    assert after(waiting, events.CardTaken())[0].screen == states.ChooseCertificate()


def test_a_card_left_for_a_minute_ends_the_visit_but_is_called_for_until_it_is_taken() -> None:
    state, _ = after(at_pin(), *DIGITS, events.Continued(), events.Authenticated(1, FAMILY))
    left, effects = after(state, events.Ticked(60.0))
    assert left.screen == states.TakeCard(verified=False)
    assert left.visit is None
    assert effects == (WipePin(), ForgetVisit(1))
    assert after(left, events.Ticked(9999.0))[0].screen == states.TakeCard(verified=False)
    assert after(left, events.CardTaken())[0].screen == states.Welcome()


@pytest.mark.parametrize("tries_left", [3, 1])
def test_the_reader_going_away_ends_the_visit(tries_left: int) -> None:
    state, _ = after(at_pin(tries_left), events.ReaderChanged(failures.READER_MISSING))
    assert isinstance(state.screen, states.Refused)
    assert state.screen.failure is failures.READER_MISSING


def test_a_broken_reader_closes_the_terminal_before_a_card_goes_in() -> None:
    state, _ = after(idle(), events.ReaderChanged(failures.READER_MISSING))
    assert state.screen == states.OutOfService(failures.READER_MISSING)
    assert after(state, events.Started("ja"))[0].visit is None
    assert after(state, events.ReaderChanged(None))[0].screen == states.Welcome()


def test_going_back_from_the_pin_forgets_the_digits() -> None:
    state, effects = after(at_pin(), *DIGITS[:2], events.WentBack())
    assert state.screen == states.Terms()
    assert effects == (WipePin(),)


def test_a_refusal_ends_with_the_card_in_the_residents_hand() -> None:
    state, _ = after(at_pin(), *DIGITS, events.Continued(), events.EffectFailed(1, failures.CARD_REVOKED))
    assert isinstance(state.screen, states.Refused)
    state, _ = after(state, events.Continued())
    assert state.screen == states.TakeCard(verified=False)
    state, _ = after(state, events.CardTaken())
    assert state.screen == states.Welcome()


def test_the_next_resident_begins_with_nothing_of_the_last() -> None:
    state, _ = after(
        verified(), events.PreferencesChanged(states.Preferences("en", dark=True)), events.Stopped()
    )
    assert (state.screen, state.visit, state.preferences) == (states.Welcome(), None, states.Preferences())
