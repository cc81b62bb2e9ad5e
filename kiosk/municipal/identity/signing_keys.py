"""The municipality's signing keys (ES256), which seal documents; terminals pin the public halves."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey, KeySet

from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.identity.pki import private_pem, write_secret


class SigningKeyMissing(Exception):
    """Without its key a municipality seals nothing; the message names the file."""


def signing_key_file(keys: Path, code: MunicipalityCode) -> Path:
    """Where the key of a municipality lies under the directory of keys."""
    return keys / f"{code}.pem"


def create_signing_key(keys: Path, code: MunicipalityCode) -> ECKey:
    """Make and write a new key of the municipality."""
    write_secret(signing_key_file(keys, code), private_pem(ec.generate_private_key(ec.SECP256R1())))
    return signing_key(keys, code)


@cache
def signing_key(keys: Path, code: MunicipalityCode) -> ECKey:
    """The municipality's key; its id is the thumbprint (RFC 7638). Raises SigningKeyMissing."""
    file = signing_key_file(keys, code)
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise SigningKeyMissing(f"{file}: no such file") from None
    key = ECKey.import_key(content, {"use": "sig", "alg": "ES256"})
    key.ensure_kid()
    return key


def published_keys(keys: Path, code: MunicipalityCode) -> KeySet:
    """The public halves, as terminals pin them (RFC 7517). Raises SigningKeyMissing."""
    public = ECKey.import_key(signing_key(keys, code).as_dict(private=False))
    return KeySet([public])
