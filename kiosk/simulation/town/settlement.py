"""Moving a town into a city hall's database: who lives there and what they earn."""

from __future__ import annotations

from dataclasses import asdict

from kiosk.municipal.registry.models import Assessment, Household, Municipality, Resident
from kiosk.simulation.town.records import Town

_ROWS_AT_ONCE = 1000


def settle(municipality: Municipality, town: Town) -> None:
    """Write the town's people and their assessments; the caller holds the transaction."""
    households = Household.objects.bulk_create(
        (
            Household(municipality=municipality, number=home.number, address=home.address)
            for home in town.homes
        ),
        batch_size=_ROWS_AT_ONCE,
    )
    residents = Resident.objects.bulk_create(
        (
            Resident(municipality=municipality, household=household, **asdict(person))
            for household, home in zip(households, town.homes, strict=True)
            for person in home.people
        ),
        batch_size=_ROWS_AT_ONCE,
    )
    by_number = {resident.number: resident for resident in residents}
    Assessment.objects.bulk_create(
        (
            Assessment(
                municipality=municipality,
                resident=by_number[assessed.person],
                fiscal_year=assessed.fiscal_year,
                declared=assessed.declared,
                issue_stopped=assessed.issue_stopped,
                was_resident_on_january_first=assessed.was_resident_on_january_first,
                address_on_january_first=assessed.address_on_january_first,
                **assessed.amounts,
            )
            for assessed in town.assessments
        ),
        batch_size=_ROWS_AT_ONCE,
    )
