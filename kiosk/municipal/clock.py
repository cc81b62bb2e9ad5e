"""The city hall's clock: the one place where its time comes from."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

JAPAN = ZoneInfo("Asia/Tokyo")


@cache
def _ahead() -> timedelta:
    stated = settings.CITY_HALL.clock
    return timedelta(0) if stated == "system" else stated - timezone.now()


def start() -> None:
    """Begin to count; called once by a process that keeps running, harmless when repeated."""
    _ahead()


def now() -> datetime:
    """The present moment in Japan's time, aware."""
    return (timezone.now() + _ahead()).astimezone(JAPAN)


def wall_time(moment: datetime) -> datetime:
    """The local time of ``moment`` without a zone, as opening hours are written."""
    return moment.astimezone(JAPAN).replace(tzinfo=None)
