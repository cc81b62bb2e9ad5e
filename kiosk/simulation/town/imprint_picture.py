"""A picture of somebody's own seal (実印) as it was stamped on the register."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from kiosk.rendering.fonts.source import SOURCES, FontRole

_SIDE = 378
"""16 mm at 600 dots an inch: between the 8 and 25 mm that may be registered."""
_FRAME = 12
_MOST = 4


@cache
def imprint_picture(text: str) -> bytes:
    """A round seal with the one to four characters of ``text`` in columns from the right, as PNG.

    Raises ValueError for another number of characters, OSError when the forms' font is missing.
    """
    if not 1 <= len(text) <= _MOST:
        raise ValueError(f"seal of {len(text)} characters: one to {_MOST} are needed")
    picture = Image.new("1", (_SIDE, _SIDE), 1)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((0, 0, _SIDE - 1, _SIDE - 1), outline=0, width=_FRAME)
    columns = 1 if len(text) < _MOST else 2
    rows = -(-len(text) // columns)
    inside = (_SIDE - 2 * _FRAME) * 0.86
    cell = inside / max(rows, 1.5)
    font = ImageFont.truetype(str(SOURCES[FontRole.MINCHO][0].path), int(cell * 0.96))
    for index, character in enumerate(text):
        column, row = index // rows, index % rows
        across = _SIDE / 2 + cell * 0.8 * ((columns - 1) / 2 - column)
        down = _SIDE / 2 + cell * (row - (rows - 1) / 2)
        draw.text((across, down), character, fill=0, font=font, anchor="mm", stroke_width=2)
    content = BytesIO()
    picture.save(content, "PNG", optimize=True)
    return content.getvalue()
