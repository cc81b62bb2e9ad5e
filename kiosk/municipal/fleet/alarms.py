"""Keeping alarms, each once, and acknowledging them."""

from __future__ import annotations

import hashlib
from datetime import datetime

import structlog

from kiosk.certificates import messages
from kiosk.certificates.failures import VISIT_EXPIRED
from kiosk.municipal.fleet.models import Alarm, AlarmCause
from kiosk.municipal.identity.models import Terminal

_log = structlog.get_logger(__name__)


class AlreadyAcknowledged(ValueError):
    """Somebody acknowledged the alarm before; the message says who and when."""


def take_alarm(terminal: Terminal, told: messages.Alarm, now: datetime) -> None:
    """Keep what a terminal raised. The same alarm again is one alarm."""
    alarm, is_new = Alarm.objects.get_or_create(
        municipality_id=told.municipality,
        terminal=terminal,
        alarm_id=told.alarm_id,
        defaults={
            "cause": AlarmCause.TERMINAL,
            "failure": told.failure,
            "raised_at": told.raised_at,
            "received_at": now,
            "order_id": told.order_id or "",
        },
    )
    if is_new:
        _say(alarm)


def raise_alarm(
    cause: AlarmCause,
    terminal: Terminal,
    municipality_code: str,
    order_id: str,
    report: messages.Outcome,
    now: datetime,
) -> None:
    """Keep what a terminal's ``report`` on an order gave away. A terminal repeats what was not accepted:
    the same report on the same order is one alarm."""
    told = "\n".join((cause, order_id, report.model_dump_json()))
    alarm, is_new = Alarm.objects.get_or_create(
        municipality_id=municipality_code,
        terminal=terminal,
        alarm_id=hashlib.sha256(told.encode()).hexdigest()[:32],
        defaults={
            "cause": cause,
            "failure": VISIT_EXPIRED.code,
            "raised_at": now,
            "received_at": now,
            "order_id": order_id,
            "detail": report.model_dump(mode="json"),
        },
    )
    if is_new:
        _say(alarm)


def acknowledge(alarm: Alarm, *, by: str, note: str, now: datetime) -> None:
    """Somebody has seen to it. Raises AlreadyAcknowledged."""
    done = Alarm.objects.filter(pk=alarm.pk, acknowledged_at=None).update(
        acknowledged_by=by, acknowledged_at=now, note=note
    )
    alarm.refresh_from_db()
    if not done:
        raise AlreadyAcknowledged(f"acknowledged by {alarm.acknowledged_by}")


def _say(alarm: Alarm) -> None:
    _log.warning(
        "alarm",
        cause=alarm.cause,
        failure=alarm.failure,
        terminal=alarm.terminal_id,
        municipality=alarm.municipality_id,
    )
