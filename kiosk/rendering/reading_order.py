"""In which order a page is read: what a screen reader says, and what is copied out of the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kiosk.rendering.placement import PlacedText

SEAL_WORDS = "職印"
SYMBOL_WORDS = "検証用二次元コード"
PICTURE_WORDS = "印影"


class Passage(NamedTuple):
    """Texts that are read as one, by their places on the page; ``tag`` is a standard structure type
    (ISO 32000-1, 14.8.4)."""

    tag: str
    texts: tuple[int, ...]


def passages(texts: Sequence[PlacedText]) -> list[Passage]:
    """The title first (the first of the largest texts), then the form's order: a label with the value beside
    it, a table's row, each other text by itself."""
    if not texts:
        return []
    title = max(range(len(texts)), key=lambda index: texts[index].style.largest)
    found = [Passage("H1", (title,))]
    current: list[int] = []
    for index, text in enumerate(texts):
        if index == title:
            continue
        if current and not _continues(texts[current[-1]], text):
            found.append(Passage("P", tuple(current)))
            current = []
        current.append(index)
    if current:
        found.append(Passage("P", tuple(current)))
    return found


def _continues(last: PlacedText, text: PlacedText) -> bool:
    if text.path == "text":
        return False
    if last.path == "text":
        return last.rectangle.top < text.rectangle.bottom and text.rectangle.top < last.rectangle.bottom
    return text.path.startswith("tables.") and _row(last.path) == _row(text.path)


def _row(path: str) -> str:
    return path.rpartition(".")[0]
