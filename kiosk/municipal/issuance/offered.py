"""What a service offers to one household, and whether choices are among it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.certificates.choices import Choices, ChoicesNotOffered, check_choices
from kiosk.certificates.failures import SERVICE_HOURS, SERVICE_OFF, Failure
from kiosk.certificates.kinds import FOREIGN_ONLY_ITEMS, JAPANESE_ONLY_ITEMS, Item
from kiosk.certificates.messages import Service
from kiosk.certificates.opening import ClosedReason
from kiosk.municipal.registry.models import Resident

_OUT_OF_HOURS = (ClosedReason.OUTSIDE_HOURS, ClosedReason.YEAR_END)


def applicable_items(service: Service, household: Sequence[Resident]) -> tuple[Item, ...]:
    """The service's items that say something about anybody of the household."""
    foreign = {person.is_foreign for person in household}
    without = (JAPANESE_ONLY_ITEMS if False not in foreign else frozenset()) | (
        FOREIGN_ONLY_ITEMS if True not in foreign else frozenset()
    )
    return tuple(item for item in service.items if item not in without)


def refusal_of_closed(service: Service) -> Failure | None:
    """What is told of a service that is not open."""
    if service.is_open:
        return None
    return SERVICE_HOURS if service.reason in _OUT_OF_HOURS else SERVICE_OFF


def is_offered(choices: Choices, service: Service, household: Sequence[Resident], holder: Resident) -> bool:
    """Whether the service offers these choices to the holder, who is of the household."""
    try:
        check_choices(
            choices,
            scopes=frozenset(service.scopes),
            persons=tuple(range(1, len(household) + 1)),
            holder=1 + [person.pk for person in household].index(holder.pk),
            items=frozenset(applicable_items(service, household)),
            years=frozenset(service.years),
            max_copies=service.max_copies,
        )
    except ChoicesNotOffered:
        return False
    return True
