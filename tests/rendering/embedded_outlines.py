"""What a PDF's embedded fonts draw for each text, read by pikepdf and fontTools and no code of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pikepdf
from fontTools.ttLib import TTFont

from tests.rendering.repertoire import outline_of

_ENTRY = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")


def outlines_by_text(pdf: bytes) -> dict[str, bytes]:
    """The outline that stands in the file for each text of its fonts' ToUnicode maps.

    Fails where two codes say the same text and draw it differently.
    """
    found: dict[str, bytes] = {}
    with pikepdf.open(BytesIO(pdf)) as document:
        for font in _fonts(document):
            for text, outline in _drawn(font):
                assert found.setdefault(text, outline) == outline, "one text, two shapes"
    return found


def _fonts(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Subtype") == "/Type0":
            yield thing


def _drawn(font: pikepdf.Object) -> Iterator[tuple[str, bytes]]:
    (descendant,) = font.DescendantFonts
    assert (font.Encoding, descendant.CIDToGIDMap) == ("/Identity-H", "/Identity")
    outlines = TTFont(BytesIO(descendant.FontDescriptor.FontFile2.read_bytes()), lazy=True)
    names = outlines.getGlyphOrder()
    for code, units in _ENTRY.findall(font.ToUnicode.read_bytes().partition(b"endcodespacerange")[2]):
        text = bytes.fromhex(units.decode()).decode("utf-16-be")
        yield text, outline_of(outlines, names[int(code, 16)])
