"""What a terminal asks of a card reader, and every answer it can get. Pure: no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from drivers.diagnosis import Finding

PIN_LENGTH = 4


class Pin:
    """Four digits that never show themselves and can be wiped.

    The digits live in one ``bytearray``; whoever hands a ``Pin`` on calls :meth:`wipe` after use.
    """

    __slots__ = ("_digits",)

    def __init__(self, digits: bytearray) -> None:
        """Take over ``digits`` (ASCII, exactly four); the caller's buffer is the one that is wiped.

        Raises ValueError without quoting the digits when they are not four ASCII digits.
        """
        if len(digits) != PIN_LENGTH or not all(0x30 <= digit <= 0x39 for digit in digits):
            raise ValueError("a PIN is four digits")
        self._digits = digits

    def reveal(self) -> bytearray:
        """The very buffer, for the one place that builds the VERIFY command."""
        return self._digits

    def wipe(self) -> None:
        """Overwrite the digits; the Pin is useless afterwards."""
        for index in range(len(self._digits)):
            self._digits[index] = 0

    def __repr__(self) -> str:
        return "Pin(••••)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a Pin is never pickled")


class TokenKind(Enum):
    """What the label in EF 0006 says the token is."""

    CARD = "card"
    OLD_RESIDENT_CARD = "old-resident-card"
    ANDROID = "android"
    IPHONE = "iphone"


# Presence -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReaderMissing:
    """No reader, no PC/SC service, or a driver that hangs; ``reason`` is for the technician."""

    reason: str


@dataclass(frozen=True)
class ReaderEmpty:
    """The reader works and nothing lies on it."""


@dataclass(frozen=True)
class CardPresent:
    """Something lies on the reader. ``insertion`` grows with each card put on, so a card that was
    taken off and put back between two looks is seen."""

    insertion: int


Presence = ReaderMissing | ReaderEmpty | CardPresent


# Identification -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class CardIdentified:
    """A My Number Card: its user-authentication certificate (DER) and the PIN tries it still has."""

    certificate: bytes
    tries_left: int


@dataclass(frozen=True)
class NotUsable:
    """A JPKI token that this terminal does not take: an old resident card or a phone."""

    token: TokenKind


@dataclass(frozen=True)
class CardUnsupported:
    """A JPKI card of a kind that this terminal does not know, by its label or by the type of its key;
    ``reason`` is for the technician and holds no personal data."""

    reason: str


@dataclass(frozen=True)
class NotMyNumberCard:
    """The JPKI application is not on it, or has no label as every JPKI token has."""


@dataclass(frozen=True)
class CardRemoved:
    """The card left the reader before the exchange was over."""


@dataclass(frozen=True)
class CardUnreadable:
    """The card is there but does not answer as it should; ``reason`` is for the technician and holds
    no personal data."""

    reason: str


@dataclass(frozen=True)
class CardHeldElsewhere:
    """Another program on this machine holds the card."""


Identification = (
    CardIdentified
    | NotUsable
    | CardUnsupported
    | NotMyNumberCard
    | CardRemoved
    | CardUnreadable
    | CardHeldElsewhere
    | ReaderMissing
)


# Authentication -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Signed:
    """The PIN was right; ``signature`` is the card's over the message: RSASSA-PKCS1-v1_5 with SHA-256,
    or ECDSA with SHA-384 (DER) where the certificate's key is P-384."""

    signature: bytes


@dataclass(frozen=True)
class PinWrong:
    """The card counted a wrong PIN; ``left`` tries remain, at least one."""

    left: int


@dataclass(frozen=True)
class PinBlocked:
    """No try is left, by this VERIFY or already before it."""


@dataclass(frozen=True)
class OtherCard:
    """The card on the reader is not the one that was identified. No VERIFY was sent."""


Authentication = (
    Signed
    | PinWrong
    | PinBlocked
    | OtherCard
    | CardRemoved
    | CardUnreadable
    | CardHeldElsewhere
    | ReaderMissing
)


class CardReader(Protocol):
    """One reader. Every call returns within its deadline; none raises for what a card or a reader
    can do. Calls come from one thread at a time, but :meth:`wait_for_change` may run beside them."""

    def presence(self) -> Presence:
        """What lies on the reader now."""
        ...

    def wait_for_change(self, known: Presence, timeout: float) -> Presence:
        """Return as soon as the presence differs from ``known``, or after ``timeout`` seconds."""
        ...

    def identify(self) -> Identification:
        """Select JPKI, read the label and certificate, and ask the tries left. Sends no VERIFY."""
        ...

    def authenticate(self, certificate: bytes, pin: Pin, message: bytes) -> Authentication:
        """One VERIFY and, when it is right, one signature over ``message``, hashed as the key's type asks.

        The card must carry ``certificate`` (compared before VERIFY). VERIFY is never repeated, and never
        sent to a card that does not say how many tries are left.
        ``pin`` is wiped before this returns, whatever happens. The card is unpowered afterwards.
        """
        ...

    def diagnose(self) -> Sequence[Finding]:
        """The technician's check of this reader."""
        ...

    def close(self) -> None:
        """Give the reader back; ends any process that serves it."""
        ...
