"""Who is trusted and which lists are in force, for an operator's eyes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypedDict

from cryptography import x509

from kiosk.municipal.configuration import Configuration
from kiosk.municipal.identity.models import RevocationList, TrustAnchor


class ListInForce(TypedDict):
    """A revocation list; ``point`` is empty where it covers all of its anchor's cards."""

    point: str
    number: str
    this_update: str
    next_update: str
    age_seconds: int
    outdated: bool
    entries: int
    source: str


class Anchor(TypedDict):
    """A root; ``asks`` is how its cards are checked: crl, ocsp or crl-then-ocsp."""

    key: str
    subject: str
    not_before: str
    not_after: str
    valid: bool
    asks: str
    lists: list[ListInForce]


def overview(configuration: Configuration, now: datetime) -> list[Anchor]:
    """Every anchor with its lists, the oldest root first."""
    lists: dict[str, list[ListInForce]] = {}
    for known in RevocationList.objects.order_by("point"):
        lists.setdefault(known.anchor_id, []).append(_list(known, now))
    anchors = [_anchor(row, lists.get(row.key, []), configuration, now) for row in TrustAnchor.objects.all()]
    return sorted(anchors, key=lambda anchor: (anchor["not_before"], anchor["key"]))


def shown(anchors: Sequence[Anchor]) -> Iterator[str]:
    """The lines in which people read it."""
    for anchor in anchors:
        ended = "" if anchor["valid"] else "  NOT VALID NOW"
        yield f"{anchor['key']}  {anchor['not_before'][:10]} – {anchor['not_after'][:10]}{ended}"
        yield f"    {anchor['subject']}"
        yield f"    checked by {anchor['asks']}"
        if not anchor["lists"]:
            yield "    no revocation list"
        for known in anchor["lists"]:
            number = f" number {known['number']}" if known["number"] else ""
            point = f" of {known['point']}" if known["point"] else ""
            until = "OUTDATED since" if known["outdated"] else "next update"
            yield (
                f"    list{number}{point}: {known['entries']:,} revoked, "
                f"{_age(known['age_seconds'])} old, {until} {known['next_update']}, from {known['source']}"
            )


def _anchor(
    row: TrustAnchor, lists: list[ListInForce], configuration: Configuration, now: datetime
) -> Anchor:
    certificate = x509.load_der_x509_certificate(bytes(row.certificate))
    responder = configuration.revocation.responder_of(row.key)
    return Anchor(
        key=row.key,
        subject=certificate.subject.rfc4514_string(),
        not_before=certificate.not_valid_before_utc.isoformat(),
        not_after=certificate.not_valid_after_utc.isoformat(),
        valid=certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc,
        asks="crl" if responder is None else responder.mode,
        lists=lists,
    )


def _list(known: RevocationList, now: datetime) -> ListInForce:
    return ListInForce(
        point=known.point,
        number=str(int(known.number, 16)) if known.number else "",
        this_update=known.this_update.isoformat(),
        next_update=known.next_update.isoformat(),
        age_seconds=int((now - known.this_update).total_seconds()),
        outdated=now > known.next_update,
        entries=known.entries,
        source=known.source,
    )


def _age(seconds: int) -> str:
    hours = seconds // 3600
    return f"{hours // 24} d {hours % 24} h" if hours >= 24 else f"{hours} h {seconds % 3600 // 60} min"
