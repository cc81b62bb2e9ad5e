"""Terminals, and what is known of cards: anchors, revocation, suspension and whose they are.

A certificate is known by its issuer's key and its serial number, which is unique per issuer only.
``issuer_key`` is the SHA-256 of the issuer's public key (SubjectPublicKeyInfo, DER) in hexadecimal,
``serial`` the number in hexadecimal without leading zeros: SQLite has no integers of 20 bytes.
"""

from __future__ import annotations

from django.db import models

SERIAL_LENGTH = 40
KEY_LENGTH = 64


class Terminal(models.Model):
    """A terminal is its client certificate: common name and SHA-256 fingerprint must both fit."""

    terminal_id = models.CharField(max_length=64, primary_key=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    municipalities = models.ManyToManyField("registry.Municipality", related_name="terminals")
    revoked = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.terminal_id


class TrustAnchor(models.Model):
    """A root that issues user-authentication certificates. Several may share one name."""

    key = models.CharField(max_length=KEY_LENGTH, primary_key=True)
    certificate = models.BinaryField()


class RevocationList(models.Model):
    """The newest list that was taken in for an anchor; nothing is believed after ``next_update``."""

    anchor = models.OneToOneField(TrustAnchor, models.CASCADE, primary_key=True)
    this_update = models.DateTimeField()
    next_update = models.DateTimeField()


class RevokedCertificate(models.Model):
    """An entry of a revocation list; ``on_hold`` is certificateHold, a suspension (一時停止)."""

    anchor = models.ForeignKey(TrustAnchor, models.CASCADE)
    serial = models.CharField(max_length=SERIAL_LENGTH)
    on_hold = models.BooleanField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["anchor", "serial"], name="revoked_once"),)


class CardSuspension(models.Model):
    """A card that this installation suspended itself, without waiting for the next list."""

    issuer_key = models.CharField(max_length=KEY_LENGTH)
    serial = models.CharField(max_length=SERIAL_LENGTH)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["issuer_key", "serial"], name="suspended_once"),)


class CardLink(models.Model):
    """Whose card it is, in one municipality (公的個人認証法 第36条: the municipality verifies)."""

    municipality = models.ForeignKey("registry.Municipality", models.CASCADE)
    issuer_key = models.CharField(max_length=KEY_LENGTH)
    serial = models.CharField(max_length=SERIAL_LENGTH)
    resident = models.ForeignKey("registry.Resident", models.CASCADE)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["municipality", "issuer_key", "serial"], name="card_linked_once"),
        )
