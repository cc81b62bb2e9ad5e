"""What a certificate says, as texts exactly as they are to be printed.

Pure: whoever calls has read the registry and hands over the rows in their order; nothing here queries.
What the boxes mean is in 住民基本台帳事務処理要領 第2 and 地方税法 第20条の10.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kiosk.certificates.choices import Choices
from kiosk.certificates.eras import era_date, era_fiscal_year, era_year
from kiosk.certificates.kinds import Item, Scope
from kiosk.certificates.sealed_document import Table
from kiosk.municipal.registry.models import Assessment, Municipality, Resident

OMITTED = "【省略】"
"""Stands where an item was not asked for."""
LEFT_BLANK = "【空欄】"
"""Stands where the registry itself has no entry, so that nobody can add one to the paper."""

_INCOME_ROWS = {
    "給与収入": "salary_revenue",
    "給与所得": "salary_income",
    "公的年金等収入": "pension_revenue",
    "営業等所得": "business_income",
    "農業所得": "agricultural_income",
    "不動産所得": "real_estate_income",
    "利子所得": "interest_income",
    "配当所得": "dividend_income",
    "雑所得": "miscellaneous_income",
    "譲渡所得": "transfer_income",
    "一時所得": "occasional_income",
    "合計所得金額": "total_income",
}
_DEDUCTION_ROWS = {
    "雑損": "casualty_deduction",
    "医療費": "medical_deduction",
    "社会保険料": "social_insurance_deduction",
    "小規模企業共済等掛金": "small_enterprise_deduction",
    "生命保険料": "life_insurance_deduction",
    "地震保険料": "earthquake_insurance_deduction",
    "障害者": "disability_deduction",
    "寡婦・ひとり親": "widow_or_single_parent_deduction",
    "勤労学生": "working_student_deduction",
    "配偶者": "spouse_deduction",
    "配偶者特別": "special_spouse_deduction",
    "扶養": "dependants_deduction",
    "基礎": "basic_deduction",
    "控除合計": "total_deductions",
}
_TAX_ROWS = {
    "課税標準額（総合）": "taxable_income",
    "課税標準額（分離）": "separate_taxable_income",
    "市町村民税　所得割": "city_income_levy",
    "市町村民税　均等割": "city_per_capita_levy",
    "道府県民税　所得割": "prefecture_income_levy",
    "道府県民税　均等割": "prefecture_per_capita_levy",
    "森林環境税": "forest_environment_tax",
    "年税額": "annual_tax",
}
_DEPENDANT_ROWS = {
    "一般": "general_dependants",
    "特定": "specific_dependants",
    "老人": "elderly_dependants",
    "同居老親": "elderly_parents_living_together",
    "16歳未満": "dependants_under_16",
    "特別障害者": "specially_disabled_dependants",
    "その他の障害者": "other_disabled_dependants",
}


@dataclass(frozen=True)
class CertificateTexts:
    """The variable texts of a sealed document, by the keys that the layouts show."""

    fields: Mapping[str, str]
    persons: tuple[Mapping[str, str], ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)


def compose_resident_record(
    municipality: Municipality,
    *,
    address: str,
    head: str,
    residents: Sequence[Resident],
    choices: Choices,
    issue_date: date,
) -> CertificateTexts:
    """住民票の写し of ``residents``, those chosen, in the household's order.

    ``address`` and ``head`` (name of the 世帯主, who need not be among them) are the household's. Items
    not in ``choices`` become 【省略】; 住民票コード always does: terminals never show it.
    """
    whole = "世帯全員" if choices.scope is Scope.HOUSEHOLD else "世帯の一部"
    return CertificateTexts(
        fields={
            "address": address,
            "head": head if Item.HEAD_AND_RELATIONSHIP in choices.items else OMITTED,
            "certification": f"この写しは、{whole}の住民票の原本と相違ないことを証明する。",
            "issued_on": era_date(issue_date),
            "mayor": _mayor(municipality),
        },
        persons=tuple(_person(resident, choices.items) for resident in residents),
    )


def compose_income_tax(
    municipality: Municipality,
    *,
    address: str,
    resident: Resident,
    assessment: Assessment,
    issue_date: date,
) -> CertificateTexts:
    """所得・課税証明書 of ``assessment``, or 非課税証明書 where no tax is due.

    ``address`` is today's; where it is another than that of 1 January (賦課期日), whose municipality
    taxes, a remark says so.
    """
    year = assessment.fiscal_year
    remarks = []
    if not assessment.is_taxed:
        remarks.append(_local("市町村民税・道府県民税は、課税されていません。", municipality))
    if assessment.address_on_january_first != address:
        remarks.append(
            f"賦課期日（{era_date(date(year, 1, 1))}）現在の住所　{assessment.address_on_january_first}"
        )
    return CertificateTexts(
        fields={
            "title": "所得・課税証明書" if assessment.is_taxed else "非課税証明書",
            "fiscal_year": f"{era_fiscal_year(year)}（{era_year(year - 1)}分）",
            "address": address,
            "name": resident.name,
            "furigana": resident.furigana,
            "birth_date": _birth_date(resident),
            "remarks": "　".join(remarks),
            "certification": "上記のとおり相違ないことを証明する。",
            "issued_on": era_date(issue_date),
            "mayor": _mayor(municipality),
        },
        tables={
            "income": _amounts(assessment, _INCOME_ROWS, municipality),
            "deductions": _amounts(assessment, _DEDUCTION_ROWS, municipality),
            "tax": _amounts(assessment, _TAX_ROWS, municipality),
            "dependants": _dependants(assessment),
        },
    )


def _person(resident: Resident, items: frozenset[Item]) -> dict[str, str]:
    return {
        "furigana": resident.furigana,
        "name": resident.name,
        "old_name": resident.old_name,
        "old_name_furigana": resident.old_name_furigana,
        "my_number": (resident.my_number or LEFT_BLANK) if Item.MY_NUMBER in items else OMITTED,
        "resident_code": OMITTED,
        "became_resident_on": era_date(resident.became_resident_on),
        "address_since": _era_or_blank(resident.address_since),
        "notified_on": _era_or_blank(resident.notified_on),
        "birth_date": _birth_date(resident),
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
    expiry = "" if resident.residence_expiry is None else _western_date(resident.residence_expiry)
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


def _birth_date(resident: Resident) -> str:
    """Foreign residents' birth dates are recorded by the western calendar, as on the residence card."""
    return _western_date(resident.birth_date) if resident.is_foreign else era_date(resident.birth_date)


def _western_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _era_or_blank(day: date | None) -> str:
    return LEFT_BLANK if day is None else era_date(day)


def _mayor(municipality: Municipality) -> str:
    return f"{municipality.mayor_title}　{municipality.mayor_name}"


def _amounts(assessment: Assessment, rows: Mapping[str, str], municipality: Municipality) -> Table:
    return Table(
        rows=tuple(
            (_local(label, municipality), f"{getattr(assessment, name):,}円") for label, name in rows.items()
        )
    )


def _dependants(assessment: Assessment) -> Table:
    spouse = "有" if assessment.spouse_deduction else "無"
    counts = ((label, f"{getattr(assessment, name)}人") for label, name in _DEPENDANT_ROWS.items())
    return Table(rows=(("控除対象配偶者", spouse), *counts))


def _local(text: str, municipality: Municipality) -> str:
    """The law's 市町村民税 and 道府県民税 as this place calls them: 市民税, 町民税, 都民税 …"""
    return text.replace("市町村民税", f"{municipality.name_ja[-1]}民税").replace(
        "道府県民税", f"{municipality.prefecture[-1]}民税"
    )
