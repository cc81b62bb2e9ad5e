"""Which terminal asks: the client certificate that TLS has verified, never a header."""

from __future__ import annotations

import hashlib
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

from kiosk.municipal.identity.models import Terminal


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of a certificate (DER) in hexadecimal."""
    return hashlib.sha256(certificate).hexdigest()


def peer_certificate(environ: dict[str, Any]) -> bytes | None:
    """The client's certificate (DER) of the TLS connection under a WSGI request, verified by TLS
    against the terminals' authority; None without TLS or without certificate."""
    connection = environ.get("gunicorn.socket")
    get_certificate = getattr(connection, "getpeercert", None)
    return get_certificate(binary_form=True) if get_certificate is not None else None


def terminal_of(certificate: bytes) -> Terminal | None:
    """The enrolled, unrevoked terminal that holds exactly this certificate."""
    names = x509.load_der_x509_certificate(certificate).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    if len(names) != 1:
        return None
    return Terminal.objects.filter(
        terminal_id=str(names[0].value), fingerprint=fingerprint(certificate), revoked=False
    ).first()


def terminal_serving(terminal_id: str, municipality_code: str) -> Terminal | None:
    """The terminal, if it is not revoked and serves the municipality."""
    return Terminal.objects.filter(
        terminal_id=terminal_id, revoked=False, municipalities=municipality_code
    ).first()
