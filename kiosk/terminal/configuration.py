"""``terminal.toml``: what this terminal is, what it is equipped with, and which city halls it serves.

Unknown keys are refused. Paths are relative to the file.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from drivers.cashbox.cctalk.frame import Checksum
from drivers.cashbox.cctalk.wiring import BILL_ACCEPTOR_ADDRESS, COIN_ACCEPTOR_ADDRESS, DispenseKey
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.rendering.ground.calibration import CHOICES, STANDARD_CHOICE, Calibration

_AnySection = TypeVar("_AnySection", bound=BaseModel)


class ConfigurationError(ValueError):
    """The file can't be used; the message names file, key and what is wrong with it."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PcscReaderSection(_Section):
    """A real reader, chosen by a regular expression on its PC/SC name."""

    driver: Literal["pcsc"]
    name: str


class SimulatedReaderSection(_Section):
    """A reader in software; ``card`` lies on it from the start."""

    driver: Literal["simulated"]
    card: Path | None = None


def _on_the_calibration_sheet(number: int) -> int:
    if number not in CHOICES:
        raise ValueError(f"the calibration sheet has the numbers {min(CHOICES)} to {max(CHOICES)}")
    return number


class _PrinterSection(_Section):
    """``ground`` is the number that was chosen on the calibration sheet (``kiosk layout calibrate``)."""

    ground: Annotated[int, AfterValidator(_on_the_calibration_sheet)] = STANDARD_CHOICE

    @property
    def calibration(self) -> Calibration:
        """The dots of that number."""
        return CHOICES[self.ground]


class IppPrinterSection(_PrinterSection):
    """A real printer (RFC 8011): ``ipp://host:port/ipp/print``."""

    driver: Literal["ipp"]
    uri: str = Field(pattern=r"^ipps?://.+")


class FolderPrinterSection(_PrinterSection):
    """PDFs into a folder; ``seconds_per_sheet`` paces it as a printer would."""

    driver: Literal["folder"]
    directory: Path
    seconds_per_sheet: float = Field(default=0.0, ge=0, le=60)


class SimulatedPrinterSection(_PrinterSection):
    """A printer in software whose faults can be planned; its sheets go into a folder."""

    driver: Literal["simulated"]
    directory: Path
    seconds_per_sheet: float = Field(default=0.0, ge=0, le=60)


class SimulatedCashBoxSection(_Section):
    """A cash box in software."""

    driver: Literal["simulated"]


class HopperSection(_Section):
    """One hopper: the yen of its coins, its ccTalk address, the coins that are surely in it while its
    low-level sensor doesn't report, and what it wants to hear before it pays."""

    denomination: Literal[10, 50, 100, 500]
    address: int = Field(ge=2, le=255)
    reserve: int = Field(default=20, ge=0)
    key: DispenseKey = DispenseKey.SERIAL_NUMBER


class CctalkCashBoxSection(_Section):
    """A real cash box on a serial line: its device file and the file of its own record. ``bill_acceptor``
    is 0 where there is none; without any ``hopper`` the standard four are taken."""

    driver: Literal["cctalk"]
    port: Path
    record: Path
    checksum: Checksum = Checksum.SIMPLE
    coin_acceptor: int = Field(default=COIN_ACCEPTOR_ADDRESS, ge=2, le=255)
    bill_acceptor: int = Field(default=BILL_ACCEPTOR_ADDRESS, ge=0, le=255)
    hopper: tuple[HopperSection, ...] = ()

    @model_validator(mode="after")
    def _each_address_and_denomination_once(self) -> Self:
        addresses = [self.coin_acceptor, self.bill_acceptor, *(hopper.address for hopper in self.hopper)]
        if len(set(addresses)) < len(addresses):
            raise ValueError("two devices have the same address")
        denominations = [hopper.denomination for hopper in self.hopper]
        if len(set(denominations)) < len(denominations):
            raise ValueError("two hoppers have the same denomination")
        return self


class FolderSlipsSection(_Section):
    """Receipts and claim slips as PDFs into a folder."""

    driver: Literal["folder"]
    directory: Path


class MainPrinterSlipsSection(_Section):
    """Receipts and claim slips on the page printer."""

    driver: Literal["main-printer"]


class LineSection(_Section):
    """The terminal's certificate and key, and the authority of the city hall's server (PEM)."""

    certificate: Path
    key: Path
    authority: Path


class MunicipalitySection(_Section):
    """One city hall: where it answers, and its signing keys (JWKS) as pinned at enrolment."""

    code: MunicipalityCode
    url: str = Field(pattern=r"^https://.+")
    keys: Path


class ScreenSection(_Section):
    """The window: full screen on a terminal; ``width`` and ``height`` in pixels otherwise."""

    full_screen: bool = True
    width: int = Field(default=1280, ge=320)
    height: int = Field(default=1024, ge=320)


class TerminalConfiguration(_Section):
    """The whole file. A terminal that stopped in the middle of an order gives money back only for
    ``payer_waits_seconds``: later, whoever stands there is not the payer."""

    terminal_id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    journal: Path
    log: Path | None = None
    payer_waits_seconds: int = Field(default=120, ge=0, le=600)
    line: LineSection
    reader: Annotated[PcscReaderSection | SimulatedReaderSection, Field(discriminator="driver")]
    printer: Annotated[
        IppPrinterSection | FolderPrinterSection | SimulatedPrinterSection, Field(discriminator="driver")
    ]
    cashbox: Annotated[CctalkCashBoxSection | SimulatedCashBoxSection, Field(discriminator="driver")]
    slips: Annotated[FolderSlipsSection | MainPrinterSlipsSection, Field(discriminator="driver")]
    screen: ScreenSection = ScreenSection()
    municipality: tuple[MunicipalitySection, ...] = Field(min_length=1)


def load(path: Path) -> TerminalConfiguration:
    """Read and check the file; every path in it becomes absolute. Raises ConfigurationError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        read = TerminalConfiguration.model_validate(data)
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: no TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "file"
        raise ConfigurationError(f"{path}: {place}: {first['msg']}") from None
    return _rooted(read, path.absolute().parent)


def _rooted(section: _AnySection, base: Path) -> _AnySection:
    """``section`` with every relative path in it taken from ``base``."""

    def root(value: object) -> object:
        if isinstance(value, Path):
            return base / value
        if isinstance(value, BaseModel):
            return _rooted(value, base)
        if isinstance(value, tuple):
            return tuple(root(part) for part in value)
        return value

    return section.model_copy(update={name: root(value) for name, value in section})
