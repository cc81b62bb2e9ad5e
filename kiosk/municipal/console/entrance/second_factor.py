"""By which second factor a session was opened. A session whose factor was taken away is worth nothing."""

from __future__ import annotations

import time
from enum import Enum
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_reset, authenticator_used
from django.dispatch import receiver
from django.http import HttpRequest

_KEY, _AT = "second_factor", "second_factor_at"
_LATELY_SECONDS = 300
_PROVEN = "_second_factor_proof"


class Proof(Enum):
    """How a session stands to its user's second factors."""

    NONE_ENROLLED = "none enrolled"
    OWING = "owing"
    GIVEN = "given"


def proof_of(request: HttpRequest) -> Proof:
    """How the session of a signed-in user stands, asked once a request."""
    proof: Proof | None = getattr(request, _PROVEN, None)
    if proof is None:
        factors = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("pk", flat=True))
        if not factors:
            proof = Proof.NONE_ENROLLED
        else:
            proof = Proof.GIVEN if request.session.get(_KEY) in factors else Proof.OWING
        setattr(request, _PROVEN, proof)
    return proof


def is_lately_proven(request: HttpRequest) -> bool:
    """Whether something delicate may be done without asking once more: the second factor was used a moment
    ago, or there is none yet to be asked for."""
    match proof_of(request):
        case Proof.NONE_ENROLLED:
            return True
        case Proof.GIVEN:
            return time.time() - float(request.session.get(_AT, 0)) < _LATELY_SECONDS
        case Proof.OWING:
            return False


@receiver(authenticator_used)
@receiver(authenticator_reset)
def _proven(request: HttpRequest, authenticator: Authenticator, **_: Any) -> None:
    _note(request, authenticator)


@receiver(authenticator_added)
def _enrolled(request: HttpRequest, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        _note(request, authenticator)


def _note(request: HttpRequest, authenticator: Authenticator) -> None:
    request.session[_KEY], request.session[_AT] = authenticator.pk, time.time()
