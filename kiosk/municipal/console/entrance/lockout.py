"""What is told to whoever is locked out, and wrong codes counted like wrong passwords."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

_TOO_MANY_REQUESTS = 429


def locked_out(request: HttpRequest, answer: object = None, credentials: object = None) -> HttpResponse:
    """The page that names how many tries there were and when there will be more."""
    limits = settings.CITY_HALL.sign_in
    context = {"tries": limits.tries, "minutes": -(-limits.lock // 60)}
    return render(request, "console/locked.html", context, status=_TOO_MANY_REQUESTS)


def is_locked_out(request: HttpRequest, user: User) -> bool:
    """Whether the user has used up the tries; the answer then is the page of ``locked_out``."""
    credentials = {"username": user.get_username()}
    if AxesProxyHandler.is_allowed(request, credentials):
        return False
    _mark(request, axes_locked_out=True, axes_credentials=credentials)
    return True


def has_no_tries_left(user: User) -> bool:
    """The same where nobody is asking to come in."""
    since = timezone.now() - timedelta(seconds=settings.CITY_HALL.sign_in.lock)
    tries = AccessAttempt.objects.filter(username=user.get_username(), attempt_time__gte=since)
    wrong = int(tries.aggregate(wrong=Sum("failures_since_start"))["wrong"] or 0)
    return wrong >= int(settings.CITY_HALL.sign_in.tries)


def count_wrong_code(request: HttpRequest, user: User) -> None:
    """Count a wrong code as a wrong try of the user."""
    credentials = {"username": user.get_username()}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)


def unlock(user: User) -> bool:
    """Forget the user's wrong tries; False if there were none."""
    return bool(AxesProxyHandler.reset_attempts(username=user.get_username()))


def _mark(request: HttpRequest, **marks: Any) -> None:
    for name, value in marks.items():
        setattr(request, name, value)
