"""Every character of the MJ list and every sequence of the font is drawn as itself or refused by name.

How the numbers are reached, in the font's own names: 58,862 glyphs are kanji of the MJ list. 52,606 stand
behind a code point and 6,235 more behind a variation sequence of the Moji_Joho collection. 21 stand behind
neither: no text can ask for them, so none can be drawn in another's shape. What can be asked for is 54,578
code points and 11,474 sequences.
"""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.rendering.draw import draw
from kiosk.rendering.errors import MissingGlyph
from kiosk.rendering.fonts.chain import Character, characters_of, font_chain, text_of
from kiosk.rendering.fonts.source import FontRole
from kiosk.rendering.gate.check import prove
from kiosk.rendering.gate.reading import read_pages
from tests.rendering.embedded_outlines import outlines_by_text
from tests.rendering.repertoire import KANJI_OF_MJ, repertoire
from tests.rendering.sheet_of_characters import CHARACTERS_A_SHEET, SHEET_OF_CHARACTERS, filled

REFUSED_THOUGH_IN_THE_FONT = {
    (base, 0)
    for base in (
        *(0xAD, 0x3099, 0x309A, 0x361, *range(0x300, 0x307), 0x308, 0x30A, 0x30B, 0x30C, 0x30F),
        *(0x318, 0x319, 0x31A, *range(0x31C, 0x321), 0x324, 0x325, 0x327, 0x329, 0x32A, 0x32C, 0x32F, 0x330),
        *(0x332, 0x334, 0x336, *range(0x339, 0x33E), 0xF860, 0xF861, 0xF862, 0xF87A, 0xF87F),
    )
}
"""Marks that belong upon another letter, the soft hyphen, and five private-use code points without ink."""


def _drawn() -> list[Character]:
    return [character for character in repertoire().names if character not in REFUSED_THOUGH_IN_THE_FONT]


def _sheets() -> Iterator[list[str]]:
    texts = [text_of([character]) for character in _drawn()]
    for start in range(0, len(texts), CHARACTERS_A_SHEET):
        yield texts[start : start + CHARACTERS_A_SHEET]


def test_the_font_holds_the_whole_list_and_the_numbers_add_up() -> None:
    mj = repertoire().mj_names
    encoded = mj & set(repertoire().encoded.values())
    only_by_sequence = mj & set(repertoire().sequences.values()) - encoded
    assert (len(mj), len(encoded), len(only_by_sequence)) == (KANJI_OF_MJ, 52_606, 6_235)
    assert len(mj - encoded - only_by_sequence) == 21
    assert (len(repertoire().encoded), len(repertoire().sequences)) == (54_578, 11_474)


def test_every_one_is_drawn_in_the_outline_of_its_own_name_and_read_back_as_itself() -> None:
    names, seen = repertoire().names, set()
    for texts in _sheets():
        content = filled(texts)
        pdf = draw(content, SHEET_OF_CHARACTERS, 1).pdf
        prove(pdf, content, SHEET_OF_CHARACTERS, 1)
        assert [glyph.text for glyph in read_pages(pdf)[0].glyphs] == texts
        outlines = outlines_by_text(pdf)
        for text in texts:
            (character,) = characters_of(text)
            assert outlines[text] == repertoire().outline(names[character]), ascii(text)
            seen.add(names[character])
    assert len(seen & repertoire().mj_names) == KANJI_OF_MJ - 21


def test_every_one_can_be_copied_out_of_the_paper_with_another_reader_too(tmp_path: Path) -> None:
    """By poppler, which makes lines and spaces of its own: both are left out of the comparison."""
    for texts in _sheets():
        (tmp_path / "sheet.pdf").write_bytes(draw(filled(texts), SHEET_OF_CHARACTERS, 1).pdf)
        command = ("pdftotext", "-raw", "-nopgbrk", "-enc", "UTF-8", tmp_path / "sheet.pdf", "-")
        copied = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        assert _without_spaces(copied) == _without_spaces("".join(texts))


def _without_spaces(text: str) -> str:
    return "".join(one for one in text if one != "\n" and unicodedata.category(one) != "Zs")


@pytest.mark.parametrize("character", sorted(REFUSED_THOUGH_IN_THE_FONT), ids=lambda one: f"U+{one[0]:04X}")
def test_what_the_font_has_but_nobody_could_read_is_refused_by_name(character: Character) -> None:
    with pytest.raises(MissingGlyph, match=rf"tables\.characters\.1\.1: no glyph for U\+{character[0]:04X}$"):
        draw(filled(["一", text_of([character])]), SHEET_OF_CHARACTERS, 1)


def test_a_sequence_that_the_font_lacks_is_never_its_base() -> None:
    """Of every base, with each selector that the collections use (VS17 to VS48) and with VS1 to VS3."""
    chain = font_chain(FontRole.MINCHO)
    selectors = (*range(0xE0100, 0xE0120), *range(0xFE00, 0xFE03))
    lacking = [
        (base, selector)
        for base, _ in repertoire().encoded
        for selector in selectors
        if (base, selector) not in repertoire().sequences
    ]
    assert len(lacking) == len(repertoire().encoded) * len(selectors) - len(repertoire().sequences)
    assert not any(map(chain.place, lacking))


def test_a_code_point_that_the_font_lacks_has_no_place() -> None:
    chain = font_chain(FontRole.MINCHO)
    drawn = {base for base in range(0x110000) if chain.place((base, 0))}
    assert drawn == {base for base, selector in _drawn() if not selector}
