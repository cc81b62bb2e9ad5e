"""The visit, the terminal, and both together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from kiosk.certificates.choices import Choices
from kiosk.certificates.failures import Failure
from kiosk.certificates.kinds import RULES, Item, Kind, Scope
from kiosk.certificates.messages import Availability, Entitlement
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.terminal.visit.states.dialogs import Dialog
from kiosk.terminal.visit.states.preferences import Preferences
from kiosk.terminal.visit.states.stages import Refused, Screen, Welcome


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
    screen: Screen = field(default_factory=Welcome)
    visit: Visit | None = None
    preferences: Preferences = field(default_factory=Preferences)
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
