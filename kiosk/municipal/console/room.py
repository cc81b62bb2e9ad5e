"""What stands around every page: whose it is, where else one can go, and how much waits there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from kiosk.municipal.fleet.models import Alarm
from kiosk.municipal.issuance.claims import is_open
from kiosk.municipal.issuance.models import Claim
from kiosk.municipal.registry.models import Municipality


class Page(StrEnum):
    """An entry of the rail."""

    SWITCHBOARD = "switchboard"
    CLAIMS = "claims"


@dataclass(frozen=True)
class Town:
    """A municipality in the rail; ``waiting`` counts its open claims and alarms."""

    municipality: Municipality
    waiting: int


@dataclass(frozen=True)
class Room:
    """The frame of a page."""

    municipality: Municipality
    towns: Sequence[Town]
    page: Page


def own_municipalities(request: HttpRequest) -> QuerySet[Municipality]:
    """Those the user may act for; nothing for a user without profile."""
    user = cast(User, request.user)
    return Municipality.objects.filter(staffprofile__user=user).order_by("code")


def enter(request: HttpRequest, code: str, page: Page) -> Room:
    """The frame around a page of one of the user's own municipalities. Raises Http404 for another."""
    own = list(own_municipalities(request))
    municipality = next((town for town in own if town.code == code), None)
    if municipality is None:
        raise Http404
    claims = Claim.objects.filter(is_open(), municipality__in=own)
    alarms = Alarm.objects.filter(acknowledged_at=None, municipality__in=own)
    waiting = Counter(claims.values_list("municipality_id", flat=True))
    waiting.update(alarms.values_list("municipality_id", flat=True))
    return Room(municipality, [Town(town, waiting[town.code]) for town in own], page)
