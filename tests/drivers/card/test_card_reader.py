"""What every card reader does for a resident: on the simulated reader, on the real PC/SC service, with a card
of another maker on either, and on a real reader with a real test card where there is one.

    KIOSK_READER="ACS ACR1281" KIOSK_CARD_PIN=1234 deploy/test tests/drivers/card/test_card_reader.py

``KIOSK_CARD_WRONG_PIN`` lets one wrong PIN be tried too, if the card has all its tries.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from drivers.card.contract import (
    Authentication,
    CardHeldElsewhere,
    CardIdentified,
    CardPresent,
    CardRemoved,
    CardUnreadable,
    CardUnsupported,
    NotMyNumberCard,
    NotUsable,
    OtherCard,
    Pin,
    PinBlocked,
    PinWrong,
    ReaderEmpty,
    ReaderMissing,
    Signed,
    TokenKind,
)
from drivers.card.iso7816 import StatusWord
from drivers.card.pcsc import PcscReader
from drivers.card.simulated import (
    CardContents,
    FirstAnswer6F00,
    Hung,
    Slow,
    Step,
    TornOut,
    WrongStatus,
)
from tests.drivers.card.benches import (
    DEADLINE_SECONDS,
    PATIENCE_SECONDS,
    Bench,
    Card,
    put_on,
    take_off,
    wait_until,
)
from tests.drivers.card.demo_cards import PIN, WRONG_PIN, contents

CONTACT_ATRS = (
    "3BE000FF8131FE4514",
    "3BDA13FF8131FB468012392F31C173C601C03B",
    "3BC5FF8131FB458073C6010000",
    "3BF59100FF918171FE400042000100D1D6",
    "3BF59100FF918171FE4000420001B3A115",
)
CONTACTLESS_ATRS = (
    "3B888001000005E0B381A1007F",
    "3B888001000041E0B381A1003B",
    "3B888001004B51FF0081D100BC",
    "3B888001004B51FFB381D1000F",
)
FULL_TRIES = 3
ATRS = CONTACT_ATRS + CONTACTLESS_ATRS

MESSAGE = b"a visit, a terminal and a challenge of the city hall"


def give_pin(bench: Bench, card: Card, digits: str) -> Authentication:
    """What the terminal does after it has identified ``card`` and the resident has entered ``digits``."""
    return bench.reader.authenticate(card.contents.certificate, Pin(bytearray(digits.encode())), MESSAGE)


# Identifying --------------------------------------------------------------------------------------


def test_a_reader_without_a_card_says_so(bench: Bench) -> None:
    assert bench.reader.presence() == ReaderEmpty()
    assert bench.reader.identify() == CardRemoved()


def test_a_card_is_identified_by_its_certificate_and_the_tries_are_known_before_any_pin(bench: Bench) -> None:
    card = bench.card(contents(tries_left=2))
    put_on(bench, card)
    assert bench.reader.identify() == CardIdentified(card.contents.certificate, tries_left=2)
    assert bench.reader.identify() == CardIdentified(card.contents.certificate, tries_left=2)


def test_a_certificate_in_a_padded_file_read_in_short_pieces_comes_out_exact(bench: Bench) -> None:
    card = bench.card(contents(padding=700, largest_read=100))
    put_on(bench, card)
    assert bench.reader.identify() == CardIdentified(card.contents.certificate, tries_left=3)


def test_a_card_whose_first_answer_after_power_up_is_6f00_is_read_all_the_same(bench: Bench) -> None:
    card = bench.card(contents())
    card.plan(FirstAnswer6F00())
    put_on(bench, card)
    assert isinstance(bench.reader.identify(), CardIdentified)
    assert isinstance(give_pin(bench, card, PIN), Signed)


@pytest.mark.parametrize("atr", ATRS)
def test_a_card_is_known_by_its_application_whatever_its_atr(plain_bench: Bench, atr: str) -> None:
    card = plain_bench.card(replace(contents(), atr=bytes.fromhex(atr)))
    put_on(plain_bench, card)
    assert isinstance(plain_bench.reader.identify(), CardIdentified)
    assert isinstance(give_pin(plain_bench, card, PIN), Signed)


def test_a_transit_card_is_not_a_my_number_card(bench: Bench) -> None:
    put_on(bench, bench.card(CardContents.transit_card()))
    assert bench.reader.identify() == NotMyNumberCard()


@pytest.mark.parametrize("token", [TokenKind.OLD_RESIDENT_CARD, TokenKind.ANDROID, TokenKind.IPHONE])
def test_a_phone_or_an_old_resident_card_is_named_and_not_taken(bench: Bench, token: TokenKind) -> None:
    put_on(bench, bench.card(contents(token=token)))
    assert bench.reader.identify() == NotUsable(token)


def test_a_card_with_a_key_of_an_unknown_type_is_named_and_not_taken(bench: Bench) -> None:
    put_on(bench, bench.card(contents(key=ec.generate_private_key(ec.SECP256R1()))))
    assert bench.reader.identify() == CardUnsupported("the card's key is on the curve secp256r1")


def test_a_card_that_answers_wrongly_is_unreadable_and_the_technician_learns_the_step(bench: Bench) -> None:
    card = bench.card(contents())
    card.plan(WrongStatus(Step.READ, StatusWord(0x6982)))
    put_on(bench, card)
    assert bench.reader.identify() == CardUnreadable("read at 0: 6982")


# The PIN ------------------------------------------------------------------------------------------


def test_the_right_pin_gives_a_signature_that_the_certificates_key_confirms(bench: Bench) -> None:
    card = bench.card(contents())
    put_on(bench, card)
    outcome = give_pin(bench, card, PIN)
    assert isinstance(outcome, Signed)
    key = x509.load_der_x509_certificate(card.contents.certificate).public_key()
    key.verify(outcome.signature, MESSAGE, padding.PKCS1v15(), hashes.SHA256())


def test_the_next_generation_of_cards_signs_by_its_own_kind_of_key(plain_bench: Bench) -> None:
    card = plain_bench.card(contents(key=ec.generate_private_key(ec.SECP384R1())))
    put_on(plain_bench, card)
    assert plain_bench.reader.identify() == CardIdentified(card.contents.certificate, tries_left=3)
    outcome = give_pin(plain_bench, card, PIN)
    assert isinstance(outcome, Signed)
    key = x509.load_der_x509_certificate(card.contents.certificate).public_key()
    key.verify(outcome.signature, MESSAGE, ec.ECDSA(hashes.SHA384()))


def test_a_wrong_pin_is_counted_once_and_the_right_one_restores_the_tries(bench: Bench) -> None:
    card = bench.card(contents())
    put_on(bench, card)
    assert give_pin(bench, card, WRONG_PIN) == PinWrong(left=2)
    assert bench.reader.identify() == CardIdentified(card.contents.certificate, tries_left=2)
    assert isinstance(give_pin(bench, card, PIN), Signed)
    assert bench.reader.identify() == CardIdentified(card.contents.certificate, tries_left=3)


def test_the_last_wrong_try_blocks_the_card_and_then_no_pin_is_even_tried(bench: Bench) -> None:
    card = bench.card(contents(tries_left=2))
    put_on(bench, card)
    assert give_pin(bench, card, WRONG_PIN) == PinWrong(left=1)
    assert give_pin(bench, card, WRONG_PIN) == PinBlocked()
    assert give_pin(bench, card, PIN) == PinBlocked()
    assert bench.reader.identify() == CardIdentified(card.contents.certificate, tries_left=0)


def test_a_card_that_was_blocked_before_is_known_to_be_before_the_pin_is_asked(bench: Bench) -> None:
    card = bench.card(contents(tries_left=0))
    put_on(bench, card)
    assert bench.reader.identify() == CardIdentified(card.contents.certificate, tries_left=0)


@pytest.mark.parametrize("status", [0x6983, 0x6984])
def test_a_card_that_answers_blocked_where_others_count_has_no_try_left(bench: Bench, status: int) -> None:
    card = bench.card(contents())
    card.plan(WrongStatus(Step.TRIES, StatusWord(status)))
    put_on(bench, card)
    assert bench.reader.identify() == CardIdentified(card.contents.certificate, tries_left=0)


def test_another_persons_card_is_refused_before_the_pin_reaches_it(bench: Bench) -> None:
    identified, other = bench.card(contents("1003")), bench.card(contents("1004"))
    put_on(bench, identified)
    bench.reader.identify()
    take_off(bench)
    put_on(bench, other)
    assert give_pin(bench, identified, WRONG_PIN) == OtherCard()
    assert other.contents.tries_left == 3


def test_a_transit_card_in_place_of_the_identified_card_is_another_card(bench: Bench) -> None:
    put_on(bench, bench.card(CardContents.transit_card()))
    assert give_pin(bench, bench.card(contents()), PIN) == OtherCard()


def test_a_card_that_refuses_to_sign_is_unreadable(bench: Bench) -> None:
    card = bench.card(contents())
    card.plan(WrongStatus(Step.SIGN, StatusWord(0x6985)))
    put_on(bench, card)
    assert give_pin(bench, card, PIN) == CardUnreadable("sign: 6985")


def test_after_the_visit_nobody_can_sign_with_the_card_without_its_pin(bench: Bench) -> None:
    card = bench.card(contents())
    put_on(bench, card)
    assert isinstance(give_pin(bench, card, PIN), Signed)
    digest_info = "3031300d060960864801650304020105000420" + hashlib.sha256(MESSAGE).hexdigest()
    sign = f"802A008033{digest_info}00"
    select_jpki, select_key = "00A4040C0AD392F000260100000001", "00A4020C020017"
    # The first answer after power-up may mean nothing.
    commands = (select_jpki, select_jpki, select_key, sign)
    assert bench.another_program_sends(card, *commands) == "6982"


def test_the_pin_is_wiped_and_shows_nowhere(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    card = bench.card(contents())
    put_on(bench, card)
    for digits in (WRONG_PIN, PIN):
        pin = Pin(bytearray(digits.encode()))
        outcome = bench.reader.authenticate(card.contents.certificate, pin, MESSAGE)
        assert pin.reveal() == bytearray(4)
        written = caplog.text + repr(outcome) + repr(pin) + repr(card.contents)
        assert "00 20 00 80 04 •• •• •• ••" in written
        assert digits not in written
        assert digits.encode().hex(" ") not in written.lower()


def test_the_pin_is_wiped_even_when_there_is_no_card(bench: Bench) -> None:
    pin = Pin(bytearray(PIN.encode()))
    assert bench.reader.authenticate(b"certificate", pin, MESSAGE) == CardRemoved()
    assert pin.reveal() == bytearray(4)


# Hands and cables ---------------------------------------------------------------------------------


def test_a_card_put_on_and_taken_off_is_seen_and_each_time_is_another_insertion(bench: Bench) -> None:
    card = bench.card(contents())
    put_on(bench, card)
    first = bench.reader.presence()
    bench.reader.identify()
    assert bench.reader.presence() == first
    take_off(bench)
    put_on(bench, card)
    second = bench.reader.presence()
    assert isinstance(first, CardPresent)
    assert isinstance(second, CardPresent)
    assert second.insertion > first.insertion


def test_nothing_changing_is_reported_when_the_time_is_up(bench: Bench) -> None:
    assert bench.reader.wait_for_change(ReaderEmpty(), 0.05) == ReaderEmpty()


def test_a_card_torn_out_while_it_is_read_is_removed(bench: Bench) -> None:
    card = bench.card(contents())
    card.plan(TornOut(after=Step.READ))
    put_on(bench, card)
    assert bench.reader.identify() == CardRemoved()
    wait_until(bench.reader, ReaderEmpty)


def test_a_card_torn_out_during_a_wrong_pin_has_counted_it_once(bench: Bench) -> None:
    card = bench.card(contents())
    card.plan(TornOut(after=Step.VERIFY))
    put_on(bench, card)
    assert give_pin(bench, card, WRONG_PIN) == CardRemoved()
    wait_until(bench.reader, ReaderEmpty)
    put_on(bench, card)
    assert bench.reader.identify() == CardIdentified(card.contents.certificate, tries_left=2)


def test_a_slow_card_is_waited_for(bench: Bench) -> None:
    card = bench.card(contents())
    card.plan(Slow(Step.SIGN, DEADLINE_SECONDS / 4))
    put_on(bench, card)
    assert isinstance(give_pin(bench, card, PIN), Signed)


def test_a_card_taken_off_while_it_signs_ends_the_call_and_is_seen_beside_it(bench: Bench) -> None:
    verified = threading.Event()
    card = bench.card(contents(tries_left=2), remember=lambda contents: verified.set())
    card.plan(Hung(Step.SIGN))
    put_on(bench, card)
    outcomes: list[Authentication] = []
    asking = threading.Thread(target=lambda: outcomes.append(give_pin(bench, card, PIN)))
    asking.start()
    verified.wait(PATIENCE_SECONDS)
    bench.lift()
    wait_until(bench.reader, ReaderEmpty)
    asking.join()
    assert outcomes == [CardRemoved()]


def test_a_hung_card_costs_no_more_than_the_deadline_and_the_next_card_is_read(bench: Bench) -> None:
    card = bench.card(contents())
    card.plan(Hung(Step.SIGN))
    put_on(bench, card)
    started = time.monotonic()
    assert isinstance(give_pin(bench, card, PIN), CardUnreadable)
    assert time.monotonic() - started < DEADLINE_SECONDS + 0.5
    take_off(bench)
    put_on(bench, card)
    assert isinstance(bench.reader.identify(), CardIdentified)


def test_a_reader_that_is_lost_is_missing_and_comes_back_by_itself_with_the_card_on_it(bench: Bench) -> None:
    card = bench.card(contents())
    put_on(bench, card)
    before = bench.reader.presence()
    bench.lose_reader()
    wait_until(bench.reader, ReaderMissing)
    assert isinstance(bench.reader.identify(), ReaderMissing)
    assert isinstance(give_pin(bench, card, PIN), ReaderMissing)
    bench.restore_reader()
    assert wait_until(bench.reader, CardPresent) != before
    assert isinstance(bench.reader.identify(), CardIdentified)


def test_a_card_that_another_program_holds_is_named_so_and_usable_afterwards(bench: Bench) -> None:
    card = bench.card(contents())
    put_on(bench, card)
    with bench.another_program_holds_the_card():
        assert bench.reader.identify() == CardHeldElsewhere()
        assert give_pin(bench, card, PIN) == CardHeldElsewhere()
    assert isinstance(bench.reader.identify(), CardIdentified)


# A real card --------------------------------------------------------------------------------------


@pytest.fixture
def real_reader() -> Iterator[PcscReader]:
    """The real reader that the environment names, with the card that lies on it."""
    name = os.environ.get("KIOSK_READER")
    if not name:
        pytest.skip("no real card: set KIOSK_READER to its reader's name and KIOSK_CARD_PIN to its PIN")
    with closing(PcscReader(name)) as reader:
        wait_until(reader, CardPresent)
        yield reader


def test_a_real_card_is_identified_and_signs_by_its_pin(real_reader: PcscReader) -> None:
    digits = os.environ.get("KIOSK_CARD_PIN", "")
    if not digits:
        pytest.skip("no PIN for the real card: set KIOSK_CARD_PIN")
    identified = real_reader.identify()
    assert isinstance(identified, CardIdentified), identified
    assert identified.tries_left == FULL_TRIES, "give the right PIN elsewhere first: no try is risked here"
    wrong = os.environ.get("KIOSK_CARD_WRONG_PIN", "")
    if wrong:
        outcome = real_reader.authenticate(identified.certificate, Pin(bytearray(wrong.encode())), MESSAGE)
        assert outcome == PinWrong(left=FULL_TRIES - 1)
    outcome = real_reader.authenticate(identified.certificate, Pin(bytearray(digits.encode())), MESSAGE)
    assert isinstance(outcome, Signed), outcome
    key = x509.load_der_x509_certificate(identified.certificate).public_key()
    key.verify(outcome.signature, MESSAGE, padding.PKCS1v15(), hashes.SHA256())
