"""Two thousand names from the whole repertoire, each glyph beside HarfBuzz's choice, each picture beside
HarfBuzz's own.

The picture of our paper is PDFium's, of the font that is embedded in it; the other is drawn by HarfBuzz from
the font file. At 50 pixels an em no pixel of one differs from the other's by more than ``TOLERANCE`` of full
ink: two rasterisers round differently. A variant in place of its neighbour would: of whatever two shapes the
font has for one base, some pixel differs more than twice as much.
"""

from __future__ import annotations

import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np
import pypdfium2
import pytest

from kiosk.certificates.table import Table
from kiosk.rendering.draw import draw
from kiosk.rendering.fonts.chain import Character, characters_of, text_of
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.samples import Sample
from tests.rendering.embedded_outlines import outlines_by_text
from tests.rendering.harfbuzz import EM, Chosen, Picture, picture, shape
from tests.rendering.repertoire import repertoire

NAMES = 2000
TOLERANCE = 0.21
NEIGHBOURS_DIFFER = 2 * TOLERANCE
ALIKE_TO_THE_EYE = {0x43E2, 0x269E0}
"""Bases of which the font has a variant that no picture tells from the base; their outlines do."""

POINTS = 25
"""Of the type: two pixels a point, and a baseline that lies between two rows of pixels."""
_PIXELS = EM // POINTS
_FINE = 4
"""PDFium draws so many times finer, so that it does not bend outlines to the pixels."""
_MARGIN, _PADDING, _WIDTH, _HEIGHT, _COLUMNS, _ROWS = 10, 2, 156, 31, 4, 27
"""Points."""
_MM = 25.4 / 72

SHEET = Layout.parse(
    f"""
    name = "test/names"
    title = "names"
    page = {{ width = {640 * _MM}, height = {860 * _MM} }}
    [styles]
    name = {{ largest = {POINTS}, smallest = {POINTS}, padding = {_PADDING * _MM} }}
    [[boxes]]
    kind = "table"
    field = "names"
    at = [{_MARGIN * _MM}, {_MARGIN * _MM}]
    rows = {_ROWS}
    row_height = {_HEIGHT * _MM}
    columns = [{", ".join([f'{{ width = {_WIDTH * _MM}, style = "name" }}'] * _COLUMNS)}]
    """
)


def names_from_the_whole_repertoire(seed: int) -> list[str]:
    """Of two to six ideographs or kana, half of them with a selector, as random as they come."""
    dice = random.Random(seed)
    plain = _ideographs_and_kana(repertoire().encoded)
    variants = list(repertoire().sequences)

    def character() -> Character:
        return dice.choice(dice.choice((plain, variants)))

    return [text_of([character() for _ in range(dice.randint(2, 6))]) for _ in range(NAMES)]


def _ideographs_and_kana(characters: Iterable[Character]) -> list[Character]:
    """Latin letters overhang their em square."""
    return [one for one in characters if unicodedata.category(chr(one[0])) == "Lo"]


def _sheets(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), _COLUMNS * _ROWS):
        yield names[start : start + _COLUMNS * _ROWS]


def _drawn(names: list[str]) -> bytes:
    padded = names + [""] * (-len(names) % _COLUMNS)
    rows = tuple(tuple(padded[at : at + _COLUMNS]) for at in range(0, len(padded), _COLUMNS))
    return draw(Sample(fields={}, tables={"names": Table(rows=rows)}), SHEET, 1).pdf


def _page_of(pdf: bytes) -> Picture:
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].render(scale=_PIXELS * _FINE, grayscale=True).to_pil().reduce(_FINE)
    return 1 - np.asarray(page, dtype=np.float32) / 255


def _compare(names: list[str]) -> int:
    pdf = _drawn(names)
    outlines, page = outlines_by_text(pdf), _page_of(pdf)
    order = repertoire().font.getGlyphOrder()
    compared = 0
    for place, name in enumerate(names):
        row, column = divmod(place, _COLUMNS)
        left = (_MARGIN + _PADDING + column * _WIDTH) * _PIXELS
        top = (_MARGIN + row * _HEIGHT) * _PIXELS + (_HEIGHT * _PIXELS - EM) // 2
        characters, chosen = characters_of(name), shape(name)
        assert len(chosen) == len(characters), ascii(name)
        seen = page[top : top + EM, left : left + (_WIDTH - 2 * _PADDING) * _PIXELS]
        for character, choice in zip(characters, chosen, strict=True):
            assert outlines[text_of([character])] == repertoire().outline(order[choice.glyph]), ascii(name)
            compared += 1
        assert np.abs(seen - _line(chosen, seen.shape[1])).max() <= TOLERANCE, ascii(name)
    return compared


def _line(chosen: list[Chosen], width: int) -> Picture:
    line = np.zeros((EM, width + EM), dtype=np.float32)
    for choice in chosen:
        whole = int(choice.x)
        part = line[:, whole : whole + EM]
        np.maximum(part, picture(choice.glyph, choice.x - whole), out=part)
    return line[:, :width]


def test_two_thousand_names_are_set_and_drawn_as_by_harfbuzz() -> None:
    names = names_from_the_whole_repertoire(seed=2026)
    assert sum(map(_compare, _sheets(names))) > 3 * NAMES


@pytest.mark.soak
def test_every_ideograph_and_kana_of_the_font_is_set_and_drawn_as_by_harfbuzz() -> None:
    characters = _ideographs_and_kana(repertoire().names)
    names = [text_of(characters[at : at + 6]) for at in range(0, len(characters), 6)]
    assert sum(map(_compare, _sheets(names))) == len(characters) > 64_000


def test_whatever_two_shapes_a_base_has_their_pictures_differ_far_beyond_the_tolerance() -> None:
    """Of all bases with several: the comparison above can tell each from its neighbours."""
    shapes: defaultdict[int, dict[bytes, Character]] = defaultdict(dict)
    for character, name in repertoire().names.items():
        shapes[character[0]].setdefault(repertoire().outline(name), character)
    several = {base: list(found.values()) for base, found in shapes.items() if len(found) > 1}
    assert len(several) > 5_000
    alike = set()
    for base, characters in several.items():
        pictures = [picture(shape(text_of([character]))[0].glyph) for character in characters]
        for one, other in combinations(pictures, 2):
            if np.abs(one - other).max() <= NEIGHBOURS_DIFFER:
                alike.add(base)
    assert alike == ALIKE_TO_THE_EYE
