"""What stands around every page: whose it is, where else one can go, and how much waits there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import Promise

from kiosk.municipal.console.membership import roles_of
from kiosk.municipal.console.rights import Right, Role, rights_of
from kiosk.municipal.fleet.models import Alarm
from kiosk.municipal.issuance.claims import is_open
from kiosk.municipal.issuance.models import Claim
from kiosk.municipal.proposals.models import Proposal
from kiosk.municipal.registry.models import Municipality


class Page(StrEnum):
    """An entry of the rail."""

    SWITCHBOARD = "switchboard"
    CLAIMS = "claims"
    PROPOSALS = "proposals"
    STAFF = "staff"


@dataclass(frozen=True)
class Town:
    """A municipality in the rail; ``waiting`` counts its open claims and alarms, ``drafts`` what others
    drafted and the user may approve."""

    municipality: Municipality
    roles: frozenset[Role]
    waiting: int
    drafts: int

    @property
    def rights(self) -> frozenset[Right]:
        """What the user may do there."""
        return rights_of(self.roles)


@dataclass(frozen=True)
class Room:
    """The frame of a page."""

    here: Town
    towns: Sequence[Town]
    page: Page

    @property
    def municipality(self) -> Municipality:
        """Whose page it is."""
        return self.here.municipality

    @property
    def rights(self) -> frozenset[Right]:
        """What the user may do here."""
        return self.here.rights

    @property
    def role_words(self) -> list[str | Promise]:
        """What the user is here."""
        return [role.words for role in Role if role in self.here.roles]


def own_municipalities(request: HttpRequest) -> QuerySet[Municipality]:
    """Those in which the user has a role."""
    return Municipality.objects.filter(code__in=roles_of(cast(User, request.user))).order_by("code")


def enter(request: HttpRequest, code: str, page: Page) -> Room:
    """The frame around a page of one of the user's own municipalities. Raises Http404 for another."""
    own = list(own_municipalities(request))
    claims = Claim.objects.filter(is_open(), municipality__in=own)
    alarms = Alarm.objects.filter(acknowledged_at=None, municipality__in=own)
    waiting = Counter(claims.values_list("municipality_id", flat=True))
    waiting.update(alarms.values_list("municipality_id", flat=True))
    roles = roles_of(cast(User, request.user))
    drafts = _drafts_for(cast(User, request.user), roles)
    towns = [Town(town, roles[town.code], waiting[town.code], drafts[town.code]) for town in own]
    here = next((town for town in towns if town.municipality.code == code), None)
    if here is None:
        raise Http404
    return Room(here, towns, page)


def _drafts_for(user: User, roles: Mapping[str, frozenset[Role]]) -> Counter[str]:
    """How many drafts wait for the user, by municipality."""
    approving = [code for code, held in roles.items() if Right.APPROVE in rights_of(held)]
    drafts = Proposal.objects.filter(decision="", municipality__in=approving).exclude(drafted_by=user)
    return Counter(drafts.values_list("municipality_id", flat=True))
