"""The serial line (part 1: 9600 baud, 8N1, one wire for both ways): one question, one answer.

Everything the host sends comes back to it as an echo, unless the adapter swallows it. A device that did
not understand stays silent, so a question is asked again; whoever asks for something that must not
happen twice says ``attempts=1``.
"""

from __future__ import annotations

import termios
import threading
import time

import serial

from drivers.cashbox.cctalk.frame import HOST, BadFrame, Checksum, Frame, decode, encode, whole_length
from drivers.cashbox.cctalk.headers import Header

_BAUD = 9600
_BETWEEN_BYTES = 0.05
"""Seconds after which a frame that stopped in the middle is given up (part 1, timing: 50 ms)."""

_ANSWER_WITHIN = 0.25
"""Seconds for the first byte of an answer; the slowest that manuals name is a hopper's reset, 90 ms."""


class NoAnswer(Exception):
    """Nobody answered, or nothing that could be understood; the message says which."""


class Refused(Exception):
    """The device answered NAK or BUSY."""


class Line:
    """One serial port, by its device file. Thread-safe. It is opened when it is first needed and again
    after it broke, so an adapter may be plugged in later."""

    def __init__(self, port: str, checksum: Checksum) -> None:
        self.port = port
        self._checksum = checksum
        self._lock = threading.Lock()
        self._serial: serial.Serial | None = None

    def ask(self, address: int, header: Header, data: bytes = b"", *, attempts: int = 3) -> bytes:
        """The data of the answer. Raises NoAnswer after ``attempts``, Refused."""
        sent = encode(Frame(address, HOST, header, data), self._checksum)
        with self._lock:
            for left in reversed(range(attempts)):
                try:
                    return self._exchange(address, sent)
                except NoAnswer:
                    if not left:
                        raise
        raise ValueError("a question is asked at least once")

    def close(self) -> None:
        """Give the port back."""
        with self._lock:
            self._break()

    def _exchange(self, address: int, sent: bytes) -> bytes:
        try:
            port = self._opened()
            port.reset_input_buffer()
            port.write(sent)
            answer = self._answer(port, address)
        except (OSError, termios.error) as error:
            self._break()
            raise NoAnswer(f"{self.port}: {error}") from None
        if answer.header != Header.REPLY:
            raise Refused(f"address {address} refuses header {sent[3]} with {answer.header}")
        return answer.data

    def _answer(self, port: serial.Serial, address: int) -> Frame:
        """The next frame for the host; the echo is one for the device."""
        deadline = time.monotonic() + _ANSWER_WITHIN
        while True:
            heard = self._heard(port, deadline)
            try:
                frame = decode(heard, self._checksum)
            except BadFrame as error:
                self._wait_for_quiet(port)
                raise NoAnswer(f"address {address} can't be understood: {error}") from None
            if frame.destination == HOST and frame.source in (None, address):
                return frame

    def _heard(self, port: serial.Serial, deadline: float) -> bytes:
        begun = b""
        while len(begun) < 2:
            if time.monotonic() > deadline:
                raise NoAnswer("nobody answers")
            begun += port.read(2 - len(begun))
        rest = port.read(whole_length(begun) - len(begun))
        return begun + rest

    def _wait_for_quiet(self, port: serial.Serial) -> None:
        """Until nothing more comes: what belongs to this answer must not be taken for the next one's."""
        while port.read(1):
            port.reset_input_buffer()

    def _opened(self) -> serial.Serial:
        if self._serial is None:
            self._serial = serial.Serial(self.port, _BAUD, timeout=_BETWEEN_BYTES, exclusive=True)
        return self._serial

    def _break(self) -> None:
        if self._serial is not None:
            self._serial.close()
            self._serial = None
