"""What of signing in allauth's own pages do not do."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.views.decorators.http import require_GET

from kiosk.municipal.console.doors import Open, door

_SCRIPTS = {
    "webauthn-json": ("allauth.mfa", "static/mfa/js/webauthn-json.js"),
    "webauthn": ("allauth.mfa", "static/mfa/js/webauthn.js"),
    "onload": ("allauth.account", "static/account/js/onload.js"),
    "passkeys": ("kiosk.municipal.console", "static/passkeys.js"),
}
"""Passkeys are the browser's and need its script; nothing else of the console does."""


@door(Open.EVERYBODY)
@require_GET
def script(request: HttpRequest, name: str) -> HttpResponse:
    """One of the scripts of passkeys."""
    if name not in _SCRIPTS:
        raise Http404
    package, place = _SCRIPTS[name]
    response = HttpResponse(files(package).joinpath(place).read_bytes(), content_type="text/javascript")
    response["Cache-Control"] = "max-age=300"
    return response


class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]
    """Signing in by a passkey alone: it is two factors itself, the device and what unlocks it."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say so on the page that it began on."""
        return redirect(f"{resolve_url('account_login')}?passkey=refused")


sign_in_by_passkey = door(Open.EVERYBODY)(PasskeySignIn.as_view())
