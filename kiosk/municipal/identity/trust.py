"""Who is trusted: asked by each authentication, and again before each document."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.db.models import Q

from kiosk.certificates.failures import (
    CARD_REVOKED,
    CARD_SUSPENDED,
    REVOCATION_OUTDATED,
)
from kiosk.municipal.configuration import Responder
from kiosk.municipal.identity.certificates import (
    CardIdentity,
    CertificateRefused,
    TrustedCard,
    examine,
    key_id,
    refusal_of_anchor,
)
from kiosk.municipal.identity.distribution_points import WHOLE
from kiosk.municipal.identity.lists import IndexMissing, shelf
from kiosk.municipal.identity.models import CardSuspension, RevocationList, TrustAnchor
from kiosk.municipal.identity.ocsp import NoAnswer, ask
from kiosk.municipal.identity.revocation_index import Standing
from kiosk.municipal.registry.models import Municipality

_log = structlog.get_logger(__name__)

_LOOKS = 3
"""A list that is replaced while it is looked for is looked for again, so often in all."""


class TrustError(ValueError):
    """An anchor that can't be believed; the message says why."""


def add_anchor(certificate: x509.Certificate, municipality: Municipality | None = None) -> TrustAnchor:
    """Trust a root for user-authentication certificates from now on, in one municipality or, with None, in
    all. Raises TrustError."""
    refusal = refusal_of_anchor(certificate)
    if refusal is not None:
        raise TrustError(refusal)
    stated: dict[str, Any] = {"certificate": certificate.public_bytes(Encoding.DER)}
    everywhere = {"everywhere": True} if municipality is None else {}
    anchor, _ = TrustAnchor.objects.update_or_create(
        key=key_id(certificate),
        defaults=stated | everywhere,
        create_defaults=stated | {"everywhere": municipality is None},
    )
    if municipality is not None:
        anchor.municipalities.add(municipality)
    return anchor


def trusted_card(
    certificate: x509.Certificate, municipality: str, now: datetime, skew: timedelta
) -> TrustedCard:
    """The card, if its certificate passes its own checks by a root that the municipality (its code)
    believes. Raises CertificateRefused."""
    believed = TrustAnchor.objects.filter(Q(everywhere=True) | Q(municipalities=municipality)).distinct()
    anchors = [
        x509.load_der_x509_certificate(bytes(encoded))
        for encoded in believed.values_list("certificate", flat=True)
    ]
    return examine(certificate, anchors, now, skew)


def check_not_withdrawn(identity: CardIdentity, now: datetime, skew: timedelta) -> None:
    """Raise CertificateRefused if the certificate is revoked or on hold, if the card is suspended here,
    or if nobody knows: no fresh list, and no responder that answers."""
    try:
        standing = _standing(identity, now, skew)
    except NobodyKnows as why:
        _log.warning("revocation unknown: card refused", anchor=identity.issuer_key, why=str(why))
        raise CertificateRefused(REVOCATION_OUTDATED, str(why)) from why
    if standing is Standing.REVOKED:
        raise CertificateRefused(CARD_REVOKED, "revoked by its issuer")
    suspended_here = CardSuspension.objects.filter(issuer_key=identity.issuer_key, serial=identity.serial)
    if standing is Standing.ON_HOLD or suspended_here.exists():
        raise CertificateRefused(CARD_SUSPENDED, "on hold")


class NobodyKnows(Exception):
    """Neither a list nor a responder says whether the card is withdrawn; the message says why."""


def _standing(identity: CardIdentity, now: datetime, skew: timedelta) -> Standing:
    """What is known of the card, from where the configuration says. Raises NobodyKnows."""
    responder: Responder | None = settings.CITY_HALL.revocation.responder_of(identity.issuer_key)
    if responder is None:
        return _by_list(identity, now, skew)
    if responder.mode == "crl-then-ocsp":
        try:
            return _by_list(identity, now, skew, believe_none=False)
        except NobodyKnows as outdated:
            _log.warning("asking the responder", anchor=identity.issuer_key, why=str(outdated))
            return _by_responder(responder, identity, now, skew)
    try:
        return _by_responder(responder, identity, now, skew)
    except NobodyKnows as unanswered:
        if responder.unanswered == "refuse":
            raise
        _log.warning("going by the list", anchor=identity.issuer_key, why=str(unanswered))
        return _by_list(identity, now, skew)


def _by_responder(responder: Responder, identity: CardIdentity, now: datetime, skew: timedelta) -> Standing:
    anchor = TrustAnchor.objects.filter(pk=identity.issuer_key).first()
    if anchor is None:
        raise NobodyKnows("the issuer is no anchor any more")
    issuer = x509.load_der_x509_certificate(bytes(anchor.certificate))
    try:
        return ask(responder, issuer, int(identity.serial, 16), now, skew)
    except NoAnswer as why:
        raise NobodyKnows(f"{responder.url}: {why}") from why


def _by_list(
    identity: CardIdentity, now: datetime, skew: timedelta, *, believe_none: bool = True
) -> Standing:
    """What the lists say that cover the card; revoked by one is revoked."""
    for _ in range(_LOOKS):
        lists = _lists_for(identity)
        if not lists:
            if believe_none and settings.CITY_HALL.revocation.without_list == "believe":
                return Standing.GOOD
            raise NobodyKnows("no list of the issuer covers the card")
        _check_fresh(identity, lists, now, skew)
        try:
            found = {shelf.index_of(known).standing(int(identity.serial, 16)) for known in lists}
        except IndexMissing as why:
            missing = why
            continue
        return next(
            (standing for standing in (Standing.REVOKED, Standing.ON_HOLD) if standing in found),
            Standing.GOOD,
        )
    raise NobodyKnows(str(missing)) from missing


def _lists_for(identity: CardIdentity) -> list[RevocationList]:
    """The lists that cover the card: its issuer's own, and those of the points its certificate names.

    Where the certificate is not at hand, minutes after it was, every list of the issuer is looked at.
    """
    lists = RevocationList.objects.filter(anchor_id=identity.issuer_key)
    if identity.points is not None:
        lists = lists.filter(point__in={WHOLE, *identity.points})
    return list(lists)


def _check_fresh(identity: CardIdentity, lists: list[RevocationList], now: datetime, skew: timedelta) -> None:
    """Each list that surely covers the card is fresh. Raises NobodyKnows."""
    grace = timedelta(seconds=settings.CITY_HALL.revocation.grace)
    for known in lists:
        covers = identity.points is not None or known.point == WHOLE
        if covers and now > known.next_update + grace + skew:
            raise NobodyKnows(f"the list is past its next update, {known.next_update:%F %T} UTC")
