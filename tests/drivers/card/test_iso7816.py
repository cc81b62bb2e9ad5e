"""Status words that ask for another command, and the trace of commands."""

from __future__ import annotations

import pytest

from drivers.card.iso7816 import Answer, LinkLost, StatusWord, command, describe, exchange

READ = command(0x00, 0xB0, 0x00, 0x00, le=256)
SIGN = command(0x80, 0x2A, 0x00, 0x80, data=b"abc", le=256)
VERIFY = command(0x00, 0x20, 0x00, 0x80, data=b"4931")
CHANGE_PIN = command(0x00, 0x24, 0x01, 0x80, data=b"4931")


class ScriptedCard:
    """Answers what it is told to, the last answer for ever, and remembers what it was asked."""

    def __init__(self, *answers: str) -> None:
        self._answers = [bytes.fromhex(answer) for answer in answers]
        self.asked: list[str] = []

    def __call__(self, apdu: bytearray) -> bytes:
        self.asked.append(apdu.hex())
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def test_61xx_fetches_the_rest() -> None:
    card = ScriptedCard("AABB6102", "CCDD6100", "EE9000")
    assert exchange(card, READ) == Answer(bytes.fromhex("AABBCCDDEE"), StatusWord(0x9000))
    assert card.asked == ["00b0000000", "00c0000002", "00c0000000"]


def test_6cxx_asks_again_with_the_length_that_the_card_wants() -> None:
    card = ScriptedCard("6C10", "AA9000")
    assert exchange(card, SIGN) == Answer(b"\xaa", StatusWord(0x9000))
    assert card.asked == ["802a00800361626300", "802a00800361626310"]


@pytest.mark.parametrize("endless", ["6110", "6C10"])
def test_a_card_that_never_ends_is_given_up(endless: str) -> None:
    card = ScriptedCard(endless)
    exchange(card, READ)
    assert len(card.asked) < 50


@pytest.mark.parametrize("status", ["6C04", "6104", "6F00", "63C2", "9000"])
def test_verify_is_sent_once_whatever_the_card_answers(status: str) -> None:
    card = ScriptedCard(status)
    exchange(card, VERIFY)
    assert len(card.asked) == 1


def test_an_answer_without_a_status_word_is_a_lost_link() -> None:
    with pytest.raises(LinkLost):
        exchange(ScriptedCard("90"), READ)


def test_a_trace_shows_commands_but_no_pin() -> None:
    assert describe(READ) == "00 B0 00 00 00"
    assert describe(VERIFY) == "00 20 00 80 04 •• •• •• ••"
    assert describe(CHANGE_PIN) == "00 24 01 80 04 •• •• •• ••"


def test_what_does_not_fit_a_short_command_is_refused() -> None:
    with pytest.raises(ValueError, match="short"):
        command(0, 0xA4, 0, 0, data=bytes(256))
    with pytest.raises(ValueError, match="short"):
        command(0, 0xB0, 0, 0, le=257)
