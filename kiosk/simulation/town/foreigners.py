"""Foreign residents: who they are by nationality, and under which status they stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from string import ascii_uppercase
from typing import Any

SPECIAL_PERMANENT_RESIDENT = "特別永住者"
MID_TO_LONG_TERM_RESIDENT = "中長期在留者"
"""区分 of 住民基本台帳法 第30条の45."""


@dataclass(frozen=True)
class Nationality:
    """Names of one country as a residence card shows them, and the aliases (通称) its people use."""

    name: str
    families: tuple[str, ...]
    men: tuple[str, ...]
    women: tuple[str, ...]
    aliases: tuple[str, ...] = ()


NATIONALITIES = (
    Nationality(
        "ベトナム",
        ("NGUYEN", "TRAN", "LE", "PHAM", "HOANG", "VU", "DANG", "BUI"),
        ("VAN HUNG", "DUC ANH", "MINH TUAN", "QUANG HAI", "VAN NAM", "THANH TUNG"),
        ("THI LAN", "THI HOA", "THU TRANG", "NGOC ANH", "THI MAI", "PHUONG THAO"),
    ),
    Nationality(
        "中国",
        ("WANG", "LI", "ZHANG", "LIU", "CHEN", "YANG", "ZHAO"),
        ("WEI", "JUN", "HAO", "MINGYU", "JIANGUO"),
        ("FANG", "JING", "XIAOLI", "YAN", "MEIHUA"),
        ("山本　明", "高田　麗", "青山　芳"),
    ),
    Nationality(
        "フィリピン",
        ("SANTOS", "REYES", "CRUZ", "GARCIA", "MENDOZA", "DELA CRUZ"),
        ("JUAN CARLO", "MARK ANTHONY", "JOSE RAMON"),
        ("MARIA CRISTINA", "ANGELICA JOY", "ROSE ANN", "MARY GRACE"),
        ("中田　マリア", "小川　ローズ"),
    ),
    Nationality(
        "ブラジル",
        ("SILVA YAMADA", "SOUZA TANAKA", "OLIVEIRA SATO", "PEREIRA"),
        ("LUCAS KENJI", "PEDRO HENRIQUE", "RAFAEL"),
        ("ANA PAULA", "JULIANA AKEMI", "BEATRIZ"),
        ("山田　ルーカス", "佐藤　ジュリアナ"),
    ),
    Nationality(
        "ネパール",
        ("SHRESTHA", "GURUNG", "THAPA", "RAI", "TAMANG"),
        ("RAMESH", "BISHAL", "SURAJ"),
        ("SITA", "ANJALI", "SUNITA"),
    ),
    Nationality(
        "インドネシア",
        ("SANTOSO", "WIJAYA", "PRATAMA", "HIDAYAT"),
        ("BUDI", "AGUS", "RIZKY"),
        ("DEWI", "SITI", "PUTRI AYU"),
    ),
    Nationality(
        "米国",
        ("SMITH", "JOHNSON", "MILLER", "DAVIS"),
        ("MICHAEL JAMES", "DAVID ALLEN", "ROBERT"),
        ("JENNIFER ANN", "EMILY ROSE", "SARAH"),
    ),
    Nationality(
        "ミャンマー",
        ("AUNG", "MYO", "THAN", "ZAW"),
        ("MIN THU", "KO KO", "HTET"),
        ("SU SU", "EI PHYU", "MAY THAZIN"),
    ),
)

KOREAN_FAMILIES = (("金", "金田"), ("李", "木下"), ("朴", "新井"), ("崔", "山本"), ("鄭", "松本"))
"""Family name and the one of the alias, of 特別永住者 and their descendants."""


@dataclass(frozen=True)
class Status:
    """A status of residence: ``period`` as the card words it, ``days`` its length (0: without end)."""

    name: str
    period: str
    days: int


WORKING_STATUSES = (
    Status("技術・人文知識・国際業務", "5年", 1826),
    Status("技術・人文知識・国際業務", "3年", 1095),
    Status("技能実習２号ロ", "2年", 730),
    Status("特定技能１号", "1年", 365),
    Status("高度専門職１号ロ", "5年", 1826),
    Status("介護", "3年", 1095),
    Status("留学", "4年3月", 1551),
    Status("永住者", "無期限", 0),
    Status("定住者", "3年", 1095),
)
FAMILY_STATUS = Status("家族滞在", "3年", 1095)
SPOUSE_STATUS = Status("日本人の配偶者等", "3年", 1095)


def residence_card_number(random: Random) -> str:
    """Two letters, eight digits, two letters, as the Immigration Services Agency numbers cards."""
    letters = "".join(random.choices(ascii_uppercase, k=4))
    return f"{letters[:2]}{random.randrange(10**8):08d}{letters[2:]}"


def stay_under(random: Random, nationality: str, status: Status, today: date) -> dict[str, Any]:
    """The items of a 中長期在留者 whose present period ends some time after ``today``."""
    expiry = today + timedelta(days=random.randrange(40, status.days)) if status.days else None
    return {
        "nationality": nationality,
        "article_30_45": MID_TO_LONG_TERM_RESIDENT,
        "residence_status": status.name,
        "residence_period": status.period,
        "residence_expiry": expiry,
        "residence_card_number": residence_card_number(random),
    }


def special_permanent_stay(random: Random, nationality: str) -> dict[str, Any]:
    """The items of a 特別永住者: no status, period or expiry, the number of the special certificate."""
    return {
        "nationality": nationality,
        "article_30_45": SPECIAL_PERMANENT_RESIDENT,
        "residence_card_number": residence_card_number(random),
    }
