"""A sign-in ends when nobody touches the console for a while, and after a shift in any case."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from kiosk.municipal.configuration import Configuration, SignIn
from kiosk.municipal.console.rights import Role
from kiosk.municipal.identity.pki import Authority
from kiosk.simulation.town.logins import Login
from tests.municipal.two_towns import KEY, browser_of, found, member

pytestmark = pytest.mark.django_db

AOBA = "999016"
PAGE = f"/console/{AOBA}/"


@pytest.fixture
def browser() -> Client:
    return browser_of(found(AOBA, "青葉市", Authority.create("terminals")).staff)


def test_a_sign_in_begins_a_session_and_its_code_is_used_up() -> None:
    """What is used up stands in the database, where every process sees it, for as long as the code is good;
    the library forgets sooner."""
    user = member(found(AOBA, "青葉市", Authority.create("terminals")).municipality, "mori", Role.VIEWER)
    user.set_password("a long enough password")
    user.save()
    code = Login("mori", "", KEY, ()).code()
    for used, typed in ((False, code), (True, code), (True, f"{code[:3]} {code[3:]}")):
        browser = Client()
        said = {"login": "mori", "password": "a long enough password"}
        assert browser.post("/console/login", said)["Location"] == "/console/login/second-factor"
        answer = browser.post("/console/login/second-factor", {"code": typed})
        assert answer.status_code == (200 if used else 302)
        assert browser.get(PAGE).status_code == (302 if used else 200)
        cache.delete(f"allauth.mfa.totp.used?user={user.pk}&code={code}")


def went_by(browser: Client, **seconds: float) -> None:
    """Let the session have begun, or have been touched, that much earlier."""
    session = browser.session
    for name, passed in seconds.items():
        session[name] -= passed
    session.save()


def sent_to_sign_in(browser: Client, page: str = PAGE) -> bool:
    answer = browser.get(page)
    if answer.status_code == 200:
        return False
    assert answer["Location"] == f"/console/login?expired=1&next={PAGE}"
    return True


def test_who_went_away_signs_in_again_and_who_works_does_not(browser: Client) -> None:
    for _ in range(3):
        went_by(browser, touched_at=1700)
        assert not sent_to_sign_in(browser)
    went_by(browser, touched_at=1900)
    assert sent_to_sign_in(browser)
    assert "もう一度ログイン" in browser.get("/console/login?expired=1").content.decode()


def test_a_page_that_loads_itself_anew_is_no_touch(browser: Client) -> None:
    for _ in range(2):
        went_by(browser, touched_at=800)
        assert not sent_to_sign_in(browser, f"{PAGE}?unattended")
    went_by(browser, touched_at=300)
    assert sent_to_sign_in(browser, f"{PAGE}?unattended")


def test_no_session_outlasts_a_shift_however_busy(browser: Client) -> None:
    for _ in range(2):
        went_by(browser, signed_in_at=5 * 3600 - 60)
        assert not sent_to_sign_in(browser)
    went_by(browser, signed_in_at=180)
    assert sent_to_sign_in(browser)


def test_an_installation_may_be_stricter(browser: Client, tmp_path: object) -> None:
    with override_settings(CITY_HALL=Configuration(directory=tmp_path, sign_in=SignIn(idle=60))):
        went_by(browser, touched_at=70)
        assert sent_to_sign_in(browser)
