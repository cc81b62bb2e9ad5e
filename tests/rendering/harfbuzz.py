"""HarfBuzz on the installed font file: which glyph it chooses for a text, and its own picture of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import uharfbuzz as hb

from tests.rendering.repertoire import IPAMJ

Picture = npt.NDArray[np.float32]
"""Coverage of each pixel, 0 to 1, from the top."""

EM = 50
"""Pixels."""
DESCENT = 6
"""Pixels of an em below the baseline, as our papers set a text (88 : 12)."""

_FRACTIONS = 64


@dataclass(frozen=True)
class Chosen:
    """A glyph by its id in the font, and where its origin lies in pixels from the text's beginning."""

    glyph: int
    x: float


@cache
def _font() -> hb.Font:
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(IPAMJ))))
    font.scale = (EM * _FRACTIONS, EM * _FRACTIONS)
    return font


def shape(text: str) -> list[Chosen]:
    """What HarfBuzz sets for ``text`` as it comes, with the features that it applies unasked."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(_font(), buffer)
    chosen, x = [], 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        chosen.append(Chosen(info.codepoint, (x + position.x_offset) / _FRACTIONS))
        x += position.x_advance
    return chosen


def picture(glyph: int, shift: float = 0.0) -> Picture:
    """The em square of a glyph, ``shift`` pixels to the right, by HarfBuzz's own rasteriser, unhinted."""
    raster = hb.RasterDraw()
    raster.scale_factor = (_FRACTIONS, _FRACTIONS)
    raster.transform = (1, 0, 0, 1, shift * _FRACTIONS, 0)
    raster.extents = hb.RasterExtents(0, -DESCENT, EM, EM)
    raster.draw_glyph(_font(), glyph)
    drawn = raster.render()
    assert drawn is not None
    rows = np.frombuffer(drawn.buffer, dtype=np.uint8).reshape(EM, drawn.extents.stride)
    return rows[::-1, :EM].astype(np.float32) / 255
