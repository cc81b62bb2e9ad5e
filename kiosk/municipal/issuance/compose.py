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

_INCOME_FIELDS = (
    "salary_revenue",
    "salary_income",
    "pension_revenue",
    "business_income",
    "agricultural_income",
    "real_estate_income",
    "interest_income",
    "dividend_income",
    "miscellaneous_income",
    "transfer_income",
    "occasional_income",
    "total_income",
)
_DEDUCTION_FIELDS = (
    "casualty_deduction",
    "medical_deduction",
    "social_insurance_deduction",
    "small_enterprise_deduction",
    "life_insurance_deduction",
    "earthquake_insurance_deduction",
    "disability_deduction",
    "widow_or_single_parent_deduction",
    "working_student_deduction",
    "spouse_deduction",
    "special_spouse_deduction",
    "dependants_deduction",
    "basic_deduction",
    "total_deductions",
)
_TAX_FIELDS = (
    "taxable_income",
    "separate_taxable_income",
    "city_income_levy",
    "city_per_capita_levy",
    "prefecture_income_levy",
    "prefecture_per_capita_levy",
    "forest_environment_tax",
    "annual_tax",
)
_DEPENDANT_FIELDS = (
    "general_dependants",
    "specific_dependants",
    "elderly_dependants",
    "elderly_parents_living_together",
    "dependants_under_16",
    "specially_disabled_dependants",
    "other_disabled_dependants",
)


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
    remarks = ""
    if assessment.address_on_january_first != address:
        remarks = f"賦課期日（{era_date(date(year, 1, 1))}）現在の住所　{assessment.address_on_january_first}"
    return CertificateTexts(
        fields={
            "title": "所得・課税証明書" if assessment.is_taxed else "非課税証明書",
            "fiscal_year": f"{era_fiscal_year(year)}（{era_year(year - 1)}分）",
            "address": address,
            "name": resident.name,
            "furigana": resident.furigana,
            "birth_date": _birth_date(resident),
            "remarks": remarks,
            "certification": "上記のとおり相違ないことを証明する。",
            "issued_on": era_date(issue_date),
            "mayor": _mayor(municipality),
        },
        tables={
            "income": _rows(assessment, _INCOME_FIELDS, municipality),
            "deductions": _rows(assessment, _DEDUCTION_FIELDS, municipality),
            "tax": _rows(assessment, _TAX_FIELDS, municipality),
            "dependants": _rows(assessment, _DEPENDANT_FIELDS, municipality),
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


def _rows(assessment: Assessment, names: Sequence[str], municipality: Municipality) -> Table:
    return Table(
        rows=tuple(
            (
                _label(str(Assessment._meta.get_field(name).verbose_name), municipality),
                f"{getattr(assessment, name):,}",
            )
            for name in names
        )
    )


def _label(item_name: str, municipality: Municipality) -> str:
    """The standard's 市町村民税 and 道府県民税 as this place calls them: 市民税, 町民税, 都民税 …"""
    return item_name.replace("市町村民税", f"{municipality.name_ja[-1]}民税").replace(
        "道府県民税", f"{municipality.prefecture[-1]}民税"
    )
