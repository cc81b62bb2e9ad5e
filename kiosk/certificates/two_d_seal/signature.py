"""The signature of a seal: COSE_Sign1 (RFC 9052 §4.2) with ES256, the key's id in the protected header.

Signed here in a few lines, so that the same page has the same bytes (RFC 6979); verified by ``cwt``.
"""

from __future__ import annotations

import hashlib

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_SIGN1 = 18
_ALGORITHM, _KEY_ID, _ES256 = 1, 4, -7
_KEY_ID_BYTES = 8
_HALF = 32


class SignatureInvalid(ValueError):
    """The bytes are no COSE_Sign1 of ours, or the key did not sign them; the message quotes nothing."""


def key_id(key: ec.EllipticCurvePublicKey) -> bytes:
    """The name of a key: the first 8 bytes of its point's SHA-256 (SEC 1 §2.3.3, uncompressed)."""
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return hashlib.sha256(point).digest()[:_KEY_ID_BYTES]


def sign(payload: bytes, key: ec.EllipticCurvePrivateKey) -> bytes:
    """``payload`` signed with a P-256 key: always the same bytes."""
    protected = _protected(key_id(key.public_key()))
    structure = cbor2.dumps(["Signature1", protected, b"", payload])
    r, s = decode_dss_signature(key.sign(structure, ec.ECDSA(SHA256(), deterministic_signing=True)))
    signature = r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")
    return cbor2.dumps(cbor2.CBORTag(_SIGN1, [protected, {}, payload, signature]))


def unverified(signed: bytes) -> tuple[bytes, bytes]:
    """Key id and payload, of which nothing is proven yet. Raises SignatureInvalid."""
    try:
        tag = cbor2.loads(signed)
        protected, _, payload, signature = tag.value
        stated = cbor2.loads(protected)[_KEY_ID]
    except (cbor2.CBORDecodeError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise SignatureInvalid("no COSE_Sign1") from None
    parts = (stated, payload, signature)
    if not all(isinstance(part, bytes) for part in parts) or protected != _protected(stated):
        raise SignatureInvalid("header")
    if signed != cbor2.dumps(cbor2.CBORTag(_SIGN1, [protected, {}, payload, signature])):
        raise SignatureInvalid("not written as we write it")
    return stated, payload


def verify(signed: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    """The payload, if ``key`` signed it. Raises SignatureInvalid."""
    from cwt import COSE, COSEKey, CWTError

    stated, _ = unverified(signed)
    if stated != key_id(key):
        raise SignatureInvalid("another key")
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        payload: bytes = COSE.new().decode(signed, COSEKey.from_pem(pem, alg="ES256", kid=stated))
    except (CWTError, ValueError):
        raise SignatureInvalid("signature") from None
    return payload


def _protected(stated: bytes) -> bytes:
    return cbor2.dumps({_ALGORITHM: _ES256, _KEY_ID: stated})
