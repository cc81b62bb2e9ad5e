"""What each counter says of one terminal: its devices, its journal, the city hall."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from drivers.cashbox.simulated_bus import Hand
from kiosk.certificates.messages import Outcome
from kiosk.simulation.ippeveprinter import IppEvePrinter
from kiosk.terminal.visit.journal import Line, read_journal

_OUTCOMES = """
SELECT issuance_order.order_id, outcome, sheets, received, returned, claim
FROM issuance_orderoutcome
JOIN issuance_order ON issuance_order.id = issuance_orderoutcome.order_id
JOIN issuance_visit ON issuance_visit.id = issuance_order.visit_id
WHERE issuance_visit.terminal_id = ?
"""


@dataclass(frozen=True)
class Books:
    """``yen_in`` and ``yen_out`` by the cash box, ``sheets`` and ``documents`` by the printer for each print
    id, ``lines`` of the journal, ``outcomes`` at the city hall for each order."""

    terminal_id: str
    yen_in: int
    yen_out: int
    sheets: Mapping[str, int]
    documents: Mapping[str, int]
    lines: tuple[Line, ...]
    outcomes: Mapping[str, tuple[Outcome, ...]]


def read_books(
    terminal_id: str, cashbox: Hand, printer: IppEvePrinter, journal: Path, city_hall: Path
) -> Books:
    """``city_hall`` is its database, which may be in use."""
    counts = cashbox.counts()
    return Books(
        terminal_id,
        counts.yen_in,
        counts.yen_out,
        printer.sheets_out,
        printer.documents,
        read_journal(journal),
        _outcomes(city_hall, terminal_id),
    )


def _outcomes(database: Path, terminal_id: str) -> Mapping[str, tuple[Outcome, ...]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as city_hall:
        rows = city_hall.execute(_OUTCOMES, (terminal_id,)).fetchall()
    held: dict[str, tuple[Outcome, ...]] = {}
    for order_id, outcome, sheets, received, returned, claim in rows:
        said = Outcome.model_validate(
            {
                "outcome": outcome,
                "sheets": sheets,
                "received": received,
                "returned": returned,
                "claim": claim or None,
            },
        )
        held[order_id] = (*held.get(order_id, ()), said)
    return held
