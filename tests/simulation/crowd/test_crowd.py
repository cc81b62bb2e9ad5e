"""Many terminals at once: every paper is its own card's, every late answer is dropped and counted."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kiosk.simulation.crowd.evidence import Ending
from kiosk.simulation.crowd.judge import named_on
from kiosk.simulation.crowd.run import simulate_crowd


def logged(directory: Path, event: str) -> list[dict[str, Any]]:
    return [
        line
        for log in directory.glob("terminals-*.log")
        for line in map(json.loads, log.read_text(encoding="utf-8").splitlines())
        if line["event"] == event
    ]


def assert_nobody_is_named_in_the_logs(directory: Path) -> None:
    papers = directory.glob("store-*/paper/*.pdf")
    names = {person.name for paper in papers for person in named_on(paper.read_bytes())}
    logs = "".join(log.read_text(encoding="utf-8") for log in directory.glob("*.log"))
    assert names
    assert not [name for name in names if name in re.sub(r"\s", "", logs)]


def test_no_paper_sheet_or_yen_of_a_crowd_is_anybody_elses(tmp_path: Path) -> None:
    tally = simulate_crowd(tmp_path, terminals=8, visits=64, seed=20261124)
    assert tally.problems == []
    assert tally.visits == 64
    assert tally.endings[Ending.PRINTED] > 0
    assert tally.endings[Ending.LEFT] > 0
    assert tally.cuts > 0
    assert len(tally.cards) > 8
    dropped = logged(tmp_path, "late answer dropped")
    assert dropped
    assert Counter(line["answer"] for line in dropped) == tally.late_answers
    assert all(line["visit"] >= 1 for line in dropped)
    assert_nobody_is_named_in_the_logs(tmp_path)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [1, 2])
def test_nor_in_two_thousand_visits_at_sixty_four_terminals(tmp_path: Path, seed: int) -> None:
    tally = simulate_crowd(tmp_path, terminals=64, visits=2000, seed=seed)
    assert tally.problems == []
    assert tally.visits == 2000
