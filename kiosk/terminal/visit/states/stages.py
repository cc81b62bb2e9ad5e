"""The screens of a visit, and which of the five steps each belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drivers.printer.contract import Trouble
from kiosk.certificates.failures import Failure
from kiosk.certificates.municipality_code import MunicipalityCode


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
class ChooseRegisterKind:
    """Which of the certificates of the family register?"""


@dataclass(frozen=True)
class ChooseScope:
    """The whole household or register, part of it, or oneself?"""


@dataclass(frozen=True)
class ChoosePersons:
    """Which persons of the household or the register?"""


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
    | ChooseRegisterKind
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


def step_of(screen: Screen) -> Step | None:
    """Which of the five steps a screen belongs to; None on screens without the header's steps."""
    match screen:
        case Terms() | ChooseMunicipality() | PlaceCard() | ReadingCard():
            return Step.CARD
        case EnterPin() | Authenticating() | TakeCard() | Refused():
            return Step.CARD
        case ChooseCertificate() | ChooseRegisterKind():
            return Step.CERTIFICATE
        case ChooseScope() | ChoosePersons() | ChooseYear() | ChooseItems() | ChooseCopies():
            return Step.DETAILS
        case Confirm() | Pay():
            return Step.PAYMENT
        case Printing() | TakePaper() | PrintProblem():
            return Step.COLLECT
        case Welcome() | OutOfService():
            return None
