"""What every simulated device answers, and how it refuses."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.cashbox.cctalk.headers import Header


class Nak(Exception):
    """The device answers NAK."""


@dataclass(frozen=True)
class Nameplate:
    """What a device says of itself."""

    category: str
    product: str
    serial_number: int


class SimulatedPeripheral:
    """A device at ``address``. Silent while ``powered`` or ``heard`` is False."""

    def __init__(self, address: int, nameplate: Nameplate) -> None:
        self.address = address
        self.nameplate = nameplate
        self.powered = True
        self.heard = True

    def answer(self, header: int, data: bytes) -> bytes | None:
        """The data of its reply; None where it stays silent. Raises Nak."""
        if not (self.powered and self.heard):
            return None
        match header:
            case Header.SIMPLE_POLL:
                return b""
            case Header.REQUEST_EQUIPMENT_CATEGORY:
                return self.nameplate.category.encode()
            case Header.REQUEST_MANUFACTURER:
                return b"SIM"
            case Header.REQUEST_PRODUCT_CODE:
                return self.nameplate.product.encode()
            case Header.REQUEST_SOFTWARE_REVISION:
                return b"1"
            case Header.REQUEST_SERIAL_NUMBER:
                return self.nameplate.serial_number.to_bytes(3, "little")
            case _:
                return self.obey(header, data)

    def obey(self, header: int, data: bytes) -> bytes | None:
        """The device's own commands; silent to one that it doesn't know."""
        return None

    def cut_power(self) -> None:
        """Everything that isn't in its permanent memory is forgotten."""
        self.powered = False

    def restore_power(self) -> None:
        """It starts as after power-up."""
        self.powered = True
