"""What a document says: composed from the registry as it is now, whenever it is asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kiosk.certificates.choices import Choices
from kiosk.certificates.failures import CARD_UNKNOWN, CHOICES_NOT_OFFERED, SERVICE_OFF
from kiosk.certificates.kinds import Kind
from kiosk.certificates.messages import Service
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.availability.answer import availability_for
from kiosk.municipal.configuration import Configuration
from kiosk.municipal.forms.layouts import layout_in_force
from kiosk.municipal.forms.official_seal import official_seal
from kiosk.municipal.identity.cards import resident_of
from kiosk.municipal.identity.certificates import CardIdentity, CertificateRefused
from kiosk.municipal.identity.models import Terminal
from kiosk.municipal.identity.trust import check_not_withdrawn
from kiosk.municipal.issuance.compose import CertificateTexts, compose_income_tax, compose_resident_record
from kiosk.municipal.issuance.eligibility import refusal_of_income_tax, refusal_of_resident_record
from kiosk.municipal.issuance.household import household_of
from kiosk.municipal.issuance.models import Visit
from kiosk.municipal.issuance.offered import is_offered, refusal_of_closed
from kiosk.municipal.refusal import Refused
from kiosk.municipal.registry.models import Assessment, Resident
from kiosk.rendering.layouts.layout import Layout


class HouseholdChanged(Exception):
    """The holder or the persons are no longer those whom the resident was shown."""


@dataclass(frozen=True)
class Content:
    """All of a document that the registry, the forms and the fees decide; ``fee`` is yen for all copies."""

    texts: CertificateTexts
    layout: Layout
    official_seal: bytes
    fee: int

    @property
    def pages(self) -> int:
        """Pages of one copy."""
        return self.layout.page_count(self.texts)

    def digest(self, order_id: str) -> str:
        """SHA-256 in hexadecimal of everything that is printed and paid: the same for the same content
        of one order, never the same for two orders, so that it links nobody's papers."""
        canonical = {
            "order_id": order_id,
            "fields": dict(self.texts.fields),
            "persons": [dict(person) for person in self.texts.persons],
            "tables": {name: table.rows for name, table in self.texts.tables.items()},
            "layout": self.layout.sha256,
            "official_seal": hashlib.sha256(self.official_seal).hexdigest(),
            "fee": self.fee,
        }
        return hashlib.sha256(json.dumps(canonical, sort_keys=True).encode()).hexdigest()


def content_now(
    terminal: Terminal,
    visit: Visit,
    choices: Choices,
    now: datetime,
    configuration: Configuration,
    *,
    is_free: bool,
) -> Content:
    """What a document of these choices says at this moment, and costs unless it ``is_free``. Raises
    Refused where it may not be had now, HouseholdChanged where the choices no longer mean who they meant."""
    service = _open_service(terminal, visit, choices.kind, now)
    holder = _holder(visit, now, configuration)
    household = household_of(holder)
    if holder.pk != visit.holder_id or [person.pk for person in household] != visit.persons:
        raise HouseholdChanged
    if not is_offered(choices, service, household, holder):
        raise Refused(CHOICES_NOT_OFFERED)
    code = MunicipalityCode(visit.municipality_id)
    return Content(
        texts=_texts(visit, choices, household, holder, now.date()),
        layout=layout_in_force(code, choices.kind),
        official_seal=official_seal(configuration.forms, code),
        fee=0 if is_free else service.fee * choices.copies,
    )


def _open_service(terminal: Terminal, visit: Visit, kind: Kind, now: datetime) -> Service:
    services = availability_for(terminal, visit.municipality, now).services
    service = next((service for service in services if service.kind is kind), None)
    if service is None:
        raise Refused(SERVICE_OFF)
    refusal = refusal_of_closed(service)
    if refusal is not None:
        raise Refused(refusal)
    return service


def _holder(visit: Visit, now: datetime, configuration: Configuration) -> Resident:
    """The holder as the registry has it now; a card suspended since the PIN was entered ends here."""
    identity = CardIdentity(visit.issuer_key, visit.serial)
    try:
        check_not_withdrawn(identity, now, timedelta(seconds=configuration.limits.certificate_skew))
    except CertificateRefused as refused:
        raise Refused(refused.failure) from refused
    holder = resident_of(identity, visit.municipality)
    if holder is None:
        raise Refused(CARD_UNKNOWN)
    return holder


def _texts(
    visit: Visit, choices: Choices, household: Sequence[Resident], holder: Resident, today: date
) -> CertificateTexts:
    match choices.kind:
        case Kind.RESIDENT_RECORD:
            refusal = refusal_of_resident_record(holder, household, today)
            if refusal is not None:
                raise Refused(refusal)
            return compose_resident_record(
                visit.municipality,
                address=holder.household.address,
                head=next((person.name for person in household if person.is_head), ""),
                residents=[household[number - 1] for number in sorted(choices.persons)],
                choices=choices,
                issue_date=today,
            )
        case Kind.INCOME_TAX:
            assessment = _assessment(holder, choices)
            refusal = refusal_of_income_tax(holder, assessment, today)
            if refusal is not None or assessment is None:
                raise Refused(refusal or CHOICES_NOT_OFFERED)
            return compose_income_tax(
                visit.municipality,
                address=holder.household.address,
                resident=holder,
                assessment=assessment,
                issue_date=today,
            )
        case _:
            raise Refused(CHOICES_NOT_OFFERED)


def _assessment(holder: Resident, choices: Choices) -> Assessment | None:
    if choices.year is None:
        return None
    return Assessment.objects.filter(resident=holder, fiscal_year=choices.year).first()
