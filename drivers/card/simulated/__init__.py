"""The My Number Card in software, and the two readers that it can lie on."""

from drivers.card.simulated.card import Answered, LeftReader, Reaction, Silent, SimulatedCard
from drivers.card.simulated.contents import CARD_FILE_SUFFIX, CardContents, CardFileError
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
    parse_fault,
)
from drivers.card.simulated.pin_change import PinChanged, change_pin
from drivers.card.simulated.reader import SimulatedReader
from drivers.card.simulated.vpcd import VPCD_PORT, VirtualReaderLink

__all__ = [
    "CARD_FILE_SUFFIX",
    "VPCD_PORT",
    "AnnouncesData",
    "Answered",
    "CardContents",
    "CardFileError",
    "Fault",
    "FirstAnswer6F00",
    "Hung",
    "LeftReader",
    "PinChanged",
    "Reaction",
    "Silent",
    "SimulatedCard",
    "SimulatedReader",
    "Slow",
    "Step",
    "TornOut",
    "VirtualReaderLink",
    "WantsExactLength",
    "WrongStatus",
    "change_pin",
    "parse_fault",
]
