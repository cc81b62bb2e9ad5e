"""Rights by municipality: Django's permissions with the municipality as their object.

Django's groups hold for a whole installation; here the same person may be an operator in one
municipality and nobody in the next, so the backend answers ``has_perm`` from the memberships.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, User

from kiosk.municipal.console.models import Membership
from kiosk.municipal.console.rights import Right, Role, rights_of
from kiosk.municipal.registry.models import Municipality

_APP = "console."
_KNOWN = "_roles_by_municipality"


def permission(right: Right) -> str:
    """The right's name among Django's permissions."""
    return f"{_APP}{right}"


def roles_of(user: User | AnonymousUser) -> dict[str, frozenset[Role]]:
    """The user's roles by code of municipality, asked for once an object."""
    known: dict[str, frozenset[Role]] | None = getattr(user, _KNOWN, None)
    if known is None:
        roles: dict[str, set[Role]] = defaultdict(set)
        if user.is_authenticated and user.is_active:
            held = Membership.objects.filter(user_id=user.pk).values_list("municipality_id", "role")
            for code, role in held:
                roles[code].add(Role(role))
        known = {code: frozenset(held_here) for code, held_here in roles.items()}
        setattr(user, _KNOWN, known)
    return known


class MembershipBackend(ModelBackend):
    """Passwords by Django; rights by membership."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether the user has a right in a municipality; without one nobody has any."""
        if not isinstance(obj, Municipality) or not perm.startswith(_APP):
            return False
        return perm.removeprefix(_APP) in rights_of(roles_of(user_obj).get(obj.code, ()))
