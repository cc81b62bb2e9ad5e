"""Which coins make which sum. Pure: no I/O.

Each denomination of :data:`DENOMINATIONS` divides the next, so taking the largest first finds an exact
sum from limited coins wherever there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from drivers.cashbox.contract import DENOMINATIONS


def coins_for(yen: int, levels: Mapping[int, int]) -> dict[int, int]:
    """How many of each denomination make ``yen``, largest first; less than ``yen`` where ``levels`` (the
    pieces there are) can't make it."""
    coins: dict[int, int] = {}
    left = yen
    for denomination in sorted(DENOMINATIONS, reverse=True):
        count = min(left // denomination, levels.get(denomination, 0))
        if count:
            coins[denomination] = count
            left -= count * denomination
    return coins


def worth(coins: Mapping[int, int]) -> int:
    """Yen of a number of each denomination."""
    return sum(denomination * count for denomination, count in coins.items())


def possible_change(fee: int) -> Iterator[int]:
    """Every sum that may have to be given back for ``fee`` when money is refused as soon as it is paid:
    the last coin or note is worth more than what was still missing."""
    smallest = min(DENOMINATIONS)
    for missing in range(fee % smallest or smallest, fee + 1, smallest):
        yield from (piece - missing for piece in DENOMINATIONS if piece > missing)


def can_always_give_change(fee: int, levels: Mapping[int, int]) -> bool:
    """Whether ``levels`` can make each possible change alone. What the resident puts in only adds to
    them, so this errs on the side of refusing."""
    return all(worth(coins_for(change, levels)) == change for change in possible_change(fee))
