"""How long a sign-in lasts: until nobody touched the console for a while, and never longer than a shift."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url

UNATTENDED = "unattended"
"""In the query of a page that loaded itself anew: nobody touched anything."""
EXPIRED = "expired"
_BEGAN, _TOUCHED = "signed_in_at", "touched_at"
_NOTED_EVERY = 15
"""Seconds within which another touch is not written down."""


@receiver(user_logged_in)
def _begin(request: HttpRequest, user: User, **_: Any) -> None:
    request.session[_BEGAN] = request.session[_TOUCHED] = time.time()


def end_if_over(request: HttpRequest) -> HttpResponseBase | None:
    """End the session of whoever left or has been signed in for too long: the way to signing in again.
    None while it goes on; unless the page loaded itself, it has been touched just now."""
    if SESSION_KEY not in request.session:
        return None
    now, limits = time.time(), settings.CITY_HALL.sign_in
    began, touched = request.session.get(_BEGAN, 0), request.session.get(_TOUCHED, 0)
    if now - touched > limits.idle or now - began > limits.longest:
        logout(request)
        return _again(request)
    if UNATTENDED not in request.GET and now - touched > min(_NOTED_EVERY, limits.idle / 4):
        request.session[_TOUCHED] = now
    return None


def _again(request: HttpRequest) -> HttpResponseBase:
    query = QueryDict(mutable=True)
    query[EXPIRED] = "1"
    if request.method == "GET":
        query["next"] = request.path
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{query.urlencode(safe='/')}")
