"""The last look, the money and the paper: what stands on the screen, and what is never left on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from kiosk.terminal.visit import events
from kiosk.terminal.visit.states import Confirm, State, TimeRunningOut
from tests.screens.example_states import EXAMPLES
from tests.screens.sample_paper import page_of_paper
from tests.screens.touching import control, touched, words
from tests.screens.window import TerminalWindow


def hold_button(window: TerminalWindow) -> Any:
    from kiosk.terminal.screens.widgets.button import HoldButton

    (button,) = window.widgets(HoldButton)
    return button


def revealed_paper(window: TerminalWindow) -> Any:
    return window.view.screen.ids.revealed


def held(state: State) -> State:
    assert isinstance(state.screen, Confirm)
    return replace(state, screen=replace(state.screen, revealed_at=state.now))


def test_payment_cannot_begin_before_the_paper_is_ready(window: TerminalWindow) -> None:
    window.show(EXAMPLES["confirm_preparing"])
    window.touch_widget(control(window, "準備しています"))
    window.touch_widget(hold_button(window))
    assert window.listener.events == []
    assert window.listener.previews == []


def test_the_paper_is_asked_for_masked_until_the_button_is_held(window: TerminalWindow) -> None:
    window.show(EXAMPLES["confirm"])
    assert [revealed for _, _, revealed in window.listener.previews] == [False]


def test_the_paper_shows_its_text_only_while_the_button_is_held(window: TerminalWindow) -> None:
    window.show(EXAMPLES["confirm"])
    finger = window.finger(*window.middle(hold_button(window))).down()
    assert window.listener.events == [events.PreviewHeld()]
    window.show(held(EXAMPLES["confirm"]))
    assert revealed_paper(window).has_pages
    finger.slide(1200, 50)
    finger.up()
    assert window.listener.events[-1] == events.PreviewReleased()
    assert not revealed_paper(window).has_pages


def test_a_state_that_comes_late_reveals_nothing_again(window: TerminalWindow) -> None:
    window.show(EXAMPLES["confirm"])
    finger = window.finger(*window.middle(hold_button(window))).down()
    window.show(held(EXAMPLES["confirm"]))
    finger.up()
    window.show(held(EXAMPLES["confirm"]))
    assert not revealed_paper(window).has_pages


def test_a_dialog_covers_the_paper_even_under_a_finger(window: TerminalWindow) -> None:
    window.show(held(EXAMPLES["confirm"]))
    assert revealed_paper(window).has_pages
    window.show(replace(held(EXAMPLES["confirm"]), dialog=TimeRunningOut(20)))
    assert not revealed_paper(window).has_pages


def test_nothing_of_the_paper_outlives_its_screen(window: TerminalWindow) -> None:
    from kiosk.terminal.screens.widgets.paper import Paper

    window.show(held(EXAMPLES["confirm"]))
    papers = window.widgets(Paper)
    assert [paper.has_pages for paper in papers] == [True, True]
    window.show(EXAMPLES["pay"])
    assert not any(paper.has_pages for paper in papers)


def test_a_finger_that_moves_while_holding_moves_the_paper(window: TerminalWindow) -> None:
    window.show(EXAMPLES["confirm"])
    x, y = window.middle(hold_button(window))
    finger = window.finger(x, y).down()
    window.show(held(EXAMPLES["confirm"]))
    finger.slide(x, y - 100)
    assert revealed_paper(window).scroll == pytest.approx(200, abs=2)
    finger.slide(x, y - 700)
    paper = revealed_paper(window)
    assert paper.scroll == pytest.approx(1124 * 297 / 210 - paper.height, abs=2)
    finger.up()


def test_a_second_finger_reaches_nothing_under_the_paper(window: TerminalWindow) -> None:
    window.show(held(EXAMPLES["confirm"]))
    window.touch_widget(control(window, "変える"))
    assert window.listener.events == []


def test_the_paper_stands_upright(window: TerminalWindow, tmp_path: Path) -> None:
    window.show(EXAMPLES["confirm"])
    page = page_of_paper(0, 318, revealed=False)
    assert page is not None
    drawn = Image.frombytes("RGBA", (page.width, page.height), page.rgba).convert("L")
    with Image.open(window.picture(tmp_path / "confirm.png")) as screen:
        seen = screen.convert("L").crop((96, 287, 414, 737))
    head = (0, 0, 318, 180)
    assert difference(seen.crop(head), drawn.crop(head)) < 2
    assert difference(seen.crop(head), ImageOps.flip(drawn).crop(head)) > 2


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of the pixels, of 255."""
    return float(ImageStat.Stat(ImageChops.difference(one, other)).mean[0])


def test_paying_begins_with_the_blue_button(window: TerminalWindow) -> None:
    window.show(EXAMPLES["confirm"])
    assert touched(window, "支払いへすすむ") == events.Continued()


def test_a_free_certificate_is_printed_without_talk_of_payment(window: TerminalWindow) -> None:
    window.show(EXAMPLES["confirm_free"])
    assert "無料" in words(window)
    assert touched(window, "印刷する") == events.Continued()


def test_what_is_still_needed_is_told_while_coins_go_in(window: TerminalWindow) -> None:
    window.show(EXAMPLES["pay"])
    assert {"400", "350", "50", "あと"} <= words(window)


def test_money_comes_back_on_request_while_it_is_taken(window: TerminalWindow) -> None:
    window.show(EXAMPLES["pay"])
    assert touched(window, "やめて、お金を返す") == events.Stopped()


@pytest.mark.parametrize("example", ["pay_opening", "pay_complete", "pay_returning"])
def test_nothing_can_be_stopped_while_money_is_on_its_way(window: TerminalWindow, example: str) -> None:
    window.show(EXAMPLES[example])
    assert "やめて、お金を返す" not in words(window)


def test_a_cash_box_without_change_asks_for_the_exact_amount(window: TerminalWindow) -> None:
    window.show(EXAMPLES["pay_exact_only"])
    assert any("おつりが足りません" in text for text in words(window))


def test_the_bars_follow_the_printers_own_count(window: TerminalWindow) -> None:
    from kiosk.terminal.screens.printing import SheetBar

    window.show(EXAMPLES["printing_ten_sheets"])
    assert [bar.fill for bar in window.widgets(SheetBar)] == ["accent"] * 6 + ["empty_bar"] * 4


def test_a_stalled_printer_says_what_is_in_its_way(window: TerminalWindow) -> None:
    window.show(EXAMPLES["printing_stalled"])
    assert any("用紙がなくなりました" in text for text in words(window))


def test_only_what_there_is_to_take_is_shown(window: TerminalWindow) -> None:
    window.show(EXAMPLES["take_paper"])
    assert {"証明書 2枚", "領収書 1枚", "おつり 50円", "カード・お荷物"} <= words(window)
    window.show(EXAMPLES["take_paper_no_receipt"])
    assert not any("領収書" in text or "おつり" in text for text in words(window))


def test_the_last_screen_ends_or_reports_a_bad_print(window: TerminalWindow) -> None:
    window.show(EXAMPLES["take_paper"])
    assert touched(window, "印刷がおかしい") == events.PrintProblemReported()
    assert touched(window, "終わる") == events.Continued()


def test_a_print_problem_ends_only_once_its_number_is_there(window: TerminalWindow) -> None:
    window.show(EXAMPLES["print_problem_opening"])
    window.touch_widget(control(window, "終わる"))
    assert window.listener.events == []
    window.show(EXAMPLES["print_problem"])
    assert "4821-7730" in words(window)
    assert touched(window, "終わる") == events.Continued()
