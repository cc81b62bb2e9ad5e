"""An order: choices in, a sealed document out, and whether it still holds when money is about to be taken."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from django.db import transaction

from kiosk.certificates.choices import Choices
from kiosk.certificates.failures import CHOICES_NOT_OFFERED, DOCUMENT_EXPIRED, VISIT_EXPIRED
from kiosk.certificates.messages import OrderRequest, OrderSealed
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.certificates.order_number import order_number
from kiosk.certificates.sealed_document import SealedDocument, seal
from kiosk.municipal.configuration import Configuration
from kiosk.municipal.identity.models import Terminal
from kiosk.municipal.identity.signing_keys import signing_key
from kiosk.municipal.issuance.content import Content, HouseholdChanged, content_now
from kiosk.municipal.issuance.models import Order, OrderState, Visit, VisitState
from kiosk.municipal.issuance.reissues import claim_for
from kiosk.municipal.refusal import Refused
from kiosk.municipal.verification.sealing import with_two_d_seals


def place_order(
    terminal: Terminal, visit_id: str, request: OrderRequest, now: datetime, configuration: Configuration
) -> OrderSealed:
    """Seal the document that was chosen, or give again what the same key was given. Raises Refused.

    A visit has one document out at a time: a new order supersedes one that has not ended. On a granted
    reissue it is free of charge.
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
        orders = Order.objects.filter(visit=visit).select_related("reissue_of")
        earlier = orders.filter(idempotency_key=request.idempotency_key).first()
        if earlier is not None:
            return _again(earlier, request, now)
        _forget_documents(visit, now)
        reissue_of = request.reissue and claim_for(visit, request.reissue, request.choices, now)
        try:
            content = content_now(
                terminal, visit, request.choices, now, configuration, is_free=bool(reissue_of)
            )
        except HouseholdChanged:
            raise Refused(VISIT_EXPIRED) from None
        document = with_two_d_seals(
            _document(visit, request.choices, content, now, configuration),
            content.layout,
            visit.municipality,
            configuration.keys,
        )
        order = Order.objects.create(
            municipality=visit.municipality,
            order_id=document.order_id,
            visit=visit,
            idempotency_key=request.idempotency_key,
            choices=_stored(request.choices),
            fee=document.fee,
            pages=document.pages,
            layout_sha256=document.layout_sha256,
            content_sha256=content.digest(document.order_id),
            issue_date=document.issue_date,
            expires=document.expires,
            reissue_of=reissue_of or None,
            sealed=seal(document, signing_key(configuration.keys, MunicipalityCode(visit.municipality_id))),
        )
    return _answer(order)


def confirm_order(terminal: Terminal, order_id: str, now: datetime, configuration: Configuration) -> None:
    """Say that the document still holds: nothing of what it says, costs or needs has changed since it was
    sealed. Asked before any money, so that no cancelled registration and no record of a moment ago is
    certified. Harmless when repeated.

    Raises Refused: DOCUMENT_EXPIRED where another document would say otherwise, and whatever an order
    would be refused for now.
    """
    with transaction.atomic():
        order = order_of(terminal, order_id)
        visit = order.visit
        if visit.state != VisitState.AUTHENTICATED:
            raise Refused(VISIT_EXPIRED)
        if order.state != OrderState.SEALED or order.expires <= now:
            raise Refused(DOCUMENT_EXPIRED)
        choices = Choices.model_validate(order.choices)
        try:
            is_free = order.reissue_of_id is not None
            content = content_now(terminal, visit, choices, now, configuration, is_free=is_free)
        except HouseholdChanged:
            raise Refused(DOCUMENT_EXPIRED) from None
        if content.digest(order.order_id) != order.content_sha256:
            raise Refused(DOCUMENT_EXPIRED)
        order.confirmed_at = now
        order.save(update_fields=["confirmed_at"])


def order_of(terminal: Terminal, order_id: str) -> Order:
    """The order, with its visit locked until the transaction ends: all that happens to the orders of a
    visit happens one after the other. Raises Refused for an order that is not this terminal's."""
    asked = Visit.objects.filter(orders__order_id=order_id, terminal=terminal)
    visit = asked.select_related("municipality").select_for_update(of=("self",)).first()
    if visit is None:
        raise Refused(VISIT_EXPIRED)
    order = Order.objects.get(order_id=order_id)
    order.visit = visit
    return order


def _again(order: Order, request: OrderRequest, now: datetime) -> OrderSealed:
    reissue = order.reissue_of and order.reissue_of.number
    if (order.choices, reissue) != (_stored(request.choices), request.reissue):
        raise Refused(CHOICES_NOT_OFFERED)
    if order.state != OrderState.SEALED or not order.sealed or order.expires <= now:
        raise Refused(VISIT_EXPIRED)
    return _answer(order)


def _answer(order: Order) -> OrderSealed:
    return OrderSealed(order_id=order.order_id, fee=order.fee, sealed=order.sealed)


def _stored(choices: Choices) -> dict[str, object]:
    """The same for the same choices, whatever order its items come in."""
    stored: dict[str, object] = choices.model_dump(mode="json")
    return {**stored, "items": sorted(choices.items)}


def _forget_documents(visit: Visit, now: datetime) -> None:
    """Supersede what this visit had out, and keep no document longer than it can be printed. What a
    stranger's visit is at work on is left to the next: nobody waits for another's order."""
    Order.objects.filter(visit=visit, state=OrderState.SEALED).update(state=OrderState.SUPERSEDED, sealed="")
    expired = Order.objects.filter(expires__lte=now).exclude(sealed="").select_for_update(skip_locked=True)
    Order.objects.filter(pk__in=expired.values("pk")).update(sealed="")


def _document(
    visit: Visit, choices: Choices, content: Content, now: datetime, configuration: Configuration
) -> SealedDocument:
    order_id = secrets.token_hex(16)
    return SealedDocument(
        order_id=order_id,
        visit_id=visit.visit_id,
        terminal_id=visit.terminal_id,
        municipality_code=visit.municipality_id,
        card_hash=visit.card_hash,
        choices=choices,
        layout_name=content.layout.name,
        layout_sha256=content.layout.sha256,
        issue_date=now.date(),
        expires=now + timedelta(seconds=configuration.limits.document),
        pages=content.pages,
        fee=content.fee,
        fields={**content.texts.fields, "certificate_number": order_number(order_id)},
        persons=content.texts.persons,
        tables=content.texts.tables,
        pictures={name: urlsafe_b64encode(picture) for name, picture in content.texts.pictures.items()},
        official_seal=urlsafe_b64encode(content.official_seal),
    )
