"""On PostgreSQL others write while a document is put together, and each of its statements reads what holds at
that moment: a paper can be half of before and half of after a sync. No such paper is paid for."""

from __future__ import annotations

import pytest

from kiosk.certificates.sealed_document import SealedDocument
from tests.municipal.held_up import at_once
from tests.municipal.terminals import TerminalClient, failure_of
from tests.municipal.test_a_visit import opened
from tests.real_parts.city_hall import POSTGRESQL, CityHall

MOVED = "別館"
EARNED = 87_654_321
SYNC = (
    f"UPDATE registry_household SET address = address || '{MOVED}'",
    f"UPDATE registry_assessment SET total_income = {EARNED}",
)


def is_from_after(document: SealedDocument) -> tuple[bool, bool]:
    """Whether the address is, and whether the income is."""
    income = str(document.tables["income"].rows)
    return document.fields["address"].endswith(MOVED), f"{EARNED:,}" in income


@pytest.mark.parametrize("own_city_hall", [POSTGRESQL], indirect=True)
def test_a_paper_that_a_sync_met_half_read_does_not_hold_and_is_had_anew(own_city_hall: CityHall) -> None:
    terminal = TerminalClient(own_city_hall)
    visit, entitlement = terminal.authenticated(own_city_hall.card("ichiro"))
    choices = {"kind": "income-tax", "year": entitlement["years"][0]}
    [answer] = at_once(
        own_city_hall,
        "LOCK TABLE registry_assessment IN ACCESS EXCLUSIVE MODE",
        [lambda: terminal.order(visit, choices)],
        meanwhile=SYNC,
    )
    half = opened(own_city_hall, answer.json()["sealed"])
    assert is_from_after(half) == (False, True)
    assert failure_of(terminal.confirm(half.order_id)).code == "E-DOC-003"
    whole = opened(own_city_hall, terminal.order(visit, choices).json()["sealed"])
    assert is_from_after(whole) == (True, True)
    assert terminal.confirm(whole.order_id).status_code == 204
