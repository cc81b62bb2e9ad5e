"""What devices report, and what time and the city halls do."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.certificates.failures import Failure
from kiosk.certificates.messages import Availability
from kiosk.certificates.municipality_code import MunicipalityCode


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


TerminalEvent = (
    CardPlaced
    | CardTaken
    | ReaderChanged
    | PrinterChanged
    | CashBoxChanged
    | Ticked
    | AvailabilityArrived
    | MunicipalityLost
    | TerminalStopped
    | TerminalReleased
)
