"""Lays a card in software on a virtual reader of the real PC/SC service (vsmartcard's vpcd)."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import assert_never

from drivers.card.simulated.card import Answered, LeftReader, Silent, SimulatedCard

VPCD_PORT = 35963
"""Where vpcd's first slot listens, as Debian configures it."""

_POWER_OFF, _POWER_ON, _RESET, _ATR_WANTED = b"\x00", b"\x01", b"\x02", b"\x04"
_LENGTH_BYTES = 2
_RETRY_SECONDS = 0.1
_CONNECT_SECONDS = 2.0


class VirtualReaderLink:
    """A virtual reader's slot. Laying a card on it means to connect, taking it off to disconnect.

    While a card lies there it comes back by itself after the PC/SC service was stopped and started.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = VPCD_PORT) -> None:
        self._address = (host, port)
        self._lying: _LyingCard | None = None

    @property
    def card_is_on(self) -> bool:
        """Whether a card lies there: False also when it was torn out by a planned fault."""
        return self._lying is not None and not self._lying.gone.is_set()

    def put_on(self, card: SimulatedCard) -> None:
        """Lay ``card`` on the slot, in place of the one that lies there."""
        self.take_off()
        self._lying = _LyingCard(card, self._address)

    def take_off(self) -> None:
        """Take the card off, even in mid-command; nothing happens when none lies there."""
        if self._lying is not None:
            self._lying.take_off()
            self._lying = None

    def wait_until_connected(self, timeout: float) -> bool:
        """Whether the card has reached the PC/SC service, now or within ``timeout`` seconds."""
        return self._lying is not None and self._lying.connected.wait(timeout)

    def wait_until_off(self, timeout: float | None = None) -> bool:
        """Whether no card lies there, now or within ``timeout`` seconds."""
        return self._lying is None or self._lying.gone.wait(timeout)


class _LyingCard:
    """One card from being put on to being taken off."""

    def __init__(self, card: SimulatedCard, address: tuple[str, int]) -> None:
        self.gone = threading.Event()
        self.connected = threading.Event()
        self._card = card
        self._address = address
        self._socket: socket.socket | None = None
        self._guard = threading.Lock()
        self._thread = threading.Thread(target=self._lie, name="virtual-card", daemon=True)
        self._thread.start()

    def take_off(self) -> None:
        self.gone.set()
        with self._guard:
            if self._socket is not None:
                # The service may have closed its end already.
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _lie(self) -> None:
        while not self.gone.is_set():
            try:
                with socket.create_connection(self._address, _CONNECT_SECONDS) as connection:
                    connection.settimeout(None)
                    with self._guard:
                        self._socket = connection
                    self.connected.set()
                    self._serve(connection)
            except OSError:
                pass  # the service is stopped; it may come back
            finally:
                self.connected.clear()
                with self._guard:
                    self._socket = None
                self._card.power_off()
            self.gone.wait(_RETRY_SECONDS)

    def _serve(self, connection: socket.socket) -> None:
        while not self.gone.is_set():
            message = _receive(connection)
            if message is None:
                return
            response = self._react(message)
            if response is not None:
                connection.sendall(len(response).to_bytes(_LENGTH_BYTES, "big") + response)

    def _react(self, message: bytes) -> bytes | None:
        if message == _POWER_OFF:
            self._card.power_off()
            return None
        if message == _POWER_ON:
            self._card.power_on()
            return None
        if message == _RESET:
            self._card.reset()
            return None
        if message == _ATR_WANTED:
            return self._card.contents.atr
        match self._card.transmit(message):
            case Answered(response, after_seconds):
                return None if after_seconds and self.gone.wait(after_seconds) else response
            case LeftReader():
                self.gone.set()
                return None
            case Silent():
                return None
            case unreachable:
                assert_never(unreachable)


def _receive(connection: socket.socket) -> bytes | None:
    length = _receive_exactly(connection, _LENGTH_BYTES)
    return None if length is None else _receive_exactly(connection, int.from_bytes(length, "big"))


def _receive_exactly(connection: socket.socket, length: int) -> bytes | None:
    content = b""
    while len(content) < length:
        # vpcd writes length and body apart; a delayed acknowledgement in between costs 40 ms a command,
        # and Linux forgets this option after each use.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        part = connection.recv(length - len(content))
        if not part:
            return None
        content += part
    return content
