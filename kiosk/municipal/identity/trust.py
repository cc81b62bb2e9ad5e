"""Trust anchors and revocation lists: taken in by the command line, asked by each authentication."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction

from kiosk.certificates.failures import (
    CARD_REVOKED,
    CARD_SUSPENDED,
    REVOCATION_OUTDATED,
)
from kiosk.municipal.identity.certificates import (
    CardIdentity,
    CertificateRefused,
    TrustedCard,
    examine,
    key_id,
    serial_text,
)
from kiosk.municipal.identity.models import (
    CardSuspension,
    RevocationList,
    RevokedCertificate,
    TrustAnchor,
)

_BATCH = 10_000


class TrustError(ValueError):
    """An anchor or a list that can't be believed; the message says why."""


def add_anchor(certificate: x509.Certificate) -> TrustAnchor:
    """Trust a root for user-authentication certificates from now on. Raises TrustError."""
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        raise TrustError("the certificate has no basic constraints: it is no authority's") from None
    if not basic.ca:
        raise TrustError("the certificate is not an authority's")
    anchor, _ = TrustAnchor.objects.update_or_create(
        key=key_id(certificate), defaults={"certificate": certificate.public_bytes(Encoding.DER)}
    )
    return anchor


def add_revocation_list(crl: x509.CertificateRevocationList) -> int:
    """Replace what is known of its issuer's revocations; returns the number of entries.

    The issuer is the anchor whose key verifies the list's signature. Raises TrustError: of no anchor,
    without next update, or older than the list already taken in.
    """
    anchor = _issuer_of(crl)
    if crl.next_update_utc is None:
        raise TrustError("the list does not say when the next one comes")
    held = RevocationList.objects.filter(anchor=anchor).first()
    if held is not None and crl.last_update_utc < held.this_update:
        raise TrustError(f"the list of {crl.last_update_utc:%F %T} UTC is older than the one in use")
    with transaction.atomic():
        RevokedCertificate.objects.filter(anchor=anchor).delete()
        RevokedCertificate.objects.bulk_create(
            (
                RevokedCertificate(
                    anchor=anchor, serial=serial_text(entry.serial_number), on_hold=_on_hold(entry)
                )
                for entry in crl
            ),
            batch_size=_BATCH,
        )
        RevocationList.objects.update_or_create(
            anchor=anchor,
            defaults={"this_update": crl.last_update_utc, "next_update": crl.next_update_utc},
        )
    return len(crl)


def trusted_card(certificate: x509.Certificate, now: datetime, skew: timedelta) -> TrustedCard:
    """The card, if its certificate passes its own checks. Raises CertificateRefused."""
    return examine(certificate, _anchors(), now, skew)


def check_not_withdrawn(identity: CardIdentity, now: datetime, skew: timedelta) -> None:
    """Raise CertificateRefused if the certificate is revoked or on hold, if the card is suspended here,
    or if the list is past its next update: then nobody knows."""
    known = RevocationList.objects.filter(anchor_id=identity.issuer_key).first()
    if known is not None and now > known.next_update + skew:
        raise CertificateRefused(REVOCATION_OUTDATED, "the revocation list is past its next update")
    entry = RevokedCertificate.objects.filter(anchor_id=identity.issuer_key, serial=identity.serial).first()
    if entry is not None and not entry.on_hold:
        raise CertificateRefused(CARD_REVOKED, "on the revocation list")
    suspended_here = CardSuspension.objects.filter(issuer_key=identity.issuer_key, serial=identity.serial)
    if entry is not None or suspended_here.exists():
        raise CertificateRefused(CARD_SUSPENDED, "on hold")


def _anchors() -> list[x509.Certificate]:
    return [
        x509.load_der_x509_certificate(bytes(encoded))
        for encoded in TrustAnchor.objects.values_list("certificate", flat=True)
    ]


def _issuer_of(crl: x509.CertificateRevocationList) -> TrustAnchor:
    for anchor in TrustAnchor.objects.all():
        certificate = x509.load_der_x509_certificate(bytes(anchor.certificate))
        if certificate.subject != crl.issuer:
            continue
        try:
            if crl.is_signature_valid(certificate.public_key()):  # type: ignore[arg-type]
                return anchor
        except (TypeError, UnsupportedAlgorithm):
            continue
    raise TrustError("no anchor's key signed the list")


def _on_hold(entry: x509.RevokedCertificate) -> bool:
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return False
    return reason is x509.ReasonFlags.certificate_hold
