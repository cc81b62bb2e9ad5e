"""What the page of claims and alarms shows, without personal data. Pure but for queries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from kiosk.certificates.kinds import Kind
from kiosk.certificates.messages import OutcomeKind
from kiosk.certificates.order_number import order_number
from kiosk.municipal.console.switchboard import TITLES
from kiosk.municipal.fleet.models import Alarm, AlarmCause
from kiosk.municipal.issuance.claims import (
    ClaimState,
    claims,
    grant_of,
    is_closable,
    is_open,
    is_reissuable,
    kept_of,
    settlement_of,
    state_of,
)
from kiosk.municipal.issuance.models import Claim, ClaimCause, Decision, Order
from kiosk.municipal.registry.models import Municipality

_WORDS_OF_STATE: dict[ClaimState, str | Promise] = {
    ClaimState.OPEN: gettext_lazy("未処理"),
    ClaimState.GRANTED: gettext_lazy("出し直し待ち"),
    ClaimState.PRINTING: gettext_lazy("出し直し中"),
    ClaimState.REISSUED: gettext_lazy("出し直しずみ"),
    ClaimState.SETTLED: gettext_lazy("精算ずみ"),
    ClaimState.DECLINED: gettext_lazy("対応なし"),
}
_WORDS_OF_CAUSE: dict[ClaimCause, str | Promise] = {
    ClaimCause.MONEY: gettext_lazy("印刷・返金が未完了"),
    ClaimCause.PRINT_PROBLEM: gettext_lazy("印刷がおかしい"),
}
_WORDS_OF_ALARM: dict[AlarmCause, str | Promise] = {
    AlarmCause.TERMINAL: gettext_lazy("端末からの警報"),
    AlarmCause.OUTCOME_CONTRADICTED: gettext_lazy("前の報告と、食いちがう報告"),
    AlarmCause.ORDER_UNKNOWN: gettext_lazy("知らない申請の、報告"),
    AlarmCause.PRINTED_TWICE: gettext_lazy("処理ずみなのに、出し直しを印刷"),
}
_WORDS_OF_OUTCOME: dict[OutcomeKind, str | Promise] = {
    OutcomeKind.PRINTED: gettext_lazy("印刷ずみ"),
    OutcomeKind.NOT_PRINTED: gettext_lazy("印刷なし"),
    OutcomeKind.REFUNDED: gettext_lazy("返金ずみ"),
    OutcomeKind.CLAIM: pgettext_lazy("one", "未精算"),
    OutcomeKind.PRINT_PROBLEM: gettext_lazy("印刷がおかしい"),
    OutcomeKind.SETTLED: gettext_lazy("端末で精算"),
}
_CONFIRMED = gettext_lazy("支払いの前に、内容を確かめた")
_CONFIRMED_FREE = gettext_lazy("出し直しの内容を確かめた")


@dataclass(frozen=True)
class Moment:
    """One line of a claim's timeline."""

    at: datetime
    what: str | Promise
    who: str
    note: str = ""


@dataclass(frozen=True)
class ClaimShown:
    """A claim as the staff see it."""

    claim: Claim
    state: ClaimState
    may_be_closed: bool

    @property
    def order_number(self) -> str:
        """As it stands on the receipt."""
        return order_number(self.claim.order.order_id)

    @property
    def title(self) -> str | Promise:
        """The kind of the certificate."""
        return TITLES[Kind(self.claim.order.choices["kind"])]

    @property
    def what_happened(self) -> str | Promise:
        """Why there is a claim."""
        return _WORDS_OF_CAUSE[ClaimCause(self.claim.cause)]

    @property
    def words(self) -> str | Promise:
        """The state."""
        return _WORDS_OF_STATE[self.state]

    @property
    def kept(self) -> int:
        """Yen that can be given back at most."""
        return kept_of(self.claim)

    @property
    def may_be_reissued(self) -> bool:
        """Whether staff may grant a free reissue."""
        return self.state is ClaimState.OPEN and is_reissuable(self.claim)

    @property
    def timeline(self) -> list[Moment]:
        """All that is known of it, what came of what."""
        return list(_moments(self.claim))


@dataclass(frozen=True)
class AlarmShown:
    """An alarm as the staff see it."""

    alarm: Alarm

    @property
    def order_number(self) -> str:
        """As it stands on the receipt; empty for an alarm of no order."""
        return order_number(self.alarm.order_id) if self.alarm.order_id else ""

    @property
    def words(self) -> str | Promise:
        """What was noticed."""
        return _WORDS_OF_ALARM[AlarmCause(self.alarm.cause)]

    @property
    def report(self) -> str:
        """The report that was not believed, if one is the reason."""
        told = self.alarm.detail
        return (
            _report(OutcomeKind(told["outcome"]), told["sheets"], told["received"], told["returned"])
            if told
            else ""
        )


def claims_of(municipality: Municipality, *, only_open: bool, searched: str) -> QuerySet[Claim]:
    """Its claims, the newest first. What is ``searched`` is a claim's or an order's number, or how it
    begins, and is found whether open or not."""
    own = claims().filter(municipality=municipality)
    if searched:
        return own.filter(_numbered(searched))
    return own.filter(is_open()) if only_open else own


def alarms_of(municipality: Municipality, *, only_open: bool, searched: str) -> QuerySet[Alarm]:
    """Its alarms, the newest first; what is ``searched`` is how the number of their order begins."""
    own = Alarm.objects.filter(municipality=municipality).order_by("-received_at", "-pk")
    if searched:
        return own.filter(order_id__startswith=_order(searched)).exclude(order_id="")
    return own.filter(acknowledged_at=None) if only_open else own


def show(claim: Claim, now: datetime) -> ClaimShown:
    """A claim, one of :func:`claims_of`, as it stands now."""
    return ClaimShown(claim, state_of(claim, now), is_closable(claim, now))


def _numbered(searched: str) -> Q:
    plain = _plain(searched)
    digits = re.sub(r"^(\d{4})-?(?=\d)", r"\1-", plain)
    return Q(number__startswith=digits) | Q(order__order_id__startswith=_order(searched))


def _order(searched: str) -> str:
    """The beginning of an order id, from one or from the number on the receipt."""
    return _plain(searched).replace("-", "").lower()


def _plain(searched: str) -> str:
    """As it is stored, though it was typed full-width."""
    return unicodedata.normalize("NFKC", searched).strip().replace("ー", "-").replace("−", "-")


def _report(kind: OutcomeKind, sheets: int, received: int, returned: int) -> str:
    numbers = gettext("%(sheets)s枚、受け取り %(received)s円、返金 %(returned)s円")
    return f"{_WORDS_OF_OUTCOME[kind]}　" + numbers % {
        "sheets": sheets,
        "received": received,
        "returned": returned,
    }


def _terminal(order: Order) -> str:
    return gettext("端末 %(terminal)s") % {"terminal": order.visit.terminal_id}


def _moments(claim: Claim) -> Iterator[Moment]:
    yield from _moments_of_order(claim.order)
    if claim.cause == ClaimCause.PRINT_PROBLEM:
        yield Moment(claim.opened_at, _WORDS_OF_CAUSE[ClaimCause.PRINT_PROBLEM], _terminal(claim.order))
    grant = grant_of(claim)
    if grant is not None:
        yield Moment(grant.granted_at, gettext_lazy("無料の出し直しを認めた"), grant.by, grant.note)
    for reissue in claim.reissues.all():
        yield from _moments_of_order(reissue)
    settlement = settlement_of(claim)
    if settlement is not None:
        declined = settlement.decision == Decision.DECLINED
        settled = gettext("精算した　%(returned)s円") % {"returned": settlement.returned}
        what = gettext("対応しないことにした") if declined else settled
        yield Moment(settlement.settled_at, what, settlement.by, settlement.note)


def _moments_of_order(order: Order) -> Iterator[Moment]:
    if order.confirmed_at is not None:
        for_free = order.reissue_of_id is not None
        confirmed = (
            gettext_lazy("出し直しの内容を確かめた")
            if for_free
            else gettext_lazy("支払いの前に、内容を確かめた")
        )
        yield Moment(order.confirmed_at, confirmed, _terminal(order))
    outcome = getattr(order, "outcome", None)
    if outcome is not None:
        report = _report(OutcomeKind(outcome.outcome), outcome.sheets, outcome.received, outcome.returned)
        yield Moment(outcome.reported_at, report, _terminal(order))
