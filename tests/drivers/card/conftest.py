from __future__ import annotations

from collections.abc import Iterator

import pytest

from drivers.card.simulated import SimulatedCard
from tests.drivers.card.benches import Bench, PcscBench, SimulatedBench
from tests.drivers.card.odd_card import OddCard
from tests.real_parts.pcscd import Pcscd, pcscd

__all__ = ["pcscd"]


def _benches(request: pytest.FixtureRequest) -> Iterator[Bench]:
    card = OddCard if "odd" in request.param else SimulatedCard
    if "simulated" in request.param:
        made: SimulatedBench | PcscBench = SimulatedBench(card)
    else:
        made = PcscBench(request.getfixturevalue("pcscd"), card)
    yield made
    made.lift()
    made.reader.close()


@pytest.fixture(params=["simulated", "simulated-odd", "pcsc", "pcsc-odd"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A reader with nothing on it: the simulated one, the real PC/SC service's; for each maker's card."""
    yield from _benches(request)


@pytest.fixture(params=["simulated", "pcsc"])
def plain_bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A reader with nothing on it, for cards whose ATR can be chosen."""
    yield from _benches(request)


@pytest.fixture
def pcsc_bench(pcscd: Pcscd) -> Iterator[PcscBench]:
    """The real PC/SC service's reader with nothing on it."""
    made = PcscBench(pcscd)
    yield made
    made.lift()
    made.reader.close()
