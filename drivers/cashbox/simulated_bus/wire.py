"""The line's end at the devices: bytes in, echo and replies out, on a pseudo-terminal."""

from __future__ import annotations

import os
import time
import tty
from collections.abc import Iterable, Mapping

from drivers.cashbox.cctalk.frame import HOST, BadFrame, Checksum, Frame, decode, encode, whole_length
from drivers.cashbox.cctalk.headers import Header
from drivers.cashbox.simulated_bus.faults import LineFaults, LineTrouble
from drivers.cashbox.simulated_bus.peripheral import Nak, SimulatedPeripheral

_BETWEEN_BYTES = 0.05
"""Seconds after which a device forgets a frame that stopped in the middle."""


class Wire:
    """``port`` is what the terminal opens. With ``echo`` everything comes back to the host, as on a real
    line of one wire."""

    def __init__(self, devices: Iterable[SimulatedPeripheral], checksum: Checksum, *, echo: bool) -> None:
        self.fd, self._held_open = os.openpty()
        tty.setraw(self._held_open)
        self.port = os.ttyname(self._held_open)
        self.faults = LineFaults()
        self._devices: Mapping[int, SimulatedPeripheral] = {device.address: device for device in devices}
        self._checksum = checksum
        self._echo = echo
        self._begun = b""
        self._heard_at = 0.0

    def serve(self) -> None:
        """Read what is there and answer whole frames."""
        now = time.monotonic()
        if now - self._heard_at > _BETWEEN_BYTES:
            self._begun = b""
        self._heard_at = now
        heard = os.read(self.fd, 4096)
        if self._echo:
            os.write(self.fd, heard)
        self._begun += heard
        while len(self._begun) >= 2 and len(self._begun) >= whole_length(self._begun):
            length = whole_length(self._begun)
            octets, self._begun = self._begun[:length], self._begun[length:]
            self._answer(octets)

    def _answer(self, octets: bytes) -> None:
        try:
            asked = decode(octets, self._checksum)
        except BadFrame:
            return
        trouble = self.faults.strike(asked.header)
        device = self._devices.get(asked.destination)
        if device is None or trouble is LineTrouble.DEAF:
            return
        try:
            data = device.answer(asked.header, asked.data)
            header = Header.REPLY
        except Nak:
            data, header = b"", Header.NAK
        if data is not None:
            self._reply(encode(Frame(HOST, device.address, header, data), self._checksum), trouble)

    def _reply(self, octets: bytes, trouble: LineTrouble | None) -> None:
        match trouble:
            case LineTrouble.LOST_REPLY:
                return
            case LineTrouble.LOST_BYTE:
                octets = octets[:-2] + octets[-1:]
            case LineTrouble.CORRUPTED:
                octets = octets[:-1] + bytes((octets[-1] ^ 1,))
            case LineTrouble.TWICE:
                octets *= 2
            case LineTrouble.DEAF | None:
                pass
        os.write(self.fd, octets)
