"""What the conductor holds for one visit besides its state. It dies with the visit."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass, field

from kiosk.certificates.failures import Failure
from kiosk.certificates.messages import VisitOpened
from kiosk.certificates.proof import Proof
from kiosk.certificates.sealed_document import Binding, SealedDocument
from kiosk.terminal.visit.ports import CityHall, Paper


@dataclass(frozen=True, repr=False)
class PreparedOrder:
    """One order whose paper is drawn and proven. ``sealed`` is what came over the line, so that
    signature and bindings can be checked again before money and before the spool; ``proof`` names
    the very bytes that were proven to be this order's."""

    attempt: int
    order_id: str
    sealed: str
    binding: Binding
    document: SealedDocument
    paper: Paper
    proof: Proof


@dataclass(repr=False)
class Till:
    """The money of one order as it is counted (yen). ``settling``: somebody decides what becomes of it."""

    inserted: int = 0
    settling: bool = False
    closing: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)


@dataclass(repr=False)
class CaseFile:
    """Everything of one visit. ``over`` is set when the visit ends: whatever still runs for it stops, and
    what says who was here may be gone at any moment, so it is read once.

    ``order_id`` is the order that was sealed last and not given up. ``ended_order`` outlives the paper: the
    order whose print may still be complained of.
    """

    serial: int
    city_hall: CityHall | None = None
    opened: Future[VisitOpened | Failure] | None = None
    visit_id: str | None = None
    order_id: str | None = None
    certificate: bytes | None = None
    order: PreparedOrder | None = None
    till: Till = field(default_factory=Till)
    print_id: str | None = None
    change_given: int = 0
    wanted_attempt: int = 0
    changing: threading.Lock = field(default_factory=threading.Lock)
    ended_order: str | None = None
    claim_slip: bytes | None = None
    over: threading.Event = field(default_factory=threading.Event)

    def forget_person(self) -> None:
        """Drop all that says who was here: certificate, challenge, document, paper."""
        self.certificate = None
        self.opened = None
        self.visit_id = None
        self.order = None
