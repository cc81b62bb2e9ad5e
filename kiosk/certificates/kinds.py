"""The kinds of certificates, and what a resident may choose on each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """証明書の種類, in the order in which they are offered."""

    RESIDENT_RECORD = "resident-record"
    RESIDENT_RECORD_ITEMS = "resident-record-items"
    SEAL_REGISTRATION = "seal-registration"
    INCOME_TAX = "income-tax"
    TAX_PAYMENT = "tax-payment"
    FAMILY_REGISTER = "family-register"
    FAMILY_REGISTER_INDIVIDUAL = "family-register-individual"
    ADDRESS_HISTORY = "address-history"


class Scope(StrEnum):
    """Whose entries a certificate shows: 世帯全員, 戸籍の全員, 一部, 本人."""

    HOUSEHOLD = "household"
    REGISTER = "register"
    PART = "part"
    SELF = "self"


class Group(StrEnum):
    """Among whom the persons of a certificate are chosen: 世帯, 戸籍."""

    HOUSEHOLD = "household"
    REGISTER = "register"


class Item(StrEnum):
    """記載事項 that a certificate shows only when asked for (住民基本台帳法 第12条第5項, 第20条第5項)."""

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
    """What is asked on the way to one kind, the same in every municipality.

    ``scopes`` and ``items`` are all that there can be; a municipality offers some of them. Without
    scopes a certificate covers the holder, or by its nature a whole register.
    """

    title: str
    scopes: tuple[Scope, ...] = ()
    group: Group = Group.HOUSEHOLD
    items: frozenset[Item] = frozenset()
    has_year: bool = False

    @property
    def has_scope(self) -> bool:
        """Whether it is asked whom the certificate shall cover."""
        return bool(self.scopes)

    @property
    def has_items(self) -> bool:
        """Whether it is asked what the certificate shall show."""
        return bool(self.items)


_OF_HOUSEHOLD = (Scope.HOUSEHOLD, Scope.PART, Scope.SELF)
_EVERY_ITEM = frozenset(Item)

RULES: dict[Kind, KindRule] = {
    Kind.RESIDENT_RECORD: KindRule("住民票の写し", _OF_HOUSEHOLD, items=_EVERY_ITEM),
    Kind.RESIDENT_RECORD_ITEMS: KindRule("住民票記載事項証明書", _OF_HOUSEHOLD, items=_EVERY_ITEM),
    Kind.SEAL_REGISTRATION: KindRule("印鑑登録証明書"),
    Kind.INCOME_TAX: KindRule("所得・課税証明書", has_year=True),
    Kind.TAX_PAYMENT: KindRule("納税証明書", has_year=True),
    Kind.FAMILY_REGISTER: KindRule("戸籍全部事項証明書", group=Group.REGISTER),
    Kind.FAMILY_REGISTER_INDIVIDUAL: KindRule("戸籍個人事項証明書", (Scope.SELF, Scope.PART), Group.REGISTER),
    Kind.ADDRESS_HISTORY: KindRule(
        "戸籍の附票の写し",
        (Scope.REGISTER, Scope.PART, Scope.SELF),
        Group.REGISTER,
        frozenset({Item.DOMICILE}),
    ),
}
