"""A resident takes a certificate of each kind home, from card to paper, with real parts."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.end_to_end.bench import Bench
from tests.end_to_end.papers import assert_fonts_embedded, pages


@dataclass(frozen=True)
class Wish:
    """Whose card, what is asked for, what it costs, and what the paper says and does not say."""

    card: str
    options: tuple[str, ...]
    yen: int
    says: tuple[str, ...]
    says_not: tuple[str, ...] = ()


WISHES = {
    "items of a household": Wish(
        "nine",
        ("resident-record-items", "--scope", "household", "--items", "head-and-relationship"),
        200,
        ("住民票記載事項証明書", "山\ufa11　浩二", "山\ufa11　ハル", "大正15年11月3日", "【省略】"),
    ),
    "a seal": Wish(
        "hanako",
        ("seal-registration",),
        200,
        ("印鑑登録証明書", "葛\U000e0102城　花子", "渡邉\U000e010f", "登録されている印影と相違ない"),
        ("性別",),
    ),
    "payments": Wish(
        "kiyo",
        ("tax-payment", "--year", "2026"),
        300,
        ("納税証明書", "令和8年度", "課税されていない"),
    ),
    "payments by month": Wish(
        "ichiro",
        ("tax-payment", "--year", "2025"),
        300,
        ("令和7年度", "特別徴収", "6月分", "合計"),
    ),
    "a whole register": Wish(
        "ichiro",
        ("family-register",),
        450,
        (
            *("全部事項証明", "架空県青葉市緑ケ丘１２０番地", "【名】一郎", "【名】そら", "【続柄】長女"),
            *("昭和５９年５月１２日", "令和元年５月１日", "事項の全部を証明した書面"),
        ),
    ),
    "the oldest register": Wish(
        "kiyo",
        ("family-register",),
        450,
        ("【名】キヨ", "大正１４年６月１０日", "明治４５年", "【除籍】", "死亡"),
    ),
    "one of a register": Wish(
        "hanako",
        ("family-register-individual", "--scope", "self"),
        450,
        ("個人事項証明", "【名】花子", "【配偶者区分】妻", "一部の者について"),
        ("【名】一郎", "【名】そら"),
    ),
    "two of a register": Wish(
        "ichiro",
        ("family-register-individual", "--scope", "part", "--persons", "3,4"),
        450,
        ("【名】さくら", "【名】そら"),
        ("【名】一郎", "【名】花子"),
    ),
    "an address history": Wish(
        "ichiro",
        ("address-history", "--scope", "register"),
        300,
        ("附票", "【名】花子", "架空県白波市港町一丁目８番５号", "平成３０年１１月３日", "【省略】"),
        ("緑ケ丘１２０番地",),
    ),
    "one's addresses with the domicile": Wish(
        "hanako",
        ("address-history", "--scope", "self", "--items", "domicile"),
        300,
        ("架空県青葉市緑ケ丘１２０番地", "附票の一部"),
        ("【名】一郎",),
    ),
}


@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES)
def test_each_kind_says_what_it_should_of_whom_it_should(bench: Bench, wish: Wish) -> None:
    done = bench.issue(wish.card, "--kind", *wish.options)

    assert re.fullmatch(rf"printed: \d sheet\(s\), ¥{wish.yen}\n", done.said), done.said
    paper = "".join(pages(bench.received())).replace("\n", "")
    assert [text for text in wish.says if text not in paper] == []
    assert [text for text in wish.says_not if text in paper] == []
    assert_fonts_embedded(bench.received())
