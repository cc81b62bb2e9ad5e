"""Staff sign in in a real browser: with password and code, without any script, and by passkey."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kiosk.simulation.town.logins import APPROVER, Login
from tests.municipal.signing_in import add_staff, enter_first, type_code, type_password
from tests.municipal.test_console import page_of
from tests.real_parts.city_hall import AOBA, CityHall

PASSWORD = "kohaku-no-sora"
KANA = re.compile("[\u3041-\u30fe]")
POLICY = "default-src 'none'"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])


@pytest.fixture
def page(browser: Browser) -> Page:
    return page_of(browser)


def is_in(page: Page) -> bool:
    return page.locator(".rail").count() == 1


def sign_out(page: Page) -> None:
    page.click("text=ログアウト")
    assert page.locator("[name=login]").count() == 1


def test_password_and_code_open_the_console_and_signing_out_closes_it(
    page: Page, city_hall: CityHall
) -> None:
    page.goto(f"{city_hall.url}/console/{AOBA}/claims")
    type_password(page, APPROVER.name, APPROVER.password)
    assert page.inner_text("h1") == "2つめの確認"
    page.goto(f"{city_hall.url}/console/{AOBA}/")
    assert not is_in(page)
    page.goto(f"{city_hall.url}/console/login")
    type_code(page, APPROVER.code())
    assert is_in(page)
    assert "承認・監査" in page.inner_text(".who")
    sign_out(page)
    page.goto(f"{city_hall.url}/console/{AOBA}/")
    assert page.locator("[name=password]").count() == 1


def test_a_wrong_password_or_code_opens_nothing_and_says_so(page: Page, own_city_hall: CityHall) -> None:
    page.goto(own_city_hall.url)
    type_password(page, APPROVER.name, "not the password")
    assert "ユーザー名かパスワードがちがいます。" in page.inner_text("form.panel")
    type_password(page, APPROVER.name, APPROVER.password)
    type_code(page, "000000")
    assert "確認コードがちがいます。" in page.inner_text("form.panel")
    page.goto(f"{own_city_hall.url}/console/{AOBA}/")
    assert not is_in(page)


def test_a_code_is_good_for_one_sign_in_only(page: Page, browser: Browser, own_city_hall: CityHall) -> None:
    """So that it is of no use to whoever looked over a shoulder."""
    code = APPROVER.code()
    for number, visitor in enumerate((page, page_of(browser)), start=1):
        visitor.goto(own_city_hall.url)
        type_password(visitor, APPROVER.name, APPROVER.password)
        type_code(visitor, code)
        assert is_in(visitor) == (number == 1)


def test_the_first_sign_in_takes_a_password_of_ones_own_and_a_second_factor(
    page: Page, own_city_hall: CityHall
) -> None:
    add_staff(own_city_hall, "wada", PASSWORD, AOBA, "viewer")
    page.goto(own_city_hall.url)
    type_password(page, "wada", PASSWORD)
    assert "仮のものです" in page.inner_text("main")
    for new, again, fault in (
        ("short-one", "short-one", "12 文字以上"),
        ("wada-wada-wada", "wada-wada-wadi", "2回のパスワードが、ちがいます。"),
        (PASSWORD, PASSWORD, "いまとちがうパスワードを入れてください。"),
    ):
        page.fill("[name=oldpassword]", PASSWORD)
        page.fill("[name=password1]", new)
        page.fill("[name=password2]", again)
        page.click("button.primary")
        assert fault in page.inner_text("form.panel")
    page.goto(f"{own_city_hall.url}/console/{AOBA}/")
    assert page.inner_text("h1") == "パスワードの変更"
    page.goto(own_city_hall.url)
    login = enter_from_password(page)
    assert "閲覧" in page.inner_text(".who")
    sign_out(page)
    type_password(page, "wada", login.password)
    assert page.inner_text("h1") == "2つめの確認"


def enter_from_password(page: Page) -> Login:
    """On from the page of the provisional password: a wrong first code is refused, a right one opens."""
    own = f"{PASSWORD}-of-my-own"
    for field, value in {"oldpassword": PASSWORD, "password1": own, "password2": own}.items():
        page.fill(f"[name={field}]", value)
    page.click("button.primary")
    assert "どちらかを登録してください" in page.inner_text("main")
    page.click("text=確認アプリを登録する")
    login = Login("wada", own, page.inner_text(".key code"), ())
    assert page.locator(".symbol svg").count() == 1
    type_code(page, "12345")
    assert "確認コードがちがいます。" in page.inner_text("form.panel")
    assert page.inner_text(".key code") == login.key
    type_code(page, login.code())
    assert page.locator(".codes li").count() == 10
    page.click("text=写しました。管理の画面へ")
    return login


def test_a_recovery_code_stands_in_for_a_lost_telephone_once(
    page: Page, browser: Browser, own_city_hall: CityHall
) -> None:
    codes = recovery_codes(browser, own_city_hall)
    page.goto(own_city_hall.url)
    type_password(page, APPROVER.name, APPROVER.password)
    type_code(page, codes[0])
    assert is_in(page)
    sign_out(page)
    type_password(page, APPROVER.name, APPROVER.password)
    type_code(page, codes[0])
    assert not is_in(page)


def recovery_codes(browser: Browser, hall: CityHall) -> list[str]:
    """The approver makes some while the telephone is still there."""
    page = page_of(browser)
    page.goto(hall.url)
    type_password(page, APPROVER.name, APPROVER.password)
    type_code(page, APPROVER.code())
    page.click("text=ログインの方法")
    page.click("text=予備のコードを作る")
    page.click("button.primary")
    return page.locator(".codes code").all_inner_texts()


def test_wrong_tries_lock_the_user_out_in_words_until_an_administrator_starts_anew(
    page: Page, browser: Browser, own_city_hall: CityHall
) -> None:
    """Passwords and codes count alike, and then the right ones do not help."""
    page.goto(own_city_hall.url)
    for _ in range(2):
        type_password(page, APPROVER.name, "not the password")
    type_password(page, APPROVER.name, APPROVER.password)
    for _ in range(3):
        type_code(page, "000000")
    told = page.inner_text("main")
    assert "続けて5回まちがえたので" in told
    assert "15分たつと、またログインできます" in told
    page.goto(f"{own_city_hall.url}/console/login/second-factor")
    type_code(page, APPROVER.code())
    assert "続けて5回まちがえたので" in page.inner_text("main")
    other = page_of(browser, "en-US")
    other.goto(own_city_hall.url)
    type_password(other, APPROVER.name, APPROVER.password)
    assert "5 wrong tries in a row" in other.inner_text("main")
    anew = own_city_hall.command("staff", "reset", APPROVER.name).stdout.split()[-1]
    fresh = page_of(browser)
    enter_first(fresh, own_city_hall, APPROVER.name, anew)
    assert is_in(fresh)


def test_starting_anew_ends_every_session_of_the_user(page: Page, own_city_hall: CityHall) -> None:
    page.goto(own_city_hall.url)
    type_password(page, APPROVER.name, APPROVER.password)
    type_code(page, APPROVER.code())
    assert is_in(page)
    own_city_hall.command("staff", "reset", APPROVER.name)
    page.reload()
    assert page.locator("[name=login]").count() == 1


def with_passkeys(browser: Browser) -> Page:
    """A browser with script on a machine that has a fingerprint reader."""
    page = browser.new_context(ignore_https_errors=True, locale="ja-JP").new_page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    reader = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": reader})
    return page


def test_a_passkey_opens_the_console_by_itself_and_as_the_second_factor(
    browser: Browser, own_city_hall: CityHall
) -> None:
    add_staff(own_city_hall, "wada", PASSWORD, AOBA, "operator")
    page = with_passkeys(browser)
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    by_name = own_city_hall.url.replace("127.0.0.1", "localhost")
    page.goto(f"{by_name}/console/")
    type_password(page, "wada", PASSWORD)
    own = f"{PASSWORD}-of-my-own"
    for field, value in {"oldpassword": PASSWORD, "password1": own, "password2": own}.items():
        page.fill(f"[name={field}]", value)
    page.click("button.primary")
    page.click("text=パスキーを登録する")
    page.click("#passkey_add")
    page.click("text=写しました。管理の画面へ")
    assert is_in(page)
    sign_out(page)
    page.click("text=パスキーでログイン")
    page.wait_for_selector(".rail")
    sign_out(page)
    type_password(page, "wada", own)
    page.click("text=パスキーを使う")
    page.wait_for_selector(".rail")
    assert [fault for fault in faults if "favicon" not in fault and "404" not in fault] == []


def test_where_no_passkey_is_there_to_be_used_the_page_says_so(
    browser: Browser, own_city_hall: CityHall
) -> None:
    page = with_passkeys(browser)
    page.goto(own_city_hall.url.replace("127.0.0.1", "localhost"))
    assert page.locator("[data-passkey-fault]").is_hidden()
    page.click("text=パスキーでログイン")
    page.wait_for_selector("[data-passkey-fault]:visible")
    assert "パスワードでログインしてください" in page.inner_text("#mfa_login")


def test_at_an_address_without_a_name_no_passkey_is_offered(page: Page, city_hall: CityHall) -> None:
    page.goto(city_hall.url)
    assert page.locator("[data-passkeys], script").count() == 0


def test_script_is_allowed_from_this_server_and_on_the_pages_of_passkeys_only(
    browser: Browser, city_hall: CityHall
) -> None:
    page = with_passkeys(browser)
    by_name = city_hall.url.replace("127.0.0.1", "localhost")
    for path, scripted in (("login", True), ("login/inactive", False)):
        answer = page.goto(f"{by_name}/console/{path}")
        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert policy.startswith(POLICY)
        assert ("script-src 'self'" in policy) == scripted
        assert "unsafe" not in policy
        for script in page.locator("script").all():
            assert script.get_attribute("src") or script.get_attribute("type") == "application/json"
        assert "style=" not in page.content()


def test_the_keys_alone_sign_in_on_a_narrow_screen(page: Page, own_city_hall: CityHall) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(own_city_hall.url)
    page.wait_for_selector("[name=login]:focus")
    page.keyboard.type(APPROVER.name)
    page.keyboard.press("Tab")
    page.keyboard.type(APPROVER.password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert int.from_bytes(page.screenshot(full_page=True)[16:20]) == 390
    page.wait_for_selector("[name=code]:focus")
    page.keyboard.type(APPROVER.code())
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert is_in(page), page.inner_text("main")


def test_signing_in_may_be_read_in_english(browser: Browser, own_city_hall: CityHall) -> None:
    page = page_of(browser, "en-US")
    page.goto(own_city_hall.url)
    shown = []

    def look() -> None:
        shown.append(page.inner_text("main").replace("日本語", ""))

    look()
    type_password(page, APPROVER.name, APPROVER.password)
    look()
    type_code(page, APPROVER.code())
    for path in (
        "second-factor",
        "password",
        "second-factor/recovery/new",
        "second-factor/app/remove",
        "logout",
    ):
        page.goto(f"{own_city_hall.url}/console/{path}")
        look()
    assert [text for text in shown if KANA.search(text)] == []
