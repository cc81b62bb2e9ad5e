"""What is fed with anything at all: each target takes bytes and returns, or fails the test.

A target calls our code as its caller does and allows exactly the refusals that the caller is ready for. The
same targets run under hypothesis in the ordinary suite and under atheris (``python -m tests.fuzz``).
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache

from joserfc import jws
from joserfc.jwk import ECKey, KeySet
from pydantic import ValidationError

from drivers.card import jpki
from drivers.card.contract import CardIdentified, Pin, ReaderMissing
from drivers.card.iso7816 import LinkLost, command, exchange
from drivers.card.pcsc.frames import (
    Diagnosis,
    SlotHeld,
    Tag,
    pack_outcome,
    pack_state,
    read_frame,
    unpack_outcome,
    unpack_state,
)
from drivers.card.pcsc.scard import SlotState
from drivers.diagnosis import Finding, Health
from kiosk.certificates import messages
from kiosk.certificates.sealed_document import SealBroken, unseal
from tests.drivers.card.demo_cards import PIN, contents

Target = Callable[[bytes], None]

MOST_COMMANDS_OF_AN_EXCHANGE = 40
# A certificate read in pieces of one byte, each of which a card may announce first.
MOST_COMMANDS_OF_A_CARD = 3 * 0x8000


class TalkativeCard:
    """Answers with pieces of ``script``, each preceded by its length; at its end the card is gone."""

    def __init__(self, script: bytes) -> None:
        self._script = script
        self.asked: list[bytes] = []

    def __call__(self, apdu: bytearray) -> bytes:
        self.asked.append(bytes(apdu))
        if not self._script:
            raise LinkLost("the card is gone")
        length = self._script[0]
        piece, self._script = self._script[1 : 1 + length], self._script[1 + length :]
        return piece

    def assert_at_most(self, commands: int) -> None:
        assert len(self.asked) <= commands
        assert sum(1 for apdu in self.asked if apdu[1] == 0x20 and len(apdu) > 4) <= 1


class EvilCard:
    """A card whose label is right and whose certificate file holds ``content``; it believes every PIN."""

    def __init__(self, content: bytes) -> None:
        self._files = {jpki.EF_LABEL: b"JPKIAPICCTOKEN2", jpki.EF_AUTHENTICATION_CERTIFICATE: content}
        self._file = 0
        self.verified = 0

    def __call__(self, apdu: bytearray) -> bytes:
        match apdu[1]:
            case 0xA4:
                self._file = int.from_bytes(apdu[5:7], "big")
            case 0xB0:
                offset = int.from_bytes(apdu[2:4], "big")
                return self._files.get(self._file, b"")[offset : offset + (apdu[4] or 256)] + b"\x90\x00"
            case 0x20 if len(apdu) == 4:
                return b"\x63\xc3"
            case 0x20:
                self.verified += 1
        return b"\x90\x00"


def card_answers(data: bytes) -> None:
    """Status words, lengths and data as no card would send them: an exchange, then both sequences."""
    for apdu in (command(0x00, 0xB0, 0, 0, le=256), command(0x80, 0x2A, 0, 0x80, data=b"digest", le=256)):
        card = TalkativeCard(data)
        with suppress(LinkLost):
            exchange(card, apdu)
        card.assert_at_most(MOST_COMMANDS_OF_AN_EXCHANGE)
    for sequence in (jpki.identify, _authenticate):
        card = TalkativeCard(data)
        with suppress(LinkLost):
            sequence(card)
        card.assert_at_most(MOST_COMMANDS_OF_A_CARD)


def card_certificate(data: bytes) -> None:
    """Whatever lies in the certificate's file: the card is identified or refused, and gets no PIN unless the
    authority's signature at the certificate's end is that of the one that was identified."""
    jpki.identify(EvilCard(data))
    known = contents_certificate()
    card = EvilCard(data)
    _authenticate(card)
    place = slice(len(known) - 256, len(known))
    assert card.verified == int(data[place] == known[place])


def reader_frames(data: bytes) -> None:
    """What the reader's process writes up its pipe."""
    reading, writing = os.pipe()
    try:
        os.set_blocking(writing, False)
        os.write(writing, data[:60000])
        os.close(writing)
        while (frame := _frame(reading)) is not None:
            tag, body = frame
            try:
                if tag is Tag.STATE:
                    unpack_state(body)
                elif tag is Tag.OUTCOME:
                    outcome = unpack_outcome(body)
                    assert unpack_outcome(bytearray(pack_outcome(outcome))) == outcome
            except ValueError:
                pass
    finally:
        os.close(reading)


def json_messages(data: bytes) -> None:
    """What a city hall, or a terminal, may find in a body; what is understood comes back as it was."""
    for kind in MESSAGES:
        try:
            message = kind.model_validate_json(data)
        except ValidationError:
            continue
        assert kind.model_validate_json(message.model_dump_json()) == message


def sealed_documents(data: bytes) -> None:
    """A seal of any text, and any content under a seal that is right."""
    key, keys = sealing_key()
    signed = jws.serialize_compact(
        {"alg": "ES256", "typ": "sealed-document", "kid": key.kid}, data, key, algorithms=["ES256"]
    )
    texts = (data.decode("utf-8", errors="replace"), signed)
    for sealed in texts:
        with suppress(SealBroken):
            unseal(sealed, keys)


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (card_answers, card_certificate, reader_frames, json_messages, sealed_documents)
}

MESSAGES = tuple(
    kind
    for kind in vars(messages).values()
    if isinstance(kind, type) and issubclass(kind, messages.Message) and kind is not messages.Message
)


def seeds(target: str) -> Iterator[bytes]:
    """What the real parts say: mutations begin here."""
    match target:
        case "card_answers":
            yield bytes.fromhex("026f00 029000 029000 11") + b"JPKIAPICCTOKEN2" + bytes.fromhex("9000 029000")
            yield bytes.fromhex("026110 0290 00 026c04 0630820001 9000 0263c3")
        case "card_certificate":
            yield contents_certificate()
            yield contents_certificate()[:700] + bytes(100)
            yield bytes.fromhex("30827fff")
        case "reader_frames":
            outcomes = (
                CardIdentified(b"certificate", 3),
                Diagnosis((Finding("card.slot", Health.OK, "", ""),)),
            )
            slots = (SlotState(True, 12), SlotHeld(False, 3, ("gpg (12)",)), ReaderMissing("no reader"))
            bodies = [(Tag.OUTCOME, pack_outcome(outcome)) for outcome in outcomes]
            for tag, body in bodies + [(Tag.STATE, pack_state(slot)) for slot in slots]:
                yield (len(body) + 1).to_bytes(4, "big") + tag.value + body
        case "json_messages":
            yield b'{"failure": "E-CARD-013"}'
            challenge = base64.urlsafe_b64encode(bytes(32)).decode()
            opened = f'"visit_id":"{"0" * 32}","challenge":"{challenge}","expires":"2026-11-24T10:00:00Z"'
            yield b"{" + opened.encode() + b"}"
        case "sealed_documents":
            key, _ = sealing_key()
            yield jws.serialize_compact({"alg": "ES256", "kid": key.kid}, b"{}", key).encode()
            yield b'{"order_id": "", "persons": [{}], "tables": {}}'


@cache
def contents_certificate() -> bytes:
    """The certificate of the card that was identified."""
    return contents().certificate


@cache
def sealing_key() -> tuple[ECKey, KeySet]:
    key = ECKey.generate_key("P-256")
    key.ensure_kid()
    return key, KeySet([key])


def _authenticate(carrier: Callable[[bytearray], bytes]) -> None:
    jpki.authenticate(carrier, contents_certificate(), Pin(bytearray(PIN.encode())), bytes(32))


def _frame(descriptor: int) -> tuple[Tag, bytearray] | None:
    try:
        return read_frame(descriptor)
    except ValueError:
        return None
