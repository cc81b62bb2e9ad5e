"""Who asks, and the keys that a terminal pins."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from kiosk.certificates.failures import TERMINAL_UNKNOWN
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.identity.models import Terminal
from kiosk.municipal.identity.signing_keys import published_keys
from kiosk.municipal.identity.terminals import peer_certificate, terminal_of
from kiosk.municipal.refusal import Refused
from kiosk.municipal.registry.models import Municipality

router = Router(tags=["identity"])


def authenticate_terminal(request: HttpRequest) -> Terminal | None:
    """The terminal whose client certificate TLS has verified; None is refused. No header is read."""
    certificate = peer_certificate(request.META)
    return terminal_of(certificate) if certificate is not None else None


def asking_terminal(request: HttpRequest) -> Terminal:
    """The terminal that ``authenticate_terminal`` found for this request."""
    terminal = getattr(request, "auth", None)
    if not isinstance(terminal, Terminal):
        raise Refused(TERMINAL_UNKNOWN)
    return terminal


def asked_municipality(terminal: Terminal, code: str) -> Municipality:
    """The municipality, if this terminal serves it. Raises Refused."""
    municipality = terminal.municipalities.filter(pk=code).first()
    if municipality is None:
        raise Refused(TERMINAL_UNKNOWN)
    return municipality


@router.get("/keys", summary="The municipality's signing keys (JWK set)")
def keys(request: HttpRequest, municipality: str) -> HttpResponse:
    """The public keys, one of which has signed every sealed document."""
    asked = asked_municipality(asking_terminal(request), municipality)
    published = published_keys(settings.CITY_HALL.keys, MunicipalityCode(asked.code))
    return HttpResponse(json.dumps(published.as_dict(private=False)), content_type="application/jwk-set+json")
