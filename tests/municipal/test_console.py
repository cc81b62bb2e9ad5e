"""Staff switch services in a real browser, without any script; terminals see what staff see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import requests
from playwright.sync_api import Browser, Page, sync_playwright

from kiosk.certificates.kinds import RULES, Kind
from tests.municipal.signing_in import add_staff, enter_first, log_in
from tests.municipal.terminals import TerminalClient
from tests.municipal.test_availability import Stream, tax
from tests.real_parts.city_hall import AOBA, WAIT, WAKABA, CityHall

TAX_ROW = "tr[data-kind=income-tax]"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])


def page_of(browser: Browser, locale: str = "ja-JP") -> Page:
    """A tab that trusts the city hall and runs no script, as the console asks for none."""
    context = browser.new_context(ignore_https_errors=True, java_script_enabled=False, locale=locale)
    return context.new_page()


@pytest.fixture
def staff(browser: Browser, city_hall: CityHall) -> Page:
    page = page_of(browser)
    log_in(page, city_hall)
    return page


def test_staff_switch_a_service_off_and_the_terminal_follows_within_a_second(
    staff: Page, city_hall: CityHall, terminal: TerminalClient
) -> None:
    stream = Stream(terminal)
    assert tax(stream.next()[1])["is_open"]
    assert staff.inner_text(f"{TAX_ROW} .state") == "受付中"
    staff.click(f"{TAX_ROW} a.switch")
    assert staff.inner_text("h1") == "所得・課税証明書の受付を休止しますか"
    assert "2台すべて" in staff.inner_text("form.confirm dl")
    staff.fill("[name=reason]", "税額の確認")
    staff.click("button.danger")
    assert staff.inner_text(f"{TAX_ROW} .state") == "休止中"
    assert "税額の確認" in staff.inner_text(TAX_ROW)
    off = stream.next()[1]
    seen_by_staff = off["clock"]
    assert not tax(off)["is_open"]
    staff.click(f"{TAX_ROW} a.switch")
    staff.fill("[name=reason]", "確認が済んだ")
    staff.click("button.primary")
    assert staff.inner_text(f"{TAX_ROW} .state") == "受付中"
    on = stream.next()[1]
    assert tax(on)["is_open"]
    assert datetime.fromisoformat(on["clock"]) > datetime.fromisoformat(seen_by_staff)


def test_every_kind_that_a_city_issues_has_its_switch_under_its_own_title(staff: Page) -> None:
    for kind in Kind:
        row = staff.inner_text(f"tr[data-kind={kind.value}] >> nth=0")
        assert RULES[kind].title in row
        assert "受付中" in row


def test_a_pause_until_a_moment_tells_residents_when_it_ends(
    staff: Page, city_hall: CityHall, terminal: TerminalClient
) -> None:
    staff.click(f"{TAX_ROW} a.switch")
    staff.fill("[name=until]", "2026-11-25T12:00")
    staff.fill("[name=reason]", "点検")
    staff.click("button.danger")
    try:
        assert "25日 12:00 まで" in staff.inner_text(TAX_ROW)
        service = terminal.service("income-tax")
        assert (service["is_open"], service["reason"]) == (False, "closure")
        assert service["reopens"] == "2026-11-25T12:00:00+09:00"
    finally:
        city_hall.command("availability", "on", "income-tax", "--municipality", AOBA, "--reason", "済")


@pytest.mark.parametrize(
    ("reason", "until", "fault"),
    [
        ("", "", "理由を入れてください。"),
        ("点検", "2026-11-23T12:00", "いまより後の日時を入れてください。"),
    ],
)
def test_nothing_is_switched_without_a_reason_or_until_a_moment_gone_by(
    staff: Page, terminal: TerminalClient, reason: str, until: str, fault: str
) -> None:
    staff.click(f"{TAX_ROW} a.switch")
    staff.fill("[name=reason]", reason)
    staff.fill("[name=until]", until)
    staff.click("button.danger")
    assert fault in staff.inner_text("form.confirm")
    assert terminal.service("income-tax")["is_open"]


def test_staff_of_one_town_neither_see_nor_switch_the_others(
    browser: Browser, own_city_hall: CityHall
) -> None:
    add_staff(own_city_hall, "wada", "kohaku-no-sora", WAKABA, "operator")
    page = page_of(browser)
    enter_first(page, own_city_hall, "wada", "kohaku-no-sora")
    assert "若葉町" in page.inner_text(".brand")
    assert page.locator(".rail nav a").count() == 3
    assert page.locator(f".rail a[href*='{AOBA}']").count() == 0
    for path in (f"{AOBA}/", f"{AOBA}/resident-record/off"):
        answer = page.goto(f"{own_city_hall.url}/console/{path}")
        assert answer is not None
        assert answer.status == 404


def test_a_switch_can_not_be_posted_from_elsewhere(staff: Page, city_hall: CityHall) -> None:
    session = requests.Session()
    session.trust_env = False
    session.verify = str(city_hall.ca)
    for cookie in staff.context.cookies():
        session.cookies.set(str(cookie["name"]), str(cookie["value"]))
    answer = session.post(
        f"{city_hall.url}/console/{AOBA}/income-tax/off", data={"reason": "stolen"}, timeout=WAIT
    )
    assert answer.status_code == 403


def test_the_pages_allow_no_script_and_no_frame(staff: Page, city_hall: CityHall) -> None:
    answer = staff.goto(f"{city_hall.url}/console/{AOBA}/")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "<script" not in staff.content()
    assert "style=" not in staff.content()


def test_the_staff_may_read_english(browser: Browser, city_hall: CityHall) -> None:
    page = page_of(browser, "en-US")
    log_in(page, city_hall)
    assert page.inner_text("h1") == "Services on and off"
    assert page.inner_text(f"{TAX_ROW} .state") == "Open"
    page.click("button[lang=ja]")
    assert page.inner_text("h1") == "受付の切り替え"
