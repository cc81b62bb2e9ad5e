"""Changing the PIN of a card in software, by the commands that real cards take at a city hall's desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from drivers.card.contract import Pin, PinBlocked, PinWrong
from drivers.card.iso7816 import INS_CHANGE_REFERENCE_DATA, OK, LinkLost, command, exchange
from drivers.card.jpki import PIN_REFERENCE, CardRefused, JpkiSession, PinAccepted
from drivers.card.simulated.card import Answered, SimulatedCard


@dataclass(frozen=True)
class PinChanged:
    """From now on the card takes the new PIN only."""


def change_pin(card: SimulatedCard, old: Pin, new: Pin) -> PinChanged | PinWrong | PinBlocked:
    """VERIFY ``old`` and, when it is right, CHANGE REFERENCE DATA to ``new``. Both are wiped.

    The command is the one that jpki/myna sends (P1 = 01: the new PIN alone); OpenSC's jpki driver
    changes no PIN. Raises CardRefused, LinkLost for a card without JPKI or with faults.
    """

    def carry(apdu: bytearray) -> bytes:
        match card.transmit(bytes(apdu)):
            case Answered(response):
                return response
            case _:
                raise LinkLost("the card gave no answer")

    card.power_on()
    try:
        match JpkiSession(carry).pin().verify(old):
            case PinAccepted():
                ins = INS_CHANGE_REFERENCE_DATA
                status = exchange(carry, command(0x00, ins, 0x01, PIN_REFERENCE, data=new.reveal())).status
                if status != OK:
                    raise CardRefused("change PIN", status)
                return PinChanged()
            case PinWrong() | PinBlocked() as refused:
                return refused
            case unreachable:
                assert_never(unreachable)
    finally:
        old.wipe()
        new.wipe()
        card.power_off()
