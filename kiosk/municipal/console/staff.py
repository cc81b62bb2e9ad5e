"""Who may use the console: making users, giving roles, starting anew after a lost password or telephone."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.utils.functional import Promise

from kiosk.municipal.console.entrance.lockout import has_no_tries_left, unlock
from kiosk.municipal.console.models import Membership, StaffProfile
from kiosk.municipal.console.rights import Role
from kiosk.municipal.registry.models import Municipality

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 4


def provisional_password() -> str:
    """A password to be told once and changed at the first sign-in: 79 bits, no letter like another."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


def add_staff(
    name: str,
    password: str,
    municipalities: Iterable[Municipality],
    roles: Collection[Role],
    *,
    provisional: bool = True,
) -> User:
    """A user with these roles in each of ``municipalities``; the second factor is enrolled at the first
    sign-in. Raises ValueError: name taken or impossible, or password too weak."""
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
        StaffProfile.objects.create(user=user, password_is_provisional=provisional)
        for municipality in municipalities:
            give_roles(user, municipality, roles)
    return user


def give_roles(user: User, municipality: Municipality, roles: Collection[Role]) -> None:
    """Let the user have these roles in ``municipality`` and no others; none takes the user away from it."""
    with transaction.atomic():
        held = Membership.objects.filter(user=user, municipality=municipality)
        held.exclude(role__in=roles).delete()
        missing = set(roles) - {Role(role) for role in held.values_list("role", flat=True)}
        for role in missing:
            Membership.objects.create(user=user, municipality=municipality, role=role)


def enrol_app(user: User, key: str) -> None:
    """Let the authenticator app that knows ``key`` (Base32) be the user's second factor."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(key)})


def start_anew(user: User) -> str:
    """Forget password, second factor and wrong tries; the provisional password that opens the console
    once more. Every session of the user ends."""
    password = provisional_password()
    with transaction.atomic():
        user.set_password(password)
        user.save()
        Authenticator.objects.filter(user=user).delete()
        StaffProfile.objects.update_or_create(user=user, defaults={"password_is_provisional": True})
        unlock(user)
    return password


@dataclass(frozen=True)
class Person:
    """A user as administrators see one; ``roles`` by code of municipality."""

    pk: int
    name: str
    roles: dict[str, list[str]]
    second_factors: list[str]
    provisional: bool
    locked: bool
    last_sign_in: datetime | None

    @property
    def role_words(self) -> list[str | Promise]:
        """The roles in the staff's language, each once."""
        held = {role for roles in self.roles.values() for role in roles}
        return [role.words for role in Role if role in held]


def everybody(municipality: Municipality | None = None) -> list[Person]:
    """Those with a role in ``municipality``, with only their roles there; None: all users, all roles."""
    held = Membership.objects.order_by("municipality_id", "pk")
    users = User.objects.order_by("username")
    if municipality is not None:
        held = held.filter(municipality=municipality)
        users = users.filter(memberships__municipality=municipality).distinct()
    found = users.select_related("staff_profile").prefetch_related(
        Prefetch("memberships", held, to_attr="held"), "authenticator_set"
    )
    return [_person(user) for user in found]


def _person(user: Any) -> Person:
    roles: dict[str, list[str]] = {}
    for membership in user.held:
        roles.setdefault(membership.municipality_id, []).append(membership.role)
    profile = getattr(user, "staff_profile", None)
    return Person(
        pk=user.pk,
        name=user.username,
        roles=roles,
        second_factors=sorted({factor.type for factor in user.authenticator_set.all()}),
        provisional=profile is not None and profile.password_is_provisional,
        locked=has_no_tries_left(user),
        last_sign_in=user.last_login,
    )


def user_named(name: str) -> User:
    """The user. Raises LookupError."""
    user = User.objects.filter(username=name).first()
    if user is None:
        raise LookupError(f"{name}: no such user; see: kiosk municipal staff list")
    return user
