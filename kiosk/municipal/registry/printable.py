"""Whether the forms can print a text, told when it comes in and not when its bearer stands at a store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kiosk.certificates.kinds import Kind
from kiosk.certificates.municipality_code import MunicipalityCode
from kiosk.municipal.forms.layouts import layout_in_force
from kiosk.municipal.registry.csv_table import Column, ImportProblem, Row
from kiosk.rendering.errors import code_points
from kiosk.rendering.fonts.chain import Character, FontChain, characters_of, font_chain
from kiosk.rendering.fonts.source import ExtendedRole, FontRole

Unprintable = Callable[[str], str]
"""What of a text can't be printed, in words that quote nothing but code points; "" where all can."""


def unprintable_on_forms_of(code: MunicipalityCode) -> Unprintable:
    """What of a text some form of the municipality does not have in its own shape, its own fonts included.

    Raises FontNotInstalled where the fonts are missing, LayoutError for a faulty form.
    """
    added = {layout_in_force(code, kind).file.fonts for kind in Kind}
    chains = [font_chain(ExtendedRole(FontRole.MINCHO, fonts)) for fonts in sorted(added)]

    def unprintable(text: str) -> str:
        missing = {one: chain for one in characters_of(text) for chain in chains if chain.place(one) is None}
        return "、".join(_in_words(one, chain) for one, chain in missing.items())

    return unprintable


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
    texts = [column for column in columns if column.is_text]
    for row in rows:
        for column in texts:
            problem = unprintable(row.values[column.name])
            if problem:
                report(ImportProblem(row.line, column.header, row.values.get("number", ""), problem))
        yield row
