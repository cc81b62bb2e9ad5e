"""What can be true of a terminal and of the one visit at it. Frozen data; no secrets, no documents.

PIN digits, sealed documents and papers live in the conductor; a state only knows that they are there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from drivers.printer.contract import Trouble
from kiosk.certificates.choices import Choices
from kiosk.certificates.failures import Failure
from kiosk.certificates.kinds import RULES, Item, Kind, Scope
from kiosk.certificates.messages import Availability, Entitlement
from kiosk.certificates.municipality_code import MunicipalityCode

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")


@dataclass(frozen=True)
class Preferences:
    """How this resident wants the terminal; back to the default after each visit."""

    language: Language = "ja"
    dark: bool = False
    long_time: bool = False


# The screens of a visit ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Welcome:
    """Nobody is here; what is open today is shown."""


@dataclass(frozen=True)
class Terms:
    """Four things to know, to be agreed to."""


@dataclass(frozen=True)
class ChooseMunicipality:
    """Only where the terminal serves several city halls."""


@dataclass(frozen=True)
class PlaceCard:
    """Waiting for a card on the reader."""


@dataclass(frozen=True)
class ReadingCard:
    """The card is being read; no VERIFY is sent."""


@dataclass(frozen=True)
class EnterPin:
    """Four digits are wanted. ``digits`` are in; ``wrong``: the last entry was wrong.

    With one try left the resident is warned on a screen of its own until ``last_try_accepted``.
    """

    tries_left: int
    digits: int = 0
    wrong: bool = False
    last_try_accepted: bool = False

    @property
    def warns(self) -> bool:
        """Whether the warning before the last try is what the resident sees."""
        return self.tries_left == 1 and not self.last_try_accepted


@dataclass(frozen=True)
class Authenticating:
    """Card and city hall are checking; ``tries_left`` as before this entry."""

    tries_left: int
    last_try: bool = False


@dataclass(frozen=True)
class TakeCard:
    """The card is done with and still lies there. ``verified``: choosing comes next, else the end.

    After a minute the visit behind it is gone (``verified`` turns False) and only the call goes on.
    """

    verified: bool


@dataclass(frozen=True)
class ChooseCertificate:
    """Which kind?"""


@dataclass(frozen=True)
class ChooseScope:
    """Whole household, part of it, or oneself?"""


@dataclass(frozen=True)
class ChoosePersons:
    """Which persons of the household?"""


@dataclass(frozen=True)
class ChooseYear:
    """Which fiscal year?"""


@dataclass(frozen=True)
class ChooseItems:
    """Which items are shown?"""


@dataclass(frozen=True)
class ChooseCopies:
    """How many copies?"""


@dataclass(frozen=True)
class OrderReady:
    """The paper is drawn and proven. ``fee`` is yen for all copies, ``sheets`` of A4 in all."""

    fee: int
    sheets: int


@dataclass(frozen=True)
class Confirm:
    """Last look before money. ``order`` is None while the paper is prepared.

    ``revealed_at``: when the resident began to hold the preview open, None while it is masked.
    """

    order: OrderReady | None = None
    revealed_at: float | None = None


@dataclass(frozen=True)
class Pay:
    """Money is awaited. ``accepting``: the cash box takes it; ``exact_only``: no change can be given."""

    order: OrderReady
    inserted: int = 0
    accepting: bool = False
    exact_only: bool = False
    returning: bool = False


@dataclass(frozen=True)
class Printing:
    """``printed`` of ``order.sheets`` sheets are out; ``stalled`` names what is in the way."""

    order: OrderReady
    received: int
    change: int
    printed: int = 0
    stalled: Trouble | None = None


@dataclass(frozen=True)
class TakePaper:
    """All sheets are out. ``receipt``: one was printed."""

    order: OrderReady
    change: int
    receipt: bool


@dataclass(frozen=True)
class PrintProblem:
    """The resident says that the print is wrong; ``claim`` is the number of the claim once opened."""

    claim: str | None = None


@dataclass(frozen=True)
class Refused:
    """The visit has ended, before money. ``municipality`` is the one to ask (None: none was asked yet);
    ``tries_left`` is told where a PIN try may have been used."""

    failure: Failure
    municipality: MunicipalityCode | None = None
    tries_left: int | None = None


@dataclass(frozen=True)
class Settlement:
    """How an order that could not be printed in full ended for the payer."""

    sheets_printed: int
    sheets: int
    received: int
    returned: int
    owed: int
    claim: str | None


@dataclass(frozen=True)
class OutOfService:
    """The terminal cannot serve. ``settlement``: somebody's order was cut short by it."""

    failure: Failure
    settlement: Settlement | None = None


Screen = (
    Welcome
    | Terms
    | ChooseMunicipality
    | PlaceCard
    | ReadingCard
    | EnterPin
    | Authenticating
    | TakeCard
    | ChooseCertificate
    | ChooseScope
    | ChoosePersons
    | ChooseYear
    | ChooseItems
    | ChooseCopies
    | Confirm
    | Pay
    | Printing
    | TakePaper
    | PrintProblem
    | Refused
    | OutOfService
)


class Step(StrEnum):
    """The five steps that the header shows."""

    CARD = "card"
    CERTIFICATE = "certificate"
    DETAILS = "details"
    PAYMENT = "payment"
    COLLECT = "collect"


class Part(StrEnum):
    """A row of the confirm screen that can be changed."""

    CERTIFICATE = "certificate"
    PERSONS = "persons"
    YEAR = "year"
    ITEMS = "items"
    COPIES = "copies"


# Dialogs over a screen ----------------------------------------------------------------------------


@dataclass(frozen=True)
class TimeRunningOut:
    """The visit ends in ``seconds`` unless the resident goes on."""

    seconds: int


@dataclass(frozen=True)
class SettingsDialog:
    """Language and look."""


@dataclass(frozen=True)
class HelpDialog:
    """What this screen wants, and whom to call."""


@dataclass(frozen=True)
class MyNumberDialog:
    """Show My Number on the paper? Asked each time before it is."""


@dataclass(frozen=True)
class ServiceClosedDialog:
    """A service that is off, or that this person can't have, was touched: why, and when it opens."""

    kind: Kind


Dialog = TimeRunningOut | SettingsDialog | HelpDialog | MyNumberDialog | ServiceClosedDialog


# The visit and the terminal -----------------------------------------------------------------------


@dataclass(frozen=True)
class Draft:
    """What has been chosen so far, empty until asked."""

    kind: Kind | None = None
    scope: Scope | None = None
    persons: tuple[int, ...] = ()
    items: frozenset[Item] = frozenset()
    year: int | None = None
    copies: int = 1

    @classmethod
    def of(cls, choices: Choices) -> Draft:
        """What was chosen when ``choices`` were ordered."""
        return cls(
            kind=choices.kind,
            scope=choices.scope,
            persons=choices.persons,
            items=choices.items,
            year=choices.year,
            copies=choices.copies,
        )

    def choices(self) -> Choices:
        """What is ordered: of all that was chosen, what the kind asks for. Raises LookupError before a
        kind was chosen."""
        if self.kind is None:
            raise LookupError("no kind was chosen")
        rule = RULES[self.kind]
        return Choices(
            kind=self.kind,
            scope=self.scope if rule.has_scope else None,
            persons=self.persons if rule.has_scope else (),
            items=self.items if rule.has_items else frozenset(),
            year=self.year,
            copies=self.copies,
        )


@dataclass(frozen=True)
class Visit:
    """One resident's visit. ``serial`` tells this visit from every other of this process; ``attempt``
    tells the order that is wanted now from those given up. ``offer`` is the last that the visit's city
    hall said, kept when the line is cut. ``editing``: a choice is being changed from the confirm
    screen, so the next step leads back there."""

    serial: int
    municipality: MunicipalityCode | None = None
    offer: Availability | None = None
    entitlement: Entitlement | None = None
    draft: Draft = Draft()
    attempt: int = 0
    editing: bool = False


@dataclass(frozen=True)
class Terminal:
    """What the terminal knows of itself: the city halls it serves, in their order, what each offers
    (absent: not reached), when it last heard from one, and the health of what a visit needs."""

    municipalities: tuple[MunicipalityCode, ...]
    availability: Mapping[MunicipalityCode, Availability] = field(
        default_factory=lambda: MappingProxyType({})
    )
    heard_at: float = 0.0
    reader: Failure | None = None
    printer: Failure | None = None
    cash: Failure | None = None
    stopped: Failure | None = None
    card_on_reader: bool = False


@dataclass(frozen=True)
class State:
    """Everything the screen needs to draw. Times are monotonic seconds; ``entered`` is when the
    screen was reached, ``touched`` when the resident last did something, ``consulted`` when they
    last did something in the settings or the help."""

    terminal: Terminal
    screen: Screen = Welcome()
    visit: Visit | None = None
    preferences: Preferences = Preferences()
    dialog: Dialog | None = None
    now: float = 0.0
    entered: float = 0.0
    touched: float = 0.0
    consulted: float = 0.0
    visits: int = 0

    @property
    def ongoing(self) -> Visit:
        """The visit, on a screen that only a visit reaches. Raises LookupError elsewhere."""
        if self.visit is None:
            raise LookupError(f"no visit on {type(self.screen).__name__}")
        return self.visit

    @property
    def availability(self) -> Availability | None:
        """What the visit's municipality offers; before one is chosen, what the first one does."""
        if self.visit is not None and self.visit.offer is not None:
            return self.visit.offer
        code = self.screen.municipality if isinstance(self.screen, Refused) else None
        if code is not None:
            return self.terminal.availability.get(code)
        return next(
            (
                self.terminal.availability[c]
                for c in self.terminal.municipalities
                if c in self.terminal.availability
            ),
            None,
        )


def local_time(state: State) -> datetime | None:
    """The municipality's wall clock now: what it last said, and the seconds since. None: never heard."""
    offered = state.availability
    if offered is None:
        return None
    return offered.clock + timedelta(seconds=max(0.0, state.now - state.terminal.heard_at))


def step_of(screen: Screen) -> Step | None:
    """Which of the five steps a screen belongs to; None on screens without the header's steps."""
    match screen:
        case Terms() | ChooseMunicipality() | PlaceCard() | ReadingCard():
            return Step.CARD
        case EnterPin() | Authenticating() | TakeCard() | Refused():
            return Step.CARD
        case ChooseCertificate():
            return Step.CERTIFICATE
        case ChooseScope() | ChoosePersons() | ChooseYear() | ChooseItems() | ChooseCopies():
            return Step.DETAILS
        case Confirm() | Pay():
            return Step.PAYMENT
        case Printing() | TakePaper() | PrintProblem():
            return Step.COLLECT
        case Welcome() | OutOfService():
            return None
