"""Who may enter a page. Every page of the console says it; a page that says nothing is closed."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any, TypeVar, assert_never, cast

from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from kiosk.municipal.console.entrance.second_factor import Proof, proof_of
from kiosk.municipal.console.entrance.sessions import end_if_over
from kiosk.municipal.console.membership import permission, roles_of
from kiosk.municipal.console.models import StaffProfile
from kiosk.municipal.console.rights import Right
from kiosk.municipal.registry.models import Municipality

CONSOLE = "console/"
_View = TypeVar("_View", bound=Callable[..., Any])


class Open(Enum):
    """Pages that need no right in a municipality."""

    EVERYBODY = "everybody"
    SIGNING_IN = "signing in"
    """One's own password and second factor: whoever has signed in as far as is possible yet."""
    SIGNED_IN = "signed in"


Door = Right | Open


def door(kind: Door) -> Callable[[_View], _View]:
    """Let a view be entered only by whom it is for: ``@door(Right.SWITCH)`` or, for a class,
    ``door(Open.SIGNED_IN)(View.as_view())``.

    Another municipality's page does not exist (404); a page of one's own that needs a right which one
    has not is refused (403).
    """

    def guarded(view: _View) -> _View:
        @wraps(view)
        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            stopped = _stopped(request, kind, kwargs)
            if stopped is not None:
                return stopped
            answer: HttpResponseBase = view(request, *args, **kwargs)
            return answer

        entered.door = kind  # type: ignore[attr-defined]
        return cast(_View, entered)

    return guarded


def door_of(view: Callable[..., Any]) -> Door | None:
    """Whom a view is for; None where it does not say."""
    return getattr(view, "door", None)


class DoorMiddleware:
    """Keeps the console's pages closed that do not say whom they are for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of what stands behind."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> None:
        """Raises PermissionDenied."""
        match = request.resolver_match
        if match is not None and match.route.startswith(CONSOLE) and door_of(view) is None:
            raise PermissionDenied


def _stopped(request: HttpRequest, kind: Door, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    """None lets the request in; anything else is the answer. Raises Http404, PermissionDenied."""
    match kind:
        case Open.EVERYBODY:
            return None
        case Open.SIGNING_IN:
            return _begun(request)
        case Open.SIGNED_IN:
            return _signed_in(request)
        case Right():
            stopped = _signed_in(request)
            if stopped is None:
                _check_right(request, kind, str(kwargs["code"]))
            return stopped
        case _:
            assert_never(kind)


def _begun(request: HttpRequest) -> HttpResponseBase | None:
    """The password is known, and the second factor too if there is one."""
    ended = end_if_over(request)
    if ended is not None:
        return ended
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if proof_of(request) is Proof.OWING:
        logout(request)
        return redirect_to_login(request.get_full_path())
    return None


def _signed_in(request: HttpRequest) -> HttpResponseBase | None:
    """Wholly: with a password of one's own and a second factor."""
    stopped = _begun(request)
    if stopped is not None:
        return stopped
    if StaffProfile.objects.filter(user=cast(User, request.user), password_is_provisional=True).exists():
        return redirect("account_change_password")
    if proof_of(request) is not Proof.GIVEN:
        return redirect("mfa_index")
    return None


def _check_right(request: HttpRequest, right: Right, code: str) -> None:
    user = cast(User, request.user)
    if code not in roles_of(user):
        raise Http404
    if not user.has_perm(permission(right), Municipality(code=code)):
        raise PermissionDenied
