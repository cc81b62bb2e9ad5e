"""A certificate is withdrawn by the number on its paper, once, with a reason that stays with the staff."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.certificates.messages import OutcomeKind
from kiosk.municipal.identity.models import Terminal
from kiosk.municipal.issuance.models import Order, OrderOutcome, OrderState, Visit
from kiosk.municipal.registry.models import Municipality
from kiosk.municipal.verification.publication import trust_list
from kiosk.municipal.verification.withdrawals import (
    AlreadyWithdrawn,
    CertificateUnknown,
    certificate,
    withdraw,
    withdrawals,
)
from tests.municipal.issuance.small_town import NOON

pytestmark = pytest.mark.django_db
NUMBER = "66FA-0B12-9C4E"
ORDER = "66fa0b129c4e" + "0" * 20


def handed_out(town: Municipality, order_id: str, outcome: OutcomeKind | None = OutcomeKind.PRINTED) -> Order:
    """An order of that id; without an outcome it was given up before any money."""
    terminal, _ = Terminal.objects.get_or_create(terminal_id="aoba-store", fingerprint="f" * 64)
    visit = Visit.objects.create(
        municipality=town, visit_id=order_id[::-1], terminal=terminal, challenge=b"", expires=NOON
    )
    order = Order.objects.create(
        municipality=town,
        order_id=order_id,
        visit=visit,
        idempotency_key=order_id,
        choices={"kind": "resident-record"},
        fee=200,
        pages=1,
        issue_date=NOON.date(),
        expires=NOON + timedelta(minutes=15),
        state=OrderState.ENDED if outcome else OrderState.ABANDONED,
    )
    if outcome:
        OrderOutcome.objects.create(
            municipality=town,
            order=order,
            outcome=outcome,
            sheets=1,
            received=200,
            returned=0,
            reported_at=NOON,
        )
    return order


def test_it_is_published_as_withdrawn_without_the_reason(town: Municipality) -> None:
    handed_out(town, ORDER)
    withdraw(certificate(NUMBER, NOON), reason="記載の誤り", by="sato", now=NOON)
    trust = trust_list(NOON)
    (published,) = trust.withdrawn
    assert (published.order_id, published.withdrawn_on) == (ORDER, NOON.date())
    assert "誤り" not in trust.model_dump_json()
    assert [(one.by, one.reason) for one in withdrawals()] == [("sato", "記載の誤り")]


@pytest.mark.parametrize("typed", [NUMBER, "66fa0b129c4e", " 66fa-0b12-9c4e ", ORDER])
def test_it_is_found_however_its_number_is_typed(town: Municipality, typed: str) -> None:
    order = handed_out(town, ORDER)
    assert certificate(typed, NOON) == order


@pytest.mark.parametrize("typed", ["", "66FA", "66FA-0B12", "四桁", "%" * 12, "AAAA-AAAA-AAAA"])
def test_what_is_no_number_of_a_paper_is_said(town: Municipality, typed: str) -> None:
    handed_out(town, ORDER)
    with pytest.raises(CertificateUnknown, match=f"certificate {typed}: "):
        certificate(typed, NOON)


def test_an_order_that_never_became_a_paper_is_none(town: Municipality) -> None:
    handed_out(town, ORDER, None)
    with pytest.raises(CertificateUnknown, match="no paper of this city hall"):
        certificate(NUMBER, NOON)


def test_a_paper_that_may_lie_in_a_jammed_machine_can_be_withdrawn(town: Municipality) -> None:
    order = handed_out(town, ORDER, OutcomeKind.CLAIM)
    assert certificate(NUMBER, NOON) == order


def test_of_two_papers_with_one_number_nobody_guesses(town: Municipality) -> None:
    for end in ("1", "2"):
        handed_out(town, ORDER[:-1] + end)
    with pytest.raises(CertificateUnknown, match="several have this number"):
        certificate(NUMBER, NOON)
    assert certificate(ORDER[:-1] + "2", NOON).order_id.endswith("2")


def test_it_is_withdrawn_once_and_for_a_reason(town: Municipality) -> None:
    order = handed_out(town, ORDER)
    with pytest.raises(ValueError, match="a reason is needed"):
        withdraw(order, reason="  ", by="sato", now=NOON)
    with pytest.raises(ValueError, match="at most 200"):
        withdraw(order, reason="長" * 201, by="sato", now=NOON)
    withdraw(order, reason="記載の誤り", by="sato", now=NOON)
    with pytest.raises(AlreadyWithdrawn, match="withdrawn already by sato on 2026-11-24 12:00"):
        withdraw(order, reason="また", by="ito", now=NOON)
    assert withdrawals().count() == 1
