"""The residents whom the demo's cards belong to: each shows one thing that a terminal must get right.

They are written down, not drawn, so that the papers made from them stay the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from kiosk.simulation.town.foreigners import Status, stay_under
from kiosk.simulation.town.households import Founding, Numbers
from kiosk.simulation.town.levies import Means
from kiosk.simulation.town.names import Name
from kiosk.simulation.town.places import AOBA, WAKABA, Place, full_width
from kiosk.simulation.town.records import Home

LONG_NAME = (
    "WICKRAMASINGHE MUDIYANSELAGE RAJAPAKSHA ARACHCHILAGE DON SEBASTIAN CHAMINDA BANDARA "
    "KUMARASIRI RATHNAYAKE SENANAYAKE JAYAWARDENA EDIRIWEERA PREMACHANDRA ABEYSUNDARA GUNASEKARA"
)
"""Longer than the name's box on any form."""

NAME_WITHOUT_GLYPH = Name("葛\U000e0100木", "カツラギ")
"""An Adobe-Japan1 sequence: the forms' font has those of the Moji_Joho collection only."""


@dataclass(frozen=True)
class HomeWithCards:
    """A household and whose cards are there: stem of the card file → 宛名番号. ``means`` sets what
    somebody earns; for ``undeclared`` and ``issue_stopped`` people the tax office gives nothing out."""

    home: Home
    holders: Mapping[str, str]
    means: Mapping[str, Means] = field(default_factory=dict)
    undeclared: frozenset[str] = frozenset()
    issue_stopped: frozenset[str] = frozenset()


def homes_with_cards(place: Place, today: date, numbers: Numbers) -> tuple[HomeWithCards, ...]:
    """The households of ``place`` to which demo cards belong, as of ``today``."""
    recorder = _Recorder(place, today, numbers)
    if place is AOBA:
        return tuple(make(recorder) for make in _AOBA_HOMES)
    return tuple(make(recorder) for make in _WAKABA_HOMES) if place is WAKABA else ()


@dataclass(frozen=True)
class _Recorder:
    place: Place
    today: date
    numbers: Numbers

    def found(self, stem: str, family: Name, address: str, **stay: Any) -> Founding:
        whole = f"{self.place.prefecture}{self.place.name_ja}{address}"
        return Founding(
            Random(f"resident with card/{stem}"),
            self.place,
            self.today,
            whole,
            family,
            numbers=self.numbers,
            **stay,
        )

    def alone(
        self, stem: str, family: Name, given: Name, sex: str, birth_date: date, address: str, **more: Any
    ) -> HomeWithCards:
        household = self.found(stem, family, address, arrived=date(2016, 4, 1))
        household.add("世帯主", given, sex, birth_date, **more)
        return _home(household, {stem: 0})

    def years_ago(self, years: int) -> date:
        return self.today.replace(year=self.today.year - years, day=min(self.today.day, 28))


_Maker = Callable[[_Recorder], HomeWithCards]


def _home(household: Founding, holders: Mapping[str, int], **more: Any) -> HomeWithCards:
    people = household.people
    return HomeWithCards(
        household.finish(), {stem: people[index].number for stem, index in holders.items()}, **more
    )


def _four(recorder: _Recorder) -> HomeWithCards:
    household = recorder.found(
        "ichiro",
        Name("葛\U000e0102城", "カツラギ"),
        "緑ケ丘二丁目３番１４号",
        arrived=date(2013, 3, 28),
        moved_within=date(2018, 11, 3),
    )
    household.from_address = "架空県白波市港町一丁目８番５号"
    household.domicile = "架空県青葉市緑ケ丘１２０番地"
    ichiro = household.add("世帯主", Name("一郎", "イチロウ"), "男", date(1984, 5, 12))
    hanako = household.add(
        "妻",
        Name("花子", "ハナコ"),
        "女",
        date(1986, 8, 23),
        old_name="渡邉\U000e010f",
        old_name_furigana="ワタナベ",
    )
    household.add("子", Name("さくら", "サクラ"), "女", date(2015, 4, 2))
    household.add("子", Name("そら", "ソラ"), "男", date(2019, 5, 1))
    earns = Means(
        salary_revenue=6_240_000,
        dividend_income=12_000,
        social_insurance_deduction=912_480,
        life_insurance_deduction=70_000,
        earthquake_insurance_deduction=15_000,
    )
    part_time = Means(salary_revenue=1_020_000)
    return _home(
        household, {"ichiro": 0, "hanako": 1}, means={ichiro.number: earns, hanako.number: part_time}
    )


def _foreign_alone(recorder: _Recorder) -> HomeWithCards:
    household = recorder.found(
        "rin", Name("", ""), "駅前通一丁目７番２号　コーポ若竹２０３号室", arrived=date(2022, 10, 3)
    )
    stay = stay_under(
        household.random, "ベトナム", Status("技術・人文知識・国際業務", "3年", 1095), recorder.today
    )
    rin = household.add_foreign(
        "世帯主",
        "NGUYEN THI LINH",
        "女",
        date(1997, 3, 15),
        alias="グエン・リン",
        **{**stay, "residence_expiry": date(recorder.today.year + 2, 9, 30)},
    )
    earns = Means(salary_revenue=3_420_000, social_insurance_deduction=496_000)
    return _home(household, {"rin": 0}, means={rin.number: earns})


def _five(recorder: _Recorder) -> HomeWithCards:
    household = recorder.found(
        "five", Name("髙橋", "タカハシ"), "桜台三丁目１５番６号", arrived=date(2008, 3, 20)
    )
    household.add("世帯主", Name("誠", "マコト"), "男", date(1979, 2, 7))
    household.add("妻", Name("由美子", "ユミコ"), "女", date(1980, 10, 30))
    household.add("子", Name("葵", "アオイ"), "女", date(2007, 6, 18))
    household.add("子", Name("大和", "ヤマト"), "男", date(2010, 1, 7))
    household.add("子", Name("陽葵", "ヒマリ"), "女", date(2019, 4, 30))
    return _home(household, {"five": 0})


def _nine(recorder: _Recorder) -> HomeWithCards:
    household = recorder.found("nine", Name("山\ufa11", "ヤマサキ"), "松風町四丁目２２番１号")
    household.add("世帯主", Name("義雄", "ヨシオ"), "男", date(1948, 9, 15))
    household.add("妻", Name("節子", "セツコ"), "女", date(1951, 1, 20))
    household.head_of_register = "山\ufa11　浩二"
    household.add("子", Name("浩二", "コウジ"), "男", date(1976, 11, 8))
    household.add("子の妻", Name("香織", "カオリ"), "女", date(1978, 7, 25))
    household.add("子の子", Name("翔", "ショウ"), "男", date(2004, 12, 1))
    household.add("子の子", Name("七海", "ナナミ"), "女", date(2007, 3, 3))
    household.add("子の子", Name("蓮", "レン"), "男", date(2010, 8, 9))
    household.add("子の子", Name("紬", "ツムギ"), "女", date(2016, 5, 5))
    household.head_of_register = ""
    household.add("母", Name("ハル", "ハル"), "女", date(1926, 11, 3))
    return _home(household, {"nine": 2})


def _old_woman(recorder: _Recorder) -> HomeWithCards:
    household = recorder.found("kiyo", Name("田邊\U000e010f", "タナベ"), "若草町一丁目４番９号")
    kiyo = household.add("世帯主", Name("キヨ", "キヨ"), "女", date(1925, 6, 10), furigana="")
    pension = Means(pension_revenue=986_000, social_insurance_deduction=41_200)
    return _home(household, {"kiyo": 0}, means={kiyo.number: pension})


def _protected(recorder: _Recorder) -> HomeWithCards:
    household = recorder.found(
        "protected", Name("小林", "コバヤシ"), "花園町二丁目１０番３号", arrived=recorder.years_ago(1)
    )
    household.add("世帯主", Name("恵", "メグミ"), "女", date(1990, 12, 4), protected=True)
    household.add("子", Name("結菜", "ユイナ"), "女", date(2017, 9, 14), protected=True)
    return _home(household, {"protected": 0})


def _moving_out(recorder: _Recorder) -> HomeWithCards:
    return recorder.alone(
        "moving-out",
        Name("森", "モリ"),
        Name("健太", "ケンタ"),
        "男",
        date(1995, 6, 30),
        "川端町一丁目２番８号",
        status="moving-out",
    )


def _moved_out(recorder: _Recorder) -> HomeWithCards:
    return recorder.alone(
        "moved-out",
        Name("林", "ハヤシ"),
        Name("亮", "リョウ"),
        "男",
        date(1992, 2, 29),
        "川端町三丁目９番１号",
        status="moved-out",
    )


def _mover_in_household(recorder: _Recorder) -> HomeWithCards:
    household = recorder.found(
        "mover-in-household", Name("田口", "タグチ"), "水車町二丁目６番１７号", arrived=date(2011, 9, 1)
    )
    household.add("世帯主", Name("正樹", "マサキ"), "男", date(1975, 4, 18))
    household.add("妻", Name("理恵", "リエ"), "女", date(1977, 8, 2))
    household.add("子", Name("大地", "ダイチ"), "男", date(2004, 5, 27), status="moving-out")
    return _home(household, {"mover-in-household": 1})


def _under_15(recorder: _Recorder) -> HomeWithCards:
    household = recorder.found(
        "under-15", Name("伊藤", "イトウ"), "学園東一丁目１１番５号", arrived=date(2015, 8, 10)
    )
    household.add("世帯主", Name("直美", "ナオミ"), "女", recorder.years_ago(41))
    household.add("子", Name("悠真", "ユウマ"), "男", recorder.years_ago(12))
    return _home(household, {"under-15": 1})


def _deceased(recorder: _Recorder) -> HomeWithCards:
    household = recorder.found("deceased", Name("斎藤", "サイトウ"), "本町五丁目３番３号")
    household.head_of_register = "斎藤　茂"
    household.add("世帯主", Name("和子", "カズコ"), "女", date(1944, 3, 21))
    household.add("夫", Name("茂", "シゲル"), "男", date(1941, 12, 8), status="deceased")
    return _home(household, {"deceased": 1})


def _undeclared(recorder: _Recorder) -> HomeWithCards:
    found = recorder.alone(
        "undeclared",
        Name("近藤", "コンドウ"),
        Name("浩", "ヒロシ"),
        "男",
        date(1971, 7, 7),
        "南風町三丁目１番２０号",
    )
    return HomeWithCards(found.home, found.holders, undeclared=frozenset(found.holders.values()))


def _issue_stopped(recorder: _Recorder) -> HomeWithCards:
    found = recorder.alone(
        "issue-stopped",
        Name("太田", "オオタ"),
        Name("明美", "アケミ"),
        "女",
        date(1968, 1, 31),
        "月見野一丁目１９番４号",
    )
    return HomeWithCards(found.home, found.holders, issue_stopped=frozenset(found.holders.values()))


def _newcomer(recorder: _Recorder) -> HomeWithCards:
    household = recorder.found(
        "newcomer",
        Name("藤田", "フジタ"),
        "美空台二丁目２４番２号",
        arrived=max(date(recorder.today.year, 1, 2), recorder.today - timedelta(days=120)),
    )
    household.add("世帯主", Name("真央", "マオ"), "女", date(1999, 10, 19))
    return _home(household, {"newcomer": 0})


def _unprintable(recorder: _Recorder) -> HomeWithCards:
    return recorder.alone(
        "unprintable",
        NAME_WITHOUT_GLYPH,
        Name("健", "ケン"),
        "男",
        date(1988, 4, 4),
        "城下町一丁目５番１２号",
    )


def _too_long(recorder: _Recorder) -> HomeWithCards:
    household = recorder.found(
        "too-long", Name("", ""), "駅前通三丁目１番１号　青葉ハイツ４０２号室", arrived=date(2020, 2, 3)
    )
    stay = stay_under(household.random, "スリランカ", Status("永住者", "無期限", 0), recorder.today)
    household.add_foreign("世帯主", LONG_NAME, "男", date(1983, 11, 11), **stay)
    return _home(household, {"too-long": 0})


def _holder_of(stem: str, family: Name, given: Name, sex: str, birth_date: date) -> _Maker:
    """An ordinary resident living alone: what is special is the card."""

    def make(recorder: _Recorder) -> HomeWithCards:
        address = f"本町二丁目{full_width(birth_date.month)}番{full_width(birth_date.day)}号"
        return recorder.alone(stem, family, given, sex, birth_date, address)

    return make


_AOBA_HOMES: tuple[_Maker, ...] = (
    _four,
    _foreign_alone,
    _five,
    _nine,
    _old_woman,
    _protected,
    _moving_out,
    _moved_out,
    _mover_in_household,
    _under_15,
    _deceased,
    _undeclared,
    _issue_stopped,
    _newcomer,
    _unprintable,
    _too_long,
    _holder_of("expired", Name("岡田", "オカダ"), Name("徹", "トオル"), "男", date(1973, 5, 16)),
    _holder_of("revoked", Name("\ufa19谷", "カミヤ"), Name("舞", "マイ"), "女", date(1993, 7, 21)),
    _holder_of("suspended", Name("𠮷田", "ヨシダ"), Name("哲也", "テツヤ"), "男", date(1978, 3, 9)),
    _holder_of(
        "one-try-left", Name("辻\U000e0103本", "ツジモト"), Name("陽子", "ヨウコ"), "女", date(1969, 12, 24)
    ),
    _holder_of("blocked", Name("榊\U000e0102原", "サカキバラ"), Name("剛", "ツヨシ"), "男", date(1982, 9, 2)),
    _holder_of("next", Name("牧野", "マキノ"), Name("未来", "ミク"), "女", date(2001, 4, 27)),
)


def _wakaba(recorder: _Recorder) -> HomeWithCards:
    household = recorder.found("wakaba", Name("芦\U000e0102田", "アシダ"), "大字沢渡３１８番地２")
    household.add("世帯主", Name("豊", "ユタカ"), "男", date(1958, 6, 1))
    household.add("妻", Name("久美子", "クミコ"), "女", date(1961, 2, 14))
    household.add("子", Name("達也", "タツヤ"), "男", date(1989, 1, 8))
    return _home(household, {"wakaba": 2})


_WAKABA_HOMES: tuple[_Maker, ...] = (_wakaba,)
