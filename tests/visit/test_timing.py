import pytest

from kiosk.certificates import failures
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.effects import DropLateAnswer
from kiosk.terminal.visit.states import Preferences, State
from tests.visit.town import AOBA, after, at_pin, confirming, idle, verified


def at_terms() -> State:
    return after(idle(), events.Started("ja"))[0]


@pytest.mark.parametrize(
    ("state", "limit"), [(at_terms(), 60.0), (at_pin(), 90.0), (verified(), 90.0), (confirming(), 120.0)]
)
def test_twenty_seconds_before_the_end_of_the_time_the_resident_is_asked(state: State, limit: float) -> None:
    assert after(state, events.Ticked(limit - 20.5))[0].dialog is None
    warned, _ = after(state, events.Ticked(limit - 19.5))
    assert warned.dialog == states.TimeRunningOut(20)
    assert after(warned, events.Ticked(limit - 0.5))[0].dialog == states.TimeRunningOut(1)
    assert after(warned, events.Ticked(limit))[0].visit is None


def test_going_on_gives_the_whole_time_again_without_limit() -> None:
    state = verified()
    for round_ in range(1, 8):
        state, _ = after(state, events.Ticked(round_ * 85.0), events.DialogClosed())
    assert (type(state.screen), state.dialog) == (states.ChooseCertificate, None)


def test_under_the_warning_a_touch_beside_it_does_nothing() -> None:
    warned, _ = after(verified(), events.Ticked(80.0))
    assert after(warned, events.Continued())[0] == warned


def test_long_time_doubles_every_limit() -> None:
    state, _ = after(verified(), events.PreferencesChanged(Preferences(long_time=True)))
    assert after(state, events.Ticked(159.0))[0].dialog is None
    assert after(state, events.Ticked(161.0))[0].dialog is not None
    assert after(state, events.Ticked(180.0))[0].screen == states.Welcome()


def test_time_stands_still_while_help_is_read() -> None:
    state, _ = after(verified(), events.Ticked(60.0), events.HelpOpened(), events.Ticked(170.0))
    assert state.dialog == states.HelpDialog()
    state, _ = after(state, events.DialogClosed(), events.Ticked(230.0))
    assert (type(state.screen), state.dialog) == (states.ChooseCertificate, None)


def test_help_that_nobody_reads_any_more_does_not_keep_a_visit_alive() -> None:
    state, _ = after(verified(), events.HelpOpened(), events.Ticked(119.0), events.Ticked(120.0))
    assert state.dialog is None
    assert after(state, events.Ticked(210.0))[0].screen == states.Welcome()


def test_settings_of_somebody_who_never_began_are_gone_after_a_minute() -> None:
    state, _ = after(idle(), events.PreferencesChanged(Preferences("en", dark=True)), events.Ticked(59.0))
    assert state.preferences.dark
    assert after(state, events.Ticked(60.0))[0].preferences == Preferences()


def test_settings_left_open_by_nobody_are_closed_and_gone_a_minute_later() -> None:
    left_open = after(idle(), events.SettingsOpened(), events.PreferencesChanged(Preferences("en")))[0]
    state, _ = after(left_open, events.Ticked(121.0))
    assert (state.dialog, state.preferences, state.touched) == (None, Preferences("en"), 121.0)
    assert after(state, events.Ticked(181.0))[0].preferences == Preferences()


@pytest.mark.parametrize(
    ("events_before", "seconds", "failure"),
    [
        ((events.Started("ja"), events.Continued(), events.CardPlaced()), 20.0, failures.CARD_UNREADABLE),
    ],
)
def test_a_silent_card_is_given_up(
    events_before: tuple[events.Event, ...], seconds: float, failure: failures.Failure
) -> None:
    state, _ = after(idle(), *events_before)
    assert isinstance(after(state, events.Ticked(seconds - 0.1))[0].screen, states.ReadingCard)
    given_up, _ = after(state, events.Ticked(seconds))
    assert isinstance(given_up.screen, states.Refused)
    assert given_up.screen.failure is failure


def test_an_answer_after_the_deadline_is_dropped_and_counted() -> None:
    state, _ = after(idle(), events.Started("ja"), events.Continued(), events.CardPlaced())
    state, _ = after(state, events.Ticked(20.0))
    late, effects = after(state, events.CardRead(1, 3))
    assert late == state
    assert effects == (DropLateAnswer("CardRead", serial=1),)


def test_an_answer_to_the_last_visit_never_reaches_the_next() -> None:
    state, _ = after(idle(), events.Started("ja"), events.Stopped(), events.Started("ja"))
    state, _ = after(state, events.Continued(), events.CardPlaced())
    unmoved, effects = after(state, events.CardRead(1, 3))
    assert (unmoved, effects) == (state, (DropLateAnswer("CardRead", serial=1),))
    assert isinstance(after(state, events.CardRead(2, 3))[0].screen, states.EnterPin)


def test_the_screen_clock_is_the_city_halls() -> None:
    state, _ = after(idle(), events.Ticked(61.0))
    moment = states.local_time(state)
    assert moment is not None
    assert (moment.hour, moment.minute) == (10, 25)


def test_a_payment_that_does_not_open_waits_for_the_city_hall_which_is_asked_last() -> None:
    asked, _ = after(confirming(), events.Continued())
    assert isinstance(after(asked, events.Ticked(29.0))[0].screen, states.Pay)
    given_up, _ = after(asked, events.Ticked(31.0))
    assert given_up.screen == states.Refused(failures.CITY_UNREACHABLE, AOBA)
