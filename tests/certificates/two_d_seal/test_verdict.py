"""What a reader is told of a paper: genuine only for what the municipality signed, in its key's days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kiosk.certificates.kinds import Kind
from kiosk.certificates.two_d_seal.content import SealContent
from kiosk.certificates.two_d_seal.lines import SignedLine, lines_of
from kiosk.certificates.two_d_seal.trust import KnownLayout, TrustedKey, TrustList, WithdrawnPaper
from kiosk.certificates.two_d_seal.verdict import (
    Fault,
    Genuine,
    NotGenuine,
    Obstacle,
    Unreadable,
    Withdrawn,
    judge,
)
from tests.certificates.two_d_seal.seals import (
    AOBA,
    DAY,
    NAME,
    NEW_KEY,
    OLD_KEY,
    ORDER,
    ROTATED,
    STRANGERS_KEY,
    TRUST,
    WAKABA,
    WAKABAS_KEY,
    another_order,
    content,
    symbols,
)

BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
HONEST = symbols(content())


def test_an_untouched_paper_is_genuine_and_its_words_can_be_compared() -> None:
    verdict = judge(HONEST, TRUST)
    assert isinstance(verdict, Genuine)
    assert verdict.missing_pages == ()
    (seal,) = verdict.seals
    assert seal.municipality.name.ja == "青葉市"
    assert SignedLine("氏名", NAME, person=1) in lines_of(seal.content)


def test_rows_of_tables_read_as_they_stand_on_the_paper() -> None:
    words = (("tables.income.1.1", "給与収入"), ("tables.income.1.2", "6,240,000円"))
    assert lines_of(content(words, kind=Kind.INCOME_TAX)) == (SignedLine("給与収入", "6,240,000円"),)
    words = (
        ("tables.payments.1.1", "第1期"),
        ("tables.payments.1.2", "令和7年6月30日"),
        ("tables.payments.1.4", "75,000円"),
    )
    assert lines_of(content(words, kind=Kind.TAX_PAYMENT)) == (
        SignedLine("第1期", "納期限 令和7年6月30日　納付済額 75,000円"),
    )
    words = (("tables.entries.1.2", "【名】一郎"), ("tables.entries.2.2", "【父】"))
    assert lines_of(content(words, kind=Kind.FAMILY_REGISTER)) == (
        SignedLine("記録事項", "【名】一郎"),
        SignedLine("記録事項", "【父】"),
    )


@pytest.mark.parametrize(
    ("said", "key", "fault"),
    [
        (content(), STRANGERS_KEY, Fault.KEY_UNKNOWN),
        (content(), WAKABAS_KEY, Fault.OTHER_MUNICIPALITY),
        (content(municipality_code=WAKABA), OLD_KEY, Fault.OTHER_MUNICIPALITY),
        (content(issue_date=ROTATED + timedelta(days=1)), OLD_KEY, Fault.OUTSIDE_PERIOD),
        (content(issue_date=date(2025, 3, 31)), OLD_KEY, Fault.OUTSIDE_PERIOD),
        (content(), NEW_KEY, Fault.OUTSIDE_PERIOD),
    ],
)
def test_a_seal_of_anybody_else_or_of_other_days_is_refused(
    said: SealContent, key: ec.EllipticCurvePrivateKey, fault: Fault
) -> None:
    assert judge(symbols(said, key), TRUST) == NotGenuine(fault)


@pytest.mark.parametrize("key", [OLD_KEY, NEW_KEY])
def test_on_the_day_of_the_rotation_both_keys_are_good(key: ec.EllipticCurvePrivateKey) -> None:
    assert isinstance(judge(symbols(content(issue_date=ROTATED), key), TRUST), Genuine)


@given(st.data())
def test_no_character_of_a_symbol_can_be_exchanged(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(HONEST) - 1))
    place = data.draw(st.integers(0, len(HONEST[number]) - 1))
    other = data.draw(st.sampled_from(BASE45).filter(lambda one: one != HONEST[number][place]))
    texts = list(HONEST)
    texts[number] = f"{texts[number][:place]}{other}{texts[number][place + 1 :]}"
    assert isinstance(judge(texts, TRUST), NotGenuine | Unreadable)


@given(
    st.lists(st.text(BASE45, max_size=60).map(lambda text: f"KS1{text}") | st.text(max_size=30), max_size=6)
)
def test_no_code_of_a_stranger_is_genuine_and_none_stops_the_reader(texts: list[str]) -> None:
    assert isinstance(judge(texts, TRUST), NotGenuine | Unreadable)


def test_a_photo_without_a_seal_is_not_called_false() -> None:
    assert judge(["https://example.jp/"], TRUST) == Unreadable(Obstacle.NO_SEAL)
    assert judge(HONEST[:-1], TRUST) == Unreadable(Obstacle.INCOMPLETE)


def test_a_false_seal_beside_an_honest_one_makes_the_paper_false() -> None:
    forged = symbols(content(order_id=another_order()), STRANGERS_KEY)
    assert judge([*HONEST, *forged], TRUST) == NotGenuine(Fault.KEY_UNKNOWN)


def test_a_symbol_that_makes_no_seal_beside_an_honest_one_makes_the_paper_false() -> None:
    assert judge([*HONEST, "KS111ABCDEFNO SEAL"], TRUST) == NotGenuine(Fault.CONTRADICTORY)


def test_pages_are_put_in_order_and_the_missing_one_is_named() -> None:
    first, third = (symbols(content(page=page, pages=3)) for page in (1, 3))
    verdict = judge([*third, *first], TRUST)
    assert isinstance(verdict, Genuine)
    assert [seal.content.page for seal in verdict.seals] == [1, 3]
    assert verdict.missing_pages == (2,)


def test_certificates_are_asked_for_one_by_one() -> None:
    other = symbols(content(order_id=another_order()))
    assert judge([*HONEST, *other], TRUST) == Unreadable(Obstacle.SEVERAL_PAPERS)


def test_one_page_in_two_versions_is_a_contradiction() -> None:
    other = symbols(content((("fields.address", "別の住所"),)))
    assert judge([*HONEST, *other], TRUST) == NotGenuine(Fault.CONTRADICTORY)


def test_pages_of_two_days_are_a_contradiction() -> None:
    first = symbols(content(page=1, pages=2))
    second = symbols(content(page=2, pages=2, issue_date=DAY - timedelta(days=1)))
    assert judge([*first, *second], TRUST) == NotGenuine(Fault.CONTRADICTORY)


def test_a_withdrawn_paper_is_told_from_a_false_one() -> None:
    withdrawn = WithdrawnPaper(municipality_code=AOBA, order_id=ORDER, withdrawn_on=date(2026, 1, 9))
    verdict = judge(HONEST, TRUST.model_copy(update={"withdrawn": (withdrawn,)}))
    assert isinstance(verdict, Withdrawn)
    assert verdict.since == date(2026, 1, 9)


def test_the_form_is_known_by_the_beginning_of_its_hash() -> None:
    known = KnownLayout(sha256="00" * 32, kind=Kind.RESIDENT_RECORD)
    verdict = judge(HONEST, TRUST.model_copy(update={"layouts": (known,)}))
    assert isinstance(verdict, Genuine)
    assert verdict.seals[0].layout == known


def test_a_trust_list_survives_its_file_and_refuses_a_key_under_another_keys_name() -> None:
    assert TrustList.model_validate_json(TRUST.model_dump_json()) == TRUST
    old, new = TRUST.municipalities[0].keys
    with pytest.raises(ValidationError, match="kid is not this key's"):
        TrustedKey.model_validate(new.model_dump() | {"kid": old.kid})
