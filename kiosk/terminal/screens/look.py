"""How one resident sees the terminal: colours, faces and words, fixed while a screen is built.

A screen is built anew when its look changes, so no widget has to follow a change of language.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from kiosk.terminal.screens.fonts import Faces, faces_of
from kiosk.terminal.screens.theme import BLACK, WHITE, Colour, Palette
from kiosk.terminal.visit.states import Language, Preferences
from kiosk.terminal.words import Words


@dataclass(frozen=True)
class Look:
    """What widgets need to draw themselves. ``moves``: small motions are wanted (never in black)."""

    language: Language
    palette: Palette
    faces: Faces
    words: Words
    moves: bool = True

    def colour(self, role: str) -> Colour:
        """The colour of a role of the palette."""
        return self.palette.of(role)

    def text(self, message: str, /, *, count: int | None = None, **values: object) -> str:
        """The words of ``message``. Raises WordsMissing when the catalogue has none."""
        return self.words.text(message, count=count, **values)


@lru_cache(maxsize=8)
def look_for(language: Language, dark: bool) -> Look:
    """The look of a language on a white or black screen."""
    return Look(
        language=language,
        palette=BLACK if dark else WHITE,
        faces=faces_of(language),
        words=Words(language),
        moves=not dark,
    )


def look_of(preferences: Preferences) -> Look:
    """The look that a resident asked for."""
    return look_for(preferences.language, preferences.dark)


_BUILDING: ContextVar[Look] = ContextVar("look of the screen that is being built")


@contextmanager
def building(look: Look) -> Iterator[None]:
    """Widgets made inside take ``look``."""
    token = _BUILDING.set(look)
    try:
        yield
    finally:
        _BUILDING.reset(token)


def current_look() -> Look:
    """The look of the screen that is being built. Raises LookupError outside ``building``."""
    return _BUILDING.get()
