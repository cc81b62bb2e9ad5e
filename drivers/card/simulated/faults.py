"""Faults that can be planned for a card in software. Each happens once, except where it says otherwise."""

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
    SIGN = "SIGN"


@dataclass(frozen=True)
class TornOut:
    """The card carries the command out and leaves before its answer: a wrong PIN has been counted."""

    after: Step


@dataclass(frozen=True)
class Hung:
    """The card carries the command out and then says nothing until it is taken off."""

    at: Step


@dataclass(frozen=True)
class WrongStatus:
    """The card refuses the command with ``status`` and does nothing."""

    at: Step
    status: StatusWord


@dataclass(frozen=True)
class FirstAnswer6F00:
    """The first answer after each power-up is 6F00 and means nothing. Stays."""


@dataclass(frozen=True)
class Slow:
    """Every such command takes ``seconds``. Stays."""

    at: Step
    seconds: float


Fault = TornOut | Hung | WrongStatus | FirstAnswer6F00 | Slow

_SYNTAX = "torn-out:STEP, hung:STEP, wrong-status:STEP:HEX, slow:STEP:SECONDS or first-answer-6f00"


def parse_fault(text: str) -> Fault:
    """A fault as a person writes it, e.g. ``torn-out:VERIFY`` or ``wrong-status:SIGN:6985``.

    Raises ValueError that quotes ``text`` and lists what is known.
    """
    name, *arguments = text.split(":")
    try:
        match name.lower(), arguments:
            case "torn-out", [step]:
                return TornOut(Step(step.upper()))
            case "hung", [step]:
                return Hung(Step(step.upper()))
            case "wrong-status", [step, status] if re.fullmatch("[0-9A-Fa-f]{4}", status):
                return WrongStatus(Step(step.upper()), StatusWord(int(status, 16)))
            case "slow", [step, seconds]:
                return Slow(Step(step.upper()), float(seconds))
            case "first-answer-6f00", []:
                return FirstAnswer6F00()
    except ValueError:
        pass
    steps = ", ".join(step.value for step in Step)
    raise ValueError(f"unknown fault {text!r}: write {_SYNTAX}; a STEP is one of {steps}")
