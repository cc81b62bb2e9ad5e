"""What the conductor is handed besides devices: the city halls, and who draws the paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Literal, Protocol

from kiosk.certificates.failures import Failure
from kiosk.certificates.kinds import Kind
from kiosk.certificates.messages import (
    Alarm,
    Availability,
    CardProof,
    Entitlement,
    OrderRequest,
    OrderSealed,
    Outcome,
    VisitOpened,
)
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.proof import Proof
from kiosk.certificates.sealed_document import SealedDocument
from kiosk.terminal.visit.conversation import Picture


class Delivery(Enum):
    """What became of something that the city hall has to be told. REJECTED: it answered that this
    contradicts what it holds, or that it knows of no such order; telling it again changes nothing."""

    TAKEN = "taken"
    LATER = "later"
    REJECTED = "rejected"


class CityHall(Protocol):
    """One municipality's backend. Refusals and broken lines are answers, not exceptions."""

    @property
    def code(self) -> MunicipalityCode:
        """Whose backend this is."""
        ...

    @property
    def name(self) -> str:
        """The municipality's name in Japanese, as on slips."""
        ...

    @property
    def desk_phone(self) -> str:
        """Whom to call about a claim."""
        ...

    def availability(self) -> Availability | Failure:
        """What is offered here and now."""
        ...

    def follow(self, arrived: Callable[[Availability], None], lost: Callable[[], None]) -> None:
        """Tell every change as it comes, and the loss of the line, until :meth:`close`."""
        ...

    def open_visit(self) -> VisitOpened | Failure:
        """A visit and its challenge."""
        ...

    def authenticate(self, visit_id: str, proof: CardProof) -> Entitlement | Failure:
        """What the holder of this card may have."""
        ...

    def order(self, visit_id: str, request: OrderRequest) -> OrderSealed | Failure:
        """The sealed document for these choices; the same key again gives the same order."""
        ...

    def unseal(self, sealed: str) -> SealedDocument:
        """Check the signature against the pinned keys. Raises SealBroken."""
        ...

    def layout(self, sha256: str) -> bytes | Failure:
        """The layout of this hash, checked against it."""
        ...

    def abandon(self, order_id: str) -> None:
        """The resident stopped before money; best effort, the order expires by itself."""
        ...

    def confirm(self, order_id: str) -> Failure | None:
        """Ask, before money, whether the order may still be printed as it was sealed: None, or why not
        (DOCUMENT_EXPIRED: what it says has changed, so it has to be ordered anew)."""
        ...

    def report(self, order_id: str, outcome: Outcome) -> Delivery:
        """Tell how the order ended; harmless when repeated."""
        ...

    def raise_alarm(self, alarm: Alarm) -> Delivery:
        """Tell what must never happen; harmless when repeated."""
        ...

    def now(self) -> datetime:
        """The city hall's clock, by what it last said."""
        ...

    def close(self) -> None:
        """End :meth:`follow` and give up connections."""
        ...


class Paper(Protocol):
    """A drawn document: all copies in one PDF."""

    @property
    def pdf(self) -> bytes:
        """The bytes that go to the printer."""
        ...

    @property
    def sheets(self) -> int:
        """Sheets of A4 for all copies."""
        ...

    @property
    def sides(self) -> Literal[1, 2]:
        """On how many sides each of them is printed."""
        ...


@dataclass(frozen=True)
class ReceiptLines:
    """What a receipt says; no personal data. Amounts are yen."""

    order_id: str
    municipality: str
    kind: Kind
    copies: int
    fee: int
    received: int
    change: int
    issued_at: datetime
    terminal_id: str


@dataclass(frozen=True)
class ClaimLines:
    """What a claim slip says; no personal data. Amounts are yen."""

    claim: str
    municipality: str
    desk_phone: str
    kind: Kind
    received: int
    returned: int
    owed: int
    issued_at: datetime
    terminal_id: str


@dataclass(frozen=True)
class ProblemLines:
    """What the slip of a bad print says; no personal data."""

    claim: str
    order_id: str
    municipality: str
    desk_phone: str
    kind: Kind
    issued_at: datetime
    terminal_id: str


@dataclass(frozen=True)
class ProvenPaper:
    """A paper, and which bytes were proven to be which order's."""

    paper: Paper
    proof: Proof


class Studio(Protocol):
    """Draws and proves papers; pure computation, on the caller's thread."""

    def draw(self, document: SealedDocument, layout: bytes) -> ProvenPaper | Failure:
        """Draw all copies and prove by re-reading the PDF that each field is in its box and nothing
        else is there. A glyph or a space that lacks is CHARACTER; a failed proof DOCUMENT_MISMATCH."""
        ...

    def picture(self, paper: Paper, page: int, width: int, *, revealed: bool) -> Picture:
        """A page of the paper, masked unless ``revealed``."""
        ...

    def receipt(self, lines: ReceiptLines) -> bytes:
        """The receipt as a PDF."""
        ...

    def claim_slip(self, lines: ClaimLines) -> bytes:
        """The claim slip as a PDF."""
        ...

    def problem_slip(self, lines: ProblemLines) -> bytes:
        """The slip of a bad print as a PDF."""
        ...
