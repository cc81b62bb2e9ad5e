"""How a resident wants the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")


@dataclass(frozen=True)
class Preferences:
    """How this resident wants the terminal; back to the default after each visit."""

    language: Language = "ja"
    dark: bool = False
    long_time: bool = False
