"""How a card signs a message, by the type of the key in its certificate.

An RSA-2048 key is today's My Number Card, a P-384 key the one planned for 2026 (次期個人番号カード).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from drivers.card.iso7816 import INS_PERFORM_SECURITY_OPERATION, command

# DigestInfo of SHA-256 without the digest (RFC 8017 §9.2, note 1); the card adds the PKCS#1 padding.
SHA256_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


class UnreadableCertificate(ValueError):
    """Bytes that are no X.509 certificate; the message quotes none of them."""


class UnknownKey(ValueError):
    """A certificate whose key is of a type that no card known here has; the message names it."""


@dataclass(frozen=True)
class RsaSigning:
    """RSA-2048 with SHA-256, RSASSA-PKCS1-v1_5; the card pads."""

    CLA = 0x80
    P1_P2 = (0x00, 0x80)
    KEY_BITS = 2048
    SIGNATURE_LENGTH = KEY_BITS // 8

    def command(self, message: bytes) -> bytearray:
        """What the card is sent with its key selected and its PIN verified."""
        digest_info = SHA256_DIGEST_INFO + hashlib.sha256(message).digest()
        ins = INS_PERFORM_SECURITY_OPERATION
        return command(self.CLA, ins, *self.P1_P2, data=digest_info, le=256)

    def signature(self, answer: bytes) -> bytes | None:
        """The signature (256 bytes) in the card's answer; None for an answer that is none."""
        return answer if len(answer) == self.SIGNATURE_LENGTH else None


@dataclass(frozen=True)
class NextCardSigning:
    """ECDSA P-384 with SHA-384: all that is assumed of the next card's commands.

    They are not public. Until they are, this is COMPUTE DIGITAL SIGNATURE of ISO/IEC 7816-8 over the
    digest, answered with r and s of 48 bytes each; application, files and PIN are taken to stay as they
    are. The card in software speaks by the same constants, so whoever knows better changes this class.
    """

    CLA = 0x00
    P1_P2 = (0x9E, 0x9A)
    COORDINATE_LENGTH = 48

    def command(self, message: bytes) -> bytearray:
        """What the card is sent with its key selected and its PIN verified."""
        digest = hashlib.sha384(message).digest()
        return command(self.CLA, INS_PERFORM_SECURITY_OPERATION, *self.P1_P2, data=digest, le=256)

    def signature(self, answer: bytes) -> bytes | None:
        """The signature as Ecdsa-Sig-Value (RFC 3279 §2.2.3, DER) of the card's answer; None for an
        answer that is none."""
        if len(answer) != 2 * self.COORDINATE_LENGTH:
            return None
        r, s = answer[: self.COORDINATE_LENGTH], answer[self.COORDINATE_LENGTH :]
        return encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))


Signing = RsaSigning | NextCardSigning


def signing_of(certificate: bytes) -> Signing:
    """How the card with this certificate (DER) signs. Raises UnreadableCertificate, UnknownKey."""
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except UnsupportedAlgorithm:
        raise UnknownKey("the card's key is of a type without a name") from None
    except (ValueError, TypeError, x509.InvalidVersion):
        raise UnreadableCertificate("the certificate on the card cannot be read as X.509") from None
    match key:
        case RSAPublicKey(key_size=RsaSigning.KEY_BITS):
            return RsaSigning()
        case RSAPublicKey():
            raise UnknownKey(f"the card's key is RSA-{key.key_size}")
        case EllipticCurvePublicKey(curve=SECP384R1()):
            return NextCardSigning()
        case EllipticCurvePublicKey():
            raise UnknownKey(f"the card's key is on the curve {key.curve.name}")
        case _:
            raise UnknownKey(f"the card's key is {type(key).__name__}")
