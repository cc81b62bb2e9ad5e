"""Putting lists of a test's authorities in force."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.municipal.identity.lists import add_revocation_list
from kiosk.municipal.identity.models import RevocationList
from tests.municipal.identity.authorities import NOW


def take_in(crl: x509.CertificateRevocationList, now: datetime = NOW) -> RevocationList:
    """Put a list in force, as the command line does."""
    return add_revocation_list(BytesIO(crl.public_bytes(Encoding.DER)), "a test", now)
