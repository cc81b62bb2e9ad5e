"""住民記録: municipalities, households and residents."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models

HEAD_OF_HOUSEHOLD = "世帯主"
"""続柄 of the one whose household it is."""


class Municipality(models.Model):
    """A city hall that this installation serves."""

    code = models.CharField("全国地方公共団体コード", max_length=6, primary_key=True)
    name_ja = models.CharField("市区町村名", max_length=50)
    name_en = models.CharField("市区町村名（英語）", max_length=50)
    prefecture = models.CharField("都道府県名", max_length=10)
    desk_phone = models.CharField("担当課の電話番号", max_length=20)
    mayor_title = models.CharField("職名", max_length=50)
    mayor_name = models.CharField("市区町村長名", max_length=50)

    class Meta:
        verbose_name = "市区町村"

    def __str__(self) -> str:
        return f"{self.name_ja} ({self.code})"


class Household(models.Model):
    """世帯: those who live and keep house together, at one address."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    number = models.CharField("世帯番号", max_length=15)
    address = models.CharField("住所", max_length=200)

    class Meta:
        verbose_name = "世帯"
        constraints = (
            models.UniqueConstraint(fields=["municipality", "number"], name="household_number_once"),
        )

    def __str__(self) -> str:
        return f"世帯{self.number}"


class ResidentStatus(models.TextChoices):
    """住民区分: whether somebody lives here, by the registry."""

    RESIDENT = "resident", "住民"
    MOVING_OUT = "moving-out", "転出予定"
    MOVED_OUT = "moved-out", "転出"
    DECEASED = "deceased", "死亡"


class Sex(models.TextChoices):
    """性別 as the resident record words it."""

    MALE = "男", "男"
    FEMALE = "女", "女"


class Resident(models.Model):
    """One person's entry (住民基本台帳法 第7条; foreign residents also 第30条の45).

    ``name`` has a full-width space between family and given name; a foreign name may be one string.
    An empty ``nationality`` means Japanese. ``address_since`` is null for one who never moved within
    the municipality. ``protected`` (支援措置) is told to nobody outside the office.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    number = models.CharField("宛名番号", max_length=15)
    household = models.ForeignKey(Household, models.PROTECT, related_name="residents")
    order_in_household = models.PositiveSmallIntegerField("記載順位")
    name = models.CharField("氏名", max_length=200)
    furigana = models.CharField("氏名の振り仮名", max_length=200, blank=True)
    old_name = models.CharField("旧氏", max_length=100, blank=True)
    old_name_furigana = models.CharField("旧氏の振り仮名", max_length=100, blank=True)
    alias = models.CharField("通称", max_length=200, blank=True)
    birth_date = models.DateField("生年月日")
    sex = models.CharField("性別", max_length=1, choices=Sex.choices)
    relationship = models.CharField("続柄", max_length=40)
    my_number = models.CharField(
        "個人番号", max_length=12, blank=True, validators=[RegexValidator(r"^\d{12}\Z")]
    )
    became_resident_on = models.DateField("住民となった年月日")
    address_since = models.DateField("住所を定めた年月日", null=True, blank=True)
    notified_on = models.DateField("届出年月日", null=True, blank=True)
    domicile = models.CharField("本籍", max_length=200, blank=True)
    head_of_register = models.CharField("筆頭者", max_length=200, blank=True)
    previous_address = models.CharField("転入前住所", max_length=200, blank=True)
    nationality = models.CharField("国籍・地域", max_length=60, blank=True)
    article_30_45 = models.CharField("第30条45規定区分", max_length=30, blank=True)
    residence_status = models.CharField("在留資格", max_length=60, blank=True)
    residence_period = models.CharField("在留期間", max_length=30, blank=True)
    residence_expiry = models.DateField("在留期間の満了の日", null=True, blank=True)
    residence_card_number = models.CharField("在留カード等の番号", max_length=12, blank=True)
    status = models.CharField(
        "住民区分", max_length=12, choices=ResidentStatus.choices, default=ResidentStatus.RESIDENT
    )
    protected = models.BooleanField("支援措置の有無", default=False)

    class Meta:
        verbose_name = "住民"
        ordering = ("household_id", "order_in_household")
        constraints = (
            models.UniqueConstraint(fields=["municipality", "number"], name="resident_number_once"),
        )
        indexes = (models.Index(fields=["household", "order_in_household"], name="resident_in_household"),)

    def __str__(self) -> str:
        """The number only: a name in a log or traceback would be a leak."""
        return f"宛名番号{self.number}"

    @property
    def is_foreign(self) -> bool:
        """Whether the items of 第30条の45 apply instead of 本籍・筆頭者."""
        return self.nationality != ""

    @property
    def is_head(self) -> bool:
        """Whether the household is this resident's."""
        return self.relationship == HEAD_OF_HOUSEHOLD
