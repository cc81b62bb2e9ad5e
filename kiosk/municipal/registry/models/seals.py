"""印鑑登録: whose seal imprint is registered, and whether it still stands."""

from __future__ import annotations

from django.db import models

from kiosk.municipal.registry.models.residents import Municipality, Resident


class SealStatus(models.TextChoices):
    """登録状態. Only what is REGISTERED is ever certified; SUSPENDED is told to nobody outside the office."""

    REGISTERED = "registered", "登録"
    SUSPENDED = "suspended", "停止"
    CANCELLED = "cancelled", "抹消"


class SealRegistration(models.Model):
    """印鑑登録原票. Who registers anew has the old entry cancelled and another one.

    ``name``, ``old_name`` and ``alias`` are those of the registration, one of which the seal shows; sex is
    not recorded. ``card_is_seal_card``: the My Number Card was registered as 印鑑登録証, without which some
    municipalities give nothing out. ``imprint`` is a PNG of the square in which the seal was stamped.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="seals")
    number = models.CharField("印鑑登録番号", max_length=15)
    name = models.CharField("氏名", max_length=200)
    furigana = models.CharField("氏名の振り仮名", max_length=200, blank=True)
    old_name = models.CharField("旧氏", max_length=100, blank=True)
    alias = models.CharField("通称", max_length=200, blank=True)
    registered_on = models.DateField("登録年月日")
    status = models.CharField(
        "登録状態", max_length=12, choices=SealStatus.choices, default=SealStatus.REGISTERED
    )
    card_is_seal_card = models.BooleanField("個人番号カードの印鑑登録証利用の有無", default=True)
    imprint = models.BinaryField("印影")

    class Meta:
        verbose_name = "印鑑登録"
        constraints = (models.UniqueConstraint(fields=["municipality", "number"], name="seal_number_once"),)

    def __str__(self) -> str:
        return f"印鑑登録番号{self.number}"
