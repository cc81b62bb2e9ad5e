"""Terminals are killed; every yen and every sheet is accounted for afterwards.

The long form is left out of an ordinary run: ``python -m pytest tests/crash -m soak``.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from kiosk.simulation.crash.plan import ROUND, STEPS, Side
from kiosk.simulation.crash.report import KillPlace, as_data, kills_at_lines
from kiosk.simulation.crash.simulation import Simulated, simulate_crashes

BY_CHANCE = 12


def assert_all_is_accounted_for(simulated: Simulated) -> None:
    assert simulated.passed, as_data(simulated)


def never_killed_at(simulated: Simulated) -> list[KillPlace]:
    met = kills_at_lines(simulated.visits)
    steps = [KillPlace(entry, part, side) for (entry, part), side in product(STEPS, Side)]
    return [step for step in steps if not met[step]]


def test_a_terminal_may_be_killed_at_every_step_of_its_journal(town: Path, tmp_path: Path) -> None:
    simulated = simulate_crashes(
        town, tmp_path / "run", visits=ROUND + BY_CHANCE, seed=1, terminals=2, progress=lambda over: None
    )
    assert_all_is_accounted_for(simulated)
    assert never_killed_at(simulated) == []
    assert sum(visited.killed for visited in simulated.visits) >= 1


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [1, 2])
def test_five_hundred_visits_lose_no_yen_and_no_sheet(town: Path, tmp_path: Path, seed: int) -> None:
    simulated = simulate_crashes(
        town, tmp_path / "run", visits=500, seed=seed, terminals=2, progress=lambda over: None
    )
    assert_all_is_accounted_for(simulated)
    assert never_killed_at(simulated) == []
