"""Drafting, approving, refusing, withdrawing, and putting in force what is due."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from kiosk.municipal.proposals.fees import FEES
from kiosk.municipal.proposals.layouts import LAYOUTS
from kiosk.municipal.proposals.matters import Change, ProposalRefused, Rule
from kiosk.municipal.proposals.models import LENGTH, Decision, Matter, Proposal
from kiosk.municipal.proposals.seals import SEALS
from kiosk.municipal.proposals.trust import TRUST
from kiosk.municipal.registry.models import Municipality

_log = structlog.get_logger(__name__)

RULES: Mapping[Matter, Rule] = {
    Matter.FEE: FEES,
    Matter.SEAL: SEALS,
    Matter.LAYOUT: LAYOUTS,
    Matter.TRUST: TRUST,
}


class NotToBeDecided(Exception):
    """The draft was decided before, or by this person it must not be."""


class AlreadyDecided(NotToBeDecided):
    """Somebody was faster."""


class OwnDraft(NotToBeDecided):
    """Who drafts does not approve."""


class NotOwnDraft(NotToBeDecided):
    """Only who drafted withdraws."""


class SeenOtherwise(Exception):
    """What would change is not what the approver has seen."""


def rule_of(proposal: Proposal) -> Rule:
    """How its matter is checked, shown and put in force."""
    return RULES[Matter(proposal.matter)]


def changes_of(proposal: Proposal) -> list[Change]:
    """What an open draft would change now, or what a decided one was decided for. Raises ProposalRefused."""
    if proposal.decision:
        return [Change(*change) for change in proposal.changes]
    return list(rule_of(proposal).changes(proposal))


def fingerprint(changes: Sequence[Change]) -> str:
    """By which an approval says what it has seen."""
    return hashlib.sha256(json.dumps(_plain(changes)).encode()).hexdigest()


def _plain(changes: Sequence[Change]) -> list[list[str]]:
    return [[str(change.what), change.before, change.after] for change in changes]


def draft(
    municipality: Municipality,
    matter: Matter,
    content: Mapping[str, object],
    *,
    attachment: bytes | None = None,
    begins: datetime | None,
    reason: str,
    by: User,
    now: datetime,
) -> Proposal:
    """Keep a change for somebody else to approve. Raises ProposalRefused."""
    proposal = Proposal(
        municipality=municipality,
        matter=matter,
        content=dict(content),
        attachment=attachment,
        begins=begins,
        reason=reason,
        drafted_by=by,
        drafted_at=now,
    )
    rule_of(proposal).check(proposal, now)
    proposal.save()
    return proposal


def approve(proposal: Proposal, *, seen: str, note: str, by: User, now: datetime) -> None:
    """Let the change come into force when it is due, which may be at once.

    Raises OwnDraft, AlreadyDecided; SeenOtherwise when ``seen`` is the fingerprint of other changes;
    ProposalRefused when it can't be made any more.
    """
    if proposal.drafted_by_id == by.pk:
        raise OwnDraft
    rule = rule_of(proposal)
    rule.check(proposal, now)
    changes = rule.changes(proposal)
    if fingerprint(changes) != seen:
        raise SeenOtherwise
    _decide(proposal, Decision.APPROVED, note, by, now, changes=_plain(changes))
    put_due_in_force(now)


def refuse(proposal: Proposal, *, note: str, by: User, now: datetime) -> None:
    """End a draft of somebody else. Raises OwnDraft, AlreadyDecided."""
    if proposal.drafted_by_id == by.pk:
        raise OwnDraft
    _decide(proposal, Decision.REFUSED, note, by, now, changes=_last_seen(proposal))


def withdraw(proposal: Proposal, *, note: str, by: User, now: datetime) -> None:
    """End one's own draft. Raises NotOwnDraft, AlreadyDecided."""
    if proposal.drafted_by_id != by.pk:
        raise NotOwnDraft
    _decide(proposal, Decision.WITHDRAWN, note, by, now, changes=_last_seen(proposal))


def _last_seen(proposal: Proposal) -> list[list[str]]:
    try:
        return _plain(rule_of(proposal).changes(proposal))
    except ProposalRefused as refused:
        return [["", "", str(refused)]]


def _decide(
    proposal: Proposal, decision: Decision, note: str, by: User, now: datetime, *, changes: list[list[str]]
) -> None:
    said: dict[str, Any] = {
        "decision": decision,
        "decided_by": by,
        "decided_at": now,
        "note": note,
        "changes": changes,
    }
    if not Proposal.objects.filter(pk=proposal.pk, decision="").update(**said):
        raise AlreadyDecided


def waiting() -> QuerySet[Proposal]:
    """Approved changes that are not in force yet, the earliest first."""
    approved = Proposal.objects.filter(decision=Decision.APPROVED, in_force_since=None, fault="")
    return approved.order_by("begins", "decided_at", "pk")


def put_due_in_force(now: datetime) -> list[Proposal]:
    """Put every approved change in force whose moment has come; those that it did not work for bear why."""
    ahead = Q(matter__in=[matter for matter, rule in RULES.items() if rule.ahead])
    due = waiting().filter(ahead | Q(begins=None) | Q(begins__lte=now))
    return [proposal for proposal in due if _put_in_force(proposal)]


def _put_in_force(proposal: Proposal) -> bool:
    try:
        with transaction.atomic():
            mine = waiting().select_for_update().filter(pk=proposal.pk).first()
            if mine is None:
                return False
            rule_of(mine).put_in_force(mine)
            Proposal.objects.filter(pk=mine.pk).update(in_force_since=timezone.now())
    except (ProposalRefused, OSError, ValueError) as error:
        fault = str(error)[:LENGTH] or type(error).__name__
        Proposal.objects.filter(pk=proposal.pk).update(fault=fault)
        _log.error("an approved change is not in force", proposal=proposal.pk, error=type(error).__name__)
        return False
    _log.info("change in force", proposal=proposal.pk, matter=proposal.matter)
    return True
