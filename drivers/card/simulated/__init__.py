"""The My Number Card in software, and the two readers that it can lie on."""

from drivers.card.simulated.card import Answered, LeftReader, Reaction, Silent, SimulatedCard
from drivers.card.simulated.contents import CARD_FILE_SUFFIX, CardContents, CardFileError
from drivers.card.simulated.faults import (
    Fault,
    FirstAnswer6F00,
    Hung,
    Slow,
    Step,
    TornOut,
    WrongStatus,
    parse_fault,
)
from drivers.card.simulated.reader import SimulatedReader
from drivers.card.simulated.vpcd import VPCD_PORT, VirtualReaderLink

__all__ = [
    "CARD_FILE_SUFFIX",
    "VPCD_PORT",
    "Answered",
    "CardContents",
    "CardFileError",
    "Fault",
    "FirstAnswer6F00",
    "Hung",
    "LeftReader",
    "Reaction",
    "Silent",
    "SimulatedCard",
    "SimulatedReader",
    "Slow",
    "Step",
    "TornOut",
    "VirtualReaderLink",
    "WrongStatus",
    "parse_fault",
]
