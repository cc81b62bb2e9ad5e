"""What the certificates of a family register say, row by row."""

from __future__ import annotations

from datetime import date
from itertools import count

from kiosk.certificates.choices import Choices
from kiosk.certificates.kinds import Item, Kind, Scope
from kiosk.municipal.issuance.compose import (
    CertificateTexts,
    compose_address_history,
    compose_family_register,
)
from kiosk.municipal.registry.models import (
    AddressEntry,
    FamilyRegister,
    Municipality,
    RegisterEntry,
    RegisterMember,
)

AOBA = Municipality(mayor_title="架空県青葉市長", mayor_name="木漏日　豊")
TODAY = date(2026, 11, 22)
REGISTER = FamilyRegister(domicile="架空県青葉市緑ケ丘１２０番地", head="葛\U000e0102城　一郎")
ICHIRO = RegisterMember(
    order=1,
    name="一郎",
    furigana="いちろう",
    birth_date=date(1984, 5, 12),
    sex="男",
    spouse="夫",
    father="葛\U000e0102城幸雄",
    mother="葛\U000e0102城松子",
    relationship="長男",
)
_ORDER = count(1)


def entry(member_order: int, heading: str, label: str, text: str) -> RegisterEntry:
    return RegisterEntry(
        member_order=member_order, order=next(_ORDER), heading=heading, label=label, text=text
    )


ENTRIES = [
    entry(0, "戸籍編製", "編製日", "平成２４年５月１２日"),
    entry(1, "出生", "出生日", "昭和５９年５月１２日"),
    entry(1, "出生", "届出人", "父"),
    entry(1, "認知", "認知日", "平成元年１月８日"),
    entry(1, "認知", "認知した子の氏名", "葛\U000e0102城桃"),
    entry(1, "認知", "認知日", "令和元年５月１日"),
]


def tome(born: date) -> RegisterMember:
    return RegisterMember(order=2, name="トメ", birth_date=born, sex="女", relationship="二女", removed=True)


def rows(texts: CertificateTexts) -> list[tuple[str, ...]]:
    return list(texts.tables["entries"].rows)


def registered(*members: RegisterMember, whole: bool = True) -> CertificateTexts:
    return compose_family_register(
        AOBA, register=REGISTER, members=members, entries=ENTRIES, whole=whole, issue_date=TODAY
    )


def history(items: frozenset[Item], scope: Scope = Scope.REGISTER) -> CertificateTexts:
    addresses = [
        AddressEntry(member_order=1, order=1, address="架空県白波市港町８番", since=date(1989, 1, 7)),
        AddressEntry(member_order=1, order=2, address="架空県青葉市緑ケ丘２番", since=date(2019, 5, 1)),
        AddressEntry(member_order=2, order=1, address="架空県青葉市本町１番", since=date(1926, 12, 25)),
    ]
    choices = Choices(kind=Kind.ADDRESS_HISTORY, scope=scope, persons=(1,), items=items)
    return compose_address_history(
        AOBA,
        register=REGISTER,
        members=[ICHIRO],
        addresses=addresses,
        choices=choices,
        issue_date=TODAY,
    )


def test_the_register_is_written_out_one_item_a_row_with_headings_beside_the_first() -> None:
    assert rows(registered(ICHIRO)) == [
        ("戸籍事項", ""),
        ("　戸籍編製", "【編製日】平成２４年５月１２日"),
        ("戸籍に記録されている者", "【名】一郎"),
        ("", "【名の振り仮名】いちろう"),
        ("", "【生年月日】昭和５９年５月１２日"),
        ("", "【配偶者区分】夫"),
        ("", "【父】葛\U000e0102城幸雄"),
        ("", "【母】葛\U000e0102城松子"),
        ("", "【続柄】長男"),
        ("身分事項", ""),
        ("　出生", "【出生日】昭和５９年５月１２日"),
        ("", "【届出人】父"),
        ("　認知", "【認知日】平成元年１月８日"),
        ("", "【認知した子の氏名】葛\U000e0102城桃"),
        ("　認知", "【認知日】令和元年５月１日"),
    ]


def test_who_left_is_marked_and_what_is_not_recorded_of_parents_is_left_blank() -> None:
    of_tome = rows(registered(tome(date(1912, 7, 30))))[2:7]

    assert of_tome == [
        ("戸籍に記録されている者", "【名】トメ"),
        ("　【除籍】", "【生年月日】大正元年７月３０日"),
        ("", "【父】"),
        ("", "【母】"),
        ("", "【続柄】二女"),
    ]


def test_the_last_day_of_meiji_is_no_day_of_taisho() -> None:
    assert rows(registered(tome(date(1912, 7, 29))))[3] == ("　【除籍】", "【生年月日】明治４５年７月２９日")


def test_the_certification_says_whether_it_is_all_of_the_register() -> None:
    assert registered(ICHIRO).fields["certification"] == (
        "これは、戸籍に記録されている事項の全部を証明した書面である。"
    )
    assert registered(ICHIRO, whole=False).fields["certification"] == (
        "これは、戸籍中の一部の者について記録されている事項の全部を証明した書面である。"
    )


def test_addresses_follow_each_person_from_the_oldest_on() -> None:
    assert rows(history(frozenset())) == [
        ("附票に記録されている者", "【名】一郎"),
        ("", "【生年月日】昭和５９年５月１２日"),
        ("", "【性別】男"),
        ("　住所", "【住所】架空県白波市港町８番"),
        ("", "【住所を定めた年月日】昭和６４年１月７日"),
        ("　住所", "【住所】架空県青葉市緑ケ丘２番"),
        ("", "【住所を定めた年月日】令和元年５月１日"),
    ]


def test_domicile_and_head_stand_on_the_address_history_only_when_asked_for() -> None:
    plain, asked = history(frozenset()).fields, history(frozenset({Item.DOMICILE})).fields

    assert (plain["domicile"], plain["head_of_register"]) == ("【省略】", "【省略】")
    assert (asked["domicile"], asked["head_of_register"]) == (REGISTER.domicile, REGISTER.head)


def test_the_certification_says_whether_everybodys_addresses_are_there() -> None:
    whole, part = history(frozenset()), history(frozenset(), Scope.PART)

    assert whole.fields["certification"] == "この写しは、戸籍の附票の原本と相違ないことを証明する。"
    assert part.fields["certification"] == "この写しは、戸籍の附票の一部の原本と相違ないことを証明する。"
