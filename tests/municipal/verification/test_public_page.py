"""Somebody with a phone asks whether a certificate is genuine: no sign-in, no script, nothing kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from kiosk.certificates.order_number import order_number
from kiosk.certificates.two_d_seal.trust import TrustList
from tests.municipal.complaints import ordered
from tests.municipal.terminals import TerminalClient
from tests.municipal.test_console import page_of
from tests.municipal.test_console_claims import width_of
from tests.municipal.verification.papers import photograph, two_d_seal_key
from tests.real_parts.city_hall import WAIT, CityHall

KANA = re.compile("[ぁ-ヿ]")
NAME = "葛\U000e0102城　さくら"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])


@pytest.fixture
def phone(browser: Browser, city_hall: CityHall) -> Page:
    page = page_of(browser)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{city_hall.url}/verify/")
    return page


def ask(phone: Page, *photos: Path) -> str:
    """The headline of the answer."""
    phone.set_input_files("[name=paper]", photos)
    phone.click("button.primary")
    return phone.inner_text("h1")


def signed(phone: Page) -> dict[str, str]:
    rows = phone.locator(".signed dl > div")
    return {row.locator("dt").inner_text(): row.locator("dd").inner_text() for row in rows.all()}


def test_a_genuine_paper_is_told_at_once_and_shows_the_words_to_compare(
    phone: Page, city_hall: CityHall, tmp_path: Path
) -> None:
    order = "66fa0b129c4e" + "0" * 20
    photo = photograph(tmp_path / "photo.jpg", two_d_seal_key(city_hall), order_id=order)
    assert ask(phone, photo) == "本物の証明書です"
    assert phone.locator(".verdict.genuine svg").count() == 1
    assert "署名は本物です" in phone.inner_text(".verdict")
    facts = phone.inner_text(".facts")
    for words in ("住民票の写し", "令和8年11月24日", "1ページのうち 1ページ目", "66FA-0B12-9C4E"):
        assert words in facts
    assert phone.locator(".checked .good").all_inner_texts() == ["青葉市の電子署名", "取り消されていない"]
    assert "ご確認ください：署名された内容" in phone.inner_text("main")
    assert NAME in phone.inner_text(".signed")
    assert signed(phone)["住所"] == "架空県青葉市緑町1丁目2番3号"
    assert width_of(phone) == 390
    phone.click("text=別の証明書を確かめる")
    assert phone.inner_text("h1") == "この証明書は、本物ですか"


def test_a_forged_paper_is_told_in_red_with_what_to_do(
    phone: Page, city_hall: CityHall, tmp_path: Path
) -> None:
    photo = photograph(tmp_path / "photo.jpg", ec.generate_private_key(ec.SECP256R1()))
    assert ask(phone, photo) == "本物と確認できません"
    assert phone.locator(".verdict.not-genuine svg").count() == 1
    told = phone.inner_text("main")
    for words in ("この紙を、受け取らないでください", "電子署名ではない", "明るい場所で、もう一度とる"):
        assert words in told
    assert "0000-11-2100" in phone.inner_text(".desk >> nth=0")
    assert phone.locator(".signed").count() == 0
    assert width_of(phone) == 390


def test_a_withdrawn_paper_is_a_fourth_answer(
    browser: Browser, own_city_hall: CityHall, tmp_path: Path
) -> None:
    order_id, _ = ordered(own_city_hall, TerminalClient(own_city_hall))
    number = order_number(order_id)
    own_city_hall.command("certificate", "withdraw", number, "--reason", "記載の誤り")
    phone = page_of(browser)
    phone.goto(f"{own_city_hall.url}/verify/")
    photo = photograph(tmp_path / "photo.jpg", two_d_seal_key(own_city_hall), order_id=order_id)
    assert ask(phone, photo) == "取り消された証明書です"
    assert phone.locator(".verdict.withdrawn svg").count() == 1
    told = phone.inner_text("main")
    for words in ("この紙を、受け取らないでください", "令和8年11月24日に取り消された", number, NAME):
        assert words in told
    assert "記載の誤り" not in told
    assert "0000-11-2100" in phone.inner_text(".desk")


def test_a_photo_without_codes_is_gray_and_never_called_false(phone: Page, tmp_path: Path) -> None:
    photo = tmp_path / "blank.png"
    Image.new("L", (600, 800), 255).save(photo)
    assert ask(phone, photo) == "写真を読み取れません"
    assert phone.locator(".verdict.unreadable svg").count() == 1
    told = phone.inner_text("main")
    assert "本物かどうかは、まだわかりません" in told
    assert "本物と確認できません" not in told


def test_several_photos_are_pages_of_one_paper_and_a_missing_page_is_named(
    phone: Page, city_hall: CityHall, tmp_path: Path
) -> None:
    key, order = two_d_seal_key(city_hall), "ab" * 16
    photos = [
        photograph(tmp_path / f"{page}.jpg", key, "resident-record-two-sheets", page=page, order_id=order)
        for page in (1, 2)
    ]
    assert ask(phone, photos[0]) == "本物の証明書です"
    assert "2ページ目は、写っていません" in phone.inner_text(".caution")
    phone.click("text=別の証明書を確かめる")
    assert ask(phone, *photos) == "本物の証明書です"
    assert phone.locator(".caution").count() == 0
    assert "辻\U000e0102　花子" in phone.inner_text(".signed")


def test_two_certificates_are_asked_for_one_by_one(phone: Page, city_hall: CityHall, tmp_path: Path) -> None:
    key = two_d_seal_key(city_hall)
    photos = [photograph(tmp_path / f"{number}.jpg", key) for number in (1, 2)]
    assert ask(phone, *photos) == "写真を読み取れません"
    assert "1通ずつ確かめてください" in phone.inner_text("main")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a letter", "JPEG・PNG など"),
        (b"%PDF-1.4 cut off", "こわれていて、開けません"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "JPEG・PNG など"),
        (bytes(21_000_000), "合わせて20MBまで"),
    ],
    ids=["a letter", "half a PDF", "a broken PNG", "too large"],
)
def test_a_wrong_file_is_told_in_words(phone: Page, tmp_path: Path, content: bytes, says: str) -> None:
    wrong = tmp_path / "wrong.png"
    wrong.write_bytes(content)
    assert ask(phone, wrong) == "写真を読み取れません"
    assert says in phone.inner_text("main")


def test_the_page_speaks_english(phone: Page, city_hall: CityHall, tmp_path: Path) -> None:
    phone.click("text=English")
    assert phone.inner_text("h1") == "Is this certificate genuine?"
    stranger = ec.generate_private_key(ec.SECP256R1())
    for key, headline in (
        (two_d_seal_key(city_hall), "This certificate is genuine"),
        (stranger, "This can't be confirmed as genuine"),
    ):
        assert ask(phone, photograph(tmp_path / "photo.jpg", key)) == headline
        shown = phone.inner_text("body").replace("日本語", "")
        for paper in phone.locator(".signed, .facts").all():
            shown = shown.replace(paper.inner_text(), "")
        assert KANA.findall(shown) == []
        phone.click("a.button")
    phone.click("text=日本語")
    assert phone.inner_text("h1") == "この証明書は、本物ですか"


def test_everything_is_reached_by_the_keys(phone: Page, city_hall: CityHall, tmp_path: Path) -> None:
    phone.set_input_files("[name=paper]", photograph(tmp_path / "photo.jpg", two_d_seal_key(city_hall)))
    for stop in ("a.language", "[name=paper]", "button.primary"):
        phone.keyboard.press("Tab")
        assert phone.locator(f"{stop}:focus").count() == 1, stop
    with phone.expect_navigation():
        phone.keyboard.press("Enter")
    assert phone.inner_text("h1") == "本物の証明書です"
    phone.keyboard.press("Tab")
    phone.keyboard.press("Tab")
    assert phone.locator("a.button:focus").count() == 1


def test_the_page_has_no_script_no_cookie_and_nobody_may_keep_the_answer(
    phone: Page, city_hall: CityHall, tmp_path: Path
) -> None:
    photo = photograph(tmp_path / "photo.jpg", two_d_seal_key(city_hall))
    with photo.open("rb") as file:
        answer = requests.post(
            f"{city_hall.url}/verify/", files={"paper": file}, verify=str(city_hall.ca), timeout=WAIT
        )
    assert answer.status_code == 200
    assert answer.cookies.get_dict() == {}
    assert "no-store" in answer.headers["Cache-Control"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text
    assert "style=" not in answer.text


def test_nothing_of_an_uploaded_paper_is_kept(phone: Page, city_hall: CityHall, tmp_path: Path) -> None:
    before = {file: file.stat().st_size for file in city_hall.directory.rglob("*")}
    ask(phone, photograph(tmp_path / "photo.jpg", two_d_seal_key(city_hall)))
    assert {file: file.stat().st_size for file in city_hall.directory.rglob("*")} == before
    logged = "\n".join(city_hall.log)
    assert [word for word in ("さくら", "photo.jpg", "緑町") if word in logged] == []


def test_the_published_list_is_what_the_command_goes_by(city_hall: CityHall, tmp_path: Path) -> None:
    published = requests.get(f"{city_hall.url}/verify/keys.json", verify=str(city_hall.ca), timeout=WAIT)
    trust = TrustList.model_validate_json(published.content)
    assert [town.name.ja for town in trust.municipalities] == ["青葉市", "若葉町"]
    assert all(len(town.keys) == 1 for town in trust.municipalities)
    assert "PRIVATE" not in published.text
    assert set(json.loads(published.text)["municipalities"][0]["keys"][0]) == {
        *("kty", "crv", "alg", "kid", "x", "y", "not_before", "not_after")
    }


def test_who_asks_without_end_is_asked_to_wait(own_city_hall: CityHall) -> None:
    statuses = [
        requests.post(f"{own_city_hall.url}/verify/", verify=str(own_city_hall.ca), timeout=WAIT).status_code
        for _ in range(22)
    ]
    assert statuses == [400] * 20 + [429] * 2
