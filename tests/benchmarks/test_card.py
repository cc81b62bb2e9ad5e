"""Our own time on the card's path stays small, and no command is sent that is not needed."""

from __future__ import annotations

import statistics

from tests.benchmarks.card import IN_PROCESS, OUR_LIMIT_MILLISECONDS, measure, table
from tests.drivers.card.benches import PcscBench, SimulatedBench
from tests.real_parts.pcscd import Pcscd, pcscd

__all__ = ["pcscd"]


def test_a_visit_costs_less_than_five_milliseconds_of_ours_and_the_fewest_commands() -> None:
    visits, fewest = measure(SimulatedBench(), visits=50)
    assert statistics.median(visit.ours for visit in visits) < OUR_LIMIT_MILLISECONDS
    assert {visit.commands.total() for visit in visits} == {fewest}
    assert table({IN_PROCESS: (visits, fewest)}).row_count == 1


def test_the_service_sends_the_card_no_command_of_its_own(pcscd: Pcscd) -> None:
    bench = PcscBench(pcscd)
    try:
        visits, fewest = measure(bench, visits=5)
    finally:
        bench.reader.close()
    assert {visit.commands.total() for visit in visits} == {fewest}
    assert all(visit.ours > 0 for visit in visits)
