"""A picture of an official seal (職印) for a town that has none."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from kiosk.rendering.fonts.source import SOURCES, FontRole

_SIDE = 567
"""24 mm at 600 dots an inch."""
_FRAME = 16
_INSIDE = _SIDE - 4 * _FRAME


def seal_picture(text: str) -> bytes:
    """A square seal with the nine characters of ``text`` in three columns from the right, as PNG.

    Raises ValueError for another number of characters, OSError when the forms' font is missing.
    """
    if len(text) != 9:
        raise ValueError(f"seal {text!r}: nine characters are needed")
    picture = Image.new("1", (_SIDE, _SIDE), 1)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, _SIDE - 1, _SIDE - 1), outline=0, width=_FRAME)
    cell = _INSIDE / 3
    font = ImageFont.truetype(str(SOURCES[FontRole.MINCHO][0].path), int(cell * 0.98))
    for index, character in enumerate(text):
        column, row = 2 - index // 3, index % 3
        middle = (2 * _FRAME + cell * (column + 0.5), 2 * _FRAME + cell * (row + 0.5))
        draw.text(middle, character, fill=0, font=font, anchor="mm", stroke_width=3)
    content = BytesIO()
    picture.save(content, "PNG", optimize=True)
    return content.getvalue()
