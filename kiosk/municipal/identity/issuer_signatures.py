"""What an issuer has signed: lists, and a responder's answers. Pure; cards are certificates.py's matter."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

HASHES: Final = (SHA256, SHA384, SHA512)
"""All that is believed; a signature over a weaker hash is none."""


def check_issuer_signature(
    key: PublicKeyTypes, signature: bytes, digest: bytes, algorithm: HashAlgorithm
) -> None:
    """Raise InvalidSignature unless ``key`` signed what has this ``digest``.

    RSASSA-PKCS1-v1_5 and ECDSA; the digest is handed in so that nothing long has to be held at once.
    """
    if not isinstance(algorithm, HASHES):
        raise InvalidSignature
    match key:
        case rsa.RSAPublicKey():
            key.verify(signature, digest, padding.PKCS1v15(), utils.Prehashed(algorithm))
        case ec.EllipticCurvePublicKey():
            key.verify(signature, digest, ec.ECDSA(utils.Prehashed(algorithm)))
        case _:
            raise InvalidSignature
