"""The benchmark of the guards measures what it says."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.guarding import (
    BINDINGS,
    DIGEST,
    GUARDS,
    JOURNAL,
    UNSEALING,
    GuardingBench,
    guarding,
    ours,
    table,
)
from tests.benchmarks.visit import GATE, measure, terminal
from tests.real_parts.city_hall import CityHall, city_hall, demo_directory
from tests.real_parts.pcscd import Pcscd, pcscd

__all__ = ["city_hall", "demo_directory", "pcscd"]


def test_every_guard_of_a_visit_stands_where_it_should(
    city_hall: CityHall, pcscd: Pcscd, tmp_path: Path
) -> None:
    with terminal(GuardingBench, city_hall, pcscd, tmp_path) as bench:
        times = measure(bench, visits=2)
    for visit in times:
        assert all(visit.by_part[guard] > 0 for guard in GUARDS)
        assert visit.calls[UNSEALING] == visit.calls[BINDINGS] == 3, (
            "on receipt, before money, before the spool"
        )
        assert visit.calls[GATE] == visit.calls[DIGEST] == 1
        assert visit.calls[JOURNAL] >= 5
        assert 0 < visit.by_part[DIGEST] < visit.by_part[GATE] < guarding(visit) < ours(visit)
    assert table(times).row_count == len(GUARDS) + 1
