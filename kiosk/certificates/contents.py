"""What a document of each kind carries: every name that the city hall fills in and the form shows.

One list for both: the city hall composes by it, a layout shows just these (or leaves one out by name), the
2D seal signs them in this order, and whoever verifies a paper reads the labels. A document always
carries every name of its kind, empty where there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.certificates.kinds import Kind

UNSIGNED = frozenset({"my_number"})
"""Fields that never go into the 2D seal, so that no picture of a paper gives them away to a machine."""


@dataclass(frozen=True)
class Contents:
    """Names with their labels (記載事項). ``persons`` are those of each person of a document that has a
    block for each of them; ``tables`` have the labels of their columns; ``pictures`` are PNGs."""

    fields: Mapping[str, str]
    persons: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)


_CERTIFIED = {
    "certification": "認証文",
    "issued_on": "発行年月日",
    "mayor": "発行者",
    "certificate_number": "発行番号",
}
_FOREIGN = {
    "nationality": "国籍・地域",
    "article_30_45": "第30条45区分",
    "residence_status": "在留資格",
    "residence_period": "在留期間",
    "residence_expiry": "在留期間の満了の日",
    "residence_card_number": "在留カード等の番号",
}
_LABEL_AND_AMOUNT = ("区分", "金額")
_HEADING_AND_ENTRY = ("見出し", "記録事項")

CONTENTS: dict[Kind, Contents] = {
    Kind.RESIDENT_RECORD: Contents(
        fields={"address": "住所", "head": "世帯主", **_CERTIFIED},
        persons={
            "furigana": "氏名の振り仮名",
            "name": "氏名",
            "old_name": "旧氏",
            "old_name_furigana": "旧氏の振り仮名",
            "alias": "通称",
            "birth_date": "生年月日",
            "sex": "性別",
            "relationship": "続柄",
            "became_resident_on": "住民となった年月日",
            "address_since": "住所を定めた年月日",
            "notified_on": "届出日",
            "domicile": "本籍",
            "head_of_register": "筆頭者",
            "previous_address": "転入前住所",
            **_FOREIGN,
            "my_number": "個人番号",
            "resident_code": "住民票コード",
            "remarks": "備考",
        },
    ),
    Kind.RESIDENT_RECORD_ITEMS: Contents(
        fields={"address": "住所", "head": "世帯主", **_CERTIFIED},
        persons={
            "furigana": "氏名の振り仮名",
            "name": "氏名",
            "old_name": "旧氏",
            "alias": "通称",
            "birth_date": "生年月日",
            "sex": "性別",
            "relationship": "続柄",
            "became_resident_on": "住民となった年月日",
            "address_since": "住所を定めた年月日",
            "domicile": "本籍",
            "head_of_register": "筆頭者",
            **_FOREIGN,
            "my_number": "個人番号",
        },
    ),
    Kind.SEAL_REGISTRATION: Contents(
        fields={
            "furigana": "氏名の振り仮名",
            "name": "氏名",
            "old_name": "旧氏",
            "alias": "通称",
            "birth_date": "生年月日",
            "address": "住所",
            "remarks": "備考",
            **_CERTIFIED,
        },
        pictures={"imprint": "印影"},
    ),
    Kind.INCOME_TAX: Contents(
        fields={
            "title": "証明書名",
            "fiscal_year": "年度",
            "address": "住所",
            "furigana": "フリガナ",
            "name": "氏名",
            "birth_date": "生年月日",
            "remarks": "備考",
            **_CERTIFIED,
        },
        tables={
            "income": _LABEL_AND_AMOUNT,
            "deductions": _LABEL_AND_AMOUNT,
            "tax": _LABEL_AND_AMOUNT,
            "dependants": ("区分", "人数"),
        },
    ),
    Kind.TAX_PAYMENT: Contents(
        fields={
            "fiscal_year": "年度",
            "tax_item": "税目",
            "address": "住所",
            "furigana": "フリガナ",
            "name": "氏名",
            "birth_date": "生年月日",
            "remarks": "備考",
            **_CERTIFIED,
        },
        tables={"payments": ("期別", "納期限", "納付すべき額", "納付済額", "未納額")},
    ),
    Kind.FAMILY_REGISTER: Contents(
        fields={"domicile": "本籍", "head_of_register": "氏名", **_CERTIFIED},
        tables={"entries": _HEADING_AND_ENTRY},
    ),
    Kind.FAMILY_REGISTER_INDIVIDUAL: Contents(
        fields={"domicile": "本籍", "head_of_register": "氏名", **_CERTIFIED},
        tables={"entries": _HEADING_AND_ENTRY},
    ),
    Kind.ADDRESS_HISTORY: Contents(
        fields={"domicile": "本籍", "head_of_register": "氏名", **_CERTIFIED},
        tables={"entries": _HEADING_AND_ENTRY},
    ),
}
