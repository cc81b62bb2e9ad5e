"""Health and readiness, as a balancer or a supervisor asks them; open to everybody, and worth nothing to
anybody else."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kiosk.municipal import clock
from kiosk.municipal.operation.readiness import lacks

_UNREADY = 503


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; nothing is looked at, so that a restart cures what this says."""
    return _json({"alive": True})


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 where nothing is missing; else 503 and all that is."""
    missing = lacks(settings.CITY_HALL, clock.now())
    told = {"ready": not missing, "missing": [{"what": lack.what, "why": lack.why} for lack in missing]}
    return _json(told, _UNREADY if missing else 200)


def _json(told: dict[str, object], status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(told), content_type="application/json", status=status)
