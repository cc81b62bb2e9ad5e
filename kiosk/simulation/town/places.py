"""Where the towns' people live, and where they came from: all fictional."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from kiosk.certificates.municipality_code import MunicipalityCode, check_digit

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_KANJI_NUMBERS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Place:
    """A municipality of the sample. The code's prefecture number 99 belongs to no prefecture."""

    code: MunicipalityCode
    name_ja: str
    name_en: str
    prefecture: str
    desk_phone: str
    mayor_title: str
    mayor_name: str
    districts: tuple[str, ...]


AOBA = Place(
    code=MunicipalityCode("99901" + check_digit("99901")),
    name_ja="青葉市",
    name_en="Aoba City",
    prefecture="架空県",
    desk_phone="0000-11-2100",
    mayor_title="架空県青葉市長",
    mayor_name="木漏日　豊",
    districts=(
        *("緑ケ丘", "若草町", "本町", "駅前通", "桜台", "川端町", "南風町", "月見野"),
        *("松風町", "学園東", "水車町", "花園町", "城下町", "美空台"),
    ),
)
WAKABA = Place(
    code=MunicipalityCode("99931" + check_digit("99931")),
    name_ja="若葉町",
    name_en="Wakaba Town",
    prefecture="架空県",
    desk_phone="0000-31-4100",
    mayor_title="架空県若葉町長",
    mayor_name="芽吹　春江",
    districts=("大字沢渡", "大字清水", "大字峠下", "字中里"),
)

_ELSEWHERE = (
    "架空県白波市港町",
    "架空県霧島原市錦町",
    "架空県銀杏市中央",
    "夢見県星ヶ浦市浜通",
    "夢見県虹田市大門町",
    "幻野県雲井市坂上",
    "幻野県風待村大字北沢",
    "遠見県潮見市朝日町",
)
_APARTMENTS = ("コーポ若竹", "青葉ハイツ", "メゾン桜", "サンライズ緑", "第二清風荘", "グランコート駅前")


def full_width(number: int) -> str:
    """Digits as an address shows them."""
    return str(number).translate(_FULL_WIDTH)


def address_in(random: Random, place: Place) -> str:
    """An address by the numbering of houses (住居表示), in a town's by the numbering of lots (地番)."""
    start = f"{place.prefecture}{place.name_ja}{random.choice(place.districts)}"
    if place.name_ja.endswith("町"):
        return f"{start}{full_width(random.randrange(12, 2400))}番地{full_width(random.randrange(1, 9))}"
    block = f"{_KANJI_NUMBERS[random.randrange(1, 6)]}丁目{full_width(random.randrange(1, 40))}番"
    house = f"{full_width(random.randrange(1, 30))}号"
    if random.random() < 0.3:
        room = full_width(random.randrange(1, 9) * 100 + random.randrange(1, 12))
        return f"{start}{block}{house}　{random.choice(_APARTMENTS)}{room}号室"
    return f"{start}{block}{house}"


def address_elsewhere(random: Random) -> str:
    """An address in another municipality, where somebody moved in from."""
    block = f"{_KANJI_NUMBERS[random.randrange(1, 6)]}丁目{full_width(random.randrange(1, 40))}番"
    return f"{random.choice(_ELSEWHERE)}{block}{full_width(random.randrange(1, 30))}号"


def domicile(random: Random, place: Place) -> str:
    """本籍: a lot here, or where the family comes from."""
    if random.random() < 0.55:
        start = f"{place.prefecture}{place.name_ja}{random.choice(place.districts)}"
    else:
        start = random.choice(_ELSEWHERE)
    return f"{start}{full_width(random.randrange(1, 1800))}番地"
