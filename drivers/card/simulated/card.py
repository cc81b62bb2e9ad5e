"""A My Number Card in software, at the level of APDUs: files, PIN counter, key, power.

Status words and access rules follow what OpenSC expects and what was measured on test cards.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace

from drivers.card import jpki
from drivers.card.contract import PIN_LENGTH, TokenKind
from drivers.card.iso7816 import (
    BLOCKED_REFERENCE_DATA,
    CLA_NOT_SUPPORTED,
    CONDITIONS_NOT_SATISFIED,
    HEADER_LENGTH,
    INS_CHANGE_REFERENCE_DATA,
    INS_GET_RESPONSE,
    INS_NOT_SUPPORTED,
    INS_PERFORM_SECURITY_OPERATION,
    INS_READ_BINARY,
    INS_SELECT,
    INS_VERIFY,
    NO_DIAGNOSIS,
    NO_FILE_SELECTED,
    NOT_FOUND,
    NOT_VERIFIED,
    OFFSET_PAST_END,
    OK,
    WRONG_DATA,
    WRONG_FILE_TYPE,
    WRONG_LENGTH,
    WRONG_P1_P2,
    Answer,
    StatusWord,
)
from drivers.card.signing import NextCardSigning, RsaSigning
from drivers.card.simulated.contents import FULL_TRIES, CardContents
from drivers.card.simulated.faults import (
    AnnouncesData,
    Fault,
    FirstAnswer6F00,
    Hung,
    Slow,
    Step,
    TornOut,
    WantsExactLength,
    WrongStatus,
)
from drivers.card.simulated.keys import card_key


@dataclass(frozen=True)
class Answered:
    """The card's answer with status word, ``after_seconds`` of thinking."""

    response: bytes
    after_seconds: float = 0.0


@dataclass(frozen=True)
class LeftReader:
    """The card was torn out: no answer, and it lies on the reader no more."""


@dataclass(frozen=True)
class Silent:
    """The card hangs: no answer until it is taken off."""


Reaction = Answered | LeftReader | Silent


@dataclass(frozen=True)
class _Command:
    """A short command APDU taken apart; ``le`` is None when no answer data is wanted."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes
    le: int | None


class SimulatedCard:
    """One card. It lies on one reader at a time, which powers it and brings it commands."""

    def __init__(
        self, contents: CardContents, remember: Callable[[CardContents], None] = lambda contents: None
    ) -> None:
        """``remember`` is called with the new contents whenever the PIN or its counter has changed.

        Raises ValueError when the private key is no PEM key.
        """
        self._contents = contents
        self._remember = remember
        self._faults: list[Fault] = []
        self._key = card_key(contents.private_key) if contents.token is not None else None
        self._files = _files(contents)
        self._application_selected = False
        self._file: int | None = None
        self._verified = False
        self._announced = b""
        self._answered_since_power_on = False

    @property
    def contents(self) -> CardContents:
        """What the card holds now, with its PIN counter."""
        return self._contents

    def plan(self, *faults: Fault) -> None:
        """Add to what will go wrong."""
        self._faults += faults

    # Power ----------------------------------------------------------------------------------------

    def power_on(self) -> bytes:
        """Give power and return the ATR; only loss of power makes the card forget a verified PIN."""
        self._answered_since_power_on = False
        return self.reset()

    def reset(self) -> bytes:
        """A warm reset: nothing is selected any more, but a verified PIN stays so (measured)."""
        self._application_selected = False
        self._file = None
        self._announced = b""
        return self._contents.atr

    def power_off(self) -> None:
        """Take power away."""
        self.reset()
        self._verified = False

    # Commands -------------------------------------------------------------------------------------

    def transmit(self, apdu: bytes) -> Reaction:
        """Carry out one command APDU, with whatever fault is planned for it."""
        step = _step(apdu)
        first, self._answered_since_power_on = not self._answered_since_power_on, True
        if first and FirstAnswer6F00() in self._faults:
            return Answered(_encode(Answer(b"", NO_DIAGNOSIS)))
        seconds = sum(fault.seconds for fault in self._faults if isinstance(fault, Slow) and fault.at is step)
        match self._next_fault(step):
            case TornOut():
                self._execute(apdu)
                self.power_off()
                return LeftReader()
            case Hung():
                self._execute(apdu)
                return Silent()
            case WrongStatus(status=status):
                return Answered(_encode(Answer(b"", status)), seconds)
            case None:
                return Answered(_encode(self._execute(apdu)), seconds)

    def _next_fault(self, step: Step | None) -> TornOut | Hung | WrongStatus | None:
        for index, fault in enumerate(self._faults):
            match fault:
                case TornOut(after=at, nth=nth) | Hung(at=at, nth=nth) | WrongStatus(at=at, nth=nth) if (
                    at is step
                ):
                    if nth == 1:
                        del self._faults[index]
                        return fault
                    self._faults[index] = replace(fault, nth=nth - 1)
        return None

    def _execute(self, apdu: bytes) -> Answer:
        command = _parse(apdu)
        if command is None:
            return _status(WRONG_LENGTH)
        return self._hand_out(command, self._carry_out(command))

    def _carry_out(self, command: _Command) -> Answer:
        announced, self._announced = self._announced, b""
        match command:
            case _Command(cla=0x00, ins=ins) if ins == INS_SELECT:
                return _status(self._select(command))
            case _Command(cla=0x00, ins=ins) if ins == INS_READ_BINARY:
                return self._read(command)
            case _Command(cla=0x00, ins=ins) if ins == INS_VERIFY:
                return _status(self._verify(command))
            case _Command(cla=0x00, ins=ins) if ins == INS_CHANGE_REFERENCE_DATA:
                return _status(self._change_pin(command))
            case _Command(cla=0x00, ins=ins) if ins == INS_GET_RESPONSE and announced:
                return Answer(announced, OK)
            case _Command(cla=cla, ins=ins) if (
                ins == INS_PERFORM_SECURITY_OPERATION and cla == self._speaks.CLA
            ):
                return self._sign(command)
            case _Command(cla=0x00 | 0x80):
                return _status(INS_NOT_SUPPORTED)
            case _:
                return _status(CLA_NOT_SUPPORTED)

    def _hand_out(self, command: _Command, answer: Answer) -> Answer:
        """``answer`` as this card gives data away: at once, by 61xx, or for the exact length only."""
        if not answer.data or command.ins == INS_GET_RESPONSE:
            return answer
        length = len(answer.data) & 0xFF
        if AnnouncesData() in self._faults:
            self._announced = answer.data
            return _status(StatusWord(0x6100 | length))
        if WantsExactLength() in self._faults and command.le != len(answer.data):
            return _status(StatusWord(0x6C00 | length))
        return answer

    def _select(self, command: _Command) -> StatusWord:
        if command.p2 not in (0x00, 0x0C):
            return WRONG_P1_P2
        match command.p1:
            case 0x04:
                found = self._contents.token is not None and command.data == jpki.JPKI_AID
                if found:
                    self._application_selected, self._file = True, None
            case 0x02:
                file = int.from_bytes(command.data, "big")
                found = self._application_selected and len(command.data) == 2 and file in self._files
                if found:
                    self._file = file
            case 0x00:
                found = False
            case _:
                return WRONG_P1_P2
        return OK if found else NOT_FOUND

    def _read(self, command: _Command) -> Answer:
        if self._file is None:
            return _status(NO_FILE_SELECTED)
        content = self._files[self._file]
        if content is None:
            return _status(WRONG_FILE_TYPE)
        wants_pin_first = self._contents.token is TokenKind.ANDROID
        if self._file == jpki.EF_AUTHENTICATION_CERTIFICATE and wants_pin_first and not self._verified:
            return _status(NOT_VERIFIED)
        if command.le is None or command.data:
            return _status(WRONG_LENGTH)
        offset = command.p1 << 8 | command.p2
        if offset >= len(content):
            return _status(OFFSET_PAST_END)
        return Answer(content[offset : offset + min(command.le, self._contents.largest_read)], OK)

    def _verify(self, command: _Command) -> StatusWord:
        if (command.p1, command.p2) != (0x00, jpki.PIN_REFERENCE):
            return WRONG_P1_P2
        if self._file is None:
            return NO_FILE_SELECTED
        if self._file not in (jpki.EF_AUTHENTICATION_PIN, jpki.EF_SIGNATURE_PIN):
            return WRONG_FILE_TYPE
        # Without a signature key there is no signature password, and no try to give it.
        left = self._contents.tries_left if self._file == jpki.EF_AUTHENTICATION_PIN else 0
        if not command.data:
            # Asked for the counter, not given a PIN. Says 63Cx when the PIN is verified, too.
            return StatusWord(0x63C0 | left)
        if left == 0:
            return BLOCKED_REFERENCE_DATA
        if len(command.data) != PIN_LENGTH:
            return WRONG_LENGTH
        if hmac.compare_digest(command.data, self._contents.pin.encode()):
            self._verified = True
            self._count(FULL_TRIES)
            return OK
        self._verified = False
        self._count(left - 1)
        return StatusWord(0x63C0 | left - 1)

    def _count(self, tries_left: int) -> None:
        if tries_left != self._contents.tries_left:
            self._contents = replace(self._contents, tries_left=tries_left)
            self._remember(self._contents)

    def _change_pin(self, command: _Command) -> StatusWord:
        if (command.p1, command.p2) != (0x01, jpki.PIN_REFERENCE):
            return WRONG_P1_P2
        if self._file is None:
            return NO_FILE_SELECTED
        if self._file != jpki.EF_AUTHENTICATION_PIN:
            return WRONG_FILE_TYPE
        if not self._verified:
            return NOT_VERIFIED
        if len(command.data) != PIN_LENGTH:
            return WRONG_LENGTH
        if not command.data.isdigit():
            return WRONG_DATA
        self._contents = replace(self._contents, pin=command.data.decode())
        self._remember(self._contents)
        return OK

    @property
    def _speaks(self) -> type[RsaSigning] | type[NextCardSigning]:
        """The command that this card signs by; a card with a key of another type knows today's."""
        return RsaSigning if self._key is None else self._key.speaks

    def _sign(self, command: _Command) -> Answer:
        if (command.p1, command.p2) != self._speaks.P1_P2:
            return _status(WRONG_P1_P2)
        if self._file is None:
            return _status(NO_FILE_SELECTED)
        if self._file != jpki.EF_AUTHENTICATION_KEY:
            return _status(WRONG_FILE_TYPE)
        if not self._verified:
            return _status(NOT_VERIFIED)
        if command.le is None or not command.data:
            return _status(WRONG_LENGTH)
        signature = None if self._key is None else self._key.sign(command.data)
        return _status(CONDITIONS_NOT_SATISFIED) if signature is None else Answer(signature, OK)


def _files(contents: CardContents) -> dict[int, bytes | None]:
    """The elementary files by identifier; None for those that can't be read: keys and PINs."""
    if contents.token is None:
        return {}
    label = next(label for label, kind in jpki.LABELS.items() if kind is contents.token)
    return {
        jpki.EF_LABEL: label.encode().ljust(jpki.LABEL_LENGTH).ljust(160, b"\x00"),
        # No signature key, an authentication key; nobody has published what the third byte means.
        jpki.EF_KEYS_PRESENT: bytes((0x00, 0x8F, 0x00)),
        jpki.EF_AUTHENTICATION_CERTIFICATE: contents.certificate + b"\xff" * contents.padding,
        jpki.EF_AUTHENTICATION_CA_CERTIFICATE: contents.ca_certificate,
        jpki.EF_AUTHENTICATION_KEY: None,
        jpki.EF_AUTHENTICATION_PIN: None,
        jpki.EF_SIGNATURE_PIN: None,
    }


def _step(apdu: bytes) -> Step | None:
    match apdu[1] if len(apdu) >= HEADER_LENGTH else None:
        case ins if ins == INS_SELECT:
            return Step.SELECT
        case ins if ins == INS_READ_BINARY:
            return Step.READ
        case ins if ins == INS_VERIFY:
            return Step.VERIFY if len(apdu) > HEADER_LENGTH else Step.TRIES
        case ins if ins == INS_CHANGE_REFERENCE_DATA:
            return Step.CHANGE
        case ins if ins == INS_PERFORM_SECURITY_OPERATION:
            return Step.SIGN
        case _:
            return None


def _parse(apdu: bytes) -> _Command | None:
    """The four cases of short APDUs (ISO/IEC 7816-4 §5.1); None for anything else."""
    if len(apdu) < HEADER_LENGTH:
        return None
    cla, ins, p1, p2 = apdu[:HEADER_LENGTH]
    body = apdu[HEADER_LENGTH:]
    if not body:
        return _Command(cla, ins, p1, p2, b"", None)
    if len(body) == 1:
        return _Command(cla, ins, p1, p2, b"", body[0] or 256)
    length, rest = body[0], body[1:]
    if length == 0 or len(rest) not in (length, length + 1):
        return None
    return _Command(cla, ins, p1, p2, rest[:length], (rest[length] or 256) if len(rest) > length else None)


def _status(status: StatusWord) -> Answer:
    return Answer(b"", status)


def _encode(answer: Answer) -> bytes:
    return answer.data + answer.status.value.to_bytes(2, "big")
