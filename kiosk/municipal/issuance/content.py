"""What a document says: composed from the registry as it is now, whenever it is asked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.certificates.choices import Choices
from kiosk.certificates.failures import CARD_UNKNOWN, CHOICES_NOT_OFFERED, SERVICE_OFF
from kiosk.certificates.kinds import RULES, Group, Kind
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
from kiosk.municipal.issuance.compose import CertificateTexts
from kiosk.municipal.issuance.models import Visit
from kiosk.municipal.issuance.offered import is_offered, refusal_of_closed
from kiosk.municipal.issuance.records import asked_now, texts_of
from kiosk.municipal.refusal import Refused
from kiosk.municipal.registry.models import Resident
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
            "pictures": {
                name: hashlib.sha256(picture).hexdigest() for name, picture in self.texts.pictures.items()
            },
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
    asked = asked_now(visit.municipality, holder, choices, now.date())
    shown = visit.register if RULES[choices.kind].group is Group.REGISTER else visit.persons
    if holder.pk != visit.holder_id or list(asked.circle.keys) != shown:
        raise HouseholdChanged
    if not is_offered(choices, service, asked.circle):
        raise Refused(CHOICES_NOT_OFFERED)
    code = MunicipalityCode(visit.municipality_id)
    return Content(
        texts=texts_of(asked),
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
