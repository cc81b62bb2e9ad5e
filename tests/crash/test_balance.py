"""The balance sheet finds one missing yen, one sheet too many, and whatever else the books disagree about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.certificates.messages import Outcome, OutcomeKind
from kiosk.simulation.crash.balance import Balance, balance
from kiosk.simulation.crash.books import Books
from kiosk.simulation.crash.report import as_data
from kiosk.simulation.crash.simulation import Simulated
from kiosk.terminal.visit.account import accounts
from kiosk.terminal.visit.journal import TERMINAL, Entry, Journal, Line, Value
from kiosk.terminal.visit.settlement import end_order
from tests.visit.town import prepared

NOW = datetime(2026, 11, 24, 10, 24, tzinfo=UTC)
PRINTED, CLAIMED = "a" * 32, "b" * 32
FEE = 400


@pytest.fixture
def books(tmp_path: Path) -> Books:
    """A terminal that printed one order of two sheets for ¥400 out of ¥500, and lost sight of another one's
    after its first sheet. The printer knows of one sheet more."""
    journal = Journal(tmp_path / "journal.sqlite3", lambda: NOW)
    for order, print_id in ((PRINTED, "print-1"), (CLAIMED, "print-2")):
        journal.write(order, Entry.PREPARED, **prepared(FEE, 2))
        journal.write(order, Entry.ACCEPTING, after=0)
        journal.write(order, Entry.INSERTED, yen=500, sequence=1)
        journal.write(order, Entry.PAYING_OUT, payout_id=f"of-{print_id}", yen=100)
        journal.write(order, Entry.PAID_OUT, payout_id=f"of-{print_id}", yen=100)
        journal.write(order, Entry.SPOOLING, print_id=print_id)
        journal.write(order, Entry.SHEET, sheet=1)
    printed = Outcome(outcome=OutcomeKind.PRINTED, sheets=2, received=500, returned=100)
    claimed = Outcome(outcome=OutcomeKind.CLAIM, sheets=1, received=500, returned=100, claim="4821-7730")
    end_order(journal, PRINTED, printed)
    end_order(journal, CLAIMED, claimed, sheets_known=False)
    journal.write(PRINTED, Entry.REPORTED, outcome="printed")
    journal.write(CLAIMED, Entry.REPORTED, outcome="claim")
    lines = journal.lines()
    journal.close()
    return Books(
        "store",
        yen_in=1000,
        yen_out=200,
        sheets={"print-1": 2, "print-2": 2},
        documents={"print-1": 1, "print-2": 1},
        lines=lines,
        outcomes={PRINTED: (printed,), CLAIMED: (claimed,)},
    )


def without(held: Mapping[str, int], print_id: str) -> dict[str, int]:
    return {**held, print_id: held[print_id] - 1}


def pick(values: Mapping[str, Value], names: Iterable[str]) -> dict[str, Value]:
    return {name: values[name] for name in names}


def blamed(found: Balance) -> set[str]:
    assert not found.agrees
    return {difference.order_id for difference in found.differences}


def test_books_that_agree_are_in_balance(books: Books) -> None:
    found = balance([books, replace(books, terminal_id="another")])
    assert found.differences == ()
    assert [row.difference for row in found.rows] == [0] * len(found.rows)
    assert found.rows[0].counted == 2 * 1000


@pytest.mark.parametrize("yen", [-10, 10])
def test_a_coin_that_the_cash_box_counts_otherwise_is_found(books: Books, yen: int) -> None:
    assert not balance([replace(books, yen_in=books.yen_in + yen)]).agrees
    assert not balance([replace(books, yen_out=books.yen_out + yen)]).agrees


def test_money_that_the_journal_takes_for_nobodys_is_found_since_nobody_puts_in_what_is_not_asked_for(
    books: Books,
) -> None:
    stray = Line(99, NOW, TERMINAL, Entry.STRAY, {"yen": 50, "sequence": 3})
    assert not balance([replace(books, yen_in=books.yen_in + 50, lines=(*books.lines, stray))]).agrees


def test_a_sheet_that_is_missing_is_found_with_its_order(books: Books) -> None:
    assert PRINTED in blamed(balance([replace(books, sheets=without(books.sheets, "print-1"))]))


def test_a_sheet_beyond_those_ordered_is_found_though_there_is_a_claim(books: Books) -> None:
    assert CLAIMED in blamed(balance([replace(books, sheets={**books.sheets, "print-2": 3})]))


def test_a_claim_that_says_it_knows_answers_for_each_sheet(books: Books) -> None:
    sure = tuple(
        replace(
            line, values={name: value for name, value in line.values.items() if name in Outcome.model_fields}
        )
        if line.entry is Entry.ENDED
        else line
        for line in books.lines
    )
    assert blamed(balance([replace(books, lines=sure)])) == {CLAIMED}


def test_a_paper_that_no_order_explains_is_found(books: Books) -> None:
    sheets, documents = {**books.sheets, "print-3": 1}, {**books.documents, "print-3": 1}
    assert not balance([replace(books, sheets=sheets, documents=documents)]).agrees


def test_a_document_that_came_twice_is_found_with_its_order(books: Books) -> None:
    twice = {**books.documents, "print-1": 2}
    assert blamed(balance([replace(books, documents=twice)])) == {PRINTED}


@pytest.mark.parametrize("entry", [Entry.ENDED, Entry.PAID_OUT, Entry.REPORTED, Entry.INSERTED])
def test_a_line_that_the_journal_lost_is_found_with_its_order(books: Books, entry: Entry) -> None:
    lines = tuple(line for line in books.lines if (line.order_id, line.entry) != (PRINTED, entry))
    assert PRINTED in blamed(balance([replace(books, lines=lines)]))


def test_an_order_that_was_spooled_twice_is_found(books: Books) -> None:
    again = tuple(line for line in books.lines if (line.order_id, line.entry) == (PRINTED, Entry.SPOOLING))
    assert PRINTED in blamed(balance([replace(books, lines=(*books.lines, *again))]))


def test_an_outcome_that_the_city_hall_lacks_has_otherwise_or_alone_is_found(books: Books) -> None:
    [printed] = books.outcomes[PRINTED]
    otherwise = printed.model_copy(update={"returned": 110})
    for held in ((), (otherwise,), (printed, printed)):
        assert PRINTED in blamed(balance([replace(books, outcomes={**books.outcomes, PRINTED: held})]))
    stranger = {**books.outcomes, "c" * 32: (printed,)}
    assert "c" * 32 in blamed(balance([replace(books, outcomes=stranger)]))


def test_a_simulation_whose_books_differ_has_failed_and_names_the_orders(books: Books) -> None:
    assert Simulated((), balance([books])).passed
    failed = Simulated((), balance([replace(books, sheets=without(books.sheets, "print-1"))]))
    assert not failed.passed
    assert PRINTED in str(as_data(failed)["differences"])


def test_a_claim_is_over_what_was_not_earned(books: Books) -> None:
    assert [order.owed for order in accounts(books.lines)] == [0, FEE // 2]
