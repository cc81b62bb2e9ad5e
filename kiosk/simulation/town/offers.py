"""What the two sample places offer at terminals: as different as municipalities are."""

from __future__ import annotations

from datetime import date, time
from typing import Any

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


def _whole(kind: Kind, yen: int, **more: Any) -> ServiceDescription:
    """All that there is to choose of a kind."""
    rule = RULES[kind]
    items = tuple(item for item in Item if item in rule.items)
    return ServiceDescription(kind=kind, scopes=rule.scopes, items=items, fees=_fee(yen), **more)


_OFFICE_HOURS = {"opens": time(9), "closes": time(17), "weekdays_only": True}
_CITY_SERVICES = (
    _whole(Kind.RESIDENT_RECORD, 200),
    _whole(Kind.RESIDENT_RECORD_ITEMS, 200),
    _whole(Kind.SEAL_REGISTRATION, 200),
    _whole(Kind.INCOME_TAX, 300, tax_years=4),
    _whole(Kind.TAX_PAYMENT, 300, tax_years=2),
    _whole(Kind.FAMILY_REGISTER, 450, **_OFFICE_HOURS),
    _whole(Kind.FAMILY_REGISTER_INDIVIDUAL, 450, **_OFFICE_HOURS),
    _whole(Kind.ADDRESS_HISTORY, 300, **_OFFICE_HOURS),
)
_TOWN_HOURS = {"opens": time(8, 30), "closes": time(17, 15), "weekdays_only": True}
_TOWN_SERVICES = (
    ServiceDescription(
        kind=Kind.RESIDENT_RECORD,
        scopes=(Scope.HOUSEHOLD, Scope.SELF),
        items=(Item.HEAD_AND_RELATIONSHIP, Item.DOMICILE),
        max_copies=2,
        fees=_fee(0),
        **_TOWN_HOURS,
    ),
    _whole(Kind.SEAL_REGISTRATION, 0, seal_card_only=True, **_TOWN_HOURS),
)


def description_of(place: Place) -> MunicipalityDescription:
    """青葉市 issues every kind for a fee, those of the family register on office days; 若葉町 the resident
    record with fewer choices and, to whoever registered the card for it, the seal certificate: on office
    days, free of charge."""
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
