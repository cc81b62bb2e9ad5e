"""What the world must know to check a paper: keys, forms, withdrawn certificates. Nothing names a person."""

from __future__ import annotations

from django.db import models


class TwoDSealKey(models.Model):
    """A key of the 2D seal (P-256, ``point`` uncompressed). Papers of ``not_before`` to ``not_after``, both
    included, may be sealed with it; the one in use has no end. Its private half lies with the other keys."""

    municipality = models.ForeignKey("registry.Municipality", models.PROTECT, related_name="two_d_seal_keys")
    kid = models.CharField(max_length=16, unique=True)
    point = models.BinaryField()
    not_before = models.DateField()
    not_after = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["municipality"],
                condition=models.Q(not_after=None),
                name="one_two_d_seal_key_without_end",
            ),
        )


class SealedForm(models.Model):
    """A layout that papers with a 2D seal were issued on."""

    sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)


class Withdrawal(models.Model):
    """A certificate that is no longer good, though its seal is; ``reason`` is for the staff only."""

    order = models.OneToOneField("issuance.Order", models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=150)
    withdrawn_at = models.DateTimeField()
