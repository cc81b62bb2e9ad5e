"""What every device on the line answers (part 2, core commands)."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.cashbox.cctalk.headers import Header
from drivers.cashbox.cctalk.line import Line


@dataclass(frozen=True)
class Identity:
    """What a device says of itself (headers 245, 246, 244, 241, 242)."""

    category: str
    manufacturer: str
    product: str
    software: str
    serial_number: int

    def __str__(self) -> str:
        return (
            f"{self.category}: {self.manufacturer} {self.product}, "
            f"serial number {self.serial_number}, software {self.software}"
        )


class Peripheral:
    """The device at ``address``. Every method raises NoAnswer and Refused, and ValueError where the answer
    has a form that the specification doesn't know."""

    def __init__(self, line: Line, address: int) -> None:
        self.address = address
        self._line = line

    def identify(self) -> Identity:
        """Category, manufacturer, product, software and serial number."""
        return Identity(
            category=self._text(Header.REQUEST_EQUIPMENT_CATEGORY),
            manufacturer=self._text(Header.REQUEST_MANUFACTURER),
            product=self._text(Header.REQUEST_PRODUCT_CODE),
            software=self._text(Header.REQUEST_SOFTWARE_REVISION),
            serial_number=int.from_bytes(self.serial_bytes(), "little"),
        )

    def serial_bytes(self) -> bytes:
        """The serial number as the device sends it: three bytes, the lowest first (header 242)."""
        return self._answered(Header.REQUEST_SERIAL_NUMBER, 3)

    def _text(self, header: Header) -> str:
        return self._line.ask(self.address, header).decode("ascii", "replace").strip()

    def _answered(self, header: Header, length: int, data: bytes = b"") -> bytes:
        answer = self._line.ask(self.address, header, data)
        if len(answer) != length:
            raise ValueError(f"address {self.address} answers header {header} with {len(answer)} bytes")
        return answer
