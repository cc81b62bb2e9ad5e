"""What the incidents' tests ask for: whose paper it is, what a terminal's journal adds up to, and what
the city hall holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.certificates.kinds import Kind, Scope
from kiosk.terminal.unattended import NotIssued, Wishes
from kiosk.terminal.visit import states
from kiosk.terminal.visit.account import Account, accounts
from tests.end_to_end.counter import Counter
from tests.end_to_end.papers import pages
from tests.real_parts.city_hall import CityHall

CounterAt = Callable[..., Counter]

ONESELF = Wishes(Kind.RESIDENT_RECORD)
HOUSEHOLD = Wishes(Kind.RESIDENT_RECORD, scope=Scope.HOUSEHOLD)
THREE_COPIES = Wishes(Kind.RESIDENT_RECORD, scope=Scope.HOUSEHOLD, copies=3)

MEMBERS: Mapping[str, tuple[str, ...]] = {
    "hanako": ("一郎", "花子", "さくら", "そら"),
    "kiyo": ("キヨ",),
    "rin": ("NGUYEN THI LINH",),
    "five": ("誠", "由美子", "葵", "大和", "陽葵"),
    "nine": ("義雄", "節子", "浩二", "香織", "翔", "七海", "蓮", "紬", "ハル"),
}
"""Who lives with the holder of a demo card; every name is of one household only."""


def assert_is_of(pdf: bytes, stem: str) -> None:
    """Every member of this card's household stands on the paper, and nobody of another."""
    said = "".join(pages(pdf)).replace("\n", "")
    found = {name for names in MEMBERS.values() for name in names if name in said}
    assert found == set(MEMBERS[stem])


def look_at_the_paper(counter: Counter) -> None:
    """Until the paper is ready on the screen that asks for the last time before money."""
    counter.wait_for(
        lambda state: isinstance(state.screen, states.Confirm) and state.screen.order is not None
    )


def at_the_last_look(counter: Counter, happens: Callable[[], None]) -> Callable[[], None]:
    """Let this happen while the resident looks at the finished paper."""

    def happen() -> None:
        look_at_the_paper(counter)
        happens()

    return happen


def settled(ending: object) -> states.Settlement:
    """What the payer of a broken order was told."""
    assert isinstance(ending, NotIssued)
    assert ending.settlement is not None
    return ending.settlement


def accounts_of(counter: Counter) -> tuple[Account, ...]:
    """The accounts of all orders of a terminal, which is ended for it."""
    counter.close()
    return accounts(counter.store.journal())


def asked(hall: CityHall, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of the city hall's database."""
    with hall.registry() as database:
        return database.execute(query, values).fetchall()
