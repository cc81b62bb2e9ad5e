"""Why a document can't be drawn. Messages name places and code points, never a text of a document."""

from __future__ import annotations


class LayoutError(Exception):
    """A layout, or a document on it, can't be drawn. ``place`` is the file, box and field at fault."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem

    def __reduce__(self) -> tuple[type[LayoutError], tuple[object, ...]]:
        return type(self), (self.place, self.problem)


class MissingField(LayoutError):
    """The document lacks a field that the layout shows, or carries one that the layout hides."""


class TextOverflow(LayoutError):
    """A text does not fit its box at the smallest size stated there."""


def code_points(character: tuple[int, int]) -> str:
    """A base and its selector (or 0) as ``U+845B U+E0100``: how a message names what it must not quote."""
    base, selector = character
    return f"U+{base:04X}" + (f" U+{selector:04X}" if selector else "")


class MissingGlyph(LayoutError):
    """Characters that the font can't print in their own shape, each a base with its selector or 0."""

    def __init__(self, place: str, characters: tuple[tuple[int, int], ...]) -> None:
        super().__init__(place, f"no glyph for {', '.join(map(code_points, characters))}")
        self.characters = characters

    def __reduce__(self) -> tuple[type[LayoutError], tuple[object, ...]]:
        return type(self), (self.place, self.characters)


class FontNotInstalled(Exception):
    """A font file of the system is absent; the message names the Debian package."""
