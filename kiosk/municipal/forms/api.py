"""A layout by its hash, so that a terminal draws exactly what the document was sealed for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kiosk.certificates.failures import CHOICES_NOT_OFFERED
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.forms.layouts import layout_by_hash
from kiosk.municipal.identity.api import asking_terminal
from kiosk.municipal.refusal import Refused

router = Router(tags=["forms"])


@router.get("/forms/{sha256}", summary="A layout in force, whole (JSON)")
def form(request: HttpRequest, sha256: str) -> HttpResponse:
    """The form with its blocks and the municipality's changes, whose SHA-256 is the one asked for."""
    codes = asking_terminal(request).municipalities.values_list("code", flat=True)
    layout = layout_by_hash(sha256, map(MunicipalityCode, codes))
    if layout is None:
        raise Refused(CHOICES_NOT_OFFERED)
    response = HttpResponse(layout.form, content_type="application/json")
    response["Cache-Control"] = "max-age=31536000, immutable"
    return response
