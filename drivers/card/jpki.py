"""The JPKI application (公的個人認証) of a My Number Card: identify its holder's card, authenticate once.

Only the user-authentication certificate and key are touched; the applications that hold the number
and the face data are never selected. File identifiers, labels and status words follow OpenSC's
card-jpki.c and measurements on test cards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from drivers.card.contract import (
    CardIdentified,
    CardUnreadable,
    NotMyNumberCard,
    NotUsable,
    OtherCard,
    Pin,
    PinBlocked,
    PinWrong,
    Signed,
    TokenKind,
)
from drivers.card.iso7816 import (
    BLOCKED,
    BLOCKED_REFERENCE_DATA,
    INS_PERFORM_SECURITY_OPERATION,
    INS_READ_BINARY,
    INS_SELECT,
    INS_VERIFY,
    NO_DIAGNOSIS,
    NOT_FOUND,
    OFFSET_PAST_END,
    OK,
    READ_CHUNK,
    Carrier,
    StatusWord,
    command,
    exchange,
)

JPKI_AID = bytes.fromhex("D392F000260100000001")

EF_LABEL = 0x0006
EF_KEYS_PRESENT = 0x0008
EF_AUTHENTICATION_CERTIFICATE = 0x000A
EF_AUTHENTICATION_CA_CERTIFICATE = 0x000B
EF_AUTHENTICATION_KEY = 0x0017
EF_AUTHENTICATION_PIN = 0x0018
EF_SIGNATURE_PIN = 0x001B

LABEL_LENGTH = 32
LABELS = {
    "JPKIAPICCTOKEN2": TokenKind.CARD,
    "JPKIAPICCTOKEN": TokenKind.OLD_RESIDENT_CARD,
    "JPKIAPGPSETOKEN": TokenKind.ANDROID,
    "JPKIAPIOSTOKEN": TokenKind.IPHONE,
}

SHA256_LENGTH = 32
# DigestInfo of SHA-256 without the digest (RFC 8017 §9.2, note 1); the card adds the PKCS#1 padding.
SHA256_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")

_PIN_REFERENCE = 0x80
_LARGEST_FILE = 0x7FFF  # READ BINARY has a 15-bit offset


@dataclass(frozen=True)
class PinAccepted:
    """The PIN was right; the card signs until it is unpowered."""


class CardRefused(Exception):
    """The card ended a step with a status that the step has no other word for."""

    def __init__(self, step: str, status: StatusWord) -> None:
        super().__init__(f"{step}: {status}")
        self.status = status


class JpkiSession:
    """The JPKI application, selected. Each method is one question; LinkLost passes through all."""

    def __init__(self, carrier: Carrier) -> None:
        """Select the application. Raises CardRefused with the card's status when it can't be selected."""
        self._carrier = carrier
        select = command(0x00, INS_SELECT, 0x04, 0x0C, data=JPKI_AID)
        # The first answer after power-up may be 6F00 without meaning anything: this one is thrown away.
        exchange(carrier, select)
        status = exchange(carrier, select).status
        if status != OK:
            raise CardRefused("select JPKI", status)

    def token_kind(self) -> TokenKind | None:
        """What the label in EF 0006 says; None for a label nobody has published."""
        self._select_file(EF_LABEL)
        label = self._read(0, LABEL_LENGTH)
        return LABELS.get(label.rstrip(b" \x00").decode("ascii", errors="replace"))

    def certificate(self) -> bytes:
        """The user-authentication certificate, cut to its DER length: the file may be padded with FF."""
        self._select_file(EF_AUTHENTICATION_CERTIFICATE)
        header = self._read(0, 4)
        total = int.from_bytes(header[2:4], "big") + 4
        if header[:2] != b"\x30\x82" or total > _LARGEST_FILE:
            raise CardRefused("read certificate: not DER", OK)
        content = bytearray()
        while len(content) < total:
            content += self._read(len(content), min(READ_CHUNK, total - len(content)))
        return bytes(content)

    def tries_left(self) -> int:
        """How often a wrong authentication PIN may still be given; 0 when blocked. Counts nothing."""
        self._select_file(EF_AUTHENTICATION_PIN)
        status = exchange(self._carrier, command(0x00, INS_VERIFY, 0x00, _PIN_REFERENCE)).status
        if status in (BLOCKED, BLOCKED_REFERENCE_DATA):
            return 0
        if status.tries_left is None:
            raise CardRefused("ask tries left", status)
        return status.tries_left

    def verify(self, pin: Pin) -> PinAccepted | PinWrong | PinBlocked:
        """One VERIFY of the authentication PIN. Never repeated: the card counts."""
        self._select_file(EF_AUTHENTICATION_PIN)
        apdu = command(0x00, INS_VERIFY, 0x00, _PIN_REFERENCE, data=pin.reveal())
        try:
            status = exchange(self._carrier, apdu).status
        finally:
            apdu[:] = bytes(len(apdu))
        if status == OK:
            return PinAccepted()
        if status in (BLOCKED, BLOCKED_REFERENCE_DATA) or status.tries_left == 0:
            return PinBlocked()
        if status.tries_left is None:
            raise CardRefused("verify PIN", status)
        return PinWrong(status.tries_left)

    def sign(self, digest: bytes) -> bytes:
        """PKCS#1 v1.5 signature over a SHA-256 digest (32 bytes) by the authentication key."""
        if len(digest) != SHA256_LENGTH:
            raise ValueError("a SHA-256 digest has 32 bytes")
        self._select_file(EF_AUTHENTICATION_KEY)
        digest_info = SHA256_DIGEST_INFO + digest
        apdu = command(0x80, INS_PERFORM_SECURITY_OPERATION, 0x00, 0x80, data=digest_info, le=256)
        answer = exchange(self._carrier, apdu)
        if answer.status != OK:
            raise CardRefused("sign", answer.status)
        return answer.data

    def _select_file(self, file: int) -> None:
        apdu = command(0x00, INS_SELECT, 0x02, 0x0C, data=file.to_bytes(2, "big"))
        status = exchange(self._carrier, apdu).status
        if status != OK:
            raise CardRefused(f"select file {file:04X}", status)

    def _read(self, offset: int, length: int) -> bytes:
        """At least one byte and at most ``length`` from ``offset`` of the selected file."""
        apdu = command(0x00, INS_READ_BINARY, offset >> 8, offset & 0xFF, le=length)
        answer = exchange(self._carrier, apdu)
        if answer.status != OK:
            raise CardRefused(f"read at {offset}", answer.status)
        if not answer.data:
            raise CardRefused(f"read at {offset}: no data", OFFSET_PAST_END)
        return answer.data[:length]


def identify(carrier: Carrier) -> CardIdentified | NotUsable | NotMyNumberCard | CardUnreadable:
    """Which card this is and how many PIN tries it has. Sends no VERIFY with data.

    Raises LinkLost when the card stops answering.
    """
    match _open(carrier):
        case JpkiSession() as session:
            pass
        case refused:
            return refused
    try:
        certificate = session.certificate()
        if (reason := _why_unusable(certificate)) is not None:
            return CardUnreadable(reason)
        return CardIdentified(certificate, session.tries_left())
    except CardRefused as refusal:
        return CardUnreadable(str(refusal))


def authenticate(
    carrier: Carrier, certificate: bytes, pin: Pin, digest: bytes
) -> Signed | PinWrong | PinBlocked | OtherCard | CardUnreadable:
    """Prove the PIN once and sign ``digest``, on the card that carries ``certificate`` and on no other.

    The caller wipes ``pin``. Raises LinkLost when the card stops answering; then the card may have
    counted the PIN, and only asking the tries again tells.
    """
    match _open(carrier):
        case JpkiSession() as session:
            pass
        case NotUsable() | NotMyNumberCard():
            return OtherCard()
        case CardUnreadable() as unreadable:
            return unreadable
    try:
        if session.certificate() != certificate:
            return OtherCard()
        if session.tries_left() == 0:
            return PinBlocked()
        match session.verify(pin):
            case PinAccepted():
                return Signed(session.sign(digest))
            case PinWrong() | PinBlocked() as refused:
                return refused
            case unreachable:
                assert_never(unreachable)
    except CardRefused as refusal:
        return CardUnreadable(str(refusal))


def _open(carrier: Carrier) -> JpkiSession | NotUsable | NotMyNumberCard | CardUnreadable:
    """The session on a token that this terminal takes, or why there is none."""
    try:
        session = JpkiSession(carrier)
    except CardRefused as refusal:
        return CardUnreadable(str(refusal)) if refusal.status == NO_DIAGNOSIS else NotMyNumberCard()
    try:
        kind = session.token_kind()
    except CardRefused as refusal:
        return NotMyNumberCard() if refusal.status == NOT_FOUND else CardUnreadable(str(refusal))
    match kind:
        case TokenKind.CARD:
            return session
        case None:
            return NotMyNumberCard()
        case _:
            return NotUsable(kind)


def _why_unusable(certificate: bytes) -> str | None:
    """Dispatch on the key's type: the card planned for 2026 signs with P-384, by commands not yet public."""
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except (ValueError, UnsupportedAlgorithm):
        return "the certificate on the card cannot be read as X.509"
    if not isinstance(key, RSAPublicKey):
        return f"the card's key is of an unknown kind ({type(key).__name__}); this terminal knows RSA"
    return None
