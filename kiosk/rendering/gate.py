"""The gate: proves from a PDF's own bytes that it is this document, whole, and nothing else.

It trusts nothing that the drawing remembers: the document is placed anew on the layout, and every
page of every copy is read back. A glyph outside its box, a field that is missing, another text or
another picture stops the paper.
"""

from __future__ import annotations

from itertools import chain, repeat

from kiosk.certificates.sealed_document import SealedDocument
from kiosk.rendering.content import Content
from kiosk.rendering.draw import Paper
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.placement import PlacedPage, PlacedText, Rectangle, place
from kiosk.rendering.reading import ReadGlyph, ReadPage, read_pages

_TOLERANCE = 0.2
"""Millimetres by which what is read may differ: PDF numbers are rounded."""


class GateRefused(Exception):
    """The PDF is not the document. ``page`` counts from 1 over all copies, 0 is the whole file; ``box``
    is the path of the box at fault. No text of either is quoted."""

    def __init__(self, page: int, box: str) -> None:
        super().__init__(f"page {page}, {box}")
        self.page = page
        self.box = box


def check(paper: Paper, document: SealedDocument, layout: Layout) -> None:
    """Prove that ``paper.pdf`` is ``document`` on ``layout`` in as many copies as were ordered.

    Raises GateRefused; LayoutError if the document can't be placed at all.
    """
    if document.layout_sha256 != layout.sha256:
        raise GateRefused(0, "layout")
    if document.choices.copies != paper.copies:
        raise GateRefused(0, "copies")
    if document.pages != layout.page_count(len(document.persons)):
        raise GateRefused(0, "pages")
    prove(paper.pdf, document, layout, paper.copies)


def prove(pdf: bytes, content: Content, layout: Layout, copies: int) -> None:
    """Prove that ``pdf`` is ``copies`` times ``content`` on ``layout``. Raises GateRefused."""
    from pypdfium2 import PdfiumError

    expected = place(content, layout)
    try:
        drawn = read_pages(pdf)
    except PdfiumError:
        raise GateRefused(0, "file") from None
    if len(drawn) != len(expected) * copies:
        raise GateRefused(0, "pages")
    wanted = chain.from_iterable(repeat(expected, copies))
    for number, (page, read) in enumerate(zip(wanted, drawn, strict=True), start=1):
        _compare(number, page, read)


def _compare(number: int, page: PlacedPage, read: ReadPage) -> None:
    if abs(read.width - page.width) > _TOLERANCE or abs(read.height - page.height) > _TOLERANCE:
        raise GateRefused(number, "page size")
    found: dict[int, list[str]] = {index: [] for index in range(len(page.texts))}
    index = 0
    for glyph in read.glyphs:
        if not _lies_in(glyph, page.texts[index].rectangle):
            index = _box_of(glyph, page.texts, number)
        found[index].append(glyph.text)
    for index, text in enumerate(page.texts):
        if "".join(found[index]) != text.text:
            raise GateRefused(number, text.path)
    _compare_images(number, page, read)


def _box_of(glyph: ReadGlyph, texts: tuple[PlacedText, ...], number: int) -> int:
    for index, text in enumerate(texts):
        if _lies_in(glyph, text.rectangle):
            return index
    raise GateRefused(number, "text outside the boxes")


def _lies_in(glyph: ReadGlyph, box: Rectangle) -> bool:
    return (
        box.left - _TOLERANCE <= glyph.x
        and glyph.right <= box.right + _TOLERANCE
        and box.top <= glyph.y <= box.bottom
    )


def _compare_images(number: int, page: PlacedPage, read: ReadPage) -> None:
    if len(page.images) != len(read.images):
        raise GateRefused(number, "official_seal")
    for image, drawn in zip(page.images, read.images, strict=True):
        box = image.rectangle
        differences = (
            drawn.left - box.left,
            drawn.top - box.top,
            drawn.width - box.width,
            drawn.height - box.height,
        )
        if any(abs(difference) > _TOLERANCE for difference in differences):
            raise GateRefused(number, "official_seal")
