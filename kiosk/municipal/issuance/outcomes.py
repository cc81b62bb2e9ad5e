"""How an order ended, taken exactly once however often it is reported."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from django.db import transaction

from kiosk.certificates.messages import Outcome, OutcomeKind
from kiosk.municipal.fleet.alarms import raise_alarm
from kiosk.municipal.fleet.models import AlarmCause
from kiosk.municipal.identity.models import Terminal
from kiosk.municipal.issuance.claims import (
    ClaimRefused,
    claims,
    has_printed,
    open_claim,
    settle_at_terminal,
    settlement_of,
)
from kiosk.municipal.issuance.models import (
    Claim,
    ClaimCause,
    Order,
    OrderOutcome,
    OrderState,
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
    beside it; a settlement comes after either kind of claim.

    Raises Refused for an unknown order, OutcomeContradicted when another outcome is held; then the
    report is kept in an alarm, because money may have moved that nobody accounts for.
    """
    try:
        with transaction.atomic():
            _take(terminal, order_of(terminal, order_id), outcome, now)
    except Refused:
        known = Order.objects.filter(order_id=order_id).values_list("municipality_id", flat=True)
        for code in known or terminal.municipalities.values_list("code", flat=True):
            raise_alarm(AlarmCause.ORDER_UNKNOWN, terminal, code, order_id, outcome, now)
        raise
    except OutcomeContradicted:
        code = Order.objects.values_list("municipality_id", flat=True).get(order_id=order_id)
        raise_alarm(AlarmCause.OUTCOME_CONTRADICTED, terminal, code, order_id, outcome, now)
        raise


def _take(terminal: Terminal, order: Order, outcome: Outcome, now: datetime) -> None:
    match outcome.outcome:
        case OutcomeKind.PRINT_PROBLEM:
            _take_print_problem(order, outcome, now)
        case OutcomeKind.SETTLED:
            _take_settlement(terminal, order, outcome, now)
        case OutcomeKind.PRINTED | OutcomeKind.NOT_PRINTED | OutcomeKind.REFUNDED | OutcomeKind.CLAIM:
            _take_end(terminal, order, outcome, now)
        case kind:
            assert_never(kind)


def _take_end(terminal: Terminal, order: Order, outcome: Outcome, now: datetime) -> None:
    held = OrderOutcome.objects.filter(order=order).first()
    if held is not None:
        if _as_message(held) != outcome:
            raise OutcomeContradicted
        return
    if (outcome.claim is None) == (outcome.outcome is OutcomeKind.CLAIM):
        raise OutcomeContradicted
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
    if outcome.claim is not None:
        open_claim(order, outcome.claim, ClaimCause.MONEY, _owed(order, outcome), now)
    order.state, order.sealed = OrderState.ENDED, ""
    order.save(update_fields=["state", "sealed"])
    Visit.objects.filter(pk=order.visit_id).update(state=VisitState.OVER)
    if outcome.outcome is OutcomeKind.PRINTED and _was_put_right_already(order):
        raise_alarm(AlarmCause.PRINTED_TWICE, terminal, order.municipality_id, order.order_id, outcome, now)


def _owed(order: Order, outcome: Outcome) -> int:
    """What was put in, less the fee of the copies that came out whole and what was given back."""
    copies: int = order.choices["copies"]
    earned = order.fee // copies * min(copies, outcome.sheets // order.pages)
    return max(0, outcome.received - outcome.returned - earned)


def _was_put_right_already(order: Order) -> bool:
    """Whether a free reissue has printed on a claim that another paper or money had closed: possible only
    where a terminal printed what it no longer might."""
    claim = order.reissue_of_id and claims().get(pk=order.reissue_of_id)
    if not claim:
        return False
    others = (reissue for reissue in claim.reissues.all() if reissue.pk != order.pk)
    return settlement_of(claim) is not None or any(map(has_printed, others))


def _take_print_problem(order: Order, problem: Outcome, now: datetime) -> None:
    """Amounts and sheets are those of the print complained of; it is complained of under one claim."""
    held = OrderOutcome.objects.filter(order=order).first()
    printed = problem.model_copy(update={"outcome": OutcomeKind.PRINTED, "claim": None})
    if held is None or _as_message(held) != printed or problem.claim is None:
        raise OutcomeContradicted
    claim = Claim.objects.filter(order=order).first()
    if claim is None:
        open_claim(order, problem.claim, ClaimCause.PRINT_PROBLEM, 0, now)
    elif claim.number != problem.claim:
        raise OutcomeContradicted


def _take_settlement(terminal: Terminal, order: Order, settled: Outcome, now: datetime) -> None:
    claim = Claim.objects.filter(order=order).first()
    if claim is None or claim.number != settled.claim or settled.sheets or settled.received:
        raise OutcomeContradicted
    try:
        settle_at_terminal(claim, returned=settled.returned, terminal_id=terminal.terminal_id, now=now)
    except ClaimRefused as refused:
        raise OutcomeContradicted from refused


def _as_message(held: OrderOutcome) -> Outcome:
    return Outcome(
        outcome=held.outcome,
        sheets=held.sheets,
        received=held.received,
        returned=held.returned,
        claim=held.claim or None,
    )
