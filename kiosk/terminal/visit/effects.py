"""What ``step`` asks the conductor to do. Each is answered by an event that names the visit."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.certificates.choices import Choices
from kiosk.certificates.failures import Failure
from kiosk.certificates.municipality_code import MunicipalityCode


@dataclass(frozen=True)
class OpenVisit:
    """Ask the municipality for a visit and its challenge, beside everything else (no answer event:
    ``Authenticate`` waits for it)."""

    serial: int
    municipality: MunicipalityCode


@dataclass(frozen=True)
class ReadCard:
    """Identify the card → CardRead | EffectFailed."""

    serial: int


@dataclass(frozen=True)
class Authenticate:
    """One VERIFY with the PIN buffer, the signature, the municipality's answer → Authenticated |
    PinRefused | EffectFailed. The buffer is overwritten whatever happens."""

    serial: int


@dataclass(frozen=True)
class WipePin:
    """Overwrite the PIN buffer."""


@dataclass(frozen=True)
class PrepareOrder:
    """Order, check, draw and prove the paper → PaperReady | EffectFailed. ``reissue`` is the claim on which
    the city hall gives it free of charge."""

    serial: int
    attempt: int
    choices: Choices
    reissue: str | None = None


@dataclass(frozen=True)
class AbandonOrder:
    """Forget the prepared paper and tell the municipality."""

    serial: int


@dataclass(frozen=True)
class OpenPayment:
    """Check document, printer and cash box once more, ask the city hall whether the order still stands,
    then take money → PaymentOpened | DocumentOutdated | EffectFailed; afterwards MoneyCounted with each
    coin."""

    serial: int


@dataclass(frozen=True)
class ReturnMoney:
    """Stop taking money and give all of it back → MoneyReturned | OrderBroken."""

    serial: int


@dataclass(frozen=True)
class GiveChange:
    """Stop taking money, keep the fee, give the rest → ChangeGiven | OrderBroken."""

    serial: int


@dataclass(frozen=True)
class Print:
    """Check the document once more and print it once → SheetOut, PrintStalled, PrintResumed, then
    PrintDone | OrderBroken (what could not be printed is paid back first)."""

    serial: int


@dataclass(frozen=True)
class CancelPrint:
    """Drop the job that has been stalled for too long; it ends as ``Print`` says."""

    serial: int


@dataclass(frozen=True)
class OpenClaim:
    """Report a print problem → ClaimOpened."""

    serial: int


@dataclass(frozen=True)
class PrintSlipAgain:
    """One more copy of the claim slip of the order that was broken last."""


@dataclass(frozen=True)
class RaiseAlarm:
    """Tell the city hall of ``failure``, which must never happen; keep the terminal closed over a restart
    where the failure says so."""

    failure: Failure


@dataclass(frozen=True)
class ForgetVisit:
    """The visit is over: wipe everything that belonged to it, cancel what still runs for it."""

    serial: int


@dataclass(frozen=True)
class DropLateAnswer:
    """An answer came that nobody waits for: visit ``serial`` is dead, or gave order ``attempt`` up. Count it
    under ``event``."""

    event: str
    serial: int
    attempt: int | None = None


Effect = (
    OpenVisit
    | ReadCard
    | Authenticate
    | WipePin
    | PrepareOrder
    | AbandonOrder
    | OpenPayment
    | ReturnMoney
    | GiveChange
    | Print
    | CancelPrint
    | OpenClaim
    | PrintSlipAgain
    | RaiseAlarm
    | ForgetVisit
    | DropLateAnswer
)
