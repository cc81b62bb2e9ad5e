"""What effects end in or tell on their way: each names the visit, so that an answer to a dead visit is
dropped."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.printer.contract import Trouble
from kiosk.certificates.failures import Failure
from kiosk.certificates.messages import Entitlement


@dataclass(frozen=True)
class CardRead:
    """A My Number Card with ``tries_left`` for its PIN."""

    serial: int
    tries_left: int


@dataclass(frozen=True)
class PinRefused:
    """The PIN was wrong; ``tries_left`` ≥ 1."""

    serial: int
    tries_left: int


@dataclass(frozen=True)
class Authenticated:
    """Card and city hall agree who this is and what they may have."""

    serial: int
    entitlement: Entitlement


@dataclass(frozen=True)
class PaperReady:
    """The order's paper is drawn and proven."""

    serial: int
    attempt: int
    fee: int
    sheets: int


@dataclass(frozen=True)
class PaymentOpened:
    """Everything was checked once more and the cash box takes money (nothing to take for a free one)."""

    serial: int
    exact_only: bool


@dataclass(frozen=True)
class DocumentOutdated:
    """The document expired, or what it says has changed, before money: it has to be ordered anew."""

    serial: int


@dataclass(frozen=True)
class MoneyCounted:
    """``total`` yen of this visit are in."""

    serial: int
    total: int


@dataclass(frozen=True)
class ChangeGiven:
    """The fee is kept, ``change`` yen lie in the tray."""

    serial: int
    change: int


@dataclass(frozen=True)
class MoneyReturned:
    """All money of a cancelled payment is back in the tray."""

    serial: int


@dataclass(frozen=True)
class SheetOut:
    """The printer counts ``sheet`` sheets."""

    serial: int
    sheet: int


@dataclass(frozen=True)
class PrintStalled:
    """The job stands still until ``trouble`` is cleared."""

    serial: int
    trouble: Trouble


@dataclass(frozen=True)
class PrintResumed:
    """The job goes on."""

    serial: int


@dataclass(frozen=True)
class PrintDone:
    """All sheets are out and counted; ``receipt``: one was printed."""

    serial: int
    receipt: bool


@dataclass(frozen=True)
class OrderBroken:
    """An order could not be fulfilled after money: what was returned and what is owed under a claim."""

    serial: int
    failure: Failure
    sheets_printed: int
    received: int
    returned: int
    owed: int
    claim: str | None


@dataclass(frozen=True)
class ClaimOpened:
    """The city hall will decide on a claim of this number."""

    serial: int
    claim: str


@dataclass(frozen=True)
class EffectFailed:
    """An effect before money ended in a failure."""

    serial: int
    failure: Failure
    attempt: int | None = None
    tries_left: int | None = None


Answer = (
    CardRead
    | PinRefused
    | Authenticated
    | PaperReady
    | PaymentOpened
    | DocumentOutdated
    | MoneyCounted
    | ChangeGiven
    | MoneyReturned
    | SheetOut
    | PrintStalled
    | PrintResumed
    | PrintDone
    | OrderBroken
    | ClaimOpened
    | EffectFailed
)
"""What an effect ends in or tells on its way."""
