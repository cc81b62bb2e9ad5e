"""Switching a service on and off, by the console and the command line alike."""

from __future__ import annotations

from datetime import datetime

from kiosk.certificates.kinds import Kind
from kiosk.municipal.availability.models import ServiceOffer
from kiosk.municipal.registry.models import Municipality


class NotOffered(LookupError):
    """The municipality does not offer that kind at all."""


def _offer(municipality: Municipality, kind: Kind) -> ServiceOffer:
    offer = ServiceOffer.objects.filter(municipality=municipality, kind=kind).first()
    if offer is None:
        raise NotOffered(f"{municipality.code} offers no {kind.value}")
    return offer


def pause(
    municipality: Municipality,
    kind: Kind,
    *,
    reason: str,
    by: str,
    now: datetime,
    until: datetime | None = None,
) -> None:
    """Switch a service off, until a moment or until somebody resumes it. Raises NotOffered."""
    offer = _offer(municipality, kind)
    offer.paused, offer.paused_at, offer.paused_until = True, now, until
    offer.switched_by, offer.switch_reason = by, reason
    offer.save()


def resume(municipality: Municipality, kind: Kind, *, reason: str, by: str) -> None:
    """Switch a service on again; its hours and closures hold as before. Raises NotOffered."""
    offer = _offer(municipality, kind)
    offer.paused, offer.paused_at, offer.paused_until = False, None, None
    offer.switched_by, offer.switch_reason = by, reason
    offer.save()
