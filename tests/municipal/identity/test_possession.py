"""Proof of possession: one challenge, one use, one terminal, one visit, over exactly those bytes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from kiosk.certificates.failures import CARD_SIGNATURE, VISIT_EXPIRED
from kiosk.certificates.messages import challenge_message
from tests.municipal.terminals import TerminalClient, Visit, failure_of, signature_of
from tests.real_parts.city_hall import SHARED_TERMINAL, CityHall

AT_ONCE = 4


def test_of_several_simultaneous_uses_of_a_challenge_exactly_one_succeeds(city_hall: CityHall) -> None:
    card = city_hall.card("hanako")
    terminals = [TerminalClient(city_hall) for _ in range(AT_ONCE)]
    together = threading.Barrier(AT_ONCE)
    for _ in range(5):
        visit = terminals[0].open_visit()

        def use(terminal: TerminalClient, visit: Visit = visit) -> int:
            together.wait()
            return terminal.prove(visit, card).status_code

        with ThreadPoolExecutor(AT_ONCE) as threads:
            codes = sorted(threads.map(use, terminals))
        assert codes[0] == 200
        assert all(code > 200 for code in codes[1:])


def test_a_challenge_is_of_no_use_at_another_terminal(city_hall: CityHall) -> None:
    card = city_hall.card("hanako")
    here, elsewhere = TerminalClient(city_hall), TerminalClient(city_hall, SHARED_TERMINAL)
    visit = here.open_visit()
    assert failure_of(elsewhere.prove(visit, card)) is VISIT_EXPIRED
    assert here.prove(visit, card).status_code == 200


@pytest.mark.parametrize("part", ["visit", "terminal", "challenge", "label"])
def test_a_signature_over_other_bytes_proves_nothing(
    city_hall: CityHall, terminal: TerminalClient, part: str
) -> None:
    card = city_hall.card("hanako")
    visit, other = terminal.open_visit(), terminal.open_visit()
    message = {
        "visit": challenge_message(other.visit_id, terminal.terminal_id, visit.challenge),
        "terminal": challenge_message(visit.visit_id, SHARED_TERMINAL, visit.challenge),
        "challenge": challenge_message(visit.visit_id, terminal.terminal_id, other.challenge),
        "label": visit.challenge,
    }[part]
    refused = terminal.prove(visit, card, signature=signature_of(card, message))
    assert failure_of(refused) is CARD_SIGNATURE


def test_a_signature_of_another_key_or_with_a_bit_changed_proves_nothing(
    city_hall: CityHall, terminal: TerminalClient
) -> None:
    card = city_hall.card("hanako")
    stranger = rsa.generate_private_key(65537, 2048)
    for forge in (
        lambda message: stranger.sign(message, padding.PKCS1v15(), SHA256()),
        lambda message: signature_of(card, message)[:-1] + b"\0",
        lambda message: signature_of(card, message)[1:],
        lambda message: b"\0" * 256,
    ):
        visit = terminal.open_visit()
        message = challenge_message(visit.visit_id, terminal.terminal_id, visit.challenge)
        assert failure_of(terminal.prove(visit, card, signature=forge(message))) is CARD_SIGNATURE
