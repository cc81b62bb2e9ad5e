"""The residents to whom something is refused: each shows one reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from kiosk.simulation.town.foreigners import Status, stay_under
from kiosk.simulation.town.names import Name
from kiosk.simulation.town.recorder import HomeWithCards, Recorder, home_of

LONG_NAME = (
    "WICKRAMASINGHE MUDIYANSELAGE RAJAPAKSHA ARACHCHILAGE DON SEBASTIAN CHAMINDA BANDARA "
    "KUMARASIRI RATHNAYAKE SENANAYAKE JAYAWARDENA EDIRIWEERA PREMACHANDRA ABEYSUNDARA GUNASEKARA"
)
"""Longer than the name's box on any form."""

NAME_WITHOUT_GLYPH = Name("葛\U000e0100木", "カツラギ")
"""An Adobe-Japan1 sequence: the forms' font has those of the Moji_Joho collection only."""


def protected(recorder: Recorder) -> HomeWithCards:
    """A mother and her child under 支援措置."""
    household = recorder.found(
        "protected", Name("小林", "コバヤシ"), "花園町二丁目１０番３号", arrived=recorder.years_ago(1)
    )
    household.add("世帯主", Name("恵", "メグミ"), "女", date(1990, 12, 4), protected=True)
    household.add("子", Name("結菜", "ユイナ"), "女", date(2017, 9, 14), protected=True)
    return home_of(household, {"protected": 0})


def moving_out(recorder: Recorder) -> HomeWithCards:
    """Somebody who has filed a move (転出予定)."""
    return recorder.alone(
        "moving-out",
        Name("森", "モリ"),
        Name("健太", "ケンタ"),
        "男",
        date(1995, 6, 30),
        "川端町一丁目２番８号",
        status="moving-out",
    )


def moved_out(recorder: Recorder) -> HomeWithCards:
    """Somebody who has moved away."""
    return recorder.alone(
        "moved-out",
        Name("林", "ハヤシ"),
        Name("亮", "リョウ"),
        "男",
        date(1992, 2, 29),
        "川端町三丁目９番１号",
        status="moved-out",
    )


def mover_in_household(recorder: Recorder) -> HomeWithCards:
    """A couple whose son is about to move out."""
    household = recorder.found(
        "mover-in-household", Name("田口", "タグチ"), "水車町二丁目６番１７号", arrived=date(2011, 9, 1)
    )
    household.add("世帯主", Name("正樹", "マサキ"), "男", date(1975, 4, 18))
    household.add("妻", Name("理恵", "リエ"), "女", date(1977, 8, 2))
    household.add("子", Name("大地", "ダイチ"), "男", date(2004, 5, 27), status="moving-out")
    return home_of(household, {"mover-in-household": 1})


def under_15(recorder: Recorder) -> HomeWithCards:
    """A boy of twelve."""
    household = recorder.found(
        "under-15", Name("伊藤", "イトウ"), "学園東一丁目１１番５号", arrived=date(2015, 8, 10)
    )
    household.add("世帯主", Name("直美", "ナオミ"), "女", recorder.years_ago(41))
    household.add("子", Name("悠真", "ユウマ"), "男", recorder.years_ago(12))
    return home_of(household, {"under-15": 1})


def deceased(recorder: Recorder) -> HomeWithCards:
    """A man who has died."""
    household = recorder.found("deceased", Name("斎藤", "サイトウ"), "本町五丁目３番３号")
    household.head_of_register = "斎藤　茂"
    household.add("世帯主", Name("和子", "カズコ"), "女", date(1944, 3, 21))
    household.add("夫", Name("茂", "シゲル"), "男", date(1941, 12, 8), status="deceased")
    return home_of(household, {"deceased": 1})


def undeclared(recorder: Recorder) -> HomeWithCards:
    """Somebody who has not declared an income."""
    found = recorder.alone(
        "undeclared",
        Name("近藤", "コンドウ"),
        Name("浩", "ヒロシ"),
        "男",
        date(1971, 7, 7),
        "南風町三丁目１番２０号",
    )
    return HomeWithCards(found.home, found.holders, undeclared=frozenset(found.holders.values()))


def issue_stopped(recorder: Recorder) -> HomeWithCards:
    """Somebody of whom the tax office gives nothing out."""
    found = recorder.alone(
        "issue-stopped",
        Name("太田", "オオタ"),
        Name("明美", "アケミ"),
        "女",
        date(1968, 1, 31),
        "月見野一丁目１９番４号",
    )
    return HomeWithCards(found.home, found.holders, issue_stopped=frozenset(found.holders.values()))


def newcomer(recorder: Recorder) -> HomeWithCards:
    """Somebody who came this year, without a seal so far."""
    household = recorder.found(
        "newcomer",
        Name("藤田", "フジタ"),
        "美空台二丁目２４番２号",
        arrived=max(date(recorder.today.year, 1, 2), recorder.today - timedelta(days=120)),
    )
    mao = household.add("世帯主", Name("真央", "マオ"), "女", date(1999, 10, 19))
    return home_of(household, {"newcomer": 0}, without_seal=frozenset({mao.number}))


def unprintable(recorder: Recorder) -> HomeWithCards:
    """Somebody whose name the font of the forms does not have."""
    return recorder.alone(
        "unprintable",
        NAME_WITHOUT_GLYPH,
        Name("健", "ケン"),
        "男",
        date(1988, 4, 4),
        "城下町一丁目５番１２号",
    )


def too_long(recorder: Recorder) -> HomeWithCards:
    """Somebody whose name fits no form."""
    household = recorder.found(
        "too-long", Name("", ""), "駅前通三丁目１番１号　青葉ハイツ４０２号室", arrived=date(2020, 2, 3)
    )
    stay = stay_under(household.random, "スリランカ", Status("永住者", "無期限", 0), recorder.today)
    household.add_foreign("世帯主", LONG_NAME, "男", date(1983, 11, 11), **stay)
    return home_of(household, {"too-long": 0})


def register_elsewhere(recorder: Recorder) -> HomeWithCards:
    """Somebody whose 本籍 is in another municipality."""
    household = recorder.found(
        "register-elsewhere", Name("佐野", "サノ"), "学園東二丁目３番９号", arrived=date(2019, 4, 1)
    )
    household.domicile = "夢見県星ヶ浦市浜通二丁目１１番地"
    household.add("世帯主", Name("栞", "シオリ"), "女", date(1996, 2, 29))
    return home_of(household, {"register-elsewhere": 0})


def register_in_process(recorder: Recorder) -> HomeWithCards:
    """A couple about whose register a notification was filed."""
    household = recorder.found("register-in-process", Name("上原", "ウエハラ"), "桜台一丁目２番２２号")
    household.add("世帯主", Name("悟", "サトル"), "男", date(1991, 5, 1))
    household.add("妻", Name("美里", "ミサト"), "女", date(1993, 3, 27))
    holder = household.people[0].number
    return home_of(household, {"register-in-process": 0}, in_process=frozenset({holder}))


def seal_cancelled(recorder: Recorder) -> HomeWithCards:
    """Somebody who gave the seal registration up."""
    found, number = recorder.taxpayer(
        "seal-cancelled",
        Name("岩\ufa11", "イワサキ"),
        Name("実", "ミノル"),
        "男",
        date(1962, 8, 14),
        "松風町一丁目８番３号",
    )
    return replace(found, seal_status={number: "cancelled"})


def seal_suspended(recorder: Recorder) -> HomeWithCards:
    """Somebody whose seal registration is suspended."""
    found, number = recorder.taxpayer(
        "seal-suspended",
        Name("濵田", "ハマダ"),
        Name("光子", "ミツコ"),
        "女",
        date(1949, 2, 3),
        "若草町二丁目１番５号",
    )
    return replace(found, seal_status={number: "suspended"})


def in_arrears(recorder: Recorder) -> HomeWithCards:
    """Somebody who has not paid the tax."""
    found, number = recorder.taxpayer(
        "in-arrears",
        Name("野口", "ノグチ"),
        Name("学", "マナブ"),
        "男",
        date(1977, 1, 19),
        "水車町三丁目４番８号",
    )
    return replace(found, in_arrears=frozenset({number}))


def payment_on_its_way(recorder: Recorder) -> HomeWithCards:
    """Somebody who has just paid the tax."""
    found, number = recorder.taxpayer(
        "payment-on-its-way",
        Name("千葉", "チバ"),
        Name("早紀", "サキ"),
        "女",
        date(1994, 11, 5),
        "駅前通二丁目６番１号",
    )
    return replace(found, on_its_way=frozenset({number}))


def without_seal_card(recorder: Recorder) -> HomeWithCards:
    """Somebody whose card was not registered as 印鑑登録証."""
    found, number = recorder.taxpayer(
        "without-seal-card",
        Name("中西", "ナカニシ"),
        Name("勝", "マサル"),
        "男",
        date(1955, 5, 8),
        "大字清水７７番地４",
    )
    return replace(found, without_seal_card=frozenset({number}))
