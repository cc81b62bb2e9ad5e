"""What the resident does."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.certificates.kinds import Item, Kind, Scope
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.terminal.visit.states import Language, Part, Preferences


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
    """The card of a kind, open or not."""

    kind: Kind


@dataclass(frozen=True)
class RegisterKindsOpened:
    """The card behind which the certificates of the family register are."""


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


Touch = (
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
    | RegisterKindsOpened
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
)
