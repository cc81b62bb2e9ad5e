"""Claims (未精算): what is open, and closing each of them once, whoever closes it and where."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from django.db import models, transaction
from django.db.models import QuerySet

from kiosk.certificates.messages import OutcomeKind
from kiosk.municipal.clock import JAPAN
from kiosk.municipal.issuance.models import (
    Claim,
    ClaimCause,
    ClaimSettlement,
    Decision,
    Order,
    OrderState,
    ReissueGrant,
)


class ClaimState(models.TextChoices):
    """Where a claim stands. GRANTED: the holder has not come yet; PRINTING: the free reissue is under way
    at a terminal; REISSUED: it has printed."""

    OPEN = "open"
    GRANTED = "granted"
    PRINTING = "printing"
    REISSUED = "reissued"
    SETTLED = "settled"
    DECLINED = "declined"


class ClaimRefused(ValueError):
    """Nothing was changed; the message says why."""

    def __init__(self, claim: Claim, reason: str) -> None:
        super().__init__(f"claim {claim.number}: {reason}")
        self.claim = claim


class ClaimClosed(ClaimRefused):
    """It was decided before: nobody is paid twice."""


class ReissueUnderWay(ClaimRefused):
    """The free reissue is being printed right now."""


class MoreThanKept(ClaimRefused):
    """More yen than the terminal kept of the payer."""


class NotReissuable(ClaimRefused):
    """A free reissue is for a print complained of that was none itself."""


def claims() -> QuerySet[Claim]:
    """Every claim with what its state and its page are told from, in a fixed number of queries."""
    reissues = Order.objects.select_related("visit", "outcome").order_by("pk")
    return (
        Claim.objects.select_related("order__visit", "order__outcome", "settlement", "grant")
        .prefetch_related(models.Prefetch("reissues", reissues))
        .order_by("-opened_at", "-pk")
    )


def is_open() -> models.Q:
    """The claims that nobody has decided."""
    return models.Q(settlement=None, grant=None)


def state_of(claim: Claim, now: datetime) -> ClaimState:
    """Where ``claim``, one of :func:`claims`, stands."""
    settlement = settlement_of(claim)
    if settlement is not None:
        return ClaimState(settlement.decision)
    if grant_of(claim) is None:
        return ClaimState.OPEN
    if any(map(has_printed, claim.reissues.all())):
        return ClaimState.REISSUED
    return ClaimState.PRINTING if _out(claim, now) else ClaimState.GRANTED


def settlement_of(claim: Claim) -> ClaimSettlement | None:
    """How the claim was closed, if it was."""
    return getattr(claim, "settlement", None)


def grant_of(claim: Claim) -> ReissueGrant | None:
    """The free reissue that was granted on it, if there was one."""
    return getattr(claim, "grant", None)


def kept_of(claim: Claim) -> int:
    """Yen of the payer that the terminal kept: nobody can be given back more."""
    outcome = claim.order.outcome
    return max(0, outcome.received - outcome.returned)


def has_printed(order: Order) -> bool:
    """Whether a paper of this order is out, or may be: what a claim leaves unknown is for staff."""
    outcome = getattr(order, "outcome", None)
    return outcome is not None and outcome.outcome in (OutcomeKind.PRINTED, OutcomeKind.CLAIM)


def may_print(order: Order, now: datetime) -> bool:
    """Whether a paper of this order can still come out. One that was confirmed has been paid for by now,
    however long its terminal's report takes."""
    return order.state == OrderState.SEALED and (order.expires > now or order.confirmed_at is not None)


def open_claim(order: Order, number: str, cause: ClaimCause, owed: int, now: datetime) -> None:
    """A terminal could not put something right: staff must."""
    Claim.objects.create(
        municipality_id=order.municipality_id,
        order=order,
        number=number,
        cause=cause,
        owed=owed,
        opened_at=now,
    )


def settle(claim: Claim, *, returned: int, by: str, note: str, now: datetime) -> None:
    """``returned`` yen were handed over. Takes back a free reissue that was not used.

    Raises ClaimClosed, ReissueUnderWay, MoreThanKept.
    """
    with transaction.atomic():
        locked = _undecided(claim, now)
        if returned > kept_of(locked):
            raise MoreThanKept(
                locked, f"{returned} yen are more than the {kept_of(locked)} yen that were kept"
            )
        _close(locked, Decision.SETTLED, returned, by, note, now)


def settle_at_terminal(claim: Claim, *, returned: int, terminal_id: str, now: datetime) -> None:
    """Staff handed ``returned`` yen over at the terminal, which reports it until it is heard: the same
    again is one settlement. Raises ClaimClosed, ReissueUnderWay."""
    by = f"terminal {terminal_id}"
    with transaction.atomic():
        settlement = settlement_of(_locked(claim))
        if settlement is not None and (settlement.by, settlement.returned) == (by, returned):
            return
        _close(_undecided(claim, now), Decision.SETTLED, returned, by, "", now)


def decline(claim: Claim, *, by: str, note: str, now: datetime) -> None:
    """Nothing is owed. Takes back a free reissue that was not used.

    Raises ClaimClosed, ReissueUnderWay.
    """
    with transaction.atomic():
        _close(_undecided(claim, now), Decision.DECLINED, 0, by, note, now)


def grant_reissue(claim: Claim, *, by: str, note: str, now: datetime) -> None:
    """The holder gets the paper once more, free of charge. Raises ClaimClosed, NotReissuable."""
    with transaction.atomic():
        locked = _locked(claim)
        if state_of(locked, now) is not ClaimState.OPEN:
            raise ClaimClosed(locked, in_words(locked, now))
        if not is_reissuable(locked):
            raise NotReissuable(locked, "a free reissue is for a print complained of, and once only")
        ReissueGrant.objects.create(claim=locked, by=by, note=note, granted_at=now)


def is_closable(claim: Claim, now: datetime) -> bool:
    """Whether staff may still settle or decline it: it is open, or its free reissue was not used. One
    whose terminal has not reported holds the desk up no longer than its document lasts."""
    if state_of(claim, now) is ClaimState.PRINTING:
        return all(order.expires <= now for order in _out(claim, now))
    return state_of(claim, now) in (ClaimState.OPEN, ClaimState.GRANTED)


def is_reissuable(claim: Claim) -> bool:
    """Whether the paper may be granted once more: a reissue is never reissued."""
    return claim.cause == ClaimCause.PRINT_PROBLEM and claim.order.reissue_of_id is None


def in_words(claim: Claim, now: datetime) -> str:
    """Who did what when, in one line."""
    settlement, grant = settlement_of(claim), grant_of(claim)
    if settlement is not None:
        what = "declined" if settlement.decision == Decision.DECLINED else "settled"
        paid = f", {settlement.returned} yen" if settlement.returned else ""
        return f"{what} by {settlement.by} on {_moment(settlement.settled_at)}{paid}"
    if grant is None:
        return "open"
    granted = f"free reissue granted by {grant.by} on {_moment(grant.granted_at)}"
    match state_of(claim, now):
        case ClaimState.REISSUED:
            return f"{granted}, printed"
        case ClaimState.PRINTING:
            return f"{granted}, being printed"
        case ClaimState.GRANTED:
            return f"{granted}, not used yet"
        case ClaimState.OPEN | ClaimState.SETTLED | ClaimState.DECLINED as state:
            raise AssertionError(state)
        case state:
            assert_never(state)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(JAPAN):%Y-%m-%d %H:%M}"


def _locked(claim: Claim) -> Claim:
    """The claim as it is now, and nobody else's until the transaction ends."""
    Claim.objects.select_for_update().get(pk=claim.pk)
    return claims().get(pk=claim.pk)


def _undecided(claim: Claim, now: datetime) -> Claim:
    """The claim, locked, if it can still be closed: open, or with a free reissue that was not used."""
    locked = _locked(claim)
    if not is_closable(locked, now):
        is_printing = state_of(locked, now) is ClaimState.PRINTING
        raise (ReissueUnderWay if is_printing else ClaimClosed)(locked, in_words(locked, now))
    return locked


def _out(claim: Claim, now: datetime) -> list[Order]:
    return [order for order in claim.reissues.all() if may_print(order, now)]


def _close(claim: Claim, decision: Decision, returned: int, by: str, note: str, now: datetime) -> None:
    ClaimSettlement.objects.create(
        claim=claim, decision=decision, returned=returned, by=by, note=note, settled_at=now
    )
