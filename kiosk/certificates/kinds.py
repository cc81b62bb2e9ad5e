"""The kinds of certificates, and what a resident may choose on each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """証明書の種類."""

    RESIDENT_RECORD = "resident-record"
    INCOME_TAX = "income-tax"


class Scope(StrEnum):
    """Whose entries a resident record shows: 世帯全員, 世帯の一部, 本人."""

    HOUSEHOLD = "household"
    PART = "part"
    SELF = "self"


class Item(StrEnum):
    """記載事項 that a resident record shows only when asked for (住民基本台帳法 第12条第5項)."""

    HEAD_AND_RELATIONSHIP = "head-and-relationship"
    DOMICILE = "domicile"
    MY_NUMBER = "my-number"
    NATIONALITY = "nationality"
    RESIDENCE_STATUS = "residence-status"
    RESIDENCE_CARD_NUMBER = "residence-card-number"


JAPANESE_ONLY_ITEMS = frozenset({Item.DOMICILE})
FOREIGN_ONLY_ITEMS = frozenset({Item.NATIONALITY, Item.RESIDENCE_STATUS, Item.RESIDENCE_CARD_NUMBER})


@dataclass(frozen=True)
class KindRule:
    """What is asked on the way to one kind, the same in every municipality."""

    title: str
    has_scope: bool
    has_items: bool
    has_year: bool


RULES: dict[Kind, KindRule] = {
    Kind.RESIDENT_RECORD: KindRule("住民票の写し", has_scope=True, has_items=True, has_year=False),
    Kind.INCOME_TAX: KindRule("所得・課税証明書", has_scope=False, has_items=False, has_year=True),
}
