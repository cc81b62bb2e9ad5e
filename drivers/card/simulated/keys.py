"""The authentication key of a card in software: what it signs, and by which command."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPrivateNumbers
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from drivers.card.signing import NextCardSigning, RsaSigning


@dataclass(frozen=True)
class RsaKey:
    """Pads and signs whatever it is given, which the library's own signing can't be told to do."""

    numbers: RSAPrivateNumbers
    speaks = RsaSigning

    def sign(self, digest_info: bytes) -> bytes | None:
        """RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.1) over a DigestInfo as it comes; None when it is too long."""
        key = self.numbers
        size = (key.public_numbers.n.bit_length() + 7) // 8
        if len(digest_info) > size - 11:
            return None
        padded = b"\x00\x01" + b"\xff" * (size - 3 - len(digest_info)) + b"\x00" + digest_info
        message = int.from_bytes(padded, "big")
        by_p = pow(message, key.dmp1, key.p)
        by_q = pow(message, key.dmq1, key.q)
        signature = by_q + key.q * ((by_p - by_q) * key.iqmp % key.p)
        return signature.to_bytes(size, "big")


@dataclass(frozen=True)
class NextCardKey:
    """P-384: what is assumed of the next card stands in :class:`NextCardSigning`."""

    key: ec.EllipticCurvePrivateKey
    speaks = NextCardSigning

    def sign(self, digest: bytes) -> bytes | None:
        """r and s over a SHA-384 digest; None for what is no such digest."""
        if len(digest) != SHA384.digest_size:
            return None
        r, s = decode_dss_signature(self.key.sign(digest, ec.ECDSA(Prehashed(SHA384()))))
        length = self.speaks.COORDINATE_LENGTH
        return r.to_bytes(length, "big") + s.to_bytes(length, "big")


CardKey = RsaKey | NextCardKey


def card_key(pem: str) -> CardKey | None:
    """The key of a PEM text (PKCS#8, unencrypted); None for a type of key that no card signs with.

    Raises ValueError when it is no such text.
    """
    try:
        # Proving two primes takes longer than all else that a card does, and a wrong one shows in use.
        key = load_pem_private_key(pem.encode(), password=None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError) as error:
        raise ValueError("private_key: not an unencrypted PEM key") from error
    match key:
        case RSAPrivateKey():
            return RsaKey(key.private_numbers())
        case ec.EllipticCurvePrivateKey(curve=ec.SECP384R1()):
            return NextCardKey(key)
        case _:
            return None
