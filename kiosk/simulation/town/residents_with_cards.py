"""The residents whom the demo's cards belong to: each shows one thing that a terminal must get right.

They are written down, not drawn, so that the papers made from them stay the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kiosk.simulation.town import residents_refused as refused
from kiosk.simulation.town.foreigners import Status, stay_under
from kiosk.simulation.town.households import Numbers
from kiosk.simulation.town.levies import Means
from kiosk.simulation.town.names import Name
from kiosk.simulation.town.places import AOBA, WAKABA, Place, full_width
from kiosk.simulation.town.recorder import HomeWithCards, Recorder, home_of

_Maker = Callable[[Recorder], HomeWithCards]


def homes_with_cards(place: Place, today: date, numbers: Numbers) -> tuple[HomeWithCards, ...]:
    """The households of ``place`` to which demo cards belong, as of ``today``."""
    recorder = Recorder(place, today, numbers)
    if place is AOBA:
        return tuple(make(recorder) for make in _AOBA_HOMES)
    return tuple(make(recorder) for make in _WAKABA_HOMES) if place is WAKABA else ()


def _four(recorder: Recorder) -> HomeWithCards:
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
    return home_of(
        household, {"ichiro": 0, "hanako": 1}, means={ichiro.number: earns, hanako.number: part_time}
    )


def _foreign_alone(recorder: Recorder) -> HomeWithCards:
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
    return home_of(household, {"rin": 0}, means={rin.number: earns})


def _five(recorder: Recorder) -> HomeWithCards:
    household = recorder.found(
        "five", Name("髙橋", "タカハシ"), "桜台三丁目１５番６号", arrived=date(2008, 3, 20)
    )
    household.add("世帯主", Name("誠", "マコト"), "男", date(1979, 2, 7))
    household.add("妻", Name("由美子", "ユミコ"), "女", date(1980, 10, 30))
    household.add("子", Name("葵", "アオイ"), "女", date(2007, 6, 18))
    household.add("子", Name("大和", "ヤマト"), "男", date(2010, 1, 7))
    household.add("子", Name("陽葵", "ヒマリ"), "女", date(2019, 4, 30))
    return home_of(household, {"five": 0})


def _nine(recorder: Recorder) -> HomeWithCards:
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
    return home_of(household, {"nine": 2})


def _old_woman(recorder: Recorder) -> HomeWithCards:
    household = recorder.found("kiyo", Name("田邊\U000e010f", "タナベ"), "若草町一丁目４番９号")
    kiyo = household.add("世帯主", Name("キヨ", "キヨ"), "女", date(1925, 6, 10), furigana="")
    pension = Means(pension_revenue=986_000, social_insurance_deduction=41_200)
    return home_of(household, {"kiyo": 0}, means={kiyo.number: pension})


def _holder_of(stem: str, family: Name, given: Name, sex: str, birth_date: date) -> _Maker:
    """An ordinary resident living alone: what is special is the card."""

    def make(recorder: Recorder) -> HomeWithCards:
        address = f"本町二丁目{full_width(birth_date.month)}番{full_width(birth_date.day)}号"
        return recorder.alone(stem, family, given, sex, birth_date, address)

    return make


def _wakaba(recorder: Recorder) -> HomeWithCards:
    household = recorder.found("wakaba", Name("芦\U000e0102田", "アシダ"), "大字沢渡３１８番地２")
    household.add("世帯主", Name("豊", "ユタカ"), "男", date(1958, 6, 1))
    household.add("妻", Name("久美子", "クミコ"), "女", date(1961, 2, 14))
    household.add("子", Name("達也", "タツヤ"), "男", date(1989, 1, 8))
    return home_of(household, {"wakaba": 2})


_AOBA_HOMES: tuple[_Maker, ...] = (
    _four,
    _foreign_alone,
    _five,
    _nine,
    _old_woman,
    refused.protected,
    refused.moving_out,
    refused.moved_out,
    refused.mover_in_household,
    refused.under_15,
    refused.deceased,
    refused.undeclared,
    refused.issue_stopped,
    refused.newcomer,
    refused.unprintable,
    refused.too_long,
    _holder_of("expired", Name("岡田", "オカダ"), Name("徹", "トオル"), "男", date(1973, 5, 16)),
    _holder_of("revoked", Name("\ufa19谷", "カミヤ"), Name("舞", "マイ"), "女", date(1993, 7, 21)),
    _holder_of("suspended", Name("𠮷田", "ヨシダ"), Name("哲也", "テツヤ"), "男", date(1978, 3, 9)),
    _holder_of(
        "one-try-left", Name("辻\U000e0103本", "ツジモト"), Name("陽子", "ヨウコ"), "女", date(1969, 12, 24)
    ),
    _holder_of("blocked", Name("榊\U000e0102原", "サカキバラ"), Name("剛", "ツヨシ"), "男", date(1982, 9, 2)),
    _holder_of("next", Name("牧野", "マキノ"), Name("未来", "ミク"), "女", date(2001, 4, 27)),
    refused.register_elsewhere,
    refused.register_in_process,
    refused.seal_cancelled,
    refused.seal_suspended,
    refused.in_arrears,
    refused.payment_on_its_way,
)


_WAKABA_HOMES: tuple[_Maker, ...] = (_wakaba, refused.without_seal_card)
