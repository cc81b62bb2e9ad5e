"""Enrolling a terminal: its certificate, what it pins, and the row by which it is known."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction

from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.configuration import Configuration
from kiosk.municipal.identity.models import Terminal
from kiosk.municipal.identity.pki import Authority
from kiosk.municipal.identity.signing_keys import published_keys
from kiosk.municipal.identity.terminals import fingerprint
from kiosk.municipal.registry.models import Municipality

_TERMINAL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class EnrolmentError(ValueError):
    """The terminal can't be enrolled; the message says why."""


def enrol_terminal(configuration: Configuration, terminal_id: str, codes: Sequence[MunicipalityCode]) -> Path:
    """Issue a certificate and write what the terminal is handed: ``client.pem``, ``client.key``,
    ``ca.pem`` and ``keys-<code>.json`` for each municipality that it serves. Returns the directory.

    Enrolling a terminal again replaces its certificate; the earlier one is refused from then on.
    Raises EnrolmentError.
    """
    if not _TERMINAL_ID.fullmatch(terminal_id):
        raise EnrolmentError(f"terminal {terminal_id!r}: letters, digits, '.', '_' and '-' only, at most 64")
    municipalities = list(Municipality.objects.filter(code__in=codes))
    missing = set(codes) - {municipality.code for municipality in municipalities}
    if missing or not municipalities:
        raise EnrolmentError(f"municipality {', '.join(sorted(missing)) or '(none)'}: not in this city hall")
    authority = Authority.load(configuration.pki)
    issued = authority.terminal_certificate(terminal_id)
    directory = configuration.terminals / terminal_id
    directory.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():
        terminal, _ = Terminal.objects.update_or_create(
            terminal_id=terminal_id,
            defaults={
                "fingerprint": fingerprint(issued.certificate.public_bytes(Encoding.DER)),
                "revoked": False,
            },
        )
        terminal.municipalities.set(municipalities)
        issued.write(directory / "client.pem", directory / "client.key")
        (directory / "ca.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
        for code in codes:
            published = published_keys(configuration.keys, code).as_dict(private=False)
            (directory / f"keys-{code}.json").write_text(json.dumps(published, indent=2) + "\n")
    return directory
