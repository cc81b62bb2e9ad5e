"""What a tax payment certificate says, instalment by instalment."""

from __future__ import annotations

from datetime import date

from kiosk.municipal.issuance.compose import CertificateTexts, compose_tax_payment
from kiosk.municipal.registry.models import Collection, Municipality, Resident, TaxInstalment

AOBA = Municipality(
    name_ja="青葉市", prefecture="架空県", mayor_title="架空県青葉市長", mayor_name="木漏日　豊"
)
ICHIRO = Resident(name="葛\U000e0102城　一郎", birth_date=date(1984, 5, 12))


def instalment(
    period: int,
    due_on: date,
    paid: int,
    collection: Collection = Collection.NORMAL,
    fiscal_year: int = 2026,
) -> TaxInstalment:
    return TaxInstalment(
        fiscal_year=fiscal_year,
        collection=collection,
        period=period,
        due_on=due_on,
        due=12_000,
        paid=paid,
    )


def paid(*instalments: TaxInstalment, fiscal_year: int = 2026) -> CertificateTexts:
    return compose_tax_payment(
        AOBA,
        address="架空県青葉市緑ケ丘二丁目３番１４号",
        resident=ICHIRO,
        fiscal_year=fiscal_year,
        instalments=instalments,
        issue_date=date(2026, 11, 22),
    )


def test_each_instalment_has_a_row_and_the_last_row_is_their_sum() -> None:
    texts = paid(instalment(3, date(2026, 10, 31), 12_000), instalment(4, date(2027, 1, 31), 0))

    assert texts.tables["payments"].rows == (
        ("第3期", "令和8年10月31日", "12,000円", "12,000円", "0円"),
        ("第4期", "令和9年1月31日", "12,000円", "0円", "12,000円"),
        ("合計", "", "24,000円", "12,000円", "12,000円"),
    )
    assert texts.fields["remarks"] == "徴収方法　普通徴収　　未納額には、納期限が到来していないものを含む。"


def test_what_is_withheld_from_wages_is_told_by_its_months() -> None:
    texts = paid(instalment(6, date(2026, 7, 10), 12_000, Collection.SPECIAL))

    assert texts.tables["payments"].rows[0][0] == "6月分"
    assert texts.fields["remarks"] == "徴収方法　特別徴収"


def test_the_tax_is_called_as_this_place_calls_it_with_the_forest_tax_since_reiwa_6() -> None:
    assert paid().fields["tax_item"] == "市民税・県民税・森林環境税"
    assert paid(fiscal_year=2023).fields["tax_item"] == "市民税・県民税"
    assert paid(fiscal_year=2019).fields["fiscal_year"] == "令和元年度"


def test_an_untaxed_year_says_so() -> None:
    texts = paid()

    assert texts.tables["payments"].rows == (("全期", "", *["0円"] * 3), ("合計", "", *["0円"] * 3))
    assert texts.fields["remarks"] == "課税されていない。"
