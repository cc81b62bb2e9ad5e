"""Free reissues (無料の出し直し) that wait for their holder: each is one paper, wherever it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kiosk.certificates.choices import Choices
from kiosk.certificates.failures import CHOICES_NOT_OFFERED
from kiosk.certificates.kinds import RULES, Group, Kind
from kiosk.municipal.issuance.claims import ClaimState, claims, state_of
from kiosk.municipal.issuance.models import Claim, Order, Visit
from kiosk.municipal.refusal import Refused


@dataclass(frozen=True)
class WaitingReissue:
    """A granted reissue that is neither used up nor under way; ``choices`` are those of the print
    complained of, its persons numbered as they are in the visit that asks."""

    claim: Claim
    choices: Choices


def waiting_reissues(visit: Visit, now: datetime) -> list[WaitingReissue]:
    """What the holder of an authenticated visit may have once more: by the card that the complaint came
    from, or by the resident whose card it was. Left out where a person has left the household or the
    register: the desk decides."""
    of_card = Q(order__visit__issuer_key=visit.issuer_key, order__visit__serial=visit.serial)
    of_resident = Q(order__visit__holder=visit.holder_id)
    granted = claims().filter(
        of_card | of_resident, municipality=visit.municipality_id, grant__isnull=False, settlement=None
    )
    waiting = []
    for claim in granted.reverse():
        choices = _choices_now(claim.order, visit)
        if choices is not None and state_of(claim, now) is ClaimState.GRANTED:
            waiting.append(WaitingReissue(claim, choices))
    return waiting


def claim_for(visit: Visit, number: str, choices: Choices, now: datetime) -> Claim:
    """The claim on which ``visit`` gets ``choices`` free of charge, locked until the transaction ends:
    whoever asks for the same reissue at the same time waits, and finds it taken. Raises Refused."""
    # Evaluated for its lock; what is waiting is read afresh once it is held.
    list(Claim.objects.select_for_update().filter(municipality=visit.municipality_id, number=number))
    for waiting in waiting_reissues(visit, now):
        if waiting.claim.number == number and waiting.choices == choices:
            return waiting.claim
    raise Refused(CHOICES_NOT_OFFERED)


def _choices_now(order: Order, visit: Visit) -> Choices | None:
    chosen = Choices.model_validate(order.choices)
    then, now = (_circle(one, chosen.kind) for one in (order.visit, visit))
    meant = [then[number - 1] for number in chosen.persons]
    if not set(meant) <= set(now):
        return None
    numbers = sorted(1 + now.index(person) for person in meant)
    return chosen.model_copy(update={"persons": tuple(numbers)})


def _circle(visit: Visit, kind: Kind) -> Sequence[int]:
    circle: Sequence[int] = visit.register if RULES[kind].group is Group.REGISTER else visit.persons
    return circle
