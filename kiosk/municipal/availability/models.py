"""What each municipality offers at terminals, and when not. Each change raises the revision."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction

from kiosk.certificates.kinds import RULES, Kind


def kind_choices() -> list[tuple[str, str]]:
    """Every kind with its Japanese title."""
    return [(kind.value, RULES[kind].title) for kind in Kind]


class Revision(models.Model):
    """How often a municipality's availability has changed; terminals' streams wait for it to grow."""

    municipality = models.OneToOneField("registry.Municipality", models.CASCADE, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)

    @classmethod
    def raise_for(cls, municipality_code: str) -> None:
        """Count one change; called in the transaction that makes it."""
        cls.objects.get_or_create(municipality_id=municipality_code)
        cls.objects.filter(municipality_id=municipality_code).update(number=models.F("number") + 1)


class Announced(models.Model):
    """A fact that terminals must learn of: saving or deleting it raises the revision with it."""

    municipality = models.ForeignKey("registry.Municipality", models.CASCADE)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the fact and count the change, both or neither."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            Revision.raise_for(self.municipality_id)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove the fact and count the change, both or neither."""
        with transaction.atomic():
            removed = super().delete(*args, **kwargs)
            Revision.raise_for(self.municipality_id)
        return removed


class ServiceOffer(Announced):
    """One kind of certificate that a municipality issues at terminals, and whether it is paused.

    ``items`` and ``scopes`` hold the values of the shared words; ``tax_years`` counts fiscal years back
    from the newest, which is this calendar year's from ``new_year_month`` on and last year's before.
    ``seal_card_only``: seals are certified only where the card was registered as 印鑑登録証.
    ``paused_until`` empty means until somebody switches the service on.
    """

    kind = models.CharField(max_length=40, choices=kind_choices)
    opens = models.TimeField()
    closes = models.TimeField()
    weekdays_only = models.BooleanField(default=False)
    scopes = models.JSONField(default=list, blank=True)
    items = models.JSONField(default=list, blank=True)
    tax_years = models.PositiveSmallIntegerField(default=0)
    new_year_month = models.PositiveSmallIntegerField(
        default=6, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    max_copies = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    seal_card_only = models.BooleanField(default=False)
    paused = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    switched_by = models.CharField(max_length=150, blank=True)
    switch_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["municipality", "kind"], name="offer_kind_once"),)

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.kind}"


class Fee(Announced):
    """Yen per copy from ``first`` through ``last`` (empty: without end)."""

    offer = models.ForeignKey(ServiceOffer, models.CASCADE, related_name="fees")
    yen = models.PositiveIntegerField()
    first = models.DateField()
    last = models.DateField(null=True, blank=True)


class Closure(Announced):
    """休止 from ``begins`` until just before ``ends``; without kind all kinds, without terminal all."""

    kind = models.CharField(max_length=40, choices=kind_choices, blank=True)
    terminal = models.ForeignKey("identity.Terminal", models.CASCADE, null=True, blank=True)
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("begins")), name="closure_has_length"
            ),
        )


class TerminalPause(Announced):
    """A service (without kind: every service) switched off at one terminal until it is deleted."""

    kind = models.CharField(max_length=40, choices=kind_choices, blank=True)
    terminal = models.ForeignKey("identity.Terminal", models.CASCADE)
    reason = models.CharField(max_length=200)


class YearEndRest(Announced):
    """年末年始の休み of a municipality, both days included; without a row there is none."""

    from_month = models.PositiveSmallIntegerField(default=12)
    from_day = models.PositiveSmallIntegerField(default=29)
    to_month = models.PositiveSmallIntegerField(default=1)
    to_day = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["municipality"], name="one_year_end_rest"),)


class Notice(Announced):
    """お知らせ on the terminal's first screen from ``first`` through ``last``."""

    ja = models.CharField(max_length=200)
    en = models.CharField(max_length=200, blank=True)
    first = models.DateField()
    last = models.DateField()
