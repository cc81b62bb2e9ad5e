"""What the two sample places offer at terminals: as different as municipalities are."""

from __future__ import annotations

from datetime import date, time

from kiosk.certificates.kinds import RULES, Item, Kind, Scope
from kiosk.municipal.availability.description import (
    FeeDescription,
    MunicipalityDescription,
    ServiceDescription,
    YearEndDescription,
)
from kiosk.simulation.town.places import WAKABA, Place

_FEES_BEGAN = date(2024, 4, 1)


def _fee(yen: int) -> tuple[FeeDescription, ...]:
    return (FeeDescription(yen=yen, first=_FEES_BEGAN),)


_CITY_SERVICES = (
    ServiceDescription(
        kind=Kind.RESIDENT_RECORD,
        scopes=RULES[Kind.RESIDENT_RECORD].scopes,
        items=tuple(Item),
        fees=_fee(200),
    ),
    ServiceDescription(kind=Kind.INCOME_TAX, tax_years=4, fees=_fee(300)),
)
_TOWN_SERVICES = (
    ServiceDescription(
        kind=Kind.RESIDENT_RECORD,
        opens=time(8, 30),
        closes=time(17, 15),
        weekdays_only=True,
        scopes=(Scope.HOUSEHOLD, Scope.SELF),
        items=(Item.HEAD_AND_RELATIONSHIP, Item.DOMICILE),
        max_copies=2,
        fees=_fee(0),
    ),
)


def description_of(place: Place) -> MunicipalityDescription:
    """青葉市 issues both kinds every day for a fee; 若葉町 the resident record only, on office days, with
    fewer choices, free of charge."""
    is_town = place is WAKABA
    return MunicipalityDescription(
        code=place.code,
        name_ja=place.name_ja,
        name_en=place.name_en,
        prefecture=place.prefecture,
        desk_phone=place.desk_phone,
        mayor_title=place.mayor_title,
        mayor_name=place.mayor_name,
        services=_TOWN_SERVICES if is_town else _CITY_SERVICES,
        year_end=YearEndDescription(from_day=28, to_day=4) if is_town else YearEndDescription(),
    )
