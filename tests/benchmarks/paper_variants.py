"""Whether a paper shows the variants of its names: by its picture, beside HarfBuzz's of variant and base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pypdfium2

from kiosk.rendering.fonts.chain import Character, characters_of, text_of
from tests.rendering.harfbuzz import DESCENT, EM, Picture, picture, shape
from tests.rendering.repertoire import repertoire

_SEARCH = 5
"""Pixels by which an engine may set its baseline elsewhere, of 50 an em."""
_MM = 72 / 25.4


def shows_the_variants(pdf: bytes, texts: Iterable[Mapping[str, Any]]) -> bool:
    """Whether each character with a selector, set full width where ``texts`` say (x, y in mm, points), looks
    more like its own variant than like the base or any other variant of it."""
    right = []
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        for text in texts:
            for number, character in enumerate(characters_of(text["text"])):
                if character[1]:
                    left = text["x"] * _MM + number * text["points"]
                    seen = _em_square(page, left, text["y"] * _MM, text["points"])
                    right.append(min(_shapes_of(character[0]), key=partial(_distance, seen)) == character)
    return bool(right) and all(right)


def _shapes_of(base: int) -> list[Character]:
    return [(base, 0), *(one for one in repertoire().sequences if one[0] == base)]


def _em_square(page: pypdfium2.PdfPage, left: float, baseline: float, points: float) -> Picture:
    """The place of a character and a little around it, at 50 pixels an em."""
    scale = EM / points
    whole = 1 - np.asarray(page.render(scale=scale, grayscale=True).to_pil(), dtype=np.float32) / 255
    x, y = round(left * scale) - _SEARCH, round(baseline * scale) - (EM - DESCENT) - _SEARCH
    return whole[y : y + EM + 2 * _SEARCH, x : x + EM + 2 * _SEARCH]


def _distance(seen: Picture, character: Character) -> float:
    expected = picture(shape(text_of([character]))[0].glyph)
    steps = range(2 * _SEARCH + 1)
    return min(float(np.abs(seen[y : y + EM, x : x + EM] - expected).sum()) for y in steps for x in steps)
