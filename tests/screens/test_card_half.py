"""From Welcome to the taken card, and the ends: what each touch says to the visit."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest

from kiosk.certificates import failures
from kiosk.terminal.visit import events, states
from kiosk.terminal.visit.states import Preferences
from tests.screens.example_states import AOBA, EXAMPLES, WAKABA
from tests.screens.touching import control, touched, words
from tests.screens.window import TerminalWindow


@pytest.mark.parametrize(
    ("example", "bearing", "event"),
    [
        ("welcome", "日本語ではじめる", events.Started("ja")),
        ("welcome", "English", events.Started("en")),
        ("welcome", "ヘルプ", events.HelpOpened()),
        ("welcome", "白黒を反転", events.PreferencesChanged(Preferences(dark=True))),
        ("welcome_outside_hours", "文字・言語", events.SettingsOpened()),
        ("terms", "同意してすすむ", events.Continued()),
        ("terms", "もどる", events.WentBack()),
        ("terms", "やめる", events.Stopped()),
        ("terms", "文字・言語", events.SettingsOpened()),
        ("choose_municipality", "青葉市", events.MunicipalityChosen(AOBA)),
        ("choose_municipality", "若葉町", events.MunicipalityChosen(WAKABA)),
        ("place_card", "使えるカードを見る", events.HelpOpened()),
        ("place_card", "もどる", events.WentBack()),
        ("reading_card", "やめてカードを取る", events.Stopped()),
        ("enter_pin_complete", "決定", events.Continued()),
        ("enter_pin", "暗証番号がわからない", events.HelpOpened()),
        ("enter_pin", "やめてカードを取る", events.Stopped()),
        ("enter_pin_last_try", "いまはやめて、確かめる", events.Stopped()),
        ("enter_pin_one_try_left", "いまはやめて、|番号を確かめる", events.Continued()),
        ("enter_pin_one_try_left", "もう一度、|番号を入れる", events.LastTryAccepted()),
        ("take_card", "やめてカードを取る", events.Stopped()),
        ("refused_card_still_there", "カードを取って、終わる", events.Continued()),
        ("out_of_service_claim", "控えを取って、終わる", events.Continued()),
        ("out_of_service_claim", "控えをもう1枚", events.SlipWanted()),
        ("out_of_service_paid_back", "終わる", events.Continued()),
        ("time_running_out", "つづける", events.DialogClosed()),
        ("time_running_out", "終わる", events.Stopped()),
        ("settings", "English", events.PreferencesChanged(Preferences(language="en"))),
        ("settings", "黒い画面", events.PreferencesChanged(Preferences(dark=True))),
        ("settings", "長くする（2倍）", events.PreferencesChanged(Preferences(long_time=True))),
        ("settings", "これで使う", events.DialogClosed()),
        ("help", "画面にもどる", events.DialogClosed()),
    ],
)
def test_a_touch_says_what_its_words_say(
    window: TerminalWindow, example: str, bearing: str, event: events.Event
) -> None:
    window.show(EXAMPLES[example])
    assert touched(window, bearing) == event


def test_every_digit_goes_into_the_buffer_and_nowhere_else(window: TerminalWindow) -> None:
    window.show(EXAMPLES["enter_pin"])
    for digit in "0123456789":
        window.touch_widget(control(window, digit))
    window.touch_widget(control(window, "けす"))
    window.touch_widget(control(window, "全部けす"))
    assert window.listener.pin == [*"0123456789", "delete", "clear"]
    assert window.listener.events == []


def test_the_screen_looks_the_same_whichever_digits_were_touched(window: TerminalWindow) -> None:
    window.show(EXAMPLES["enter_pin"])
    pixels = []
    for digit in "38":
        window.touch_widget(control(window, digit))
        window.show(EXAMPLES["enter_pin_complete"])
        pixels.append(window.view.export_as_image().texture.pixels)
    assert pixels[0] == pixels[1]


def test_a_pin_of_three_digits_cannot_be_entered(window: TerminalWindow) -> None:
    window.show(EXAMPLES["enter_pin"])
    window.touch_widget(control(window, "決定"))
    assert window.listener.events == []


def test_nothing_can_be_entered_while_the_card_is_checked(window: TerminalWindow) -> None:
    window.show(EXAMPLES["authenticating"])
    window.touch_widget(control(window, "5"))
    window.touch_widget(control(window, "決定"))
    assert window.listener.pin == []
    assert window.listener.events == []


def test_a_wrong_pin_is_told_with_the_tries_that_are_left(window: TerminalWindow) -> None:
    window.show(EXAMPLES["enter_pin_after_wrong"])
    assert {"暗証番号がちがいます。のこり2回です", "のこり **2回**"} <= words(window)


def test_a_card_that_arrives_with_one_try_is_warned_of_without_blame(window: TerminalWindow) -> None:
    window.show(EXAMPLES["enter_pin_arrived_with_one_try"])
    assert "暗証番号は、のこり1回です" in words(window)


def test_a_lost_try_is_told_on_the_refusal(window: TerminalWindow) -> None:
    window.show(EXAMPLES["refused_tries_told"])
    assert "暗証番号の回数は、|のこり2回です。" in words(window)


@pytest.mark.parametrize(
    "failure", [entry for entry in failures.CATALOGUE.values() if not entry.closes_terminal]
)
def test_every_refusal_tells_its_code_and_that_nothing_was_charged(
    window: TerminalWindow, failure: failures.Failure
) -> None:
    window.show(EXAMPLES[f"refused_{failure.code}"])
    assert {failure.code, "いただいていません"} <= words(window)


def test_whoever_pays_is_told_that_the_money_comes_back(window: TerminalWindow) -> None:
    window.show(EXAMPLES["time_running_out_money"])
    assert any("入れたお金は、|お返しします。" in text for text in words(window))


def test_a_payer_sees_the_claims_number_and_what_is_owed(window: TerminalWindow) -> None:
    window.show(EXAMPLES["out_of_service_claim"])
    assert {"4821-7730", "200円を|お返しします", "0120-000-000"} <= words(window)


def test_a_setting_acts_at_once_on_the_screen_behind(window: TerminalWindow) -> None:
    window.show(EXAMPLES["settings"])
    window.show(replace(EXAMPLES["settings"], preferences=Preferences(language="en", dark=True)))
    assert window.view.screen.question == "Which certificate do you need?"
    assert window.view.screen.colour("ground") == (0, 0, 0, 1)


def test_a_terminal_that_no_city_hall_answers_still_draws_its_welcome(window: TerminalWindow) -> None:
    window.show(EXAMPLES["welcome_city_not_reached"])
    assert "日本語ではじめる" in words(window)


def test_nothing_of_a_visit_outlives_its_screens(window: TerminalWindow) -> None:
    left = []
    for name in ("enter_pin", "choose_persons", "confirm", "refused_E-CARD-012", "settings", "take_paper"):
        window.show(EXAMPLES[name])
        left += [
            weakref.ref(widget) for widget in window.view.walk(restrict=True) if widget is not window.view
        ]
    window.show(EXAMPLES["welcome"])
    gc.collect()
    here = set(window.view.walk(restrict=True))
    alive = [ref() for ref in left]
    assert [widget for widget in alive if widget is not None and widget not in here] == []


def test_a_state_that_only_ticks_keeps_the_screen_under_a_finger(window: TerminalWindow) -> None:
    window.show(EXAMPLES["terms"])
    screen = window.view.screen
    window.show(replace(EXAMPLES["terms"], now=1.0))
    assert window.view.screen is screen


def test_the_clock_goes_on_with_the_terminals_own(window: TerminalWindow) -> None:
    window.show(replace(EXAMPLES["welcome"], now=61.0))
    assert "10:25" in words(window)


def test_the_examples_show_every_screen_and_dialog() -> None:
    from typing import get_args

    assert {type(state.screen) for state in EXAMPLES.values()} == set(get_args(states.Screen))
    assert {type(state.dialog) for state in EXAMPLES.values() if state.dialog} == set(get_args(states.Dialog))
