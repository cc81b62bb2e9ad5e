"""What is known of a visit from outside the terminal's program: the judge needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from drivers.printer.contract import Sides
from kiosk.simulation.crowd.plan import Conduct
from kiosk.terminal.unattended import Wishes


class Ending(StrEnum):
    """How a visit ended for whoever stood there."""

    PRINTED = "printed"
    REFUSED = "refused"
    LEFT = "left"
    HUNG = "hung"


@dataclass(frozen=True)
class Proven:
    """A card that the city hall took for a visit."""

    visit_id: str
    card_hash: str


@dataclass(frozen=True)
class Printed:
    """A document that the printer counted: ``order_id``, ``fee`` (yen) and on how many ``sides`` a sheet by
    the journal, ``sealed`` as it came over the line (empty where none of that order did)."""

    print_id: str
    sheets: int
    sides: Sides
    order_id: str
    fee: int
    sealed: str


@dataclass(frozen=True)
class Attended:
    """One visit at one terminal. ``card_serial`` and ``card_hash`` are of the card that lay on the reader;
    ``wishes`` those of the end. ``printed`` is all that came out while this resident stood there."""

    terminal_id: str
    number: int
    card_serial: str
    card_hash: str
    wishes: Wishes
    conduct: Conduct
    is_again: bool
    ending: Ending
    failure: str | None
    proven: tuple[Proven, ...]
    printed: tuple[Printed, ...]


@dataclass(frozen=True)
class Closed:
    """One terminal after its last visit. Yen by the cash box's own counts, ``owed`` by the journal's
    claims; times in seconds as the terminal waited for answers that came. ``trouble`` is why it could not
    serve all its visits."""

    terminal_id: str
    late_answers: Mapping[str, int]
    sheets_out: Mapping[str, int]
    inserted: int
    paid_out: int
    owed: int
    cuts: int
    told_again: int
    untold: int
    authentications: tuple[float, ...]
    orders: tuple[float, ...]
    trouble: str | None


@dataclass(frozen=True)
class Deserted:
    """A process whose terminals have all ended: the threads that they left behind."""

    threads: tuple[str, ...]
