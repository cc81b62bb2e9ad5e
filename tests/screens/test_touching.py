"""How the screen answers fingers: on release inside, once, and never what lies behind a dialog."""

from __future__ import annotations

from dataclasses import replace

from kiosk.terminal.visit import events, states
from tests.screens.example_states import EXAMPLES
from tests.screens.touching import control
from tests.screens.window import TerminalWindow


def agree(window: TerminalWindow) -> tuple[float, float]:
    """Where the blue button of the terms is."""
    window.show(EXAMPLES["terms"])
    return window.middle(control(window, "同意してすすむ"))


def test_a_button_acts_when_the_finger_goes_up(window: TerminalWindow) -> None:
    finger = window.finger(*agree(window)).down()
    assert window.listener.events == []
    finger.up()
    assert window.listener.events == [events.Continued()]


def test_a_smaller_panel_hears_fingers_where_it_shows_buttons(window: TerminalWindow) -> None:
    window.open((1024, 768))
    window.touch(*agree(window))
    assert window.listener.events == [events.Continued()]


def test_sliding_off_a_button_cancels_it(window: TerminalWindow) -> None:
    x, y = agree(window)
    window.finger(x, y).down().slide(x, y - 300).up()
    assert window.listener.events == []


def test_sliding_off_and_back_still_acts(window: TerminalWindow) -> None:
    x, y = agree(window)
    window.finger(x, y).down().slide(x, y - 300).slide(x, y).up()
    assert window.listener.events == [events.Continued()]


def test_a_button_shows_at_once_that_it_is_touched(window: TerminalWindow) -> None:
    place = agree(window)
    button = control(window, "同意してすすむ")
    finger = window.finger(*place).down()
    assert button.fill == "accent_pressed"
    finger.up()
    assert button.fill == "accent"


def test_a_second_touch_right_after_a_new_screen_is_ignored(window: TerminalWindow) -> None:
    place = agree(window)
    window.touch(*place)
    window.view.show(EXAMPLES["enter_pin_complete"])
    window.time += 0.3
    window.touch(*place)
    assert window.listener.events == [events.Continued()]


def test_a_touch_elsewhere_is_heard_on_a_new_screen_at_once(window: TerminalWindow) -> None:
    window.touch(*agree(window))
    window.view.show(EXAMPLES["enter_pin"])
    window.frames()
    window.touch_widget(control(window, "5"))
    assert window.listener.pin == ["5"]


def test_the_same_place_is_heard_again_after_a_moment(window: TerminalWindow) -> None:
    place = agree(window)
    window.touch(*place)
    window.view.show(EXAMPLES["enter_pin_complete"])
    window.frames()
    window.time += 0.5
    window.touch(*place)
    assert window.listener.events == [events.Continued(), events.Continued()]


def test_two_digits_touched_quickly_on_one_key_both_count(window: TerminalWindow) -> None:
    window.show(EXAMPLES["enter_pin"])
    key = window.middle(control(window, "7"))
    window.touch(*key)
    window.touch(*key)
    assert window.listener.pin == ["7", "7"]


def test_nothing_behind_a_dialog_can_be_touched(window: TerminalWindow) -> None:
    window.show(EXAMPLES["terms"])
    behind = window.middle(control(window, "やめる"))
    window.show(replace(EXAMPLES["terms"], dialog=states.TimeRunningOut(18)))
    window.touch(*behind)
    assert window.listener.events == []


def test_a_control_that_is_not_offered_cannot_be_touched(window: TerminalWindow) -> None:
    window.show(EXAMPLES["terms"])
    back, stop = (window.middle(control(window, words)) for words in ("もどる", "やめる"))
    window.show(EXAMPLES["authenticating"])
    window.touch(*back)
    window.touch(*stop)
    assert window.listener.events == []
