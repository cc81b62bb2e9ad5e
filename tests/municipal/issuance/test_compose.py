"""What a certificate says, box by box."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kiosk.certificates.choices import Choices
from kiosk.certificates.kinds import Item, Kind, Scope
from kiosk.municipal.issuance.compose import compose_income_tax, compose_resident_record
from kiosk.municipal.registry.models import Assessment, Municipality, Resident

AOBA = Municipality(
    code="999016",
    name_ja="青葉市",
    prefecture="架空県",
    mayor_title="架空県青葉市長",
    mayor_name="木漏日　豊",
)
ADDRESS = "架空県青葉市緑ケ丘二丁目３番１４号"
ICHIRO = Resident(
    name="葛\U000e0102城　一郎",
    furigana="カツラギ　イチロウ",
    birth_date=date(1984, 5, 12),
    sex="男",
    relationship="世帯主",
    my_number="123456789010",
    became_resident_on=date(2013, 3, 28),
    address_since=date(2018, 11, 3),
    notified_on=date(2018, 11, 10),
    domicile="架空県青葉市緑ケ丘１２０番地",
    head_of_register="葛\U000e0102城　一郎",
    previous_address="架空県白波市港町一丁目８番５号",
)
SORA = Resident(
    name="葛\U000e0102城　そら",
    birth_date=date(2019, 5, 1),
    sex="男",
    relationship="子",
    became_resident_on=date(2019, 5, 1),
)
LINH = Resident(
    name="NGUYEN THI LINH",
    alias="グエン・リン",
    birth_date=date(1997, 3, 15),
    sex="女",
    relationship="世帯主",
    became_resident_on=date(2022, 10, 3),
    nationality="ベトナム",
    article_30_45="中長期在留者",
    residence_status="技術・人文知識・国際業務",
    residence_period="3年",
    residence_expiry=date(2028, 9, 30),
    residence_card_number="AB12345678CD",
)


def _record(
    *residents: Resident, scope: Scope = Scope.HOUSEHOLD, items: frozenset[Item] = frozenset()
) -> Any:
    choices = Choices(
        kind=Kind.RESIDENT_RECORD, scope=scope, persons=tuple(range(1, len(residents) + 1)), items=items
    )
    return compose_resident_record(
        AOBA,
        address=ADDRESS,
        head=residents[0].name,
        residents=residents,
        choices=choices,
        issue_date=date(2026, 11, 22),
    )


def _tax(address: str = ADDRESS, year: int = 2025, **amounts: Any) -> Any:
    assessment = Assessment(fiscal_year=year, address_on_january_first=address, **amounts)
    return compose_income_tax(
        AOBA, address=ADDRESS, resident=ICHIRO, assessment=assessment, issue_date=date(2026, 11, 22)
    )


def test_what_was_not_asked_for_is_left_out_on_paper() -> None:
    texts = _record(ICHIRO)

    assert texts.fields["head"] == "【省略】"
    omitted = {key for key, text in texts.persons[0].items() if text == "【省略】"}
    assert omitted == {"my_number", "resident_code", "relationship", "domicile", "head_of_register"}


def test_what_was_asked_for_is_shown_but_never_the_resident_code() -> None:
    texts = _record(ICHIRO, items=frozenset(Item))

    person = texts.persons[0]
    assert texts.fields["head"] == "葛\U000e0102城　一郎"
    assert person["relationship"] == "世帯主"
    assert person["domicile"] == "架空県青葉市緑ケ丘１２０番地"
    assert person["head_of_register"] == "葛\U000e0102城　一郎"
    assert person["my_number"] == "123456789010"
    assert person["resident_code"] == "【省略】"
    assert person["nationality"] == person["residence_status"] == ""


def test_dates_are_by_era_and_its_first_year_is_gannen() -> None:
    person = _record(ICHIRO, SORA).persons[1]

    assert person["birth_date"] == person["became_resident_on"] == "令和元年5月1日"


def test_somebody_who_never_moved_has_the_box_closed() -> None:
    ichiro, sora = _record(ICHIRO, SORA).persons

    assert (ichiro["address_since"], ichiro["notified_on"]) == ("平成30年11月3日", "平成30年11月10日")
    assert (sora["address_since"], sora["notified_on"]) == ("【空欄】", "【空欄】")
    assert sora["previous_address"] == sora["furigana"] == ""


def test_a_foreign_resident_has_own_items_and_western_dates() -> None:
    person = _record(LINH, items=frozenset(Item)).persons[0]

    assert person["name"] == "NGUYEN THI LINH"
    assert person["alias"] == "グエン・リン"
    assert person["birth_date"] == "1997年3月15日"
    assert person["became_resident_on"] == "令和4年10月3日"
    assert person["nationality"] == "ベトナム"
    assert person["article_30_45"] == "中長期在留者"
    assert person["residence_status"] == "技術・人文知識・国際業務"
    assert (person["residence_period"], person["residence_expiry"]) == ("3年", "2028年9月30日")
    assert person["residence_card_number"] == "AB12345678CD"
    assert person["domicile"] == person["head_of_register"] == ""


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        (Item.NATIONALITY, {"nationality"}),
        (
            Item.RESIDENCE_STATUS,
            {"article_30_45", "residence_status", "residence_period", "residence_expiry"},
        ),
        (Item.RESIDENCE_CARD_NUMBER, {"residence_card_number"}),
    ],
)
def test_each_foreign_item_is_switched_alone(item: Item, shown: set[str]) -> None:
    boxes = {
        *("nationality", "article_30_45", "residence_status"),
        *("residence_period", "residence_expiry", "residence_card_number"),
    }

    person = _record(LINH, items=frozenset({item})).persons[0]

    assert {box for box in boxes if person[box] != "【省略】"} == shown


def test_a_number_that_the_registry_lacks_is_closed_not_empty() -> None:
    assert _record(SORA, items=frozenset({Item.MY_NUMBER})).persons[0]["my_number"] == "【空欄】"


@pytest.mark.parametrize(
    ("scope", "words"),
    [(Scope.HOUSEHOLD, "世帯全員"), (Scope.PART, "世帯の一部"), (Scope.SELF, "世帯の一部")],
)
def test_the_certification_says_how_much_of_the_household_it_is(scope: Scope, words: str) -> None:
    assert (
        _record(ICHIRO, scope=scope).fields["certification"]
        == f"この写しは、{words}の住民票の原本と相違ないことを証明する。"
    )


def test_the_foot_has_the_day_by_era_and_the_mayor() -> None:
    fields = _record(ICHIRO).fields

    assert fields["issued_on"] == "令和8年11月22日"
    assert fields["mayor"] == "架空県青葉市長　木漏日　豊"


def test_every_person_has_every_box() -> None:
    assert len({frozenset(person) for person in _record(ICHIRO, SORA, LINH).persons}) == 1


def test_a_taxed_year_is_certified_with_its_amounts() -> None:
    texts = _tax(salary_revenue=6_240_000, spouse_deduction=330_000, city_income_levy=173_400, annual_tax=5)

    assert texts.fields["title"] == "所得・課税証明書"
    assert texts.fields["fiscal_year"] == "令和7年度（令和6年分）"
    assert texts.fields["birth_date"] == "昭和59年5月12日"
    assert texts.fields["remarks"] == ""
    assert texts.tables["income"].rows[0] == ("給与収入", "6,240,000円")
    assert ("市民税　所得割", "173,400円") in texts.tables["tax"].rows
    assert ("県民税　均等割", "0円") in texts.tables["tax"].rows
    assert texts.tables["dependants"].rows[0] == ("控除対象配偶者", "有")


def test_an_untaxed_year_says_so() -> None:
    texts = _tax()

    assert texts.fields["title"] == "非課税証明書"
    assert texts.fields["remarks"] == "市民税・県民税は、課税されていません。"
    assert texts.tables["dependants"].rows[1] == ("一般", "0人")


def test_the_first_year_of_an_era_in_a_fiscal_year() -> None:
    assert _tax(year=2019).fields["fiscal_year"] == "令和元年度（平成30年分）"
    assert _tax(year=2020).fields["fiscal_year"] == "令和2年度（令和元年分）"


def test_an_address_left_since_january_is_remarked() -> None:
    assert (
        _tax("架空県青葉市本町一丁目１番１号", annual_tax=1).fields["remarks"]
        == "賦課期日（令和7年1月1日）現在の住所　架空県青葉市本町一丁目１番１号"
    )
