"""The persons whom a holder may choose from, numbered as on the screen. Pure but for one query."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.certificates.messages import PersonChoice
from kiosk.municipal.registry.models import Resident, ResidentStatus

_NAME_SEPARATOR = "　"
_LIVES_HERE = (ResidentStatus.RESIDENT, ResidentStatus.MOVING_OUT)


def household_of(holder: Resident) -> list[Resident]:
    """Who lives in the holder's household, in its order; the holder is always among them."""
    members = Resident.objects.filter(household_id=holder.household_id).order_by("order_in_household")
    return [member for member in members if member.status in _LIVES_HERE or member.pk == holder.pk]


def given_name(name: str) -> str:
    """The part after the full-width space; empty for a name that is written in one."""
    parts = name.split(_NAME_SEPARATOR)
    return parts[1] if len(parts) == 2 else ""


def person_choices(household: Sequence[Resident], holder: Resident) -> tuple[PersonChoice, ...]:
    """The household as a terminal may show it: no family name, no birth date."""
    return tuple(
        PersonChoice(
            number=number,
            label=given_name(person.name),
            relation=person.relationship,
            birth_year=person.birth_date.year,
            is_holder=person.pk == holder.pk,
            is_foreign=person.is_foreign,
        )
        for number, person in enumerate(household, start=1)
    )
