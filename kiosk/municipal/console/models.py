"""Who of the staff may act for which municipality."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class StaffProfile(models.Model):
    """A user's city halls; without one the console shows nothing."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_profile")
    municipalities = models.ManyToManyField("registry.Municipality")
