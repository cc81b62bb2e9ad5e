"""Where a text's lines end: phrase marks, spaces and 禁則, measured with the face it is set in.

A Kivy label breaks Japanese between any two characters, so no label breaks lines itself: each gets the
lines made here. In the catalogues ``|`` marks the end of a phrase, ``**`` encloses what is bold and a
line feed ends a line. The rules of what may not begin or end a line are those of JIS X 4051, 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

PHRASE_END = "|"
BOLD = "**"

Measure = Callable[[str, bool], float]
"""The width in px of a text in the regular or (True) the bold face."""

_NEVER_FIRST = frozenset(
    "、。，．・：；！？）］｝〕〉》」』】〜～ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;!?)]}”’％℃"
)
_NEVER_LAST = frozenset("（［｛〔〈《「『【([{“‘¥＃")
_PHRASE_ENDS = frozenset("、。）」』】")
_FIRST_WIDE = "\u2e80"


@dataclass(frozen=True)
class Run:
    """A stretch of a line in one weight."""

    text: str
    bold: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True)
class _Character:
    text: str
    bold: bool
    ends_phrase: bool = False


_Phrase = tuple[_Character, ...]


def plain(text: str) -> str:
    """``text`` without its marks, for one line that is never broken."""
    return text.replace(PHRASE_END, "").replace(BOLD, "")


def is_selector(character: str) -> bool:
    """Whether it only chooses the form of the character before it."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def set_lines(text: str, width: float, measure: Measure, *, bold: bool = False) -> list[Line]:
    """The lines of ``text``, none wider than ``width`` px unless it must not be parted. ``bold``: all of
    it is bold.

    A line ends after a phrase (a mark, a space, a closing 、。）」) where one fits; a phrase that is wider
    than a line is parted between characters that 禁則 lets part.
    """
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        line: list[_Character] = []
        for phrase in _phrases(paragraph, bold):
            if line and _width([*line, *phrase], measure) > width:
                lines.append(_runs(line))
                line = []
            pieces = [phrase] if _width(phrase, measure) <= width else _parted(phrase, width, measure)
            lines += [_runs(piece) for piece in pieces[:-1]]
            line += pieces[-1]
        lines.append(_runs(line))
    return lines


def _characters(text: str, all_bold: bool) -> Iterator[_Character]:
    for number, stretch in enumerate(text.split(BOLD)):
        bold = all_bold or number % 2 == 1
        for phrase, following in pairwise([*stretch.split(PHRASE_END), None]):
            if phrase:
                yield from (_Character(character, bold) for character in phrase[:-1])
                yield _Character(phrase[-1], bold, ends_phrase=following is not None)


def _phrases(text: str, all_bold: bool) -> Iterator[_Phrase]:
    phrase: list[_Character] = []
    for character, following in pairwise([*_characters(text, all_bold), None]):
        if character is None:
            return
        phrase.append(character)
        if following is None or (_ends_phrase(character) and following.text not in _NEVER_FIRST):
            yield tuple(phrase)
            phrase = []


def _ends_phrase(character: _Character) -> bool:
    return character.ends_phrase or character.text == " " or character.text in _PHRASE_ENDS


def _may_part(before: str, after: str) -> bool:
    """Whether 禁則 lets a line end between the two; words and numbers in Latin letters stay whole."""
    if before in _NEVER_LAST or after in _NEVER_FIRST or is_selector(after):
        return False
    return before >= _FIRST_WIDE or after >= _FIRST_WIDE


def _parted(phrase: _Phrase, width: float, measure: Measure) -> list[_Phrase]:
    """Pieces of a phrase that is too wide for a line; the last may be joined by what follows."""
    pieces: list[_Phrase] = []
    start = 0
    while _width(phrase[start:], measure) > width:
        ends = [
            end for end in range(start + 1, len(phrase)) if _may_part(phrase[end - 1].text, phrase[end].text)
        ]
        if not ends:
            break
        fitting = [end for end in ends if _width(phrase[start:end], measure) <= width]
        end = fitting[-1] if fitting else ends[0]
        pieces.append(phrase[start:end])
        start = end
    return [*pieces, phrase[start:]]


def _runs(characters: list[_Character] | _Phrase) -> Line:
    """What is set of a line: it neither begins nor ends with a space."""
    inked = [place for place, character in enumerate(characters) if character.text != " "]
    trimmed = characters[inked[0] : inked[-1] + 1] if inked else ()
    return tuple(
        Run("".join(character.text for character in group), bold)
        for bold, group in groupby(trimmed, key=lambda character: character.bold)
    )


def _width(characters: list[_Character] | _Phrase, measure: Measure) -> float:
    return sum(measure(run.text, run.bold) for run in _runs(characters))
