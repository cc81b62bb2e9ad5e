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

    ``persons`` are the registry's keys of the household and ``register`` those of the family register's
    members, in the order that the resident was shown, so that a number chosen on the screen means the
    same person when the order comes; ``holder`` is the card's holder, empty before authentication.
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
    register = models.JSONField(default=list)


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
    still holds, which it does before it takes money. ``reissue_of`` is the claim on which the paper is free
    of charge.
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
    reissue_of = models.ForeignKey("Claim", models.PROTECT, null=True, related_name="reissues")

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


class ClaimCause(models.TextChoices):
    """What a claim is about: money that a broken order left in the machine, or a print complained of."""

    MONEY = "money"
    PRINT_PROBLEM = "print-problem"


class Claim(models.Model):
    """未精算: what a terminal could not put right and staff must. An order has at most one.

    ``number`` is random and was told to the payer; terminals do not know each other's. ``owed`` is yen by
    the terminal's numbers: what was put in, less the fee of whole copies and what was given back; nothing
    for a print complained of, which staff judge. It is open until it has a settlement or a grant.
    """

    municipality = models.ForeignKey("registry.Municipality", models.PROTECT)
    order = models.OneToOneField(Order, models.PROTECT, related_name="claim")
    number = models.CharField(max_length=9)
    cause = models.CharField(max_length=16, choices=ClaimCause.choices)
    owed = models.PositiveIntegerField()
    opened_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["municipality", "number"], name="claim_by_number"),)


class Decision(models.TextChoices):
    """How staff closed a claim."""

    SETTLED = "settled"
    DECLINED = "declined"


class ClaimSettlement(models.Model):
    """精算: a claim is closed, once. ``returned`` is yen handed over; ``by`` a user or ``terminal <id>``."""

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="settlement")
    decision = models.CharField(max_length=16, choices=Decision.choices)
    returned = models.PositiveIntegerField()
    by = models.CharField(max_length=150)
    note = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField()


class ReissueGrant(models.Model):
    """無料の出し直し: the holder may have the paper of a claim once more, free of charge.

    It is used up when an order placed on it has printed; a settlement takes back what is not used up.
    """

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="grant")
    by = models.CharField(max_length=150)
    note = models.CharField(max_length=200)
    granted_at = models.DateTimeField()
