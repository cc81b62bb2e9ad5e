from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.drivers.card.benches import Bench, PcscBench, SimulatedBench
from tests.real_parts.pcscd import Pcscd, pcscd

__all__ = ["pcscd"]


@pytest.fixture(params=["simulated", "pcsc"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A reader with nothing on it: the simulated one, then the real PC/SC service's."""
    if request.param == "simulated":
        made: SimulatedBench | PcscBench = SimulatedBench()
    else:
        made = PcscBench(request.getfixturevalue("pcscd"))
    yield made
    made.lift()
    made.reader.close()


@pytest.fixture
def pcsc_bench(pcscd: Pcscd) -> Iterator[PcscBench]:
    """The real PC/SC service's reader with nothing on it."""
    made = PcscBench(pcscd)
    yield made
    made.lift()
    made.reader.close()
