"""個人住民税: what somebody was taxed for a fiscal year, and what was paid of it. Amounts are yen."""

from __future__ import annotations

from django.db import models

from kiosk.municipal.registry.models.residents import Municipality, Resident


class Assessment(models.Model):
    """個人住民税の課税台帳: one person's assessment for a fiscal year; it certifies the income of the
    calendar year before. All amounts are yen.

    ``declared`` is False where no return was filed (未申告) and nothing can be certified;
    ``issue_stopped`` where the tax office holds certificates back.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="assessments")
    fiscal_year = models.PositiveSmallIntegerField("課税年度")
    declared = models.BooleanField("申告の有無", default=True)
    issue_stopped = models.BooleanField("発行停止の有無", default=False)
    was_resident_on_january_first = models.BooleanField("賦課期日現在の居住の有無", default=True)
    address_on_january_first = models.CharField("賦課期日現在の住所", max_length=200)

    salary_revenue = models.BigIntegerField("給与収入", default=0)
    salary_income = models.BigIntegerField("給与所得", default=0)
    pension_revenue = models.BigIntegerField("公的年金等収入", default=0)
    business_income = models.BigIntegerField("営業等所得", default=0)
    agricultural_income = models.BigIntegerField("農業所得", default=0)
    real_estate_income = models.BigIntegerField("不動産所得", default=0)
    interest_income = models.BigIntegerField("利子所得", default=0)
    dividend_income = models.BigIntegerField("配当所得", default=0)
    miscellaneous_income = models.BigIntegerField("雑所得", default=0)
    transfer_income = models.BigIntegerField("譲渡所得", default=0)
    occasional_income = models.BigIntegerField("一時所得", default=0)
    total_income = models.BigIntegerField("合計所得金額", default=0)

    casualty_deduction = models.PositiveBigIntegerField("雑損控除", default=0)
    medical_deduction = models.PositiveBigIntegerField("医療費控除", default=0)
    social_insurance_deduction = models.PositiveBigIntegerField("社会保険料控除", default=0)
    small_enterprise_deduction = models.PositiveBigIntegerField("小規模企業共済等掛金控除", default=0)
    life_insurance_deduction = models.PositiveBigIntegerField("生命保険料控除", default=0)
    earthquake_insurance_deduction = models.PositiveBigIntegerField("地震保険料控除", default=0)
    disability_deduction = models.PositiveBigIntegerField("障害者控除", default=0)
    widow_or_single_parent_deduction = models.PositiveBigIntegerField("寡婦・ひとり親控除", default=0)
    working_student_deduction = models.PositiveBigIntegerField("勤労学生控除", default=0)
    spouse_deduction = models.PositiveBigIntegerField("配偶者控除", default=0)
    special_spouse_deduction = models.PositiveBigIntegerField("配偶者特別控除", default=0)
    dependants_deduction = models.PositiveBigIntegerField("扶養控除", default=0)
    basic_deduction = models.PositiveBigIntegerField("基礎控除", default=0)
    total_deductions = models.PositiveBigIntegerField("所得控除合計", default=0)

    taxable_income = models.PositiveBigIntegerField("課税標準額（総合）", default=0)
    separate_taxable_income = models.PositiveBigIntegerField("課税標準額（分離）", default=0)
    city_income_levy = models.PositiveBigIntegerField("市町村民税所得割額", default=0)
    city_per_capita_levy = models.PositiveBigIntegerField("市町村民税均等割額", default=0)
    prefecture_income_levy = models.PositiveBigIntegerField("道府県民税所得割額", default=0)
    prefecture_per_capita_levy = models.PositiveBigIntegerField("道府県民税均等割額", default=0)
    forest_environment_tax = models.PositiveBigIntegerField("森林環境税額", default=0)
    annual_tax = models.PositiveBigIntegerField("年税額", default=0)

    general_dependants = models.PositiveSmallIntegerField("一般扶養親族", default=0)
    specific_dependants = models.PositiveSmallIntegerField("特定扶養親族", default=0)
    elderly_dependants = models.PositiveSmallIntegerField("老人扶養親族", default=0)
    elderly_parents_living_together = models.PositiveSmallIntegerField("同居老親等", default=0)
    dependants_under_16 = models.PositiveSmallIntegerField("16歳未満扶養親族", default=0)
    specially_disabled_dependants = models.PositiveSmallIntegerField("特別障害者", default=0)
    other_disabled_dependants = models.PositiveSmallIntegerField("その他障害者", default=0)

    class Meta:
        verbose_name = "個人住民税"
        ordering = ("-fiscal_year",)
        constraints = (
            models.UniqueConstraint(
                fields=["municipality", "resident", "fiscal_year"], name="assessment_once_a_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.fiscal_year}年度"

    @property
    def is_taxed(self) -> bool:
        """Whether any tax is due: otherwise the paper is a 非課税証明書."""
        return self.annual_tax > 0


class Collection(models.TextChoices):
    """徴収方法: paid by oneself in a few instalments, or withheld month by month from wages or a pension."""

    NORMAL = "normal", "普通徴収"
    SPECIAL = "special", "特別徴収"


class TaxInstalment(models.Model):
    """期別の収納: what of a year's tax is due by a day, and what of it was paid (地方税法 第20条の10).

    ``period`` counts the instalments of a collection; of wages and pensions it is the calendar month.
    What somebody pays shows two to three weeks later.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="instalments")
    fiscal_year = models.PositiveSmallIntegerField("課税年度")
    collection = models.CharField("徴収方法", max_length=8, choices=Collection.choices)
    period = models.PositiveSmallIntegerField("期別")
    due_on = models.DateField("納期限")
    due = models.PositiveBigIntegerField("納付すべき額")
    paid = models.PositiveBigIntegerField("納付済額", default=0)

    class Meta:
        verbose_name = "収納"
        constraints = (
            models.UniqueConstraint(
                fields=["municipality", "resident", "fiscal_year", "collection", "period"],
                name="instalment_once_a_year",
            ),
        )

    def __str__(self) -> str:
        return f"{self.fiscal_year}年度 {self.get_collection_display()} {self.period}"

    @property
    def unpaid(self) -> int:
        """Yen that are still to be paid."""
        return max(0, self.due - self.paid)
