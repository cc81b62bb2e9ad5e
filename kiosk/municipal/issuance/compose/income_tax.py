"""所得・課税（非課税）証明書 (地方税法 第20条の10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kiosk.certificates.eras import era_date, era_fiscal_year, era_year
from kiosk.certificates.table import Table
from kiosk.municipal.issuance.compose.texts import CertificateTexts, birth_date, certified, local
from kiosk.municipal.registry.models import Assessment, Municipality, Resident

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
        remarks.append(local("市町村民税・道府県民税は、課税されていません。", municipality))
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
            "birth_date": birth_date(resident),
            "remarks": "　".join(remarks),
            **certified(municipality, "上記のとおり相違ないことを証明する。", issue_date),
        },
        tables={
            "income": _amounts(assessment, _INCOME_ROWS, municipality),
            "deductions": _amounts(assessment, _DEDUCTION_ROWS, municipality),
            "tax": _amounts(assessment, _TAX_ROWS, municipality),
            "dependants": _dependants(assessment),
        },
    )


def _amounts(assessment: Assessment, rows: Mapping[str, str], municipality: Municipality) -> Table:
    return Table(
        rows=tuple(
            (local(label, municipality), f"{getattr(assessment, name):,}円") for label, name in rows.items()
        )
    )


def _dependants(assessment: Assessment) -> Table:
    spouse = "有" if assessment.spouse_deduction else "無"
    counts = ((label, f"{getattr(assessment, name)}人") for label, name in _DEPENDANT_ROWS.items())
    return Table(rows=(("控除対象配偶者", spouse), *counts))
