"""戸籍 by computer (戸籍法 第118条): registers, who is recorded in them, what is recorded, and the 附票.

Every entry is kept as the city's register system words it, full-width digits and eras included.
"""

from __future__ import annotations

from django.db import models

from kiosk.municipal.registry.models.residents import Municipality, Resident, Sex


class FamilyRegister(models.Model):
    """戸籍: a couple and their children of the same surname.

    ``head`` is the 筆頭者's whole name. ``being_processed``: a notification was filed that is not recorded
    yet, so that nothing of the register can be certified.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    number = models.CharField("戸籍番号", max_length=15)
    domicile = models.CharField("本籍", max_length=200)
    head = models.CharField("筆頭者", max_length=200)
    being_processed = models.BooleanField("届出処理中の有無", default=False)

    class Meta:
        verbose_name = "戸籍"
        constraints = (
            models.UniqueConstraint(fields=["municipality", "number"], name="register_number_once"),
        )

    def __str__(self) -> str:
        return f"戸籍番号{self.number}"


class RegisterMember(models.Model):
    """戸籍に記録されている者. ``name`` is the given name only; ``spouse`` is 夫, 妻 or empty.

    Whoever is ``removed`` (除籍) stays on the whole register and can't be chosen any more. ``resident`` is
    the person's entry here; null for one who lives elsewhere or no more.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    register = models.ForeignKey(FamilyRegister, models.PROTECT, related_name="members")
    order = models.PositiveSmallIntegerField("記載順位")
    resident = models.OneToOneField(
        Resident, models.PROTECT, null=True, blank=True, related_name="register_member"
    )
    name = models.CharField("名", max_length=100)
    furigana = models.CharField("名の振り仮名", max_length=100, blank=True)
    birth_date = models.DateField("生年月日")
    sex = models.CharField("性別", max_length=1, choices=Sex.choices)
    spouse = models.CharField("配偶者区分", max_length=1, blank=True)
    father = models.CharField("父", max_length=200, blank=True)
    mother = models.CharField("母", max_length=200, blank=True)
    relationship = models.CharField("続柄", max_length=20)
    removed = models.BooleanField("除籍の有無", default=False)

    class Meta:
        verbose_name = "戸籍に記録されている者"
        ordering = ("order",)
        constraints = (
            models.UniqueConstraint(fields=["municipality", "register", "order"], name="member_order_once"),
        )

    def __str__(self) -> str:
        return f"記載順位{self.order}"


class RegisterEntry(models.Model):
    """One item of 戸籍事項 (``member_order`` 0) or of a member's 身分事項: ``heading`` is the event (婚姻),
    ``label`` the item (婚姻日), ``text`` what is recorded."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    register = models.ForeignKey(FamilyRegister, models.PROTECT, related_name="entries")
    member_order = models.PositiveSmallIntegerField("記載順位")
    order = models.PositiveSmallIntegerField("事項の順位")
    heading = models.CharField("事項名", max_length=20)
    label = models.CharField("項目名", max_length=20)
    text = models.CharField("記録事項", max_length=200)

    class Meta:
        verbose_name = "戸籍の記録事項"
        ordering = ("member_order", "order")
        constraints = (
            models.UniqueConstraint(
                fields=["municipality", "register", "member_order", "order"], name="register_entry_order_once"
            ),
        )

    def __str__(self) -> str:
        return f"記載順位{self.member_order} 事項{self.order}"


class AddressEntry(models.Model):
    """戸籍の附票 (住民基本台帳法 第17条): where a member has lived since the register was made."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    register = models.ForeignKey(FamilyRegister, models.PROTECT, related_name="addresses")
    member_order = models.PositiveSmallIntegerField("記載順位")
    order = models.PositiveSmallIntegerField("住所の順位")
    address = models.CharField("住所", max_length=200)
    since = models.DateField("住所を定めた年月日")

    class Meta:
        verbose_name = "戸籍の附票"
        ordering = ("member_order", "order")
        constraints = (
            models.UniqueConstraint(
                fields=["municipality", "register", "member_order", "order"], name="address_entry_order_once"
            ),
        )

    def __str__(self) -> str:
        return f"記載順位{self.member_order} 住所{self.order}"
