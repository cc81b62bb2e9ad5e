"""Papers that were complained of, and orders that left money in the machine."""

from __future__ import annotations

import json
import secrets
from typing import Any

from tests.municipal.terminals import TerminalClient, Visit, key
from tests.real_parts.city_hall import CityHall

PRINTED = {"outcome": "printed", "sheets": 1, "received": 200, "returned": 0}


def claim_number() -> str:
    digits = f"{secrets.randbelow(10**8):08d}"
    return f"{digits[:4]}-{digits[4:]}"


def report(terminal: TerminalClient, order_id: str, outcome: object) -> int:
    return terminal.post(f"/orders/{order_id}/outcome", outcome).status_code


def ordered(
    hall: CityHall, terminal: TerminalClient, stem: str = "hanako", **changes: object
) -> tuple[str, dict[str, Any]]:
    """An order's id and its choices."""
    visit, entitlement = terminal.authenticated(hall.card(stem))
    choices = terminal.whole_household(entitlement) | changes
    return terminal.order(visit, choices).json()["order_id"], choices


def complained_of(
    hall: CityHall, terminal: TerminalClient, stem: str = "hanako", **changes: object
) -> tuple[str, str, dict[str, Any]]:
    """A print that its holder finds wrong: claim number, order's id and choices."""
    order_id, choices = ordered(hall, terminal, stem, **changes)
    number = claim_number()
    assert report(terminal, order_id, PRINTED) == 204
    assert report(terminal, order_id, PRINTED | {"outcome": "print-problem", "claim": number}) == 204
    return number, order_id, choices


def left_money(hall: CityHall, terminal: TerminalClient) -> tuple[str, str]:
    """A broken order that keeps 200 of the payer's 1000 yen: claim number and order's id."""
    order_id, _ = ordered(hall, terminal)
    number = claim_number()
    broken = {"outcome": "claim", "sheets": 0, "received": 1000, "returned": 800, "claim": number}
    assert report(terminal, order_id, broken) == 204
    return number, order_id


def granted(
    hall: CityHall, terminal: TerminalClient, stem: str = "hanako", **changes: object
) -> tuple[str, str, dict[str, Any]]:
    """A complaint on which staff granted a free reissue."""
    number, order_id, choices = complained_of(hall, terminal, stem, **changes)
    hall.command("claim", "reissue", number, "--note", "かすれ", "--order", order_id)
    return number, order_id, choices


def state(hall: CityHall, number: str, order_id: str) -> str:
    """Where a claim stands, as the command line tells it."""
    shown = hall.command("claim", "show", number, "--order", order_id, "--json")
    told: str = json.loads(shown.stdout)["state"]
    return told


def settled(number: str, returned: int) -> dict[str, object]:
    """What a terminal reports when staff settled a claim at it."""
    return {"outcome": "settled", "sheets": 0, "received": 0, "returned": returned, "claim": number}


def order_reissue(terminal: TerminalClient, visit: Visit, number: str, choices: object) -> Any:
    """Order what was granted on a claim."""
    body = {"idempotency_key": key(), "choices": choices, "reissue": number}
    return terminal.post(f"/visits/{visit.visit_id}/orders", body)
