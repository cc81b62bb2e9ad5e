"""納税証明書 of 市町村民税・道府県民税 (地方税法 第20条の10, 地方税法施行令 第6条の21)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kiosk.certificates.eras import era_date, era_fiscal_year
from kiosk.certificates.table import Table
from kiosk.municipal.issuance.compose.texts import CertificateTexts, birth_date, certified, local
from kiosk.municipal.registry.models import Collection, Municipality, Resident, TaxInstalment

_NOT_TAXED = ("全期", "", "0円", "0円", "0円")
_FOREST_TAX_SINCE = 2024
"""令和6年度: 森林環境税 is collected together with the resident tax."""


def compose_tax_payment(
    municipality: Municipality,
    *,
    address: str,
    resident: Resident,
    fiscal_year: int,
    instalments: Sequence[TaxInstalment],
    issue_date: date,
) -> CertificateTexts:
    """What of one year's tax is due and paid; ``instalments`` are that year's in their order, none where
    the year is untaxed. Those not yet due count as unpaid, and a remark says so."""
    tax = "市町村民税・道府県民税" + ("・森林環境税" if fiscal_year >= _FOREST_TAX_SINCE else "")
    rows = (*map(_row, instalments), _sum(instalments)) if instalments else (_NOT_TAXED, _sum(()))
    return CertificateTexts(
        fields={
            "fiscal_year": era_fiscal_year(fiscal_year),
            "tax_item": local(tax, municipality),
            "address": address,
            "name": resident.name,
            "furigana": resident.furigana,
            "birth_date": birth_date(resident),
            "remarks": _remarks(instalments, issue_date),
            **certified(municipality, "上記のとおり相違ないことを証明する。", issue_date),
        },
        tables={"payments": Table(rows=rows)},
    )


def _row(instalment: TaxInstalment) -> tuple[str, ...]:
    return (
        _period(instalment),
        era_date(instalment.due_on),
        *_amounts(instalment.due, instalment.paid, instalment.unpaid),
    )


def _sum(instalments: Sequence[TaxInstalment]) -> tuple[str, ...]:
    return (
        "合計",
        "",
        *_amounts(
            sum(instalment.due for instalment in instalments),
            sum(instalment.paid for instalment in instalments),
            sum(instalment.unpaid for instalment in instalments),
        ),
    )


def _amounts(*yen: int) -> tuple[str, ...]:
    return tuple(f"{amount:,}円" for amount in yen)


def _period(instalment: TaxInstalment) -> str:
    if instalment.collection == Collection.SPECIAL:
        return f"{instalment.period}月分"
    return f"第{instalment.period}期"


def _remarks(instalments: Sequence[TaxInstalment], today: date) -> str:
    if not instalments:
        return "課税されていない。"
    collections = dict.fromkeys(Collection(instalment.collection).label for instalment in instalments)
    remarks = [f"徴収方法　{'・'.join(map(str, collections))}"]
    if any(instalment.unpaid and instalment.due_on >= today for instalment in instalments):
        remarks.append("未納額には、納期限が到来していないものを含む。")
    return "　　".join(remarks)
