"""A font such as a municipality adds: its own character in the private use area, one that IPAmjMincho lacks,
and a sequence of the Adobe-Japan1 collection."""

from __future__ import annotations

from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

OWN_CHARACTER = "\ue000"
BEYOND_IPAMJ = "\U0003134a"
ADOBE_SEQUENCE = "葛\U000e0100"


def font_of_a_municipality(
    *, side: int = 800, name: str = "AobaGaiji", embedding: int = 0, composite: bool = False
) -> bytes:
    """A TrueType file whose characters are squares of ``side`` units of 1,000."""
    names = [".notdef", "own", "beyond", "sequence"]
    builder = FontBuilder(1000, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.updateHead(created=3_600_000_000, modified=3_600_000_000)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(
        {ord(OWN_CHARACTER): "own", ord(BEYOND_IPAMJ): "beyond"}, uvs=[(0x845B, 0xE0100, "sequence")]
    )
    glyphs = {glyph: _square(side - 10 * number).glyph() for number, glyph in enumerate(names)}
    if composite:
        pen = TTGlyphPen(glyphs)
        pen.addComponent("own", (1, 0, 0, 1, 0, 0))
        glyphs["beyond"] = pen.glyph()
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 50)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupOS2(fsType=embedding)
    builder.setupPost()
    file = BytesIO()
    builder.save(file)
    return file.getvalue()


def _square(side: int) -> TTGlyphPen:
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for corner in ((50, side), (50 + side, side), (50 + side, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen
