"""How an order ended, taken exactly once however often it is reported."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kiosk.certificates.messages import Outcome, OutcomeKind
from kiosk.municipal.fleet.alarms import raise_alarm
from kiosk.municipal.fleet.models import AlarmCause
from kiosk.municipal.identity.models import Terminal
from kiosk.municipal.issuance.models import (
    Order,
    OrderOutcome,
    OrderState,
    PrintProblem,
    Visit,
    VisitState,
)
from kiosk.municipal.issuance.orders import order_of
from kiosk.municipal.refusal import Refused


class OutcomeContradicted(Exception):
    """The order has ended otherwise already."""


def abandon(terminal: Terminal, order_id: str) -> None:
    """The resident stopped before money; harmless when repeated.

    Raises Refused for an unknown order, OutcomeContradicted for one with an outcome.
    """
    with transaction.atomic():
        order = order_of(terminal, order_id)
        if order.state == OrderState.ENDED:
            raise OutcomeContradicted
        order.state, order.sealed = OrderState.ABANDONED, ""
        order.save(update_fields=["state", "sealed"])


def report_outcome(terminal: Terminal, order_id: str, outcome: Outcome, now: datetime) -> None:
    """Keep the outcome and end the visit. An order that was given up earlier may still have one: what
    a terminal did is never refused for coming late. A print problem comes after PRINTED, as a claim
    beside it.

    Raises Refused for an unknown order, OutcomeContradicted when another outcome is held; then the
    report is kept in an alarm, because money may have moved that nobody accounts for.
    """
    try:
        with transaction.atomic():
            _take(order_of(terminal, order_id), outcome, now)
    except Refused:
        known = Order.objects.filter(order_id=order_id).values_list("municipality_id", flat=True)
        for code in known or terminal.municipalities.values_list("code", flat=True):
            raise_alarm(AlarmCause.ORDER_UNKNOWN, terminal, code, order_id, outcome, now)
        raise
    except OutcomeContradicted:
        code = Order.objects.values_list("municipality_id", flat=True).get(order_id=order_id)
        raise_alarm(AlarmCause.OUTCOME_CONTRADICTED, terminal, code, order_id, outcome, now)
        raise


def _take(order: Order, outcome: Outcome, now: datetime) -> None:
    held = OrderOutcome.objects.filter(order=order).first()
    if outcome.outcome is OutcomeKind.PRINT_PROBLEM:
        _keep_print_problem(order, held, outcome, now)
        return
    if held is not None:
        if _as_message(held) != outcome:
            raise OutcomeContradicted
        return
    OrderOutcome.objects.create(
        municipality_id=order.municipality_id,
        order=order,
        outcome=outcome.outcome,
        sheets=outcome.sheets,
        received=outcome.received,
        returned=outcome.returned,
        claim=outcome.claim or "",
        reported_at=now,
    )
    order.state, order.sealed = OrderState.ENDED, ""
    order.save(update_fields=["state", "sealed"])
    Visit.objects.filter(pk=order.visit_id).update(state=VisitState.OVER)


def _keep_print_problem(order: Order, held: OrderOutcome | None, problem: Outcome, now: datetime) -> None:
    """Amounts and sheets are those of the print complained of; it is complained of under one claim."""
    printed = problem.model_copy(update={"outcome": OutcomeKind.PRINTED, "claim": None})
    if held is None or _as_message(held) != printed or problem.claim is None:
        raise OutcomeContradicted
    kept, _ = PrintProblem.objects.get_or_create(
        order=order,
        defaults={
            "municipality_id": order.municipality_id,
            "claim": problem.claim,
            "reported_at": now,
        },
    )
    if kept.claim != problem.claim:
        raise OutcomeContradicted


def _as_message(held: OrderOutcome) -> Outcome:
    return Outcome(
        outcome=held.outcome,
        sheets=held.sheets,
        received=held.received,
        returned=held.returned,
        claim=held.claim or None,
    )
