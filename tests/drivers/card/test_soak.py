"""Visit after visit leaves nothing behind: memory, threads and file handles of the terminal and of its
reader's process. 200 visits each time, 10,000 with ``-m soak``."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drivers.card.contract import CardIdentified, Pin, Signed
from tests.drivers.card.benches import Bench, PcscBench, SimulatedBench, only_child, put_on, take_off
from tests.drivers.card.demo_cards import PIN, contents
from tests.drivers.card.soaking import NEW_CARD_EVERY, soak

MESSAGE = b"what a resident signs"


def visits_at(bench: Bench) -> Callable[[int], None]:
    """What one visit asks of the reader; now and then the card is taken off and put on again."""
    card = bench.card(contents())

    def visit(number: int) -> None:
        if number % NEW_CARD_EVERY == 0:
            put_on(bench, card)
        assert isinstance(bench.reader.identify(), CardIdentified)
        pin = Pin(bytearray(PIN.encode()))
        assert isinstance(bench.reader.authenticate(card.contents.certificate, pin, MESSAGE), Signed)
        if number % NEW_CARD_EVERY == NEW_CARD_EVERY - 1:
            take_off(bench)

    return visit


def terminal_and_reader() -> tuple[int | str, ...]:
    return ("self", only_child())


def test_two_hundred_visits_leave_nothing_behind(pcsc_bench: PcscBench) -> None:
    reader_process = only_child()
    soak(200, visits_at(pcsc_bench), terminal_and_reader)
    assert only_child() == reader_process


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_ten_thousand_visits_leave_nothing_behind(pcsc_bench: PcscBench) -> None:
    reader_process = only_child()
    soak(10_000, visits_at(pcsc_bench), terminal_and_reader)
    assert only_child() == reader_process


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_ten_thousand_visits_in_one_process_leave_nothing_behind() -> None:
    soak(10_000, visits_at(SimulatedBench()), lambda: ("self",))
