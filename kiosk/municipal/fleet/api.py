"""What terminals tell of themselves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kiosk.certificates.failures import VISIT_EXPIRED
from kiosk.certificates.messages import Alarm
from kiosk.municipal import clock
from kiosk.municipal.fleet.alarms import take_alarm
from kiosk.municipal.identity.api import asked_municipality, asking_terminal
from kiosk.municipal.identity.models import Terminal
from kiosk.municipal.issuance.models import Order
from kiosk.municipal.refusal import Refused

router = Router(tags=["fleet"])

_DONE = 204


@router.post("/alarms", response={_DONE: None}, summary="Raise an alarm")
def alarm(request: HttpRequest, body: Alarm) -> HttpResponse:
    """The same alarm again is one alarm. An order that nobody knows may be what it is about; one of
    another terminal or municipality is refused."""
    terminal = asking_terminal(request)
    municipality = asked_municipality(terminal, body.municipality)
    if _is_of_another(body.order_id, terminal, municipality.code):
        raise Refused(VISIT_EXPIRED)
    take_alarm(terminal, body, clock.now())
    return HttpResponse(status=_DONE)


def _is_of_another(order_id: str | None, terminal: Terminal, municipality_code: str) -> bool:
    of_whom = Order.objects.filter(order_id=order_id).values_list("visit__terminal_id", "municipality_id")
    return of_whom.first() not in (None, (terminal.terminal_id, municipality_code))
