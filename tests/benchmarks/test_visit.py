"""The benchmark of a visit measures what it says."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.visit import CARD, CARD_ITSELF, PARTS, WHOLE, Bench, measure, table, terminal
from tests.real_parts.city_hall import CityHall, city_hall, demo_directory
from tests.real_parts.pcscd import Pcscd, pcscd

__all__ = ["city_hall", "demo_directory", "pcscd"]


def test_every_part_of_a_visit_takes_its_time_within_the_whole(
    city_hall: CityHall, pcscd: Pcscd, tmp_path: Path
) -> None:
    with terminal(Bench, city_hall, pcscd, tmp_path) as bench:
        times = measure(bench, visits=3)
    for visit in times:
        assert all(visit.by_part[part] > 0 for part in PARTS)
        assert visit.by_part[CARD_ITSELF] < visit.by_part[CARD]
        assert visit.ours + visit.theirs < visit.by_part[WHOLE]
        assert 0 < visit.our_share < 1
    assert table(times).row_count == len(PARTS) + 3
