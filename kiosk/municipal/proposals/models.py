"""A change that two persons answer for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

LENGTH = 200


class Matter(models.TextChoices):
    """What may only be changed by four eyes."""

    FEE = "fee"
    SEAL = "seal"
    LAYOUT = "layout"
    TRUST = "trust"


class Decision(models.TextChoices):
    """How a draft ended."""

    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Proposal(models.Model):
    """変更の案: ``content`` and, where the matter is a file, ``attachment`` hold the whole of it.

    ``begins`` empty means from its approval on. ``changes`` is what the approver saw: of each thing its
    name, what was before and what comes. ``in_force_since`` is by the machine's own clock; ``fault`` says
    why an approved change could not be put in force. The database itself refuses an approval by whoever
    drafted.
    """

    municipality = models.ForeignKey("registry.Municipality", models.PROTECT)
    matter = models.CharField(max_length=10, choices=Matter.choices)
    content = models.JSONField()
    attachment = models.BinaryField(null=True)
    begins = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LENGTH)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafts")
    drafted_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=LENGTH, blank=True)
    changes = models.JSONField(default=list)
    in_force_since = models.DateTimeField(null=True)
    fault = models.CharField(max_length=LENGTH, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(decision="approved")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("drafted_by"))),
                name="approved_by_another",
            ),
        )
        indexes = (models.Index(fields=["municipality", "decision"], name="proposal_by_decision"),)
