"""Every resident reads the same things in their own language, and staff of the city hall reads them too."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kiosk.certificates import failures
from kiosk.certificates.kinds import Item, Kind, Scope
from kiosk.certificates.opening import ClosedReason
from kiosk.terminal.screens.typesetting import plain
from kiosk.terminal.visit.states import LANGUAGES, Language
from kiosk.terminal.words import Figure, Words, WordsMissing

ENGLISH = Path(__file__).parents[2] / "kiosk/terminal/locale/en/LC_MESSAGES/terminal.po"
NOVEMBER = datetime(2025, 11, 22, 10, 24)


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return Words(request.param)


def test_both_languages_say_the_same_things() -> None:
    assert Words("ja").ids == Words("en").ids


def test_every_failure_is_told_in_five_answers(words: Words) -> None:
    for failure in failures.CATALOGUE.values():
        for answer in ("headline", "happened", "detail", "next", "next_detail"):
            assert words.text(f"refused.{failure.words}.{answer}", city="青葉市")


def test_every_kind_item_scope_and_reason_has_a_name(words: Words) -> None:
    for kind in Kind:
        assert words.text(f"kind.{kind}.name")
    for item in Item:
        assert words.text(f"item.{item}.name")
    for scope in Scope:
        assert words.text(f"scope.{scope}.name")
    for reason in ClosedReason:
        assert words.text(f"closed.{reason}.chip")


def test_english_has_no_japanese_left_in_it_but_what_is_on_the_paper() -> None:
    on_purpose = ("kind.", "welcome.", "items.note", "settings.language", "my_number.note")
    for message in read_po(ENGLISH.open("rb")):
        if message.id and not str(message.id).startswith(on_purpose):
            assert not re.search("[\u3040-\u30ff\u4e00-\u9fff]", str(message.string)), message.id


@pytest.mark.parametrize(("language", "amount"), [("ja", "1,000円"), ("en", "¥1,000")])
def test_an_amount_is_written_as_its_readers_write_it(language: Language, amount: str) -> None:
    assert Words(language).yen(1000) == amount


def test_a_large_amount_keeps_its_unit_small_in_japanese_and_its_sign_large_in_english() -> None:
    assert Words("ja").yen_figure(400) == Figure("", "400", "円")
    assert Words("en").yen_figure(400) == Figure("", "¥400", "")


@pytest.mark.parametrize(
    ("language", "this_month", "another_month"),
    [
        ("ja", "25日（火） 9:00 から", "12月5日（金） 6:30 から"),
        ("en", "Opens Tue 25, 9:00", "Opens Fri 5 Dec, 6:30"),
    ],
)
def test_the_month_is_told_only_when_it_is_another_one(
    language: Language, this_month: str, another_month: str
) -> None:
    words = Words(language)
    assert words.opens(datetime(2025, 11, 25, 9), NOVEMBER) == this_month
    assert words.opens(datetime(2025, 12, 5, 6, 30), NOVEMBER) == another_month


@pytest.mark.parametrize(("language", "year"), [("ja", "令和7年度"), ("en", "FY2025")])
def test_a_fiscal_year_is_told_by_era_only_in_japanese(language: Language, year: str) -> None:
    assert Words(language).fiscal_year(2025) == year


def test_one_try_and_two_tries_are_both_good_english() -> None:
    english = Words("en")
    assert plain(english.text("pin.tries_left", count=1)) == "1 try left"
    assert plain(english.text("pin.tries_left", count=2)) == "2 tries left"


def test_words_that_do_not_exist_are_refused_by_name(words: Words) -> None:
    with pytest.raises(WordsMissing, match="no such words"):
        words.text("no such words")


def test_words_without_their_value_are_refused_by_name(words: Words) -> None:
    with pytest.raises(WordsMissing, match=r"refused\.not_resident\.happened: city"):
        words.text("refused.not_resident.happened")


def test_no_words_are_kept_that_no_screen_says(words: Words) -> None:
    terminal = Path(__file__).parents[2] / "kiosk/terminal"
    sources = [
        terminal / "words.py",
        terminal / "handbook.py",
        *terminal.glob("screens/**/*.py"),
        *terminal.glob("screens/**/*.kv"),
    ]
    spoken = {
        re.sub(r"\\\{.*?\\\}", "[^.]+", re.escape(name))
        for source in sources
        for name in re.findall(r"""["']([a-z0-9_.-]+(?:\{[^"']*?\}[a-z0-9_.-]*)*)["']""", source.read_text())
    }
    said = re.compile("|".join(sorted(spoken)))
    assert sorted(name for name in words.ids if not said.fullmatch(name)) == []
