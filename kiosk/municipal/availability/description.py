"""A municipality as it is described in a file: who it is and what it offers at terminals."""

from __future__ import annotations

import tomllib
from datetime import date, time
from pathlib import Path
from typing import Self

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kiosk.certificates.fees import FeePeriod, Yen
from kiosk.certificates.kinds import RULES, Item, Kind, Scope
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.availability.models import Fee, ServiceOffer, YearEndRest
from kiosk.municipal.configuration import Configuration
from kiosk.municipal.installation import give_keys
from kiosk.municipal.registry.models import Municipality
from kiosk.municipal.verification.keys import ensure_key


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FeeDescription(_Part):
    """Yen per copy from ``first`` through ``last``."""

    yen: int
    first: date
    last: date | None = None

    @model_validator(mode="after")
    def _possible(self) -> Self:
        FeePeriod(Yen(self.yen), self.first, self.last)
        return self


class ServiceDescription(_Part):
    """One kind, with its daily hours and what may be chosen: some of what there is for the kind."""

    kind: Kind
    opens: time = time(6, 30)
    closes: time = time(23, 0)
    weekdays_only: bool = False
    scopes: tuple[Scope, ...] = ()
    items: tuple[Item, ...] = ()
    tax_years: int = Field(default=0, ge=0, le=10)
    new_year_month: int = Field(default=6, ge=1, le=12)
    max_copies: int = Field(default=5, ge=1, le=99)
    seal_card_only: bool = False
    fees: tuple[FeeDescription, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        rule = RULES[self.kind]
        foreign = sorted({*self.scopes} - {*rule.scopes}) + sorted({*self.items} - rule.items)
        if foreign:
            raise ValueError(f"{self.kind} has no {', '.join(foreign)}")
        if rule.has_scope and not self.scopes:
            raise ValueError(f"{self.kind} needs scopes: {', '.join(rule.scopes)}")
        if rule.has_year and not self.tax_years:
            raise ValueError(f"{self.kind} needs tax_years")
        return self


class YearEndDescription(_Part):
    """年末年始の休み, both days included."""

    from_month: int = Field(default=12, ge=1, le=12)
    from_day: int = Field(default=29, ge=1, le=31)
    to_month: int = Field(default=1, ge=1, le=12)
    to_day: int = Field(default=3, ge=1, le=31)


class MunicipalityDescription(_Part):
    """A municipality; without ``year_end`` it has no such rest."""

    code: MunicipalityCode
    name_ja: str = Field(min_length=1)
    name_en: str = Field(min_length=1)
    prefecture: str = Field(min_length=1)
    desk_phone: str = Field(min_length=1)
    mayor_title: str = Field(min_length=1)
    mayor_name: str = Field(min_length=1)
    services: tuple[ServiceDescription, ...]
    year_end: YearEndDescription | None = None


def read_description(file: Path) -> MunicipalityDescription:
    """The description in ``file`` (TOML). Raises ValueError naming file, key and fault; OSError."""
    try:
        return MunicipalityDescription.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{file}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{file}: {error}") from None


def take_in(
    configuration: Configuration, described: MunicipalityDescription, official_seal: bytes, today: date
) -> Municipality:
    """Store the municipality, its offers and its seal; where there are none, keys are made as of ``today``.

    Offers are replaced; whether one is paused stays. Raises ValueError for a seal that is no PNG.
    """
    give_keys(configuration, described.code, official_seal)
    with transaction.atomic():
        municipality, _ = Municipality.objects.update_or_create(
            code=described.code, defaults=described.model_dump(exclude={"code", "services", "year_end"})
        )
        ensure_key(configuration.keys, municipality, today)
        kinds = [service.kind for service in described.services]
        ServiceOffer.objects.filter(municipality=municipality).exclude(kind__in=kinds).delete()
        for service in described.services:
            _offer(municipality, service)
        YearEndRest.objects.filter(municipality=municipality).delete()
        if described.year_end is not None:
            YearEndRest(municipality=municipality, **described.year_end.model_dump()).save()
    return municipality


def _offer(municipality: Municipality, service: ServiceDescription) -> None:
    offer = ServiceOffer.objects.filter(municipality=municipality, kind=service.kind).first()
    offer = offer or ServiceOffer(municipality=municipality, kind=service.kind)
    for name, value in service.model_dump(mode="python", exclude={"kind", "fees"}).items():
        setattr(offer, name, list(value) if isinstance(value, tuple) else value)
    offer.save()
    Fee.objects.filter(offer=offer).delete()
    for fee in service.fees:
        Fee(municipality=municipality, offer=offer, **fee.model_dump()).save()
