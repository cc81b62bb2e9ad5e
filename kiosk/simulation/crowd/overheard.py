"""The line's end in a terminal, overheard: what the city hall said, and how long it took."""

from __future__ import annotations

import time
from typing import Any

from kiosk.certificates.failures import Failure
from kiosk.certificates.messages import CardProof, Entitlement, OrderRequest, OrderSealed, Outcome
from kiosk.certificates.sealed_document import certificate_hash
from kiosk.simulation.crowd.evidence import Proven
from kiosk.terminal.municipality import MunicipalityClient
from kiosk.terminal.visit.ports import Delivery


class OverheardCityHall(MunicipalityClient):
    """The real client; notes each answer that came since :meth:`forget`. ``proven`` is in the order of the
    cards, times are of all calls."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.proven: list[Proven] = []
        self.sealed: dict[str, str] = {}
        self.authentications: list[float] = []
        self.orders: list[float] = []
        self.told_again = 0

    def forget(self) -> None:
        """Begin a new visit's notes: documents are too large to keep."""
        self.proven.clear()
        self.sealed.clear()

    def authenticate(self, visit_id: str, proof: CardProof) -> Entitlement | Failure:
        """Notes whose card was taken for which visit."""
        began = time.monotonic()
        answer = super().authenticate(visit_id, proof)
        if isinstance(answer, Entitlement):
            self.authentications.append(time.monotonic() - began)
            self.proven.append(Proven(visit_id, certificate_hash(proof.certificate)))
        return answer

    def order(self, visit_id: str, request: OrderRequest) -> OrderSealed | Failure:
        """Notes what was sealed."""
        began = time.monotonic()
        answer = super().order(visit_id, request)
        if isinstance(answer, OrderSealed):
            self.orders.append(time.monotonic() - began)
            self.sealed[answer.order_id] = answer.sealed
        return answer

    def report(self, order_id: str, outcome: Outcome) -> Delivery:
        """Notes how often an outcome has to be told once more."""
        delivery = super().report(order_id, outcome)
        self.told_again += delivery is Delivery.LATER
        return delivery
