"""The API that terminals speak: who asks, what a refusal looks like, and where the rooms' calls are."""

from __future__ import annotations

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from kiosk.certificates.failures import (
    CHOICES_NOT_OFFERED,
    DOCUMENT_EXPIRED,
    REVOCATION_OUTDATED,
    SERVICE_HOURS,
    SERVICE_OFF,
    TERMINAL_UNKNOWN,
    VISIT_EXPIRED,
    Failure,
)
from kiosk.certificates.messages import Problem
from kiosk.municipal.answers import answer
from kiosk.municipal.availability.api import router as availability_router
from kiosk.municipal.fleet.api import router as fleet_router
from kiosk.municipal.forms.api import router as forms_router
from kiosk.municipal.identity.api import authenticate_terminal
from kiosk.municipal.identity.api import router as identity_router
from kiosk.municipal.issuance.api import router as issuance_router
from kiosk.municipal.issuance.outcomes import OutcomeContradicted
from kiosk.municipal.operation import counting
from kiosk.municipal.refusal import Refused

_STATUS = {
    TERMINAL_UNKNOWN.code: 401,
    SERVICE_OFF.code: 409,
    SERVICE_HOURS.code: 409,
    VISIT_EXPIRED.code: 410,
    DOCUMENT_EXPIRED.code: 410,
    CHOICES_NOT_OFFERED.code: 422,
    REVOCATION_OUTDATED.code: 503,
}
_REFUSED = 403
_CONTRADICTED = 409

api = NinjaAPI(
    title="Certificates at store terminals",
    version="1",
    description="A terminal is known by its client certificate; every refusal is a Problem.",
    auth=authenticate_terminal,
    docs_url=None,
    openapi_url="/openapi.json",
)
api.add_router("", availability_router)
api.add_router("", identity_router)
api.add_router("", issuance_router)
api.add_router("", fleet_router)
api.add_router("", forms_router)


def _problem(failure: Failure, status: int | None = None) -> HttpResponse:
    counting.refused(failure)
    return answer(Problem(failure=failure.code), status or _STATUS.get(failure.code, _REFUSED))


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return _problem(refused.failure)


@api.exception_handler(OutcomeContradicted)
def _contradicted(request: HttpRequest, error: OutcomeContradicted) -> HttpResponse:
    return _problem(VISIT_EXPIRED, _CONTRADICTED)


@api.exception_handler(AuthenticationError)
def _unknown_terminal(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _problem(TERMINAL_UNKNOWN)


@api.exception_handler(ValidationError)
@api.exception_handler(DataError)
def _malformed(request: HttpRequest, error: ValidationError | DataError) -> HttpResponse:
    """A message that is none of ours, or says what no database keeps: the builds of terminal and city hall
    differ."""
    return _problem(CHOICES_NOT_OFFERED)
