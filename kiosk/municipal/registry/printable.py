"""Whether the forms can print a text, told when it comes in and not when its bearer stands at a store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from kiosk.certificates.kinds import Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.forms.layouts import layout_in_force
from kiosk.municipal.registry.csv_table import Column, ImportProblem, Row
from kiosk.municipal.registry.models import Resident
from kiosk.rendering.errors import code_points
from kiosk.rendering.fonts.chain import Character, FontChain, characters_of, font_chain
from kiosk.rendering.fonts.source import ExtendedRole, FontRole
from kiosk.rendering.placed import PlacedText
from kiosk.rendering.room import boxes_by_field, has_room

_NUMBER = str(Resident._meta.get_field("number").verbose_name)

Unprintable = Callable[[str, str], str]
"""What of an item's text can't be printed, in words that quote nothing but code points; "" where all can.
The item is named as the registry's column and the form's field are."""


@cache
def unprintable_on_forms_of(code: MunicipalityCode) -> Unprintable:
    """What of a text some form of the municipality does not have in its own shape, its own fonts included;
    else which forms have no room for it. By the forms as they were when this process first needed them.

    Raises FontNotInstalled where the fonts are missing, LayoutError for a faulty form.
    """
    forms = [layout_in_force(code, kind) for kind in Kind]
    added = sorted({form.file.fonts for form in forms})
    chains = [font_chain(ExtendedRole(FontRole.MINCHO, fonts)) for fonts in added]
    boxes = [(form.title, boxes_by_field(form)) for form in forms]

    def unprintable(item: str, text: str) -> str:
        missing = {one: chain for one in characters_of(text) for chain in chains if chain.place(one) is None}
        if missing:
            return "、".join(_in_words(one, chain) for one, chain in missing.items())
        crowded = [title for title, by_field in boxes if not _takes(by_field.get(item, ()), text)]
        return f"「{'」「'.join(crowded)}」の枠に入りません" if crowded else ""

    return unprintable


def _takes(boxes: Iterable[PlacedText], text: str) -> bool:
    return not text or all(has_room(box, text) for box in boxes)


def _in_words(character: Character, chain: FontChain) -> str:
    """A sequence of another collection (Adobe-Japan1) is not turned into one of Moji_Joho: the IVD
    states no pairs, and whoever guesses writes another name. The clerk is told which there are."""
    base, selector = character
    words = f"{code_points(character)} の字形がありません"
    if not selector:
        return words
    known = [f"U+{one:04X}" for one in chain.selectors(base)]
    return words + (f"（U+{base:04X} の異体字は {'・'.join(known)}）" if known else "（異体字のない字です）")


def reported(
    rows: Iterable[Row],
    columns: Iterable[Column],
    unprintable: Unprintable,
    report: Callable[[ImportProblem], None],
) -> Iterator[Row]:
    """The ``rows``, each text cell of which that can't be printed is handed to ``report`` under the
    row's 宛名番号. Every column of free text counts: what is stored is printed sooner or later."""
    columns = list(columns)
    texts = [column for column in columns if column.is_text]
    number = next((column.name for column in columns if column.header == _NUMBER), None)
    for row in rows:
        for column in texts:
            problem = unprintable(column.name, row.values[column.name])
            if problem:
                report(ImportProblem(row.line, column.header, row.values[number] if number else "", problem))
        yield row
