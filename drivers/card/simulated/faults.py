"""Faults that can be planned for a card in software.

Each happens once, at the ``nth`` command of its step from now on, except where it says otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from drivers.card.iso7816 import StatusWord


class Step(Enum):
    """What a terminal does with a card, as far as a fault can choose it."""

    SELECT = "SELECT"
    READ = "READ"
    TRIES = "TRIES"
    VERIFY = "VERIFY"
    CHANGE = "CHANGE"
    SIGN = "SIGN"


@dataclass(frozen=True)
class TornOut:
    """The card carries the command out and leaves before its answer: a wrong PIN has been counted."""

    after: Step
    nth: int = 1


@dataclass(frozen=True)
class Hung:
    """The card carries the command out and then says nothing until it is taken off."""

    at: Step
    nth: int = 1


@dataclass(frozen=True)
class WrongStatus:
    """The card refuses the command with ``status`` and does nothing."""

    at: Step
    status: StatusWord
    nth: int = 1


@dataclass(frozen=True)
class FirstAnswer6F00:
    """The first answer after each power-up is 6F00 and means nothing. Stays."""


@dataclass(frozen=True)
class Slow:
    """Every such command takes ``seconds``. Stays."""

    at: Step
    seconds: float


@dataclass(frozen=True)
class AnnouncesData:
    """Data is announced by 61xx and handed out by GET RESPONSE, as cards do over T=0. Stays."""


@dataclass(frozen=True)
class WantsExactLength:
    """A command that asks for more or less data than there is gets 6Cxx and that length. Stays."""


Fault = TornOut | Hung | WrongStatus | FirstAnswer6F00 | Slow | AnnouncesData | WantsExactLength

_SYNTAX = (
    "torn-out:STEP[:N], hung:STEP[:N], wrong-status:STEP:HEX[:N], slow:STEP:SECONDS, "
    "first-answer-6f00, announces-data or wants-exact-length"
)


def parse_fault(text: str) -> Fault:
    """A fault as a person writes it, e.g. ``torn-out:READ:3`` or ``wrong-status:SIGN:6985``.

    Raises ValueError that quotes ``text`` and lists what is known.
    """
    name, *arguments = text.split(":")
    try:
        match name.lower(), arguments:
            case "torn-out", [step, *nth]:
                return TornOut(Step(step.upper()), _nth(nth))
            case "hung", [step, *nth]:
                return Hung(Step(step.upper()), _nth(nth))
            case "wrong-status", [step, status, *nth] if re.fullmatch("[0-9A-Fa-f]{4}", status):
                return WrongStatus(Step(step.upper()), StatusWord(int(status, 16)), _nth(nth))
            case "slow", [step, seconds]:
                return Slow(Step(step.upper()), float(seconds))
            case "first-answer-6f00", []:
                return FirstAnswer6F00()
            case "announces-data", []:
                return AnnouncesData()
            case "wants-exact-length", []:
                return WantsExactLength()
    except ValueError:
        pass
    steps = ", ".join(step.value for step in Step)
    raise ValueError(f"unknown fault {text!r}: write {_SYNTAX}; a STEP is one of {steps}, N counts from 1")


def _nth(arguments: list[str]) -> int:
    match arguments:
        case []:
            return 1
        case [number] if int(number) > 0:
            return int(number)
        case _:
            raise ValueError("not a count from 1")
