"""Never a VERIFY more than was asked for, never one repeated, none before the tries are known.

Against cards that answer anything at any time, as no card in software of ours would.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from drivers.card import jpki
from drivers.card.contract import (
    Authentication,
    CardIdentified,
    Pin,
    PinBlocked,
    PinWrong,
    Signed,
)
from drivers.card.iso7816 import HEADER_LENGTH, INS_VERIFY, LinkLost
from drivers.card.simulated import Answered, Fault, Hung, SimulatedCard, Slow, Step, TornOut, WrongStatus
from drivers.card.simulated.reader import SimulatedReader
from tests.drivers.card.demo_cards import PIN, WRONG_PIN, contents

CARD = contents()
MESSAGE = b"what a resident signs"

KNOWN_WORDS = bytes.fromhex(
    "9000 63C0 63C1 63C2 63C3 63CF 6300 6983 6984 6982 6985 6986"
    "6100 6104 6C00 6C04 6700 6A82 6A86 6A88 6B00 6D00 6E00 6F00"
)
STATUS_WORDS = st.one_of(
    st.sampled_from([KNOWN_WORDS[index : index + 2] for index in range(0, len(KNOWN_WORDS), 2)]),
    st.binary(min_size=2, max_size=2),
)
ANSWERS = st.one_of(
    st.none(),
    st.builds(lambda data, status: data + status, st.binary(max_size=256), STATUS_WORDS),
    st.binary(max_size=4),
)


@dataclass
class Wire:
    """Carries commands to a card, or answers in its place; None means that no answer comes back."""

    card: SimulatedCard
    in_its_place: list[tuple[int, bytes | None]] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)

    def __call__(self, apdu: bytearray) -> bytes:
        self.sent.append(bytes(apdu))
        changed = dict(self.in_its_place)
        number = len(self.sent) - 1
        if number in changed:
            answer = changed[number]
        else:
            reaction = self.card.transmit(bytes(apdu))
            answer = reaction.response if isinstance(reaction, Answered) else None
        if answer is None:
            raise LinkLost("no answer")
        self.answers.append(answer)
        return answer

    def verifies(self) -> list[int]:
        """Where among the commands those stand that carry a PIN."""
        return [number for number, apdu in enumerate(self.sent) if carries_pin(apdu)]


def carries_pin(apdu: bytes) -> bool:
    return apdu[1] == INS_VERIFY and len(apdu) > HEADER_LENGTH


def give(wire: Wire, digits: str) -> Authentication | LinkLost:
    try:
        return jpki.authenticate(wire, CARD.certificate, Pin(bytearray(digits.encode())), MESSAGE)
    except LinkLost as lost:
        return lost


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.tuples(st.integers(0, 9), ANSWERS), max_size=5),
    st.sampled_from([PIN, WRONG_PIN]),
    st.integers(0, 3),
)
def test_whatever_a_card_answers_one_pin_is_sent_once_at_most_and_after_the_tries_were_told(
    in_its_place: list[tuple[int, bytes | None]], digits: str, tries_left: int
) -> None:
    wire = Wire(SimulatedCard(replace(CARD, tries_left=tries_left)), in_its_place)
    outcome = give(wire, digits)
    verifies = wire.verifies()
    event(f"{len(verifies)} VERIFY, {type(outcome).__name__}")
    assert len(verifies) <= 1
    for number in verifies:
        asked = bytes.fromhex("00200080")
        assert wire.sent[number - 1] == asked
        told = int.from_bytes(wire.answers[number - 1][-2:], "big")
        assert 0x63C1 <= told <= 0x63CF
    if isinstance(outcome, Signed | PinWrong):
        assert len(verifies) == 1


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 14), ANSWERS), max_size=6))
def test_whatever_a_card_answers_identifying_it_sends_no_pin(
    in_its_place: list[tuple[int, bytes | None]],
) -> None:
    wire = Wire(SimulatedCard(CARD), in_its_place)
    with contextlib.suppress(LinkLost):
        jpki.identify(wire)
    assert wire.verifies() == []
    assert len(wire.sent) < 100


@pytest.mark.parametrize("told", [0x9000, 0x6300, 0x63D3, 0x6700, 0x6982, 0x6A88, 0x6C04, 0x6104, 0x6F00])
def test_a_card_that_does_not_say_how_many_tries_are_left_is_sent_no_pin(told: int) -> None:
    wire = Wire(SimulatedCard(CARD), [(4, told.to_bytes(2, "big"))])
    outcome = give(wire, PIN)
    assert wire.sent[4] == bytes.fromhex("00200080")
    assert "ask tries left" in repr(outcome)
    assert wire.verifies() == []


@pytest.mark.parametrize("told", [0x63C0, 0x6983, 0x6984])
def test_a_card_that_says_that_none_is_left_is_sent_no_pin(told: int) -> None:
    wire = Wire(SimulatedCard(CARD), [(4, told.to_bytes(2, "big"))])
    assert give(wire, PIN) == PinBlocked()
    assert wire.verifies() == []


@pytest.mark.parametrize("status", [0x63C0, 0x6983, 0x6984])
def test_a_pin_that_blocks_the_card_is_told_in_any_of_three_words(status: int) -> None:
    wire = Wire(SimulatedCard(CARD), [(5, status.to_bytes(2, "big"))])
    assert give(wire, WRONG_PIN) == PinBlocked()
    assert wire.verifies() == [5]


def test_a_pin_is_sent_once_in_whatever_word_it_is_answered_and_only_9000_is_followed() -> None:
    card = SimulatedCard(CARD)
    for first in range(0x100):
        for second in (0x00, 0x04, 0x82, 0x83, 0x84, 0xC0, 0xC1, 0xC3, 0xFF):
            wire = Wire(card, [(5, bytes((first, second)))])
            give(wire, PIN)
            assert wire.verifies() == [5]
            assert len(wire.sent) == (8 if (first, second) == (0x90, 0x00) else 6)


class CountingCard(SimulatedCard):
    """A card that knows how often it was given a PIN."""

    verifies = 0

    def transmit(self, apdu: bytes):  # type: ignore[no-untyped-def]
        self.verifies += len(apdu) > 1 and carries_pin(apdu)
        return super().transmit(apdu)


STEPS = st.sampled_from([Step.SELECT, Step.READ, Step.TRIES, Step.VERIFY, Step.SIGN])
FAULTS: st.SearchStrategy[Fault] = st.one_of(
    st.builds(TornOut, STEPS, st.integers(1, 4)),
    st.builds(Hung, STEPS, st.integers(1, 4)),
    st.builds(Slow, STEPS, st.sampled_from([0.0, 0.01])),
    st.builds(
        WrongStatus,
        STEPS,
        st.sampled_from([0x63C1, 0x6983, 0x6F00, 0x6C04, 0x6104]).map(jpki.StatusWord),
        st.integers(1, 4),
    ),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(FAULTS, max_size=3), st.lists(st.sampled_from([PIN, WRONG_PIN]), min_size=1, max_size=4))
def test_the_card_counts_no_more_pins_than_the_resident_entered_whatever_goes_wrong(
    faults: list[Fault], entered: list[str]
) -> None:
    card = CountingCard(CARD)
    card.plan(*faults)
    reader = SimulatedReader(deadline_seconds=0.005)
    for number, digits in enumerate(entered, start=1):
        reader.put_on(card)
        identified = reader.identify()
        certificate = identified.certificate if isinstance(identified, CardIdentified) else CARD.certificate
        reader.authenticate(certificate, Pin(bytearray(digits.encode())), MESSAGE)
        assert card.verifies <= number
    assert card.contents.tries_left >= 3 - len(entered)
