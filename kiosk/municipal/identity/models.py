"""Terminals, and what is known of cards: anchors, revocation, suspension and whose they are.

A certificate is known by its issuer's key and its serial number, which is unique per issuer only.
``issuer_key`` is the SHA-256 of the issuer's public key (SubjectPublicKeyInfo, DER) in hexadecimal,
``serial`` the number in hexadecimal without leading zeros: SQLite has no integers of 20 bytes.
"""

from __future__ import annotations

from django.db import models

SERIAL_LENGTH = 40
KEY_LENGTH = 64
POINT_LENGTH = 500
SOURCE_LENGTH = 500


class Terminal(models.Model):
    """A terminal is its client certificate: common name and SHA-256 fingerprint must both fit."""

    terminal_id = models.CharField(max_length=64, primary_key=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    municipalities = models.ManyToManyField("registry.Municipality", related_name="terminals")
    revoked = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.terminal_id


class TrustAnchor(models.Model):
    """A root that issues user-authentication certificates. Several may share one name.

    It is believed ``everywhere`` by word of whoever runs the installation, or by the ``municipalities``
    that decided so themselves.
    """

    key = models.CharField(max_length=KEY_LENGTH, primary_key=True)
    certificate = models.BinaryField()
    everywhere = models.BooleanField(default=True)
    municipalities = models.ManyToManyField("registry.Municipality", related_name="trust_anchors")

    def is_believed_by(self, code: str) -> bool:
        """Whether the municipality believes it."""
        return self.everywhere or self.municipalities.filter(pk=code).exists()


class RevocationList(models.Model):
    """The list in force for what an anchor publishes at one point; it is believed until ``next_update``.

    The entries are no rows but an index, named by ``index_sha256``. ``point`` is empty where a list covers
    all of its anchor's, ``number`` (CRL number, hexadecimal) where the list has none.
    """

    anchor = models.ForeignKey(TrustAnchor, models.CASCADE)
    point = models.CharField(max_length=POINT_LENGTH, blank=True)
    this_update = models.DateTimeField()
    next_update = models.DateTimeField()
    number = models.CharField(max_length=SERIAL_LENGTH, blank=True)
    entries = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    index_sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=SOURCE_LENGTH)
    taken_in_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["anchor", "point"], name="one_list_a_point"),)


class IndexSlice(models.Model):
    """A piece of an index, for the application nodes that did not take the list in themselves."""

    index_sha256 = models.CharField(max_length=64)
    place = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["index_sha256", "place"], name="sliced_once"),)


class SourceMark(models.Model):
    """By what a source's newest list is known (ETag, date, size), so that it isn't taken in twice."""

    source = models.CharField(max_length=SOURCE_LENGTH, primary_key=True)
    mark = models.CharField(max_length=SOURCE_LENGTH)


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
