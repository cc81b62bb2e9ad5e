"""The card in software as its makers, its data file and its faults see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card.iso7816 import StatusWord
from drivers.card.simulated import (
    AnnouncesData,
    Answered,
    CardContents,
    CardFileError,
    Fault,
    FirstAnswer6F00,
    Hung,
    SimulatedCard,
    Slow,
    Step,
    TornOut,
    WantsExactLength,
    WrongStatus,
    parse_fault,
)
from tests.drivers.card.demo_cards import PIN, contents

SELECT_JPKI = "00A4040C0AD392F000260100000001"
CARD = contents()


def ask(card: SimulatedCard, *commands: str) -> str:
    """The answer to the last of ``commands``, in hexadecimal."""
    reaction = None
    for command in commands:
        reaction = card.transmit(bytes.fromhex(command))
    assert isinstance(reaction, Answered)
    return reaction.response.hex().upper()


def powered(card_contents: CardContents = CARD) -> SimulatedCard:
    card = SimulatedCard(card_contents)
    assert card.power_on() == card_contents.atr
    return card


@pytest.mark.parametrize(
    ("commands", "answer"),
    [
        (["00A4020C020006"], "6A82"),
        ([SELECT_JPKI], "9000"),
        ([SELECT_JPKI, "00A4020C020099"], "6A82"),
        ([SELECT_JPKI, "00B0000004"], "6986"),
        ([SELECT_JPKI, "00A4020C020006", "00B000000F"], b"JPKIAPICCTOKEN2".hex().upper() + "9000"),
        ([SELECT_JPKI, "00A4020C020008", "00B0000000"], "008F009000"),
        ([SELECT_JPKI, "00A4020C020008", "00B0000300"], "6B00"),
        ([SELECT_JPKI, "00A4020C020017", "00B0000000"], "6981"),
        ([SELECT_JPKI, "00A4020C020018", "00200080"], "63C3"),
        ([SELECT_JPKI, "00A4020C020018", "0020008003313131"], "6700"),
        ([SELECT_JPKI, "00A4020C020018", "002000810431313131"], "6A86"),
        ([SELECT_JPKI, "00A4020C020006", "002000800431313131"], "6981"),
        ([SELECT_JPKI, "00A4020C020017", "802A0080013000"], "6982"),
        ([SELECT_JPKI, "00A4020C020018", "002401800432353830"], "6982"),
        ([SELECT_JPKI, "00C0000000"], "6D00"),
        ([SELECT_JPKI, "00CA000000"], "6D00"),
        (["A0A4000000"], "6E00"),
        (["00A404"], "6700"),
    ],
)
def test_it_answers_as_the_card_does(commands: list[str], answer: str) -> None:
    assert ask(powered(), *commands) == answer


def test_it_pads_and_signs_what_fits_and_refuses_what_does_not() -> None:
    card = powered()
    ask(card, SELECT_JPKI, "00A4020C020018", "0020008004" + PIN.encode().hex(), "00A4020C020017")
    assert len(ask(card, "802A0080F5" + "30" * 0xF5 + "00")) == 2 * 258
    assert ask(card, "802A0080F6" + "30" * 0xF6 + "00") == "6985"


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("0024008008" + PIN.encode().hex() + "32353830", "6A86"),
        ("0024018003323538", "6700"),
        ("002401800432353861", "6A80"),
        ("002401800432353830", "9000"),
    ],
)
def test_its_pin_is_changed_by_four_digits_after_the_old_one(command: str, status: str) -> None:
    card = powered()
    verified = [SELECT_JPKI, "00A4020C020018", "0020008004" + PIN.encode().hex()]
    assert ask(card, *verified, command) == status
    assert card.contents.pin == ("2580" if status == "9000" else PIN)


def test_the_next_card_signs_by_a_command_of_its_own_and_not_by_todays() -> None:
    card = powered(contents(key=ec.generate_private_key(ec.SECP384R1())))
    ask(card, SELECT_JPKI, "00A4020C020018", "0020008004" + PIN.encode().hex(), "00A4020C020017")
    assert ask(card, "802A008033" + "30" * 0x33 + "00") == "6D00"
    assert len(ask(card, "002A9E9A30" + "30" * 48 + "00")) == 2 * 98
    assert ask(card, "002A9E9A20" + "30" * 32 + "00") == "6985"


def test_data_can_be_announced_and_fetched_once() -> None:
    card = powered()
    card.plan(AnnouncesData())
    assert ask(card, SELECT_JPKI, "00A4020C020008", "00B0000000") == "6103"
    assert ask(card, "00C0000003") == "008F009000"
    assert ask(card, "00C0000003") == "6D00"


def test_data_can_be_given_for_the_exact_length_only() -> None:
    card = powered()
    card.plan(WantsExactLength())
    assert ask(card, SELECT_JPKI, "00A4020C020008", "00B0000000") == "6C03"
    assert ask(card, "00B0000003") == "008F009000"


def test_a_fault_waits_for_the_command_that_it_counts_to() -> None:
    card = powered()
    card.plan(WrongStatus(Step.READ, StatusWord(0x6982), nth=3))
    read = "00B0000003"
    answers = [ask(card, SELECT_JPKI, "00A4020C020008", read)] + [ask(card, read) for _ in range(3)]
    assert answers == ["008F009000", "008F009000", "6982", "008F009000"]


def test_only_power_off_makes_it_forget_the_pin() -> None:
    card = powered()
    ask(card, SELECT_JPKI, "00A4020C020018", "0020008004" + PIN.encode().hex())
    sign = [SELECT_JPKI, "00A4020C020017", "802A0080013000"]
    card.reset()
    assert ask(card, *sign).endswith("9000")
    card.power_off()
    card.power_on()
    assert ask(card, *sign) == "6982"


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_whatever_bring_it_down_or_open_it(command: bytes) -> None:
    card = powered()
    ask(card, SELECT_JPKI, "00A4020C020017")
    assert isinstance(card.transmit(command), Answered)
    assert ask(card, SELECT_JPKI, "00A4020C020017", "802A0080013000") == "6982"


def test_its_counter_is_remembered_at_once(tmp_path: Path) -> None:
    file = tmp_path / "hanako.card.json"
    CARD.save(file)
    card = SimulatedCard(CardContents.load(file), remember=lambda now: now.save(file))
    ask(card, SELECT_JPKI, "00A4020C020018", "002000800431313131")
    assert CardContents.load(file).tries_left == 2
    assert CardContents.load(file).certificate == CARD.certificate


def test_a_card_file_holds_the_whole_card(tmp_path: Path) -> None:
    for card in (CARD, CardContents.transit_card(), contents(tries_left=0, padding=9, largest_read=50)):
        file = tmp_path / "some.card.json"
        card.save(file)
        assert CardContents.load(file) == card
        assert [path.name for path in tmp_path.iterdir()] == ["some.card.json"]


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("pin", "12a4", "pin: not four digits"),
        ("pin", 1234, "pin: not a text"),
        ("tries_left", 4, "tries_left: 4 is not between 0 and 3"),
        ("tries_left", True, "tries_left: not a number"),
        ("certificate", "no base64", "certificate: "),
        ("atr", "3", "atr: "),
        ("token", "passport", "token: "),
        ("colour", "red", "colour: unknown field"),
    ],
)
def test_a_wrong_card_file_is_refused_naming_file_and_field(
    tmp_path: Path, field: str, value: object, complaint: str
) -> None:
    file = tmp_path / "wrong.card.json"
    CARD.save(file)
    file.write_text(json.dumps({**json.loads(file.read_text()), field: value}))
    with pytest.raises(CardFileError) as refused:
        CardContents.load(file)
    assert str(refused.value).startswith(f"{file}: {complaint}")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("torn-out:verify", TornOut(Step.VERIFY)),
        ("hung:SIGN", Hung(Step.SIGN)),
        ("wrong-status:READ:6A82", WrongStatus(Step.READ, StatusWord(0x6A82))),
        ("slow:SIGN:2.5", Slow(Step.SIGN, 2.5)),
        ("torn-out:read:3", TornOut(Step.READ, nth=3)),
        ("hung:CHANGE:2", Hung(Step.CHANGE, nth=2)),
        ("wrong-status:TRIES:6F00:2", WrongStatus(Step.TRIES, StatusWord(0x6F00), nth=2)),
        ("first-answer-6f00", FirstAnswer6F00()),
        ("announces-data", AnnouncesData()),
        ("wants-exact-length", WantsExactLength()),
    ],
)
def test_a_fault_is_understood_as_a_person_writes_it(text: str, fault: Fault) -> None:
    assert parse_fault(text) == fault


@pytest.mark.parametrize(
    "text",
    ["", "torn-out", "hung:LATER", "wrong-status:READ:6A8", "slow:SIGN:soon", "hung:READ:0", "hung:READ:1:2"],
)
def test_an_unknown_fault_is_refused_with_what_is_known(text: str) -> None:
    with pytest.raises(ValueError, match="write torn-out:STEP"):
        parse_fault(text)
