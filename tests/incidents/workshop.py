"""The parts of a terminal on the bench, with hands to put the wrong thing into them: a case file, an
order, the cash box and the press, at the city hall of the small town without the line between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from drivers.cashbox.simulated import SimulatedCashBox
from drivers.printer.simulated import SimulatedPrinter
from drivers.slip.simulated import SimulatedSlipPrinter
from kiosk.certificates.choices import Choices
from kiosk.certificates.failures import Failure
from kiosk.certificates.kinds import Kind, Scope
from kiosk.certificates.messages import (
    Alarm,
    Availability,
    CardProof,
    Entitlement,
    OrderRequest,
    OrderSealed,
    Outcome,
    VisitOpened,
)
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.sealed_document import SealedDocument, unseal
from kiosk.municipal.availability.answer import availability_for
from kiosk.municipal.fleet.alarms import take_alarm
from kiosk.municipal.forms.layouts import layout_by_hash
from kiosk.municipal.forms.official_seal import write_official_seal
from kiosk.municipal.identity.signing_keys import published_keys
from kiosk.municipal.issuance import orders, outcomes, visits
from kiosk.municipal.refusal import Refused
from kiosk.rendering.samples import SAMPLE_SEAL
from kiosk.terminal.studio import PaperStudio
from kiosk.terminal.visit.casefile import CaseFile, PreparedOrder
from kiosk.terminal.visit.effects import PrepareOrder
from kiosk.terminal.visit.events import Event, PaymentOpened
from kiosk.terminal.visit.journal import Journal
from kiosk.terminal.visit.ordering import prepare_order
from kiosk.terminal.visit.ports import Delivery
from kiosk.terminal.visit.press import Press
from kiosk.terminal.visit.settlement import Settler, SlipDesk
from kiosk.terminal.visit.till import Cashier
from tests.municipal.issuance.small_town import CODE, NOON, SmallTown

_Answer = TypeVar("_Answer")

HOLDERS_OWN = Choices(kind=Kind.RESIDENT_RECORD, scope=Scope.SELF, persons=(1,))


class TownHall:
    """The small town's city hall as a terminal asks it; ``later`` is how late it is after noon."""

    def __init__(self, town: SmallTown) -> None:
        self.town = town
        self.later = timedelta(0)
        self._keys = published_keys(town.configuration.keys, CODE)

    @property
    def code(self) -> MunicipalityCode:
        return CODE

    @property
    def name(self) -> str:
        return self.town.municipality.name_ja

    @property
    def desk_phone(self) -> str:
        return self.town.municipality.desk_phone

    def now(self) -> datetime:
        return NOON + self.later

    def availability(self) -> Availability | Failure:
        return availability_for(self.town.terminal, self.town.municipality, self.now())

    def follow(self, arrived: Callable[[Availability], None], lost: Callable[[], None]) -> None:
        """Nothing changes here."""

    def open_visit(self) -> VisitOpened | Failure:
        limits = self.town.configuration.limits
        return visits.open_visit(self.town.terminal, self.town.municipality, self.now(), limits)

    def authenticate(self, visit_id: str, proof: CardProof) -> Entitlement | Failure:
        limits = self.town.configuration.limits
        return _answered(lambda: visits.authenticate(self.town.terminal, visit_id, proof, self.now(), limits))

    def order(self, visit_id: str, request: OrderRequest) -> OrderSealed | Failure:
        town = self.town
        return _answered(
            lambda: orders.place_order(town.terminal, visit_id, request, self.now(), town.configuration)
        )

    def unseal(self, sealed: str) -> SealedDocument:
        return unseal(sealed, self._keys)

    def layout(self, sha256: str) -> bytes | Failure:
        layout = layout_by_hash(sha256, [CODE])
        assert layout is not None
        return layout.form

    def abandon(self, order_id: str) -> None:
        outcomes.abandon(self.town.terminal, order_id)

    def confirm(self, order_id: str) -> Failure | None:
        town = self.town
        return _answered(
            lambda: orders.confirm_order(town.terminal, order_id, self.now(), town.configuration)
        )

    def report(self, order_id: str, outcome: Outcome) -> Delivery:
        outcomes.report_outcome(self.town.terminal, order_id, outcome, self.now())
        return Delivery.TAKEN

    def raise_alarm(self, alarm: Alarm) -> Delivery:
        take_alarm(self.town.terminal, alarm, self.now())
        return Delivery.TAKEN

    def close(self) -> None:
        """There is no line."""


def _answered(ask: Callable[[], _Answer]) -> _Answer | Failure:
    try:
        return ask()
    except Refused as refused:
        return refused.failure


class Workshop:
    """One terminal's parts from ``__enter__`` to ``__exit__``."""

    def __init__(self, directory: Path, town: SmallTown) -> None:
        write_official_seal(town.configuration.forms, CODE, SAMPLE_SEAL.read_bytes())
        self.hall = TownHall(town)
        self.printer = SimulatedPrinter()
        self.cashbox = SimulatedCashBox()
        self.studio = PaperStudio()
        self.journal = Journal(directory / "journal.sqlite3", self.hall.now)
        self.cashier = Cashier(self.printer, self.cashbox, self.journal)
        slips = SimulatedSlipPrinter()
        terminal_id = town.terminal.terminal_id
        settler = Settler(self.cashier, SlipDesk(slips, self.studio, terminal_id), self.journal)
        self.press = Press(self.printer, slips, self.studio, settler, self.journal, terminal_id)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.printer.clear()
        self.journal.close()

    def visit(self, serial: int) -> CaseFile:
        """The case file of somebody whose card was proven."""
        opened = self.hall.open_visit()
        assert isinstance(opened, VisitOpened)
        proof = self.hall.town.proof(opened)
        assert isinstance(self.hall.authenticate(opened.visit_id, proof), Entitlement)
        return CaseFile(serial, city_hall=self.hall, visit_id=opened.visit_id, certificate=proof.certificate)

    def ordered(self, case: CaseFile, choices: Choices = HOLDERS_OWN, attempt: int = 1) -> PreparedOrder:
        """An order of this visit, drawn and proven."""
        wanted = PrepareOrder(case.serial, attempt, choices)
        prepared = prepare_order(case, wanted, self.studio, self.hall.town.terminal.terminal_id)
        assert isinstance(prepared, PreparedOrder)
        case.order = prepared
        return prepared

    def asked_to_pay(self, case: CaseFile, order: PreparedOrder) -> Event:
        """What comes of the touch on "pay"."""
        answer = self.cashier.open_payment(case, order, self.hall) or self.cashier.open_till(case, order)
        assert answer is not None
        return answer

    def paid(self, case: CaseFile, order: PreparedOrder) -> None:
        """The exact fee is in."""
        assert isinstance(self.asked_to_pay(case, order), PaymentOpened)
        for _ in range(order.document.fee // 100):
            assert self.cashbox.insert(100)
        case.till.closing.set()
        self.cashier.take_money(case, order.order_id, lambda event: None)
        assert case.till.inserted == order.document.fee

    def printed(self, case: CaseFile, order: PreparedOrder) -> Event:
        """How the order ends at the press."""
        return self.press.print_order(case, order, self.hall, 0, lambda event: None)
