"""What terminal and municipality say to each other (JSON over HTTPS). Unknown keys are refused."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Base64UrlBytes, BaseModel, ConfigDict, Field

from kiosk.certificates.choices import Choices
from kiosk.certificates.kinds import Group, Item, Kind, Scope
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.opening import ClosedReason

Identifier = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
"""A random 128-bit id as 32 hexadecimal digits."""

ClaimNumber = Annotated[str, Field(pattern=r"^\d{4}-\d{4}$")]
"""The number of a claim (未精算) as it is read out by telephone; random."""

CHALLENGE_BYTES = 32
CHALLENGE_LABEL = b"kiosk-visit-authentication-v1"


def challenge_message(visit_id: str, terminal_id: str, challenge: bytes) -> bytes:
    """Label, visit id, terminal id and challenge, each preceded by its length (2 bytes): what the card
    signs, hashed as the type of its key asks, so that a signature serves one visit at one terminal only."""
    parts = (CHALLENGE_LABEL, visit_id.encode(), terminal_id.encode(), challenge)
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


class Message(BaseModel):
    """Base of all messages: frozen, nothing unknown, nothing of another type."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Wording(Message):
    """A text of the municipality in the terminal's languages; Japanese always exists."""

    ja: str
    en: str = ""

    def in_language(self, language: str) -> str:
        """The text in ``language``, Japanese where the municipality has written no other."""
        return (self.en if language == "en" else "") or self.ja


class Municipality(Message):
    """Who answers: code, name as on the screen and the desk to ask."""

    code: MunicipalityCode
    name: Wording
    desk_phone: str


class Service(Message):
    """One kind of certificate at this terminal now. ``fee`` is yen per copy."""

    kind: Kind
    is_open: bool
    reason: ClosedReason | None = None
    reopens: datetime | None = None
    weekdays_only: bool = False
    opens: str = Field(pattern=r"^\d\d:\d\d$")
    closes: str = Field(pattern=r"^\d\d:\d\d$")
    fee: int = Field(ge=0)
    scopes: tuple[Scope, ...] = ()
    items: tuple[Item, ...] = ()
    years: tuple[int, ...] = ()
    max_copies: int = Field(ge=1, le=99)
    layout_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Availability(Message):
    """Everything the terminal shows before it knows who stands there. ``clock`` is the municipality's
    local time; ``revision`` grows with each change."""

    municipality: Municipality
    terminal_id: str
    clock: datetime
    revision: int
    services: tuple[Service, ...]
    notices: tuple[Wording, ...] = ()


class VisitRequest(Message):
    """``POST /api/v1/visits``: which of the municipalities that this terminal serves is asked."""

    municipality: MunicipalityCode


def _challenge(decoded: bytes) -> bytes:
    """A length stated as a field's limit would count the encoded text."""
    if len(decoded) != CHALLENGE_BYTES:
        raise ValueError(f"a challenge has {CHALLENGE_BYTES} bytes, not {len(decoded)}")
    return decoded


class VisitOpened(Message):
    """Answer to ``POST /api/v1/visits``: the challenge is 32 random bytes, used once."""

    visit_id: Identifier
    challenge: Annotated[Base64UrlBytes, AfterValidator(_challenge)]
    expires: datetime


class CardProof(Message):
    """``POST /api/v1/visits/{id}/authentication``: certificate (DER) and signature of the card."""

    certificate: Base64UrlBytes
    signature: Base64UrlBytes


class PersonChoice(Message):
    """One person of the household or the register as the screen may show it: no family name, no birth date.

    ``label`` is the given name; where a name has no separate given name it is empty, and relation and
    year of birth stand for the person.
    """

    number: int = Field(ge=1)
    label: str
    relation: str
    birth_year: int
    is_holder: bool
    is_foreign: bool


class Reissue(Message):
    """A free reissue (無料の出し直し) that the city hall granted on ``claim``: once, and for the very
    choices of the print that was complained of."""

    claim: ClaimNumber
    choices: Choices


class Entitlement(Message):
    """What this person may have, here and now. ``persons`` are those of the household, ``registered``
    those in the family register (戸籍): nobody where the municipality does not keep it."""

    kinds: tuple[Kind, ...]
    persons: tuple[PersonChoice, ...]
    registered: tuple[PersonChoice, ...] = ()
    years: tuple[int, ...] = ()
    items: tuple[Item, ...] = ()
    reissues: tuple[Reissue, ...] = ()

    def persons_of(self, group: Group) -> tuple[PersonChoice, ...]:
        """Among whom the persons of a certificate are chosen."""
        return self.registered if group is Group.REGISTER else self.persons


class OrderRequest(Message):
    """``POST /api/v1/visits/{id}/orders``; the same key again gives the same order. ``reissue`` is the
    claim on which it is wanted free of charge."""

    idempotency_key: Identifier
    choices: Choices
    reissue: ClaimNumber | None = None


class OrderSealed(Message):
    """The order: its fee in yen for all copies, and the sealed document (compact JWS)."""

    order_id: Identifier
    fee: int = Field(ge=0)
    sealed: str


class OutcomeKind(StrEnum):
    """交付結果."""

    PRINTED = "printed"
    NOT_PRINTED = "not-printed"
    REFUNDED = "refunded"
    CLAIM = "claim"
    PRINT_PROBLEM = "print-problem"
    SETTLED = "settled"


class Outcome(Message):
    """``POST /api/v1/orders/{id}/outcome``: how the order ended; idempotent.

    PRINT_PROBLEM comes after PRINTED and repeats its numbers. SETTLED comes after a claim that staff
    settled at the terminal: ``returned`` is what they handed over, the other numbers are 0.
    """

    outcome: OutcomeKind
    sheets: int = Field(ge=0)
    received: int = Field(ge=0, description="yen put in")
    returned: int = Field(ge=0, description="yen given back, change included")
    claim: ClaimNumber | None = None


class Alarm(Message):
    """``POST /api/v1/alarms``: something happened at the terminal that must never happen; idempotent by
    ``alarm_id``. ``failure`` is a code of the failure catalogue, ``order_id`` the order that was under
    way, ``municipality`` the one that is told."""

    alarm_id: Identifier
    municipality: MunicipalityCode
    failure: str = Field(pattern=r"^E-[A-Z]{3,4}-\d{3}$")
    raised_at: datetime
    order_id: Identifier | None = None


class Problem(Message):
    """Body of every refusal of the municipality: a code of the failure catalogue."""

    failure: str
    detail: Literal[""] = ""
