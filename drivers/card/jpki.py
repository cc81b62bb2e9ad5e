"""The JPKI application (公的個人認証) of a My Number Card: identify its holder's card, authenticate once.

Only the user-authentication certificate and key are touched; the applications that hold the number
and the face data are never selected. File identifiers, labels and status words follow OpenSC's
card-jpki.c and measurements on test cards.

What a visit costs, for a certificate of n bytes that comes in pieces of 256: :func:`identify` sends
6 + ⌈n/256⌉ commands (application; label: select, read; certificate: select, ⌈n/256⌉ reads; PIN: select,
ask the tries), :func:`authenticate` 8 (application; certificate: select, one read; PIN: select, ask the
tries, VERIFY; key: select, sign). It is the least with files that have to be selected before use: each
command either selects what the next one needs or brings something that has to be known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from drivers.card.contract import (
    CardIdentified,
    CardUnreadable,
    CardUnsupported,
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
    INS_READ_BINARY,
    INS_SELECT,
    INS_VERIFY,
    NO_DIAGNOSIS,
    NOT_FOUND,
    NOT_VERIFIED,
    OFFSET_PAST_END,
    OK,
    READ_CHUNK,
    Carrier,
    StatusWord,
    command,
    exchange,
)
from drivers.card.signing import Signing, UnknownKey, UnreadableCertificate, signing_of

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

PIN_REFERENCE = 0x80
_DER_HEADER_LENGTH = 4
# Several times what a certificate of the JPKI takes; a broken length must not cost a minute of reading.
_LARGEST_CERTIFICATE = 8192


@dataclass(frozen=True)
class PinAccepted:
    """The PIN was right; the card signs until it is unpowered."""


class CardRefused(Exception):
    """The card ended a step with a status, or with data, that the step has no other word for."""

    def __init__(self, step: str, status: StatusWord = OK) -> None:
        super().__init__(step if status == OK else f"{step}: {status}")
        self.status = status


@dataclass(frozen=True)
class PinFile:
    """The authentication PIN with its file selected. Only a card that has said how often a wrong PIN may
    still be given (0: blocked) has one, so that nobody can send VERIFY before."""

    tries_left: int
    _carrier: Carrier = field(repr=False)

    def verify(self, pin: Pin) -> PinAccepted | PinWrong | PinBlocked:
        """One VERIFY, or none when no try is left. Never repeated: the card counts."""
        if self.tries_left == 0:
            return PinBlocked()
        apdu = command(0x00, INS_VERIFY, 0x00, PIN_REFERENCE, data=pin.reveal())
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


class JpkiSession:
    """The JPKI application, selected. Each method is one question; LinkLost passes through all."""

    def __init__(self, carrier: Carrier) -> None:
        """Select the application. Raises CardRefused with the card's status when it can't be selected."""
        self._carrier = carrier
        select = command(0x00, INS_SELECT, 0x04, 0x0C, data=JPKI_AID)
        status = exchange(carrier, select).status
        if status == NO_DIAGNOSIS:
            # The first answer after power-up may be 6F00 without meaning anything.
            status = exchange(carrier, select).status
        if status != OK:
            raise CardRefused("select JPKI", status)

    def label(self) -> str:
        """What the token calls itself in EF 0006, see :data:`LABELS`."""
        self._select_file(EF_LABEL)
        label = self._read_range(0, LABEL_LENGTH)
        return label.rstrip(b" \x00").decode("ascii", errors="replace")

    def certificate(self) -> bytes:
        """The user-authentication certificate, cut to its DER length: the file may be padded with FF."""
        self._select_file(EF_AUTHENTICATION_CERTIFICATE)
        content = self._read(0, READ_CHUNK)
        content += self._read_range(len(content), _DER_HEADER_LENGTH)
        total = int.from_bytes(content[2:_DER_HEADER_LENGTH], "big") + _DER_HEADER_LENGTH
        if content[:2] != b"\x30\x82":
            raise CardRefused("read certificate: not DER")
        if total > _LARGEST_CERTIFICATE:
            raise CardRefused(f"read certificate: {total} bytes")
        content += self._read_range(len(content), total)
        return content[:total]

    def carries(self, certificate: bytes) -> bool:
        """Whether the card's certificate is ``certificate``, by its last 256 bytes.

        There stands the authority's signature over all that comes before: what differs anywhere differs
        there, and what is signed later is proven by the key, not by this.
        """
        start = max(0, len(certificate) - READ_CHUNK)
        try:
            self._select_file(EF_AUTHENTICATION_CERTIFICATE)
            return self._read_range(start, len(certificate)) == certificate[start:]
        except CardRefused as refusal:
            # No such file, a shorter one, or a phone's that is read after the PIN only.
            if refusal.status in (NOT_FOUND, OFFSET_PAST_END, NOT_VERIFIED):
                return False
            raise

    def pin(self) -> PinFile:
        """The authentication PIN and its tries. Counts nothing."""
        self._select_file(EF_AUTHENTICATION_PIN)
        status = exchange(self._carrier, command(0x00, INS_VERIFY, 0x00, PIN_REFERENCE)).status
        if status in (BLOCKED, BLOCKED_REFERENCE_DATA):
            return PinFile(0, self._carrier)
        if status.tries_left is None:
            raise CardRefused("ask tries left", status)
        return PinFile(status.tries_left, self._carrier)

    def sign(self, signing: Signing, message: bytes) -> bytes:
        """The authentication key's signature over ``message``."""
        self._select_file(EF_AUTHENTICATION_KEY)
        answer = exchange(self._carrier, signing.command(message))
        if answer.status != OK:
            raise CardRefused("sign", answer.status)
        signature = signing.signature(answer.data)
        if signature is None:
            raise CardRefused(f"sign: an answer of {len(answer.data)} bytes")
        return signature

    def _select_file(self, file: int) -> None:
        apdu = command(0x00, INS_SELECT, 0x02, 0x0C, data=file.to_bytes(2, "big"))
        status = exchange(self._carrier, apdu).status
        if status != OK:
            raise CardRefused(f"select file {file:04X}", status)

    def _read_range(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` up to ``end`` of the selected file; the card may give less at a time."""
        content = b""
        while (offset := start + len(content)) < end:
            content += self._read(offset, min(READ_CHUNK, end - offset))
        return content

    def _read(self, offset: int, length: int) -> bytes:
        """At least one byte and at most ``length`` from ``offset`` of the selected file."""
        apdu = command(0x00, INS_READ_BINARY, offset >> 8, offset & 0xFF, le=length)
        answer = exchange(self._carrier, apdu)
        if answer.status != OK:
            raise CardRefused(f"read at {offset}", answer.status)
        if not answer.data:
            raise CardRefused(f"read at {offset}: no data", OFFSET_PAST_END)
        return answer.data[:length]


def identify(
    carrier: Carrier,
) -> CardIdentified | NotUsable | CardUnsupported | NotMyNumberCard | CardUnreadable:
    """Which card this is and how many PIN tries it has. Sends no VERIFY with data.

    Raises LinkLost when the card stops answering.
    """
    try:
        session = JpkiSession(carrier)
    except CardRefused as refusal:
        return CardUnreadable(str(refusal)) if refusal.status == NO_DIAGNOSIS else NotMyNumberCard()
    try:
        label = session.label()
    except CardRefused as refusal:
        return NotMyNumberCard() if refusal.status == NOT_FOUND else CardUnreadable(str(refusal))
    try:
        match LABELS.get(label):
            case TokenKind.CARD:
                pass
            case None:
                return CardUnsupported(f"the token calls itself {label!r}")
            case other:
                return NotUsable(other)
        certificate = session.certificate()
        signing_of(certificate)
        return CardIdentified(certificate, session.pin().tries_left)
    except UnknownKey as unknown:
        return CardUnsupported(str(unknown))
    except (CardRefused, UnreadableCertificate) as refusal:
        return CardUnreadable(str(refusal))


def authenticate(
    carrier: Carrier, certificate: bytes, pin: Pin, message: bytes
) -> Signed | PinWrong | PinBlocked | OtherCard | CardUnreadable:
    """Prove the PIN once and sign ``message``, on the card that carries ``certificate`` and on no other.

    The caller wipes ``pin``. Raises LinkLost when the card stops answering; then the card may have
    counted the PIN, and only asking the tries again tells.
    """
    try:
        session = JpkiSession(carrier)
    except CardRefused as refusal:
        return CardUnreadable(str(refusal)) if refusal.status == NO_DIAGNOSIS else OtherCard()
    try:
        if not session.carries(certificate):
            return OtherCard()
        signing = signing_of(certificate)
        match session.pin().verify(pin):
            case PinAccepted():
                return Signed(session.sign(signing, message))
            case PinWrong() | PinBlocked() as refused:
                return refused
            case unreachable:
                assert_never(unreachable)
    except (CardRefused, UnreadableCertificate, UnknownKey) as refusal:
        return CardUnreadable(str(refusal))
