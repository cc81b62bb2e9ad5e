"""Who may use the console."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from kiosk.municipal.console.models import StaffProfile
from kiosk.municipal.registry.models import Municipality


def add_staff(name: str, password: str, municipalities: Iterable[Municipality]) -> User:
    """A user who may act for ``municipalities``. Raises ValueError: name taken, or password too weak."""
    if User.objects.filter(username=name).exists():
        raise ValueError(f"{name}: there is such a user already")
    user = User(username=name)
    try:
        validate_password(password, user)
        user.set_password(password)
        user.full_clean()
    except ValidationError as error:
        raise ValueError(f"{name}: {' '.join(error.messages)}") from None
    with transaction.atomic():
        user.save()
        StaffProfile.objects.create(user=user).municipalities.set(municipalities)
    return user
