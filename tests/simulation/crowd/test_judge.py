"""The judge of a crowd's papers can fail: whatever is the neighbour's, it sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.certificates.kinds import Kind
from kiosk.simulation.crowd.evidence import Attended, Closed, Ending, Printed
from kiosk.simulation.crowd.judge import Judge
from kiosk.simulation.crowd.plan import Conduct
from kiosk.simulation.crowd.run import simulate_crowd
from kiosk.simulation.crowd.store import papers_of
from kiosk.simulation.crowd.tally import Tally
from kiosk.terminal.unattended import Wishes


@dataclass(frozen=True)
class Neighbours:
    """Two residents who got their papers at two terminals."""

    directory: Path
    one: Attended
    other: Attended

    def papers_of(self, visit: Attended) -> dict[str, bytes]:
        """What came out during a visit, by print id."""
        return papers_of(visit, self.directory / visit.terminal_id)


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory) -> Neighbours:
    directory = tmp_path_factory.mktemp("crowd")
    printed: dict[str, Attended] = {}

    def keep(tally: Tally, visit: Attended) -> None:
        if visit.ending is Ending.PRINTED:
            printed[visit.terminal_id] = visit

    simulate_crowd(directory, terminals=2, visits=16, seed=1, seen=keep)
    one, other = printed.values()
    return Neighbours(directory, one, other)


@pytest.fixture
def judge(neighbours: Neighbours) -> Iterator[Judge]:
    judge = Judge(neighbours.directory / "city-hall" / "city-hall.sqlite3")
    yield judge
    judge.close()


def test_nothing_is_found_in_a_paper_of_its_own(neighbours: Neighbours, judge: Judge) -> None:
    assert judge.mismatches(neighbours.one, neighbours.papers_of(neighbours.one)) == ()


def test_the_neighbours_paper_is_seen(neighbours: Neighbours, judge: Judge) -> None:
    [theirs] = neighbours.papers_of(neighbours.other).values()
    swapped = dict.fromkeys(neighbours.papers_of(neighbours.one), theirs)
    assert {"name", "birth date"} <= {*judge.mismatches(neighbours.one, swapped)}


def test_the_neighbours_document_behind_the_right_paper_is_seen(neighbours: Neighbours, judge: Judge) -> None:
    [own], [theirs] = neighbours.one.printed, neighbours.other.printed
    mixed = replace(neighbours.one, printed=(replace(own, sealed=theirs.sealed),))
    bindings = ("order_id", "visit_id", "terminal_id", "card_hash")
    expected = tuple(f"{binding} of the sealed document" for binding in bindings)
    assert judge.mismatches(mixed, neighbours.papers_of(mixed)) == expected


def test_an_order_of_another_visit_is_seen(neighbours: Neighbours, judge: Judge) -> None:
    [own], [theirs] = neighbours.one.printed, neighbours.other.printed
    mixed = replace(neighbours.one, printed=(replace(own, order_id=theirs.order_id, sealed=theirs.sealed),))
    found = judge.mismatches(mixed, neighbours.papers_of(mixed))
    assert {"serial of the city hall's order", "holder of the city hall's order"} <= {*found}


def test_a_card_that_was_not_the_one_on_the_reader_is_seen(neighbours: Neighbours, judge: Judge) -> None:
    mixed = replace(neighbours.one, proven=neighbours.other.proven)
    assert judge.mismatches(mixed, neighbours.papers_of(mixed)) == ("card proven to the city hall",)


def test_a_paper_out_of_a_visit_that_ended_otherwise_is_seen(neighbours: Neighbours, judge: Judge) -> None:
    left = replace(neighbours.one, ending=Ending.LEFT)
    assert judge.mismatches(left, neighbours.papers_of(left)) == (
        "1 documents came out of a visit that ended as left",
    )


def test_what_cannot_be_read_is_no_paper_of_this_card(neighbours: Neighbours, judge: Judge) -> None:
    torn = {name: pdf[: len(pdf) // 2] for name, pdf in neighbours.papers_of(neighbours.one).items()}
    [problem] = judge.mismatches(neighbours.one, torn)
    assert problem.startswith("cannot be judged")


VISIT = Attended(
    terminal_id="store-01",
    number=1,
    card_serial="1",
    card_hash="c" * 64,
    wishes=Wishes(Kind.RESIDENT_RECORD),
    conduct=Conduct.STRAIGHT,
    is_again=False,
    ending=Ending.PRINTED,
    failure=None,
    proven=(),
    printed=(Printed("a" * 32, sheets=1, sides=1, order_id="b" * 32, fee=200, sealed=""),),
)
CLOSED = Closed(
    terminal_id="store-01",
    late_answers={},
    sheets_out={"a" * 32: 1},
    inserted=1000,
    paid_out=800,
    owed=0,
    cuts=0,
    told_again=0,
    untold=0,
    authentications=(),
    orders=(),
    trouble=None,
)


def problems_of(closed: Closed) -> list[str]:
    tally = Tally(terminals=1, seed=1)
    tally.close([closed], [VISIT])
    return tally.problems


@pytest.mark.parametrize(
    ("ending", "conduct", "problems"),
    [
        (Ending.LEFT, Conduct.STRAIGHT, ["store-01 visit 1: waited in vain"]),
        (Ending.LEFT, Conduct.CHANGES_MIND, ["store-01 visit 1: waited in vain"]),
        (Ending.HUNG, Conduct.WALKS_AWAY, ["store-01 visit 1: waited in vain"]),
        (Ending.LEFT, Conduct.WALKS_AWAY, []),
        (Ending.PRINTED, Conduct.STRAIGHT, []),
    ],
)
def test_whoever_stayed_and_got_neither_paper_nor_a_reason_is_a_problem(
    ending: Ending, conduct: Conduct, problems: list[str]
) -> None:
    tally = Tally(terminals=1, seed=1)
    tally.add(replace(VISIT, ending=ending, conduct=conduct), mismatches=())
    assert tally.problems == problems


def test_a_terminal_whose_sheets_and_yen_belong_to_its_visits_is_no_problem() -> None:
    assert problems_of(CLOSED) == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"inserted": 1200}, "¥1200 in, ¥200 earned, ¥800 given back, ¥0 owed"),
        ({"sheets_out": {"a" * 32: 2}}, "sheets came out after their visit"),
        ({"sheets_out": {"a" * 32: 1, "b" * 32: 1}}, "a document came out in no visit, or in two"),
        ({"untold": 1}, "1 outcomes were never told to the city hall"),
        ({"trouble": "visit 3: hung on Pay"}, "visit 3: hung on Pay"),
    ],
)
def test_whatever_belongs_to_no_visit_is_a_problem(changed: dict[str, Any], problem: str) -> None:
    assert f"store-01: {problem}" in problems_of(replace(CLOSED, **changed))
