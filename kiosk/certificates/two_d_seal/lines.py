"""The signed words as lines to be compared with the paper by eye."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from kiosk.certificates.contents import CONTENTS
from kiosk.certificates.kinds import Kind
from kiosk.certificates.two_d_seal.content import SealContent


@dataclass(frozen=True)
class SignedLine:
    """``person`` is the number of the person on the paper whom it is about; ``label`` is as in CONTENTS,
    for a row of a table what stands first in it."""

    label: str
    text: str = field(repr=False)
    person: int | None = None


def lines_of(content: SealContent) -> tuple[SignedLine, ...]:
    """Everything that the seal signs, in the order of CONTENTS."""
    grouped = groupby(content.words, key=lambda word: _group(word[0]))
    return tuple(line for group, words in grouped for line in _lines(content.kind, group, list(words)))


def _group(path: str) -> tuple[str, ...]:
    """What of a path the words of one row, or of one person, share."""
    head, *rest = path.split(".")
    return (head, *rest[:-1])


def _lines(kind: Kind, group: tuple[str, ...], words: list[tuple[str, str]]) -> Iterator[SignedLine]:
    contents = CONTENTS[kind]
    last = [(path.rpartition(".")[2], text) for path, text in words]
    match group:
        case ("persons", number):
            yield from (SignedLine(contents.persons[name], text, int(number)) for name, text in last)
        case ("tables", table, _):
            labels = contents.tables[table]
            cells = [(labels[int(column) - 1], text) for column, text in last]
            if last[0][0] != "1" or len(cells) == 1:
                yield from (SignedLine(label, text) for label, text in cells)
            else:
                head, *others = cells
                told = "　".join(text if len(labels) == 2 else f"{label} {text}" for label, text in others)
                yield SignedLine(head[1], told)
        case _:
            yield from (SignedLine(contents.fields[name], text) for name, text in last)
