"""A visit's calls, in their order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from kiosk.certificates.failures import ASK_THE_DESK
from kiosk.certificates.messages import (
    CardProof,
    Entitlement,
    OrderRequest,
    OrderSealed,
    Outcome,
    VisitOpened,
    VisitRequest,
)
from kiosk.municipal import clock
from kiosk.municipal.answers import answer
from kiosk.municipal.identity.api import asked_municipality, asking_terminal
from kiosk.municipal.issuance import orders, outcomes, visits
from kiosk.municipal.refusal import Refused

router = Router(tags=["issuance"])

_DONE = 204


@contextmanager
def _untold_reasons_answer_alike() -> Iterator[None]:
    """Let every reason that must not be told be answered the same time after it was asked."""
    asked = time.monotonic()
    try:
        yield
    except Refused as refused:
        if refused.failure is ASK_THE_DESK:
            passed = time.monotonic() - asked
            time.sleep(max(0.0, settings.CITY_HALL.limits.hushed_answer - passed))
        raise


@router.post("/visits", response=VisitOpened, summary="Open a visit")
def open_visit(request: HttpRequest, body: VisitRequest) -> HttpResponse:
    """A challenge for one card at this terminal."""
    terminal = asking_terminal(request)
    municipality = asked_municipality(terminal, body.municipality)
    return answer(visits.open_visit(terminal, municipality, clock.now(), settings.CITY_HALL.limits))


@router.post("/visits/{visit_id}/authentication", response=Entitlement, summary="Prove the card")
def authenticate(request: HttpRequest, visit_id: str, body: CardProof) -> HttpResponse:
    """What the holder may have; the challenge is spent whatever comes of it."""
    terminal = asking_terminal(request)
    return answer(visits.authenticate(terminal, visit_id, body, clock.now(), settings.CITY_HALL.limits))


@router.post("/visits/{visit_id}/orders", response=OrderSealed, summary="Order a certificate")
def order(request: HttpRequest, visit_id: str, body: OrderRequest) -> HttpResponse:
    """The sealed document; the same key again gives the same order."""
    terminal = asking_terminal(request)
    with _untold_reasons_answer_alike():
        return answer(orders.place_order(terminal, visit_id, body, clock.now(), settings.CITY_HALL))


@router.post(
    "/orders/{order_id}/confirmation", response={_DONE: None}, summary="Ask before money whether it holds"
)
def confirm(request: HttpRequest, order_id: str) -> HttpResponse:
    """410 with E-DOC-003 when the document would say something else by now: order anew."""
    terminal = asking_terminal(request)
    with _untold_reasons_answer_alike():
        orders.confirm_order(terminal, order_id, clock.now(), settings.CITY_HALL)
    return HttpResponse(status=_DONE)


@router.post("/orders/{order_id}/abandon", response={_DONE: None}, summary="Stop before money")
def abandon(request: HttpRequest, order_id: str) -> HttpResponse:
    """Harmless when repeated."""
    outcomes.abandon(asking_terminal(request), order_id)
    return HttpResponse(status=_DONE)


@router.post("/orders/{order_id}/outcome", response={_DONE: None}, summary="Report how an order ended")
def outcome(request: HttpRequest, order_id: str, body: Outcome) -> HttpResponse:
    """The same outcome again is one outcome; another one is 409."""
    outcomes.report_outcome(asking_terminal(request), order_id, body, clock.now())
    return HttpResponse(status=_DONE)
