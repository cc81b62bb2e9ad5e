"""Whether the books of a terminal agree, to the yen and the sheet. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kiosk.simulation.crash.books import Books
from kiosk.terminal.visit.account import Account, accounts
from kiosk.terminal.visit.journal import TERMINAL, Entry, Line
from kiosk.terminal.visit.standing import standing


@dataclass(frozen=True)
class Row:
    """One line of the balance sheet: the same thing as one side counts it and as the other does."""

    what: str
    one: str
    counted: int
    other: str
    expected: int

    @property
    def difference(self) -> int:
        """Nothing, if the books agree."""
        return self.counted - self.expected


@dataclass(frozen=True)
class Difference:
    """What does not agree, and for which order; ``order_id`` empty where it is of none."""

    terminal_id: str
    order_id: str
    what: str


@dataclass(frozen=True)
class Balance:
    """The sheet of all terminals together, and every difference of every order."""

    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Whether no yen and no sheet is missing or too many."""
        return not self.differences and not any(row.difference for row in self.rows)


def balance(all_books: Iterable[Books]) -> Balance:
    """The balance sheet over ``all_books``."""
    kept = tuple(all_books)
    rows = [_added(same) for same in zip(*map(_rows, kept), strict=True)]
    return Balance(tuple(rows), tuple(difference for books in kept for difference in _differences(books)))


def _added(rows: Iterable[Row]) -> Row:
    first, *others = rows
    return Row(
        first.what,
        first.one,
        sum(row.counted for row in (first, *others)),
        first.other,
        sum(row.expected for row in (first, *others)),
    )


def _rows(books: Books) -> tuple[Row, ...]:
    orders = accounts(books.lines)
    strays = sum(stray.yen for stray in standing(_of_terminal(books)).strays)
    held = [outcome for outcomes in books.outcomes.values() for outcome in outcomes]
    received = sum(order.received for order in orders)
    returned = sum(order.returned for order in orders)
    earned = sum(_earned(books, order) for order in orders)
    owed = sum(order.owed for order in orders)
    reported = sum(order.outcome.sheets for order in orders if order.outcome is not None)
    unknown = sum(_sheets_of_claim(books, order) for order in orders)
    claims = [order.outcome.claim for order in orders if order.outcome and order.outcome.claim]
    return (
        Row("yen in", "cash box", books.yen_in, "journal: received + strays", received + strays),
        Row("yen out", "cash box", books.yen_out, "journal: change + refunds", returned),
        Row("yen of nobody", "journal: strays", strays, "put in unasked", 0),
        Row(
            "yen in and where they are",
            "cash box",
            books.yen_in,
            "fees of printed copies + change + refunds + claims + strays",
            earned + returned + owed + strays,
        ),
        Row("sheets", "printer", sum(books.sheets.values()), "outcomes + claims", reported + unknown),
        Row(
            "documents", "printer", sum(books.documents.values()), "print ids heard of", len(books.documents)
        ),
        Row("orders ended", "journal", len(orders), "city hall", len(held)),
        Row(
            "claims", "journal", len(claims), "city hall", sum(outcome.claim is not None for outcome in held)
        ),
        Row(
            "yen received less returned",
            "journal",
            received - returned,
            "city hall",
            sum(outcome.received - outcome.returned for outcome in held),
        ),
        Row("sheets reported", "journal", reported, "city hall", sum(outcome.sheets for outcome in held)),
    )


def _differences(books: Books) -> Iterator[Difference]:
    orders = accounts(books.lines)
    for order in orders:
        for what in _wrong_with(books, order):
            yield Difference(books.terminal_id, order.order_id, what)
    known = {order.order_id for order in orders}
    for order_id in books.outcomes.keys() - known:
        yield Difference(books.terminal_id, order_id, "the city hall has an outcome, the journal no order")
    for print_id in books.sheets.keys() - {order.print_id for order in orders}:
        yield Difference(books.terminal_id, "", f"{print_id} was printed, the journal knows no such print")


def _wrong_with(books: Books, order: Account) -> Iterator[str]:
    written = Counter(line.entry for line in books.lines if line.order_id == order.order_id)
    outcome = order.outcome
    if outcome is None:
        yield "it has no end"
        return
    if written[Entry.ENDED] > 1:
        yield f"it ended {written[Entry.ENDED]} times"
    if written[Entry.SPOOLING] > 1:
        yield f"it has {written[Entry.SPOOLING]} print ids"
    if order.print_id and books.documents.get(order.print_id, 0) > 1:
        yield f"its document came to the printer {books.documents[order.print_id]} times"
    if (outcome.received, outcome.returned) != (order.received, order.returned):
        yield (
            f"it ended with ¥{outcome.received} in and ¥{outcome.returned} out, "
            f"its lines say ¥{order.received} and ¥{order.returned}"
        )
    printed = _printed(books, order)
    if printed != outcome.sheets + _sheets_of_claim(books, order) or printed > order.sheets:
        yield f"the printer counted {printed} sheets of {order.sheets}, it ended with {outcome.sheets}"
    accounted = _earned(books, order) + order.returned + order.owed
    if order.received != accounted:
        yield (
            f"¥{order.received} came in; fee ¥{_earned(books, order)}, out ¥{order.returned}, "
            f"owed ¥{order.owed} make ¥{accounted}"
        )
    if order.rejected:
        yield f"the city hall rejected {', '.join(sorted(order.rejected))}"
    if order.unreported:
        yield f"not reported: {', '.join(waiting.outcome for waiting in order.unreported)}"
    if books.outcomes.get(order.order_id, ()) != (outcome,):
        yield f"the city hall has {books.outcomes.get(order.order_id, ())}, the journal {outcome}"


def _printed(books: Books, order: Account) -> int:
    return books.sheets.get(order.print_id, 0) if order.print_id is not None else 0


def _sheets_of_claim(books: Books, order: Account) -> int:
    """Sheets that came out unheard, where the claim says that it does not know how many."""
    if order.outcome is None or order.sheets_known:
        return 0
    return max(0, _printed(books, order) - order.outcome.sheets)


def _earned(books: Books, order: Account) -> int:
    """The fee for the copies that came out whole: by the printer's own count, or as the claim takes it
    that does not know."""
    known = order.outcome is not None and not order.sheets_known
    return order.fee_for(order.outcome.sheets if known and order.outcome else _printed(books, order))


def _of_terminal(books: Books) -> tuple[Line, ...]:
    return tuple(line for line in books.lines if line.order_id == TERMINAL)
