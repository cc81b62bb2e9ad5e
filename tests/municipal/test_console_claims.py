"""Staff find a claim and close it in a real browser, without any script and on any width."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kiosk.certificates.order_number import order_number
from tests.municipal.complaints import (
    complained_of,
    left_money,
    order_reissue,
    report,
    settled,
    state,
)
from tests.municipal.signing_in import add_staff, enter_first, log_in
from tests.municipal.terminals import TerminalClient, key
from tests.municipal.test_console import page_of
from tests.real_parts.city_hall import AOBA, SHARED_TERMINAL, WAKABA, CityHall

REFUNDED = {"outcome": "refunded", "sheets": 0, "received": 1000, "returned": 1000}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])


@pytest.fixture
def staff(browser: Browser, city_hall: CityHall) -> Page:
    page = page_of(browser)
    log_in(page, city_hall)
    page.click(f".rail a[href='/console/{AOBA}/claims']")
    return page


def row(page: Page, order_id: str) -> str:
    return page.inner_text(f"tr[data-order='{order_id}']")


def waiting(page: Page) -> int:
    """The number in the rail."""
    badge = page.locator(f".rail a[href='/console/{AOBA}/claims'] .waiting")
    return int(badge.inner_text().split("件")[0]) if badge.count() else 0


def open_claim(page: Page, hall: CityHall, number: str, order_id: str) -> None:
    page.goto(f"{hall.url}/console/{AOBA}/claims")
    page.click(f"tr[data-order='{order_id}'] a")
    assert page.inner_text("h1") == f"未精算 {number}"


def test_a_claim_is_found_and_settled_and_the_rail_counts_one_less(
    staff: Page, city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, order_id = left_money(city_hall, terminal)
    staff.reload()
    before = waiting(staff)
    told = row(staff, order_id)
    for words in (number, "aoba-store", "住民票の写し", "印刷・返金が未完了", "200 円", "未処理"):
        assert words in told
    open_claim(staff, city_hall, number, order_id)
    staff.click("text=精算する")
    assert staff.inner_text("h1") == f"{number} を、精算しますか"
    assert staff.input_value("[name=returned]") == "200"
    staff.fill("[name=note]", "窓口で返金")
    staff.click("button.primary")
    assert staff.inner_text(".head .chip") == "精算ずみ"
    last = staff.locator(".timeline li").last.inner_text()
    assert "精算した　200円" in last
    assert "sato" in last
    assert "窓口で返金" in last
    assert staff.locator(".choices").count() == 0
    assert waiting(staff) == before - 1
    assert state(city_hall, number, order_id) == "settled"


def test_a_free_reissue_granted_in_the_console_reaches_its_holder(
    staff: Page, city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, order_id, choices = complained_of(city_hall, terminal)
    open_claim(staff, city_hall, number, order_id)
    staff.click("text=無料の出し直しを認める")
    assert "どの端末でも1回だけ" in staff.inner_text("form.confirm")
    staff.fill("[name=note]", "かすれ")
    staff.click("button.primary")
    assert staff.inner_text(".head .chip") == "出し直し待ち"
    assert staff.locator("text=無料の出し直しを認める").count() == 0
    visit, _ = terminal.authenticated(city_hall.card("hanako"))
    assert order_reissue(terminal, visit, number, choices).json()["fee"] == 0
    staff.reload()
    assert staff.inner_text(".head .chip") == "出し直し中"
    assert staff.locator(".choices").count() == 0


def test_a_claim_is_declined_with_a_reason_only(
    staff: Page, city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, order_id, _ = complained_of(city_hall, terminal)
    open_claim(staff, city_hall, number, order_id)
    staff.click("text=対応しない")
    staff.click("button.danger")
    assert "理由を入れてください。" in staff.inner_text("form.confirm")
    assert state(city_hall, number, order_id) == "open"
    staff.fill("[name=note]", "紙に問題なし")
    staff.click("button.danger")
    assert staff.inner_text(".head .chip") == "対応なし"


def test_money_in_the_machine_is_not_offered_as_a_reissue(
    staff: Page, city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, order_id = left_money(city_hall, terminal)
    open_claim(staff, city_hall, number, order_id)
    assert staff.locator(".choices a").all_inner_texts() == ["精算する", "対応しない"]


@pytest.mark.parametrize(
    ("returned", "fault"),
    [
        ("", "返した金額を入れてください。"),
        ("-10", "返した金額を入れてください。"),
        ("210", "端末に残っている金額より、多くは返せません。"),
    ],
)
def test_what_can_not_have_been_handed_over_is_not_settled(
    staff: Page, city_hall: CityHall, terminal: TerminalClient, returned: str, fault: str
) -> None:
    number, order_id = left_money(city_hall, terminal)
    staff.goto(f"{city_hall.url}/console/{AOBA}/claims/{order_id}/settle")
    staff.fill("[name=returned]", returned)
    staff.fill("[name=note]", "返金")
    staff.click("button.primary")
    assert fault in staff.inner_text("form.confirm")
    assert state(city_hall, number, order_id) == "open"


def test_who_comes_second_is_told_who_settled_it_and_pays_nothing(
    staff: Page, city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, order_id = left_money(city_hall, terminal)
    staff.goto(f"{city_hall.url}/console/{AOBA}/claims/{order_id}/settle")
    assert report(terminal, order_id, settled(number, 200)) == 204
    staff.fill("[name=note]", "返金")
    staff.click("button.primary")
    told = staff.inner_text("form.confirm")
    assert "すでに処理されています。精算した　200円（terminal aoba-store、2026-11-24" in told


@pytest.mark.parametrize("typed", ["{number}", "{digits}", "{wide}", "{order_id}", "{receipt}"])
def test_a_claim_is_found_by_its_number_however_it_is_typed_whether_open_or_not(
    staff: Page, city_hall: CityHall, terminal: TerminalClient, typed: str
) -> None:
    number, order_id = left_money(city_hall, terminal)
    assert report(terminal, order_id, settled(number, 200)) == 204
    staff.reload()
    assert staff.locator(f"tr[data-order='{order_id}']").count() == 0
    staff.fill(
        "[name=q]",
        typed.format(
            number=number,
            digits=number.replace("-", ""),
            wide=number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789-"}),
            order_id=order_id,
            receipt=order_number(order_id),
        ),
    )
    with staff.expect_navigation():
        staff.keyboard.press("Enter")
    assert staff.locator("tr[data-order]").count() == 1
    assert "精算ずみ" in row(staff, order_id)
    staff.click(f"tr[data-order='{order_id}'] a")
    assert order_number(order_id) in staff.inner_text("main")
    staff.go_back()
    staff.click("text=すべて")
    assert "精算ずみ" in row(staff, order_id)


def test_an_alarm_is_acknowledged_with_what_was_done_and_stays_on_record(
    staff: Page, city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, order_id = left_money(city_hall, terminal)
    assert report(terminal, order_id, REFUNDED) == 409
    staff.reload()
    before = waiting(staff)
    alarm = staff.locator("tr[data-alarm]").first
    assert "前の報告と、食いちがう報告" in alarm.inner_text()
    assert "返金ずみ　0枚、受け取り 1000円、返金 1000円" in alarm.inner_text()
    alarm.locator("text=確認する").click()
    staff.fill("[name=note]", "端末の時計を直した")
    staff.click("button.primary")
    assert waiting(staff) == before - 1
    staff.click("text=すべて")
    assert "sato: 端末の時計を直した" in staff.inner_text("section[aria-labelledby=alarms]")
    staff.goto(f"{city_hall.url}/console/{AOBA}/claims/{order_id}")
    assert f"未精算 {number}" in staff.inner_text("h1")
    assert "前の報告と、食いちがう報告" in staff.inner_text(".timeline")


def test_an_alarm_of_a_terminal_is_shown_with_its_code(
    staff: Page, city_hall: CityHall, terminal: TerminalClient
) -> None:
    raised = {"alarm_id": key(), "municipality": AOBA, "failure": "E-DOC-002"}
    assert terminal.post("/alarms", raised | {"raised_at": "2026-11-24T10:20:00+09:00"}).status_code == 204
    staff.reload()
    shown = staff.locator("tr[data-alarm]").first.inner_text()
    for words in ("端末からの警報", "E-DOC-002", "aoba-store", "2026/11/24 10:20"):
        assert words in shown


def test_another_towns_claim_is_not_to_be_found(browser: Browser, own_city_hall: CityHall) -> None:
    number, order_id = left_money(own_city_hall, TerminalClient(own_city_hall))
    stranger = TerminalClient(own_city_hall, SHARED_TERMINAL)
    raised = {"alarm_id": key(), "municipality": AOBA, "failure": "E-DOC-002"}
    assert stranger.post("/alarms", raised | {"raised_at": "2026-11-24T10:20:00+09:00"}).status_code == 204
    add_staff(own_city_hall, "wada", "kohaku-no-sora", WAKABA, "operator")
    page = page_of(browser)
    enter_first(page, own_city_hall, "wada", "kohaku-no-sora")
    page.goto(f"{own_city_hall.url}/console/{WAKABA}/claims?q={number}")
    assert page.locator("tr[data-order], .waiting").count() == 0
    for path in (
        f"{AOBA}/claims",
        f"{AOBA}/claims/{order_id}",
        f"{WAKABA}/claims/{order_id}",
        f"{WAKABA}/claims/{order_id}/settle",
        f"{AOBA}/alarms/1",
        f"{WAKABA}/alarms/1",
    ):
        answer = page.goto(f"{own_city_hall.url}/console/{path}")
        assert answer is not None
        assert answer.status == 404, path


def test_no_page_names_anybody(staff: Page, city_hall: CityHall, terminal: TerminalClient) -> None:
    _, order_id, _ = complained_of(city_hall, terminal)
    for path in ("", f"/{order_id}", f"/{order_id}/settle", f"/{order_id}/reissue", f"/{order_id}/decline"):
        staff.goto(f"{city_hall.url}/console/{AOBA}/claims{path}")
        shown = staff.content()
        assert [word for word in ("花子", "葛", "緑ケ丘", "style=", "<script") if word in shown] == []


def tab_to(page: Page, selector: str) -> None:
    """Go to an element as somebody without a mouse does."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} is not reached by the keys")


def test_a_claim_is_settled_by_the_keys_alone_on_a_narrow_screen(
    browser: Browser, city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, order_id = left_money(city_hall, terminal)
    page = page_of(browser)
    page.set_viewport_size({"width": 390, "height": 844})
    log_in(page, city_hall)
    page.goto(f"{city_hall.url}/console/{AOBA}/claims?q={number}")
    steps = [f"tr[data-order='{order_id}'] a", ".choices a.primary", "[name=note]"]
    for step in steps:
        tab_to(page, step)
        assert width_of(page) == 390, f"the page of {step} is to be pushed sideways"
        if step != steps[-1]:
            with page.expect_navigation():
                page.keyboard.press("Enter")
    page.keyboard.type("窓口")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.inner_text(".head .chip") == "精算ずみ"


def width_of(page: Page) -> int:
    """How wide the whole page is, whatever of it fits the window."""
    return int.from_bytes(page.screenshot(full_page=True)[16:20])


def test_the_staff_may_read_claims_in_english(
    browser: Browser, city_hall: CityHall, terminal: TerminalClient
) -> None:
    number, order_id, _ = complained_of(city_hall, terminal)
    page = page_of(browser, "en-US")
    log_in(page, city_hall)
    japanese = [chr(code) for code in range(0x3041, 0x30FF)]
    for path in ("", f"/{order_id}", f"/{order_id}/settle", f"/{order_id}/reissue", f"/{order_id}/decline"):
        page.goto(f"{city_hall.url}/console/{AOBA}/claims{path}")
        shown = page.inner_text("main")
        assert number in shown
        assert [letter for letter in japanese if letter in shown.replace("かすれ", "")] == [], shown
