"""Who of the staff is what in which municipality."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kiosk.municipal.console.rights import Role

ROLE_LENGTH = 20


class StaffProfile(models.Model):
    """What the console knows of a user besides name and password.

    A provisional password was made by somebody else and opens nothing but the page that changes it.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_profile")
    password_is_provisional = models.BooleanField(default=False)


class Membership(models.Model):
    """One role of a user in one municipality. Without any, the console shows nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    municipality = models.ForeignKey("registry.Municipality", models.CASCADE)
    role = models.CharField(max_length=ROLE_LENGTH, choices=[(role.value, role.name) for role in Role])

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "municipality", "role"], name="role_held_once"),
        )
