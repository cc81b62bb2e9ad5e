"""A visit asks a card for no more than it needs: each command costs a resident time with the card down."""

from __future__ import annotations

from drivers.card import jpki
from drivers.card.contract import CardIdentified, OtherCard, Pin, PinWrong, Signed
from drivers.card.iso7816 import READ_CHUNK
from drivers.card.simulated import Answered, CardContents, FirstAnswer6F00, SimulatedCard
from tests.drivers.card.demo_cards import PIN, WRONG_PIN, contents

MESSAGE = b"what a resident signs"
NAMES = {0xA4: "SELECT", 0xB0: "READ", 0x2A: "SIGN"}


class Line:
    """Carries commands to a card and lists them."""

    def __init__(self, holds: CardContents) -> None:
        self.card = SimulatedCard(holds)
        self.names: list[str] = []

    def __call__(self, apdu: bytearray) -> bytes:
        tries_or_verify = "TRIES" if len(apdu) == 4 else "VERIFY"
        self.names.append(NAMES.get(apdu[1], tries_or_verify))
        reaction = self.card.transmit(bytes(apdu))
        assert isinstance(reaction, Answered)
        return reaction.response


def test_identifying_selects_and_reads_each_thing_once() -> None:
    line = Line(contents())
    assert isinstance(jpki.identify(line), CardIdentified)
    pieces = -(-len(line.card.contents.certificate) // READ_CHUNK)
    label, certificate, pin = ["SELECT", "READ"], ["SELECT", *["READ"] * pieces], ["SELECT", "TRIES"]
    assert line.names == ["SELECT", *label, *certificate, *pin]
    assert len(line.names) == 6 + pieces


def test_proving_the_pin_takes_eight_commands() -> None:
    line = Line(contents())
    outcome = jpki.authenticate(line, line.card.contents.certificate, Pin(bytearray(PIN.encode())), MESSAGE)
    assert isinstance(outcome, Signed)
    same_card, pin, key = ["SELECT", "READ"], ["SELECT", "TRIES", "VERIFY"], ["SELECT", "SIGN"]
    assert line.names == ["SELECT", *same_card, *pin, *key]


def test_a_wrong_pin_takes_six() -> None:
    line = Line(contents())
    pin = Pin(bytearray(WRONG_PIN.encode()))
    assert jpki.authenticate(line, line.card.contents.certificate, pin, MESSAGE) == PinWrong(left=2)
    assert len(line.names) == 6


def test_another_card_is_known_after_three() -> None:
    line = Line(contents())
    pin = Pin(bytearray(PIN.encode()))
    assert jpki.authenticate(line, contents().certificate, pin, MESSAGE) == OtherCard()
    assert line.names == ["SELECT", "SELECT", "READ"]


def test_a_first_answer_without_meaning_costs_one_more() -> None:
    line = Line(contents())
    line.card.plan(FirstAnswer6F00())
    line.card.power_on()
    assert isinstance(jpki.identify(line), CardIdentified)
    assert line.names[:3] == ["SELECT", "SELECT", "SELECT"]
