"""Signing in to the console as its staff do."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import Page

from kiosk.simulation.town.logins import OPERATOR, Login
from tests.real_parts.city_hall import CityHall

_signed_in: WeakKeyDictionary[CityHall, dict[str, Any]] = WeakKeyDictionary()


def type_password(page: Page, name: str, password: str) -> None:
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.click("button.primary")


def type_code(page: Page, code: str) -> None:
    page.fill("[name=code]", code)
    page.click("button.primary")


def log_in(page: Page, hall: CityHall, login: Login = OPERATOR) -> None:
    """Sign in with password and code; a code is good for one sign-in only, so that who has signed in to
    this city hall before comes back to the session."""
    known = _signed_in.setdefault(hall, {})
    if login.name in known:
        page.context.add_cookies(known[login.name])
        page.goto(hall.url)
        return
    page.goto(hall.url)
    type_password(page, login.name, login.password)
    type_code(page, login.code())
    assert page.locator(".rail").count() == 1, page.inner_text("main")
    known[login.name] = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]


def add_staff(hall: CityHall, name: str, password: str, municipality: str, *roles: str) -> None:
    """``kiosk municipal staff add``."""
    file = hall.directory / "password"
    file.write_text(f"{password}\n")
    stated = [part for role in roles for part in ("--role", role)]
    hall.command("staff", "add", name, "--municipality", municipality, *stated, "--password-file", file)


def enter_first(page: Page, hall: CityHall, name: str, password: str) -> Login:
    """The first sign-in of who was just added: a password of one's own and an authenticator app. What the
    user signs in with from now on."""
    page.goto(hall.url)
    type_password(page, name, password)
    own = f"{password}-of-my-own"
    page.fill("[name=oldpassword]", password)
    page.fill("[name=password1]", own)
    page.fill("[name=password2]", own)
    page.click("button.primary")
    page.click("text=確認アプリを登録する")
    login = Login(name, own, page.inner_text(".key code"), ())
    type_code(page, login.code())
    page.click("text=写しました。管理の画面へ")
    return login
