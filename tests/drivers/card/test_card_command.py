"""``kiosk card simulate`` as somebody at a keyboard uses it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from drivers.card.contract import CardIdentified, CardPresent, Pin, PinWrong, ReaderEmpty
from drivers.card.pcsc import PcscReader
from drivers.card.simulated import CardContents
from kiosk.commands.card import app
from tests.drivers.card.benches import PATIENCE_SECONDS, wait_until
from tests.drivers.card.demo_cards import PIN, WRONG_PIN, contents
from tests.real_parts.pcscd import READER_NAME, Pcscd

RUN = "from kiosk.commands.card import app; app()"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A directory with three residents' cards."""
    for name in ("0001-aoba-hanako", "0002-aoba-taro", "0003-sakura-jiro"):
        contents().save(tmp_path / f"{name}.card.json")
    return tmp_path


@pytest.fixture
def reader(pcscd: Pcscd) -> Iterator[PcscReader]:
    with closing(PcscReader(READER_NAME)) as made:
        wait_until(made, ReaderEmpty)
        yield made


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_residents_card_lies_on_the_reader_until_it_is_taken_off_and_keeps_its_tries(
    town: Path, pcscd: Pcscd, reader: PcscReader, ending: signal.Signals
) -> None:
    command = [sys.executable, "-c", RUN, "simulate", str(town), "--resident", "hanako"]
    with subprocess.Popen(
        [*command, "--vpcd", f"127.0.0.1:{pcscd.vpcd_port}"], stdout=subprocess.PIPE, text=True
    ) as simulation:
        wait_until(reader, CardPresent)
        identified = reader.identify()
        assert isinstance(identified, CardIdentified)
        pin = Pin(bytearray(WRONG_PIN.encode()))
        assert reader.authenticate(identified.certificate, pin, bytes(32)) == PinWrong(left=2)
        simulation.send_signal(ending)
        said, _ = simulation.communicate(timeout=PATIENCE_SECONDS)
    assert simulation.returncode == 0
    assert "2 PIN tries left" in said
    wait_until(reader, ReaderEmpty)
    assert CardContents.load(town / "0001-aoba-hanako.card.json").tries_left == 2


def test_a_planned_fault_happens_and_the_command_ends_by_itself(
    town: Path, pcscd: Pcscd, reader: PcscReader
) -> None:
    card = town / "0001-aoba-hanako.card.json"
    command = [sys.executable, "-c", RUN, "simulate", str(card), "--fault", "torn-out:READ"]
    with subprocess.Popen(
        [*command, "--vpcd", f"127.0.0.1:{pcscd.vpcd_port}"],
        stdout=subprocess.PIPE,
        text=True,
    ) as simulation:
        wait_until(reader, CardPresent)
        reader.identify()
        said, _ = simulation.communicate(timeout=PATIENCE_SECONDS)
    assert simulation.returncode == 0
    assert "torn out" in said


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["{town}"], "choose with --resident"),
        (["{town}", "--resident", "aoba"], "fits several cards"),
        (["{town}", "--resident", "midori"], "no card of 'midori'"),
        (["{town}/nobody.card.json"], "no such file"),
        (["{town}/0002-aoba-taro.card.json", "--vpcd", "here"], "is not HOST:PORT"),
        (["{town}/0002-aoba-taro.card.json", "--fault", "explode"], "unknown fault 'explode'"),
    ],
)
def test_a_mistake_at_the_keyboard_is_answered_in_words(
    town: Path, arguments: list[str], complaint: str
) -> None:
    result = CliRunner().invoke(
        app, ["simulate", *(argument.format(town=town) for argument in arguments)], env={"COLUMNS": "400"}
    )
    assert result.exit_code == 2
    assert complaint in result.stderr


def change_pin(card: Path, *typed: str) -> Result:
    return CliRunner().invoke(app, ["change-pin", str(card)], input="".join(f"{line}\n" for line in typed))


def test_a_changed_pin_is_in_the_card_file_and_shows_nowhere(town: Path) -> None:
    card = town / "0001-aoba-hanako.card.json"
    result = change_pin(card, PIN, "2580", "2580")
    assert result.exit_code == 0, result.output
    assert CardContents.load(card).pin == "2580"
    assert CardContents.load(card).tries_left == 3
    assert "2580" not in result.output
    assert PIN not in result.output


def test_a_wrong_old_pin_changes_nothing_but_the_tries_until_none_is_left(town: Path) -> None:
    card = town / "0001-aoba-hanako.card.json"
    for left in (2, 1):
        result = change_pin(card, WRONG_PIN, "2580", "2580")
        assert (result.exit_code, f"{left} PIN tries left" in result.stderr) == (1, True)
        assert CardContents.load(card).tries_left == left
    assert "blocked" in change_pin(card, WRONG_PIN, "2580", "2580").stderr
    assert "blocked" in change_pin(card, PIN, "2580", "2580").stderr
    assert CardContents.load(card).pin == PIN


@pytest.mark.parametrize("new", ["12", "12a4", "12345"])
def test_a_new_pin_that_is_not_four_digits_is_refused_before_the_card_is_asked(town: Path, new: str) -> None:
    card = town / "0001-aoba-hanako.card.json"
    result = change_pin(card, WRONG_PIN, new, new)
    assert result.exit_code == 2
    assert "four digits" in result.stderr
    assert CardContents.load(card).tries_left == 3


def test_a_card_without_a_pin_has_none_to_change(town: Path) -> None:
    card = town / "transit.card.json"
    CardContents.transit_card().save(card)
    result = change_pin(card, PIN, "2580", "2580")
    assert result.exit_code == 2
    assert "select JPKI: 6A82" in result.stderr
