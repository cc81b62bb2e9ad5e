"""Opening a visit and authenticating its card."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from kiosk.certificates.failures import CARD_UNKNOWN, SERVICE_HOURS, SERVICE_OFF, VISIT_EXPIRED
from kiosk.certificates.kinds import RULES, Group
from kiosk.certificates.messages import (
    CHALLENGE_BYTES,
    CardProof,
    Entitlement,
    Reissue,
    Service,
    VisitOpened,
    challenge_message,
)
from kiosk.certificates.sealed_document import certificate_hash
from kiosk.municipal.availability.answer import availability_for
from kiosk.municipal.configuration import Limits
from kiosk.municipal.identity.cards import resident_of
from kiosk.municipal.identity.certificates import (
    CardIdentity,
    CertificateRefused,
    check_signature,
    parse_certificate,
)
from kiosk.municipal.identity.models import Terminal
from kiosk.municipal.identity.trust import check_not_withdrawn, trusted_card
from kiosk.municipal.issuance.eligibility import refusal_of_holder
from kiosk.municipal.issuance.household import household_of, person_choices
from kiosk.municipal.issuance.models import Visit, VisitState
from kiosk.municipal.issuance.offered import (
    Circle,
    applicable_items,
    is_offered,
    may_have,
    refusal_of_closed,
)
from kiosk.municipal.issuance.register import register_choices, register_of
from kiosk.municipal.issuance.reissues import WaitingReissue, waiting_reissues
from kiosk.municipal.refusal import Refused
from kiosk.municipal.registry.models import Municipality, Resident


def open_visit(terminal: Terminal, municipality: Municipality, now: datetime, limits: Limits) -> VisitOpened:
    """A new visit with a challenge for one card at this terminal."""
    with transaction.atomic():
        visit = Visit.objects.create(
            municipality=municipality,
            visit_id=secrets.token_hex(16),
            terminal=terminal,
            challenge=secrets.token_bytes(CHALLENGE_BYTES),
            expires=now + timedelta(seconds=limits.challenge),
        )
    return VisitOpened(
        visit_id=visit.visit_id, challenge=urlsafe_b64encode(visit.challenge), expires=visit.expires
    )


def authenticate(
    terminal: Terminal, visit_id: str, proof: CardProof, now: datetime, limits: Limits
) -> Entitlement:
    """What the holder of the card may have, here and now. Raises Refused.

    The challenge is spent by the first call, whatever comes of it.
    """
    opened = Visit.objects.filter(
        visit_id=visit_id, terminal=terminal, state=VisitState.OPENED, expires__gt=now
    )
    with transaction.atomic():
        spent = opened.update(state=VisitState.REFUSED)
    if not spent:
        raise Refused(VISIT_EXPIRED)
    visit = Visit.objects.select_related("municipality").get(visit_id=visit_id)
    try:
        identity = _identify(visit, proof, now, limits)
    except CertificateRefused as refused:
        raise Refused(refused.failure) from refused
    holder = resident_of(identity, visit.municipality)
    if holder is None:
        raise Refused(CARD_UNKNOWN)
    refusal = refusal_of_holder(holder, now.date())
    if refusal is not None:
        raise Refused(refusal)
    services = availability_for(terminal, visit.municipality, now).services
    household = household_of(holder)
    register = None if holder.is_foreign else register_of(holder)
    circles = {
        Group.HOUSEHOLD: Circle.of_household(household, holder),
        Group.REGISTER: Circle.of_register(register),
    }
    visit.state = VisitState.AUTHENTICATED
    visit.expires = now + timedelta(seconds=limits.visit)
    visit.card_hash = certificate_hash(proof.certificate)
    visit.issuer_key, visit.serial = identity.issuer_key, identity.serial
    visit.holder = holder
    visit.persons = list(circles[Group.HOUSEHOLD].keys)
    visit.register = list(circles[Group.REGISTER].keys)
    available = _available(services, holder)
    entitlement = Entitlement(
        kinds=tuple(service.kind for service in available),
        persons=person_choices(household, holder),
        registered=register_choices(register),
        years=tuple(dict.fromkeys(year for service in available for year in service.years)),
        items=tuple(
            dict.fromkeys(
                item
                for service in available
                for item in applicable_items(service, circles[RULES[service.kind].group])
            )
        ),
        reissues=_reissues(available, circles, waiting_reissues(visit, now)),
    )
    with transaction.atomic():
        visit.save()
    return entitlement


def _identify(visit: Visit, proof: CardProof, now: datetime, limits: Limits) -> CardIdentity:
    """Possession of the key is proven before revocation is looked up: nobody learns of others' cards."""
    skew = timedelta(seconds=limits.certificate_skew)
    card = trusted_card(parse_certificate(proof.certificate), visit.municipality_id, now, skew)
    message = challenge_message(visit.visit_id, visit.terminal_id, bytes(visit.challenge))
    check_signature(card, message, proof.signature)
    check_not_withdrawn(card.identity, now, skew)
    return card.identity


def _available(services: tuple[Service, ...], holder: Resident) -> list[Service]:
    """What is open and exists for the holder. Raises Refused where nothing is open."""
    is_open = [service for service in services if service.is_open]
    if not is_open:
        closed = {refusal_of_closed(service) for service in services}
        raise Refused(SERVICE_HOURS if closed == {SERVICE_HOURS} else SERVICE_OFF)
    return [service for service in is_open if may_have(service.kind, holder)]


def _reissues(
    available: Sequence[Service], circles: Mapping[Group, Circle], waiting: Sequence[WaitingReissue]
) -> tuple[Reissue, ...]:
    return tuple(
        Reissue(claim=reissue.claim.number, choices=reissue.choices)
        for reissue in waiting
        for service in available
        if service.kind is reissue.choices.kind
        and is_offered(reissue.choices, service, circles[RULES[service.kind].group])
    )
