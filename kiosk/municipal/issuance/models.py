"""Visits, their orders and how these ended. Nothing here names a person but by the registry's key."""

from __future__ import annotations

from django.db import models

from kiosk.certificates.messages import OutcomeKind


class VisitState(models.TextChoices):
    """How far a visit has come; each state is entered once."""

    OPENED = "opened"
    AUTHENTICATED = "authenticated"
    REFUSED = "refused"
    OVER = "over"


class Visit(models.Model):
    """来店1回: one challenge for one card at one terminal.

    ``persons`` are the registry's keys of the household in the order that the resident was shown, so
    that a number chosen on the screen means the same person when the order comes; ``holder`` is the
    card's holder, empty before authentication.
    """

    municipality = models.ForeignKey("registry.Municipality", models.PROTECT)
    visit_id = models.CharField(max_length=32, unique=True)
    terminal = models.ForeignKey("identity.Terminal", models.PROTECT)
    challenge = models.BinaryField()
    state = models.CharField(max_length=16, choices=VisitState.choices, default=VisitState.OPENED)
    expires = models.DateTimeField()
    card_hash = models.CharField(max_length=64, blank=True)
    issuer_key = models.CharField(max_length=64, blank=True)
    serial = models.CharField(max_length=40, blank=True)
    holder = models.ForeignKey("registry.Resident", models.SET_NULL, null=True)
    persons = models.JSONField(default=list)


class OrderState(models.TextChoices):
    """Whether a document is out; SUPERSEDED by a later order of the same visit before any money."""

    SEALED = "sealed"
    ABANDONED = "abandoned"
    SUPERSEDED = "superseded"
    ENDED = "ended"


class Order(models.Model):
    """申請: the choices of a visit and the document that was sealed for them.

    ``sealed`` is kept only while the terminal may ask for it again, then emptied. ``content_sha256`` says
    what the document said without saying it; ``confirmed_at`` is when the terminal last asked whether it
    still holds, which it does before it takes money.
    """

    municipality = models.ForeignKey("registry.Municipality", models.PROTECT)
    order_id = models.CharField(max_length=32, unique=True)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="orders")
    idempotency_key = models.CharField(max_length=32)
    choices = models.JSONField()
    fee = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    layout_sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
    issue_date = models.DateField()
    expires = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=OrderState.choices, default=OrderState.SEALED)
    sealed = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["visit", "idempotency_key"], name="order_key_once_a_visit"),
        )
        indexes = (
            models.Index(fields=["expires"], condition=~models.Q(sealed=""), name="order_still_sealed"),
        )


class OrderOutcome(models.Model):
    """交付結果 as the terminal reported it; money in yen."""

    municipality = models.ForeignKey("registry.Municipality", models.PROTECT)
    order = models.OneToOneField(Order, models.PROTECT, related_name="outcome")
    outcome = models.CharField(max_length=16, choices=[(kind.value, kind.name) for kind in OutcomeKind])
    sheets = models.PositiveIntegerField()
    received = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    claim = models.CharField(max_length=64, blank=True, default="")
    reported_at = models.DateTimeField()


class PrintProblem(models.Model):
    """印刷がおかしい: the resident complained of a print that the printer had counted as good.

    Stands beside the outcome, which stays what it was; the claim is for staff to decide.
    """

    municipality = models.ForeignKey("registry.Municipality", models.PROTECT)
    order = models.OneToOneField(Order, models.PROTECT, related_name="print_problem")
    claim = models.CharField(max_length=64)
    reported_at = models.DateTimeField()
