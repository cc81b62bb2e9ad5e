"""Effects that turn choices into a proven paper, and the checks that bind it to the visit."""

from __future__ import annotations

import secrets

from kiosk.certificates import failures
from kiosk.certificates.failures import Failure
from kiosk.certificates.messages import OrderRequest, OrderSealed
from kiosk.certificates.proof import Proof
from kiosk.certificates.sealed_document import (
    Binding,
    SealBroken,
    SealedDocument,
    certificate_hash,
    mismatches,
    unfit,
)
from kiosk.terminal.visit.casefile import CaseFile, PreparedOrder
from kiosk.terminal.visit.effects import PrepareOrder
from kiosk.terminal.visit.ports import CityHall, Studio


def prepare_order(
    case: CaseFile, effect: PrepareOrder, studio: Studio, terminal_id: str
) -> PreparedOrder | Failure:
    """Order, check the seal and every binding, draw, and prove what was drawn."""
    city_hall, visit_id, certificate = case.city_hall, case.visit_id, case.certificate
    if city_hall is None or visit_id is None or certificate is None:
        return failures.CARD_CHANGED
    request = OrderRequest(
        idempotency_key=secrets.token_hex(16), choices=effect.choices, reissue=effect.reissue
    )
    answer = city_hall.order(visit_id, request)
    if isinstance(answer, Failure):
        return answer
    with case.changing:
        # The answer to a given-up order may come after that to the one that is wanted.
        if effect.attempt >= case.wanted_attempt:
            case.order_id = answer.order_id
    binding = Binding(
        order_id=answer.order_id,
        visit_id=visit_id,
        terminal_id=terminal_id,
        municipality_code=city_hall.code,
        card_hash=certificate_hash(certificate),
        choices=effect.choices,
        fee=answer.fee,
    )
    prepared = _proven_paper(city_hall, studio, answer, binding, effect.attempt)
    if isinstance(prepared, Failure):
        city_hall.abandon(answer.order_id)
    return prepared


def _proven_paper(
    city_hall: CityHall, studio: Studio, answer: OrderSealed, binding: Binding, attempt: int
) -> PreparedOrder | Failure:
    document = checked_document(city_hall, answer.sealed, binding)
    if isinstance(document, Failure):
        return document
    layout = city_hall.layout(document.layout_sha256)
    if isinstance(layout, Failure):
        return layout
    drawn = studio.draw(document, layout)
    if isinstance(drawn, Failure):
        return drawn
    paper, proof = drawn.paper, drawn.proof
    if paper.sheets != document.pages * document.choices.copies:
        return failures.DOCUMENT_MISMATCH
    return PreparedOrder(attempt, answer.order_id, answer.sealed, binding, document, paper, proof)


def checked_document(city_hall: CityHall, sealed: str, binding: Binding) -> SealedDocument | Failure:
    """The document in ``sealed`` if the municipality signed it, it is bound to this visit in every
    way, and it has not expired: asked on receipt, before money and before each spool."""
    try:
        document = city_hall.unseal(sealed)
    except SealBroken:
        return failures.DOCUMENT_MISMATCH
    if mismatches(document, binding) or unfit(document, city_hall.now().date()):
        return failures.DOCUMENT_MISMATCH
    if document.expires <= city_hall.now():
        return failures.DOCUMENT_EXPIRED
    return document


def still_good(case: CaseFile, city_hall: CityHall, order: PreparedOrder) -> Failure | None:
    """Check the prepared order once more, before money and before the spool: it is of this visit and of
    the card that was here, and what was drawn is, byte for byte, what was proven of the very document."""
    if not _is_of(order, case) or order.proof != Proof.of(order.order_id, order.paper.pdf):
        return failures.DOCUMENT_MISMATCH
    document = checked_document(city_hall, order.sealed, order.binding)
    if isinstance(document, Failure):
        return document
    return None if document == order.document else failures.DOCUMENT_MISMATCH


def _is_of(order: PreparedOrder, case: CaseFile) -> bool:
    """Whether the order is the last one of the visit whose case file this is: an order keeps its binding
    to itself, so that one of another visit would agree with itself."""
    certificate = case.certificate
    card_hash = certificate_hash(certificate) if certificate is not None else None
    bound = (order.order_id, order.binding.order_id, order.binding.visit_id, order.binding.card_hash)
    return bound == (case.order_id, case.order_id, case.visit_id, card_hash)
