"""A resident pays with real coins and notes, as bytes on the line of a cash box that counts for itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.cashbox.simulated_bus import Hand, SimulatedBus
from kiosk.terminal.configuration import ConfigurationError, load
from kiosk.terminal.visit.journal import Entry
from tests.end_to_end.store import INSERT, Store, cctalk_cashbox, folder_printer, simulated_reader
from tests.real_parts.city_hall import CityHall

RECORD = ("--kind", "resident-record")
FEE = 200


class Payer:
    """Puts this money in when asked, and remembers which of it came back at once."""

    def __init__(self, hand: Hand, *money: int) -> None:
        self._hand = hand
        self._money = money
        self.fell_through: list[int] = []

    def heard(self, prompt: str) -> None:
        if INSERT in prompt:
            self.fell_through = [yen for yen in self._money if not self._hand.insert(yen)]


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[SimulatedBus]:
    with SimulatedBus(tmp_path) as bus:
        yield bus


@pytest.fixture
def store(bus: SimulatedBus, city_hall: CityHall, tmp_path: Path) -> Store:
    return Store(
        tmp_path / "store",
        city_hall,
        reader=simulated_reader(city_hall.card_file("hanako")),
        printer=folder_printer(),
        cashbox=cctalk_cashbox(bus.port),
    )


def test_a_note_pays_the_fee_and_the_change_lies_in_the_tray(store: Store, bus: SimulatedBus) -> None:
    done = store.issue(*RECORD, hands=Payer(bus.hand, 1000))

    assert done.exit_code == 0, done
    counts = bus.hand.counts()
    assert (counts.yen_in, counts.yen_out) == (1000, 1000 - FEE)
    inserted, paid_out = (
        [line.values["yen"] for line in store.journal() if line.entry is entry]
        for entry in (Entry.INSERTED, Entry.PAID_OUT)
    )
    assert (inserted, paid_out) == ([1000], [1000 - FEE])
    assert not counts.accepting
    assert len(store.papers()) == 1


def test_without_change_only_exact_money_is_taken(store: Store, bus: SimulatedBus) -> None:
    bus.hand.empty_hopper(10)
    payer = Payer(bus.hand, 1000, 500, 100, 100)

    done = store.issue(*RECORD, hands=payer)

    assert done.exit_code == 0, done
    assert payer.fell_through == [1000, 500]
    counts = bus.hand.counts()
    assert (counts.yen_in, counts.yen_out) == (FEE, 0)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("bill_acceptor = 2", "same address"),
        ("hopper = [{denomination = 100, address = 2}]", "same address"),
        (
            "hopper = [{denomination = 100, address = 3}, {denomination = 100, address = 4}]",
            "same denomination",
        ),
        ("hopper = [{denomination = 1000, address = 3}]", "denomination"),
        ('checksum = "none"', "checksum"),
    ],
)
def test_a_cash_box_that_cannot_be_wired_so_is_refused(store: Store, wrong: str, told: str) -> None:
    text = store.configuration.read_text(encoding="utf-8")
    store.configuration.write_text(text.replace("[cashbox]", f"[cashbox]\n{wrong}"), encoding="utf-8")

    with pytest.raises(ConfigurationError, match=told):
        load(store.configuration)
