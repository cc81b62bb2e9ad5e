"""An order: choices in, a sealed document out, and how it ended."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from django.db import transaction

from kiosk.certificates.choices import Choices, ChoicesNotOffered, check_choices
from kiosk.certificates.failures import CARD_UNKNOWN, CHOICES_NOT_OFFERED, SERVICE_OFF, VISIT_EXPIRED
from kiosk.certificates.kinds import Kind
from kiosk.certificates.messages import OrderRequest, OrderSealed, Service
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.sealed_document import SealedDocument, seal
from kiosk.municipal.availability.answer import availability_for
from kiosk.municipal.configuration import Configuration
from kiosk.municipal.forms.layouts import layout_in_force
from kiosk.municipal.forms.official_seal import official_seal
from kiosk.municipal.identity.cards import resident_of
from kiosk.municipal.identity.certificates import CardIdentity, CertificateRefused
from kiosk.municipal.identity.models import Terminal
from kiosk.municipal.identity.signing_keys import signing_key
from kiosk.municipal.identity.trust import check_not_withdrawn
from kiosk.municipal.issuance.compose import CertificateTexts, compose_income_tax, compose_resident_record
from kiosk.municipal.issuance.eligibility import refusal_of_income_tax, refusal_of_resident_record
from kiosk.municipal.issuance.household import household_of
from kiosk.municipal.issuance.models import Order, OrderState, Visit, VisitState
from kiosk.municipal.issuance.visits import applicable_items, refusal_of_closed
from kiosk.municipal.refusal import Refused
from kiosk.municipal.registry.models import Assessment, Resident


def place_order(
    terminal: Terminal, visit_id: str, request: OrderRequest, now: datetime, configuration: Configuration
) -> OrderSealed:
    """Seal the document that was chosen, or give again what the same key was given. Raises Refused.

    A visit has one document out at a time: a new order supersedes one that has not ended.
    """
    with transaction.atomic():
        visit = (
            Visit.objects.select_for_update(of=("self",))
            .select_related("municipality")
            .filter(visit_id=visit_id, terminal=terminal, state=VisitState.AUTHENTICATED, expires__gt=now)
            .first()
        )
        if visit is None:
            raise Refused(VISIT_EXPIRED)
        earlier = Order.objects.filter(visit=visit, idempotency_key=request.idempotency_key).first()
        if earlier is not None:
            return _again(earlier, request.choices, now)
        document = _document(terminal, visit, request.choices, now, configuration)
        _forget_documents(visit, now)
        order = Order.objects.create(
            municipality=visit.municipality,
            order_id=document.order_id,
            visit=visit,
            idempotency_key=request.idempotency_key,
            choices=_stored(request.choices),
            fee=document.fee,
            pages=document.pages,
            layout_sha256=document.layout_sha256,
            issue_date=document.issue_date,
            expires=document.expires,
            sealed=seal(document, signing_key(configuration.keys, _code(visit))),
        )
    return _answer(order)


def _again(order: Order, choices: Choices, now: datetime) -> OrderSealed:
    if order.choices != _stored(choices):
        raise Refused(CHOICES_NOT_OFFERED)
    if order.state != OrderState.SEALED or not order.sealed or order.expires <= now:
        raise Refused(VISIT_EXPIRED)
    return _answer(order)


def _answer(order: Order) -> OrderSealed:
    return OrderSealed(order_id=order.order_id, fee=order.fee, sealed=order.sealed)


def _stored(choices: Choices) -> dict[str, object]:
    stored: dict[str, object] = choices.model_dump(mode="json")
    return {**stored, "items": sorted(choices.items)}


def _code(visit: Visit) -> MunicipalityCode:
    return MunicipalityCode(visit.municipality_id)


def _forget_documents(visit: Visit, now: datetime) -> None:
    """Supersede what this visit had out, and keep no document longer than it can be printed."""
    Order.objects.filter(visit=visit, state=OrderState.SEALED).update(state=OrderState.SUPERSEDED, sealed="")
    Order.objects.filter(expires__lte=now).exclude(sealed="").update(sealed="")


def _document(
    terminal: Terminal, visit: Visit, choices: Choices, now: datetime, configuration: Configuration
) -> SealedDocument:
    service = _open_service(terminal, visit, choices.kind, now)
    holder = _holder(visit, now, configuration)
    household = household_of(holder)
    if [person.pk for person in household] != visit.persons:
        raise Refused(VISIT_EXPIRED)
    _check(choices, service, household, holder)
    texts = _texts(visit, choices, household, holder, now)
    layout = layout_in_force(_code(visit), choices.kind)
    return SealedDocument(
        order_id=secrets.token_hex(16),
        visit_id=visit.visit_id,
        terminal_id=terminal.terminal_id,
        municipality_code=visit.municipality_id,
        card_hash=visit.card_hash,
        choices=choices,
        layout_name=layout.name,
        layout_sha256=layout.sha256,
        issue_date=now.date(),
        expires=now + timedelta(seconds=configuration.limits.document),
        pages=layout.page_count(len(texts.persons)),
        fee=service.fee * choices.copies,
        fields=texts.fields,
        persons=texts.persons,
        tables=texts.tables,
        official_seal=urlsafe_b64encode(official_seal(configuration.forms, _code(visit))),
    )


def _assessment(holder: Resident, choices: Choices) -> Assessment | None:
    if choices.year is None:
        return None
    return Assessment.objects.filter(resident=holder, fiscal_year=choices.year).first()


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


def _check(choices: Choices, service: Service, household: list[Resident], holder: Resident) -> None:
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
        raise Refused(CHOICES_NOT_OFFERED) from None


def _texts(
    visit: Visit, choices: Choices, household: list[Resident], holder: Resident, now: datetime
) -> CertificateTexts:
    match choices.kind:
        case Kind.RESIDENT_RECORD:
            refusal = refusal_of_resident_record(holder, household, now.date())
            if refusal is not None:
                raise Refused(refusal)
            return compose_resident_record(
                visit.municipality,
                address=holder.household.address,
                head=next((person.name for person in household if person.is_head), ""),
                residents=[household[number - 1] for number in sorted(choices.persons)],
                choices=choices,
                issue_date=now.date(),
            )
        case Kind.INCOME_TAX:
            assessment = _assessment(holder, choices)
            refusal = refusal_of_income_tax(holder, assessment, now.date())
            if refusal is not None or assessment is None:
                raise Refused(refusal or CHOICES_NOT_OFFERED)
            return compose_income_tax(
                visit.municipality,
                address=holder.household.address,
                resident=holder,
                assessment=assessment,
                issue_date=now.date(),
            )
