"""Alarms: what must never happen, and happened. No personal data."""

from __future__ import annotations

from django.db import models


class AlarmCause(models.TextChoices):
    """Who noticed what: the terminal itself, or the city hall by what the terminal reported."""

    TERMINAL = "terminal"
    OUTCOME_CONTRADICTED = "outcome-contradicted"
    ORDER_UNKNOWN = "order-unknown"
    PRINTED_TWICE = "printed-twice"


class Alarm(models.Model):
    """One alarm until somebody of the staff has acknowledged it; it is kept thereafter.

    ``failure`` is a code of the failure catalogue, perhaps of a newer one than ours. ``order_id`` is the
    order that the terminal named, which need not exist; ``detail`` the report that was not believed.
    """

    municipality = models.ForeignKey("registry.Municipality", models.PROTECT)
    terminal = models.ForeignKey("identity.Terminal", models.PROTECT)
    alarm_id = models.CharField(max_length=32)
    cause = models.CharField(max_length=24, choices=AlarmCause.choices)
    failure = models.CharField(max_length=16)
    raised_at = models.DateTimeField()
    received_at = models.DateTimeField()
    order_id = models.CharField(max_length=32, blank=True)
    detail = models.JSONField(default=dict)
    acknowledged_by = models.CharField(max_length=150, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["municipality", "terminal", "alarm_id"], name="alarm_once"),
        )
