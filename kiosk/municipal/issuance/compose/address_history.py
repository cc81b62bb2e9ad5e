"""戸籍の附票の写し (住民基本台帳法 第17条, 第20条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kiosk.certificates.choices import Choices
from kiosk.certificates.eras import register_date
from kiosk.certificates.kinds import Item, Scope
from kiosk.certificates.table import Table
from kiosk.municipal.issuance.compose.family_register import headed
from kiosk.municipal.issuance.compose.texts import OMITTED, CertificateTexts, certified
from kiosk.municipal.registry.models import AddressEntry, FamilyRegister, Municipality, RegisterMember


def compose_address_history(
    municipality: Municipality,
    *,
    register: FamilyRegister,
    members: Sequence[RegisterMember],
    addresses: Sequence[AddressEntry],
    choices: Choices,
    issue_date: date,
) -> CertificateTexts:
    """Where each of ``members`` has lived; ``addresses`` are the whole register's in its order. 本籍 and
    筆頭者 are shown only when asked for (第20条第5項)."""
    asked = Item.DOMICILE in choices.items
    part = "" if choices.scope is Scope.REGISTER else "の一部"
    sentence = f"この写しは、戸籍の附票{part}の原本と相違ないことを証明する。"
    rows: list[tuple[str, str]] = []
    for member in members:
        rows += headed("附票に記録されている者", _person(member))
        for entry in addresses:
            if entry.member_order == member.order:
                rows += headed("　住所", _place(entry))
    return CertificateTexts(
        fields={
            "domicile": register.domicile if asked else OMITTED,
            "head_of_register": register.head if asked else OMITTED,
            **certified(municipality, sentence, issue_date),
        },
        tables={"entries": Table(rows=tuple(rows))},
    )


def _person(member: RegisterMember) -> list[tuple[str, str]]:
    return [("名", member.name), ("生年月日", register_date(member.birth_date)), ("性別", member.sex)]


def _place(entry: AddressEntry) -> list[tuple[str, str]]:
    return [("住所", entry.address), ("住所を定めた年月日", register_date(entry.since))]
