"""Everything that can happen to a visit. Closed; ``step`` answers each of them in each state."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.printer.contract import Trouble
from kiosk.certificates.failures import Failure
from kiosk.certificates.kinds import Item, Kind, Scope
from kiosk.certificates.messages import Availability, Entitlement
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.terminal.visit.states import Language, Part, Preferences

# What the resident does ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Started:
    """A language was chosen on Welcome."""

    language: Language


@dataclass(frozen=True)
class Continued:
    """The blue button: agree, enter, next, pay, finish."""


@dataclass(frozen=True)
class WentBack:
    """もどる."""


@dataclass(frozen=True)
class Stopped:
    """やめる: end the visit, give card and money back."""


@dataclass(frozen=True)
class MunicipalityChosen:
    """One of the city halls that this terminal serves."""

    municipality: MunicipalityCode


@dataclass(frozen=True)
class PinDigitEntered:
    """One more digit is in the conductor's buffer."""


@dataclass(frozen=True)
class PinDigitDeleted:
    """The last digit was taken out of the buffer."""


@dataclass(frozen=True)
class PinCleared:
    """The buffer was emptied."""


@dataclass(frozen=True)
class LastTryAccepted:
    """The resident wants to use the last try after the warning."""


@dataclass(frozen=True)
class KindChosen:
    """A card on the kinds' screen, open or not."""

    kind: Kind


@dataclass(frozen=True)
class ScopeChosen:
    """A house on the scope screen."""

    scope: Scope


@dataclass(frozen=True)
class PersonToggled:
    """A person card was touched."""

    number: int


@dataclass(frozen=True)
class AllPersonsChosen:
    """全員をえらぶ."""


@dataclass(frozen=True)
class YearChosen:
    """A fiscal year, by the Gregorian year in which it begins."""

    year: int


@dataclass(frozen=True)
class ItemSet:
    """One half of a two-way row was touched."""

    item: Item
    shown: bool


@dataclass(frozen=True)
class MyNumberAnswered:
    """The answer to the My Number dialog."""

    show: bool


@dataclass(frozen=True)
class CopiesSet:
    """The stepper of copies stands at ``copies``."""

    copies: int


@dataclass(frozen=True)
class ChangeRequested:
    """変える on the confirm screen."""

    part: Part


@dataclass(frozen=True)
class PreviewHeld:
    """The finger is on 押している間だけ、見る."""


@dataclass(frozen=True)
class PreviewReleased:
    """The finger is gone, wherever it went up."""


@dataclass(frozen=True)
class PrintProblemReported:
    """印刷がおかしい."""


@dataclass(frozen=True)
class SlipWanted:
    """控えをもう1枚."""


@dataclass(frozen=True)
class SettingsOpened:
    """文字・言語."""


@dataclass(frozen=True)
class HelpOpened:
    """ヘルプ."""


@dataclass(frozen=True)
class DialogClosed:
    """The dialog's own button, or つづける."""


@dataclass(frozen=True)
class PreferencesChanged:
    """A setting was touched; it acts at once and keeps every choice."""

    preferences: Preferences


# What devices report ------------------------------------------------------------------------------


@dataclass(frozen=True)
class CardPlaced:
    """Something lies on the reader."""


@dataclass(frozen=True)
class CardTaken:
    """Nothing lies on the reader any more."""


@dataclass(frozen=True)
class ReaderChanged:
    """The reader went (failure) or came back (None)."""

    failure: Failure | None


@dataclass(frozen=True)
class PrinterChanged:
    """The printer cannot print (failure) or can again (None)."""

    failure: Failure | None


@dataclass(frozen=True)
class CashBoxChanged:
    """The cash box takes no money (failure) or does again (None)."""

    failure: Failure | None


# Answers to effects: each names the visit, so an answer to a dead visit is dropped -----------------


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


# What time and the city hall do -------------------------------------------------------------------


@dataclass(frozen=True)
class Ticked:
    """The monotonic clock reads ``now`` seconds."""

    now: float


@dataclass(frozen=True)
class AvailabilityArrived:
    """What a city hall offers, now."""

    availability: Availability


@dataclass(frozen=True)
class MunicipalityLost:
    """A city hall does not answer any more."""

    municipality: MunicipalityCode


@dataclass(frozen=True)
class TerminalStopped:
    """Something happened after which nobody may be served until a technician came."""

    failure: Failure


@dataclass(frozen=True)
class TerminalReleased:
    """A technician came and put the stopped terminal back into service."""


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

Event = (
    Started
    | Continued
    | WentBack
    | Stopped
    | MunicipalityChosen
    | PinDigitEntered
    | PinDigitDeleted
    | PinCleared
    | LastTryAccepted
    | KindChosen
    | ScopeChosen
    | PersonToggled
    | AllPersonsChosen
    | YearChosen
    | ItemSet
    | MyNumberAnswered
    | CopiesSet
    | ChangeRequested
    | PreviewHeld
    | PreviewReleased
    | PrintProblemReported
    | SlipWanted
    | SettingsOpened
    | HelpOpened
    | DialogClosed
    | PreferencesChanged
    | CardPlaced
    | CardTaken
    | ReaderChanged
    | PrinterChanged
    | CashBoxChanged
    | Answer
    | Ticked
    | AvailabilityArrived
    | MunicipalityLost
    | TerminalStopped
    | TerminalReleased
)
