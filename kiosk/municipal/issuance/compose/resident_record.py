"""住民票の写し and 住民票記載事項証明書 (住民基本台帳事務処理要領 第2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kiosk.certificates.choices import Choices
from kiosk.certificates.contents import CONTENTS
from kiosk.certificates.eras import era_date
from kiosk.certificates.kinds import Item, Kind, Scope
from kiosk.municipal.issuance.compose.texts import (
    LEFT_BLANK,
    OMITTED,
    CertificateTexts,
    birth_date,
    certified,
    era_or_blank,
    western_date,
)
from kiosk.municipal.registry.models import Municipality, Resident

_SENTENCES = {
    Kind.RESIDENT_RECORD: "この写しは、{whole}の住民票の原本と相違ないことを証明する。",
    Kind.RESIDENT_RECORD_ITEMS: "住民票に上記の事項が記載されていることを証明する。",
}


def compose_resident_record(
    municipality: Municipality,
    *,
    address: str,
    head: str,
    residents: Sequence[Resident],
    choices: Choices,
    issue_date: date,
) -> CertificateTexts:
    """住民票の写し or 住民票記載事項証明書 of ``residents``, those chosen, in the household's order.

    ``address`` and ``head`` (name of the 世帯主, who need not be among them) are the household's. Items
    not in ``choices`` become 【省略】; 住民票コード always does: terminals never show it.
    """
    whole = "世帯全員" if choices.scope is Scope.HOUSEHOLD else "世帯の一部"
    sentence = _SENTENCES[choices.kind].format(whole=whole)
    return CertificateTexts(
        fields={
            "address": address,
            "head": head if Item.HEAD_AND_RELATIONSHIP in choices.items else OMITTED,
            **certified(municipality, sentence, issue_date),
        },
        persons=tuple(_person(resident, choices) for resident in residents),
    )


def _person(resident: Resident, choices: Choices) -> dict[str, str]:
    """Of all that is on the record what this kind of certificate carries."""
    every = _record(resident, choices.items)
    return {name: every[name] for name in CONTENTS[choices.kind].persons}


def _record(resident: Resident, items: frozenset[Item]) -> dict[str, str]:
    return {
        "furigana": resident.furigana,
        "name": resident.name,
        "old_name": resident.old_name,
        "old_name_furigana": resident.old_name_furigana,
        "my_number": (resident.my_number or LEFT_BLANK) if Item.MY_NUMBER in items else OMITTED,
        "resident_code": OMITTED,
        "became_resident_on": era_date(resident.became_resident_on),
        "address_since": era_or_blank(resident.address_since),
        "notified_on": era_or_blank(resident.notified_on),
        "birth_date": birth_date(resident),
        "sex": resident.sex,
        "relationship": resident.relationship if Item.HEAD_AND_RELATIONSHIP in items else OMITTED,
        "previous_address": resident.previous_address,
        "alias": resident.alias,
        "remarks": "",
        **(_foreign_items(resident, items) if resident.is_foreign else _japanese_items(resident, items)),
    }


def _japanese_items(resident: Resident, items: frozenset[Item]) -> dict[str, str]:
    asked = Item.DOMICILE in items
    return {
        "domicile": (resident.domicile or LEFT_BLANK) if asked else OMITTED,
        "head_of_register": (resident.head_of_register or LEFT_BLANK) if asked else OMITTED,
        "nationality": "",
        "article_30_45": "",
        "residence_status": "",
        "residence_period": "",
        "residence_expiry": "",
        "residence_card_number": "",
    }


def _foreign_items(resident: Resident, items: frozenset[Item]) -> dict[str, str]:
    """特別永住者 have no status, period or expiry: those stay empty even when asked for."""
    expiry = "" if resident.residence_expiry is None else western_date(resident.residence_expiry)
    status_asked = Item.RESIDENCE_STATUS in items
    return {
        "domicile": "",
        "head_of_register": "",
        "nationality": resident.nationality if Item.NATIONALITY in items else OMITTED,
        "article_30_45": resident.article_30_45 if status_asked else OMITTED,
        "residence_status": resident.residence_status if status_asked else OMITTED,
        "residence_period": resident.residence_period if status_asked else OMITTED,
        "residence_expiry": expiry if status_asked else OMITTED,
        "residence_card_number": (
            resident.residence_card_number if Item.RESIDENCE_CARD_NUMBER in items else OMITTED
        ),
    }
