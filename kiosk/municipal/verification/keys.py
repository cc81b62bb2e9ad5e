"""The municipality's keys of the 2D seal: their own, never the ones that seal documents for terminals."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.db import transaction
from django.db.models import Q

from kiosk.certificates.two_d_seal.signature import key_id
from kiosk.certificates.two_d_seal.trust import TrustedKey
from kiosk.municipal.identity.pki import private_pem, write_secret
from kiosk.municipal.registry.models import Municipality
from kiosk.municipal.verification.models import TwoDSealKey

_CURVE = ec.SECP256R1()


class SealKeyMissing(Exception):
    """Without its key a municipality seals no paper; the message names municipality or file."""


def rotate_key(keys: Path, municipality: Municipality, first_day: date) -> TwoDSealKey:
    """A new key for papers from ``first_day`` on; on that day the earlier one is good as well, because
    papers are being issued. Its private half goes under ``keys``, for this user only.

    Raises ValueError unless the earlier key began before.
    """
    private = ec.generate_private_key(_CURVE)
    with transaction.atomic():
        earlier = municipality.two_d_seal_keys.select_for_update().filter(not_after=None).first()
        if earlier is not None:
            if first_day <= earlier.not_before:
                raise ValueError(
                    f"municipality {municipality.code}: key {earlier.kid} begins on {earlier.not_before};"
                    " the next one begins later"
                )
            earlier.not_after = first_day
            earlier.save(update_fields=["not_after"])
        made = TwoDSealKey.objects.create(
            municipality=municipality,
            kid=key_id(private.public_key()).hex(),
            point=private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
            not_before=first_day,
        )
        write_secret(_file(keys, made), private_pem(private))
    return made


def ensure_key(keys: Path, municipality: Municipality, today: date) -> None:
    """Give a municipality that has no key its first."""
    if not municipality.two_d_seal_keys.exists():
        rotate_key(keys, municipality, today)


def key_on(keys: Path, municipality: Municipality, day: date) -> ec.EllipticCurvePrivateKey:
    """The key with which papers of that day are sealed: the newest that is good. Raises SealKeyMissing."""
    good = municipality.two_d_seal_keys.filter(Q(not_after=None) | Q(not_after__gte=day), not_before__lte=day)
    newest = good.order_by("-not_before").first()
    if newest is None:
        raise SealKeyMissing(f"municipality {municipality.code}: no key of the 2D seal for {day}")
    return _private(_file(keys, newest), newest.kid)


def published(key: TwoDSealKey) -> TrustedKey:
    """The key as verifiers get it."""
    public = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, bytes(key.point))
    return TrustedKey.of(public, key.not_before, key.not_after)


def _file(keys: Path, key: TwoDSealKey) -> Path:
    return keys / f"{key.municipality_id}-two-d-seal-{key.kid}.pem"


@cache
def _private(file: Path, kid: str) -> ec.EllipticCurvePrivateKey:
    """A key that is not the one published would make papers that nobody can verify."""
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise SealKeyMissing(f"{file}: {type(error).__name__}") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key_id(key.public_key()).hex() != kid:
        raise SealKeyMissing(f"{file}: not the key that is published as {kid}")
    return key
