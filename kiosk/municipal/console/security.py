"""What the console's pages may load: only what this server sends, and script only for passkeys."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

_SCRIPTED = POLICY + "; script-src 'self'; connect-src 'self'"
_PAGES_OF_PASSKEYS = {"account_login", "mfa_authenticate", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"}
"""A browser's passkeys can't be asked for without its script."""


class ContentSecurityPolicyMiddleware:
    """Adds the policy to every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of what stands behind, with the policy."""
        response = self._get_response(request)
        match = request.resolver_match
        scripted = match is not None and match.url_name in _PAGES_OF_PASSKEYS
        response["Content-Security-Policy"] = _SCRIPTED if scripted else POLICY
        return response
