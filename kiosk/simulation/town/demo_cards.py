"""The demo's cards: whose they are, their PIN, and what a terminal must make of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from drivers.card.contract import TokenKind
from kiosk.certificates import failures
from kiosk.certificates.failures import Failure
from kiosk.certificates.kinds import RULES, Group, Kind
from kiosk.simulation.town.demo_jpki import KeyType
from kiosk.simulation.town.places import AOBA, WAKABA, Place


class Standing(Enum):
    """What is the matter with a card's certificate."""

    GOOD = "good"
    OF_EARLIER_ROOT = "of the root generation before"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    OF_IMPOSTOR = "of an authority that only bears the name"
    FOR_SIGNATURES = "a signature certificate"
    OF_NEXT_CARD = "of the next generation of cards"
    DAMAGED = "cannot be read"


@dataclass(frozen=True)
class DemoCard:
    """A card as the dock offers it. ``holder`` is a resident with cards, or None for a card that is
    linked to nobody. ``leads_to`` is the failure that ends any visit, None where a certificate can be
    had; ``kinds_lead_to`` are failures met for that kind only, before that one."""

    stem: str
    title: str
    remark: str
    holder: str | None
    pin: str = "1234"
    place: Place = AOBA
    token: TokenKind | None = TokenKind.CARD
    tries_left: int = 3
    standing: Standing = Standing.GOOD
    key_type: KeyType = KeyType.RSA_2048
    leads_to: Failure | None = None
    kinds_lead_to: Mapping[Kind, Failure] = field(default_factory=dict)


_OF_REGISTER = tuple(kind for kind in Kind if RULES[kind].group is Group.REGISTER)
_NO_REGISTER = dict.fromkeys(_OF_REGISTER, failures.CHOICES_NOT_OFFERED)


DEMO_CARDS = (
    DemoCard("ichiro", "一郎さん　4人世帯", "暗証番号 1234", "ichiro", standing=Standing.OF_EARLIER_ROOT),
    DemoCard("hanako", "花子さん　4人世帯", "暗証番号 1234", "hanako"),
    DemoCard("rin", "リンさん　外国籍・1人", "暗証番号 5678", "rin", pin="5678", kinds_lead_to=_NO_REGISTER),
    DemoCard("five", "誠さん　5人世帯", "用紙が2枚になる", "five"),
    DemoCard("nine", "浩二さん　9人世帯", "用紙が3枚になる", "nine"),
    DemoCard("kiyo", "キヨさん　大正生まれ", "非課税", "kiyo"),
    DemoCard("wakaba", "達也さん　若葉町", "無料の町", "wakaba", place=WAKABA),
    DemoCard(
        "next",
        "次期カードの人",
        "P-384の鍵・10年",
        "next",
        standing=Standing.OF_NEXT_CARD,
        key_type=KeyType.P_384,
    ),
    DemoCard(
        "expired",
        "期限切れのカード",
        "電子証明書が失効",
        "expired",
        standing=Standing.EXPIRED,
        leads_to=failures.CARD_EXPIRED,
    ),
    DemoCard(
        "revoked",
        "失効したカード",
        "失効情報にある",
        "revoked",
        standing=Standing.REVOKED,
        leads_to=failures.CARD_REVOKED,
    ),
    DemoCard(
        "suspended",
        "一時停止のカード",
        "電話で停止ずみ",
        "suspended",
        standing=Standing.SUSPENDED,
        leads_to=failures.CARD_SUSPENDED,
    ),
    DemoCard("one-try-left", "のこり1回のカード", "暗証番号 1234", "one-try-left", tries_left=1),
    DemoCard(
        "blocked",
        "ロックされたカード",
        "暗証番号を3回まちがえた",
        "blocked",
        tries_left=0,
        leads_to=failures.PIN_BLOCKED,
    ),
    DemoCard(
        "untrusted",
        "にせの認証局のカード",
        "名前だけ同じ認証局",
        None,
        standing=Standing.OF_IMPOSTOR,
        leads_to=failures.CARD_UNTRUSTED,
    ),
    DemoCard(
        "signature-certificate",
        "署名用証明書のカード",
        "利用者証明用でない",
        None,
        standing=Standing.FOR_SIGNATURES,
        leads_to=failures.CARD_UNTRUSTED,
    ),
    DemoCard("unknown", "よその人のカード", "青葉市の住民でない", None, leads_to=failures.CARD_UNKNOWN),
    DemoCard("protected", "支援措置の人", "理由は言わない", "protected", leads_to=failures.ASK_THE_DESK),
    DemoCard(
        "deceased", "亡くなった人のカード", "理由は言わない", "deceased", leads_to=failures.ASK_THE_DESK
    ),
    DemoCard("moving-out", "転出予定の人", "1人世帯", "moving-out", leads_to=failures.MOVED_OUT),
    DemoCard("moved-out", "転出した人", "1人世帯", "moved-out", leads_to=failures.MOVED_OUT),
    DemoCard(
        "mover-in-household",
        "家族が転出予定の人",
        "税の証明書は出る",
        "mover-in-household",
        kinds_lead_to=dict.fromkeys(
            (Kind.RESIDENT_RECORD, Kind.RESIDENT_RECORD_ITEMS), failures.ASK_THE_DESK
        ),
    ),
    DemoCard("under-15", "15歳未満の人", "12歳", "under-15", leads_to=failures.UNDER_FIFTEEN),
    DemoCard(
        "undeclared",
        "申告していない人",
        "住民票は出る",
        "undeclared",
        kinds_lead_to={
            Kind.INCOME_TAX: failures.TAX_UNDECLARED,
            Kind.TAX_PAYMENT: failures.NO_TAX_RECORD,
        },
    ),
    DemoCard(
        "issue-stopped",
        "税証明を止められた人",
        "住民票は出る",
        "issue-stopped",
        kinds_lead_to=dict.fromkeys((Kind.INCOME_TAX, Kind.TAX_PAYMENT), failures.ASK_THE_DESK),
    ),
    DemoCard(
        "newcomer",
        "ことし転入した人",
        "1月1日は住んでいない",
        "newcomer",
        kinds_lead_to={
            Kind.SEAL_REGISTRATION: failures.SEAL_NOT_REGISTERED,
            Kind.INCOME_TAX: failures.TAX_UNDECLARED,
            Kind.TAX_PAYMENT: failures.NO_TAX_RECORD,
        },
    ),
    DemoCard(
        "in-arrears",
        "税を納めていない人",
        "理由は言わない",
        "in-arrears",
        kinds_lead_to={Kind.TAX_PAYMENT: failures.ASK_THE_DESK},
    ),
    DemoCard(
        "payment-on-its-way",
        "納めたばかりの人",
        "納付がまだ記録にない",
        "payment-on-its-way",
        kinds_lead_to={Kind.TAX_PAYMENT: failures.PAYMENT_NOT_SHOWN},
    ),
    DemoCard(
        "seal-cancelled",
        "印鑑登録をやめた人",
        "印影は残っている",
        "seal-cancelled",
        kinds_lead_to={Kind.SEAL_REGISTRATION: failures.SEAL_NOT_REGISTERED},
    ),
    DemoCard(
        "seal-suspended",
        "印鑑登録が停止中の人",
        "理由は言わない",
        "seal-suspended",
        kinds_lead_to={Kind.SEAL_REGISTRATION: failures.ASK_THE_DESK},
    ),
    DemoCard(
        "without-seal-card",
        "印鑑登録証でないカード",
        "若葉町",
        "without-seal-card",
        place=WAKABA,
        kinds_lead_to={Kind.SEAL_REGISTRATION: failures.SEAL_CARD_NOT_REGISTERED},
    ),
    DemoCard(
        "register-elsewhere",
        "本籍がほかの市の人",
        "住民票は出る",
        "register-elsewhere",
        kinds_lead_to=dict.fromkeys(_OF_REGISTER, failures.REGISTER_ELSEWHERE),
    ),
    DemoCard(
        "register-in-process",
        "戸籍の届出をした人",
        "届出の処理中",
        "register-in-process",
        kinds_lead_to=dict.fromkeys(_OF_REGISTER, failures.REGISTER_IN_PROCESS),
    ),
    DemoCard("unprintable", "印刷できない文字の人", "葛の異体字", "unprintable", leads_to=failures.CHARACTER),
    DemoCard(
        "too-long",
        "名前が入りきらない人",
        "外国籍",
        "too-long",
        leads_to=failures.CHARACTER,
        kinds_lead_to=_NO_REGISTER,
    ),
    DemoCard(
        "old-resident-card",
        "住民基本台帳カード",
        "古いカード",
        None,
        token=TokenKind.OLD_RESIDENT_CARD,
        leads_to=failures.CARD_OLD_RESIDENT,
    ),
    DemoCard(
        "android-phone",
        "スマートフォン",
        "Android",
        None,
        token=TokenKind.ANDROID,
        leads_to=failures.CARD_ANDROID,
    ),
    DemoCard(
        "iphone",
        "スマートフォン",
        "iPhone",
        None,
        token=TokenKind.IPHONE,
        leads_to=failures.CARD_IPHONE,
    ),
    DemoCard(
        "transit",
        "マイナンバー以外",
        "交通系ICなど",
        None,
        token=None,
        leads_to=failures.CARD_NOT_MY_NUMBER,
    ),
    DemoCard(
        "short-key",
        "短い鍵のカード",
        "RSA-1024",
        None,
        key_type=KeyType.RSA_1024,
        leads_to=failures.CARD_UNSUPPORTED,
    ),
    DemoCard(
        "other-curve",
        "知らない鍵のカード",
        "P-256の鍵",
        None,
        key_type=KeyType.P_256,
        leads_to=failures.CARD_UNSUPPORTED,
    ),
    DemoCard(
        "damaged",
        "こわれたカード",
        "証明書が読めない",
        None,
        standing=Standing.DAMAGED,
        leads_to=failures.CARD_UNREADABLE,
    ),
)
