"""The gate: proves from a PDF's own bytes that it is this document, whole, and nothing else.

It trusts nothing that the drawing remembers: the document is placed anew on the layout, and every
page of every copy is read back, twice. :mod:`.ink` reads the bytes by a grammar of our own that knows
only what our drawing writes, down to each glyph's outline; PDFium, whose reading of the same bytes owes
nothing to ours, must see the same characters at the same places. A glyph outside its box, a field that
is missing, one text on another, another text, rule, picture or object in the file stops the paper.

What it can't see: whether the document itself is true (the seal and the bindings prove whose it is);
whether the font pack's outlines are the right ones (the tests compare them with the font's own file);
where in its box a text stands, so long as it is whole, legible and inside; and what the printer makes
of the bytes once they are spooled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat

from kiosk.certificates.proof import Proof
from kiosk.certificates.sealed_document import SealedDocument
from kiosk.rendering.content import Content
from kiosk.rendering.draw import Paper
from kiosk.rendering.fitting import MM
from kiosk.rendering.fonts.chain import FontChain, font_chain
from kiosk.rendering.fonts.pack import FontPack
from kiosk.rendering.gate.embedded_font import Shape
from kiosk.rendering.gate.ink import InkGlyph, InkPage, ink_of
from kiosk.rendering.gate.pdf_objects import ForeignPart
from kiosk.rendering.gate.reading import ReadPage, read_pages
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.official_seal import seal_mask
from kiosk.rendering.placement import PlacedPage, PlacedText, Rectangle, place

_TOLERANCE = 0.2
"""Millimetres by which what is read may differ: PDF numbers are rounded."""

_ASCENT = 0.88
"""Share of the em above the baseline in Japanese fonts (OpenType ``BASE``, ideographic em-box)."""

_SIZE_TOLERANCE = 0.01
"""Points by which a size may leave those of its style."""

_GRAIN = 1000
"""Rules are compared in thousandths of a millimetre."""


class GateRefused(Exception):
    """The PDF is not the document. ``page`` counts from 1 over all copies, 0 is the whole file; ``box``
    is the path of the box at fault, or the part of the file. No text of either is quoted."""

    def __init__(self, page: int, box: str) -> None:
        super().__init__(f"page {page}, {box}")
        self.page = page
        self.box = box


def check(paper: Paper, document: SealedDocument, layout: Layout) -> Proof:
    """Prove that ``paper.pdf`` is ``document`` on ``layout`` in as many copies as were ordered, and that
    what the screen will show and the sheets that will be counted are those of the same document.

    Raises GateRefused; LayoutError if the document can't be placed at all.
    """
    if document.layout_sha256 != layout.sha256:
        raise GateRefused(0, "layout")
    if document.choices.copies != paper.copies:
        raise GateRefused(0, "copies")
    if document.pages != layout.page_count(document):
        raise GateRefused(0, "pages")
    expected = place(document, layout)
    _prove(paper.pdf, expected, paper.copies)
    if paper.pages != expected:
        raise GateRefused(0, "preview")
    return Proof.of(document.order_id, paper.pdf)


def prove(pdf: bytes, content: Content, layout: Layout, copies: int) -> None:
    """Prove that ``pdf`` is ``copies`` times ``content`` on ``layout``. Raises GateRefused."""
    _prove(pdf, place(content, layout), copies)


def _prove(pdf: bytes, expected: tuple[PlacedPage, ...], copies: int) -> None:
    try:
        inked = ink_of(pdf, _packs(expected))
    except ForeignPart as foreign:
        raise GateRefused(0, foreign.part) from None
    if len(inked) != len(expected) * copies:
        raise GateRefused(0, "pages")
    wanted = chain.from_iterable(repeat(expected, copies))
    proven: dict[tuple[InkPage, int], int] = {}
    for number, (page, ink) in enumerate(zip(wanted, inked, strict=True), start=1):
        if (ink, page.number) not in proven:
            _compare(number, page, ink)
            proven[ink, page.number] = number
    _read_again(pdf, {number: ink for (ink, _), number in proven.items()})


def _packs(pages: Iterable[PlacedPage]) -> dict[str, FontPack]:
    roles = {text.style.font for page in pages for text in page.texts}
    return {pack.name: pack for role in roles for pack in font_chain(role).packs}


def _compare(number: int, page: PlacedPage, ink: InkPage) -> None:
    if abs(ink.width / MM - page.width) > _TOLERANCE or abs(ink.height / MM - page.height) > _TOLERANCE:
        raise GateRefused(number, "page size")
    _compare_texts(number, page, ink)
    if sorted(_drawn_rules(ink)) != sorted(_expected_rules(page)):
        raise GateRefused(number, "rules")
    _compare_images(number, page, ink)


def _compare_texts(number: int, page: PlacedPage, ink: InkPage) -> None:
    found: list[list[InkGlyph]] = [[] for _ in page.texts]
    index = 0
    for glyph in ink.glyphs:
        if not _lies_in(glyph, ink.height, page.texts[index].rectangle):
            index = _box_of(glyph, ink.height, page.texts, index, number)
        found[index].append(glyph)
    for text, glyphs in zip(page.texts, found, strict=True):
        if "".join(glyph.shape.text for glyph in glyphs) != text.text or not _is_set(glyphs, text):
            raise GateRefused(number, text.path)


def _box_of(glyph: InkGlyph, height: float, texts: Sequence[PlacedText], last: int, number: int) -> int:
    """The box of a glyph, sought from the one after the ``last``: mostly it is the next."""
    for index in chain(range(last + 1, len(texts)), range(last)):
        if _lies_in(glyph, height, texts[index].rectangle):
            return index
    raise GateRefused(number, "text outside the boxes")


def _lies_in(glyph: InkGlyph, height: float, box: Rectangle) -> bool:
    shape, x, y, points = glyph
    baseline = (height - y) / MM
    return (
        box.left - _TOLERANCE <= x / MM
        and (x + shape.advance * points) / MM <= box.right + _TOLERANCE
        and box.top - _TOLERANCE <= baseline - _ASCENT * points / MM
        and baseline <= box.bottom
    )


def _is_set(glyphs: Sequence[InkGlyph], text: PlacedText) -> bool:
    """Whether all are of the style's font and of one size that it allows, each beside the last or on the
    next line, none upon another."""
    style, fonts = text.style, font_chain(text.style.font)
    points = glyphs[0].points
    if not style.smallest - _SIZE_TOLERANCE <= points <= style.largest + _SIZE_TOLERANCE:
        return False
    slack = _TOLERANCE * MM
    end, line = glyphs[0].x, glyphs[0].y
    for shape, x, y, size in glyphs:
        beside = y == line and x >= end - slack
        if size != points or not (beside or y <= line - points + slack) or not _is_of(shape, fonts):
            return False
        end, line = x + shape.advance * points, y
    return True


def _is_of(shape: Shape, fonts: FontChain) -> bool:
    placed = fonts.place(shape.character)
    return placed is not None and fonts.packs[placed[0]] is shape.pack


_Rule = tuple[bool, int, int, int, int, int]


def _drawn_rules(ink: InkPage) -> Iterator[_Rule]:
    for is_frame, width, (x1, y1, x2, y2) in ink.ruled:
        if is_frame:
            yield _rule(True, width / MM, x1 / MM, (ink.height - y1 - y2) / MM, x2 / MM, y2 / MM)
        else:
            yield _rule(False, width / MM, x1 / MM, (ink.height - y1) / MM, x2 / MM, (ink.height - y2) / MM)


def _expected_rules(page: PlacedPage) -> Iterator[_Rule]:
    for frame in page.frames:
        box = frame.rectangle
        yield _rule(True, frame.width, box.left, box.top, box.width, box.height)
    for line in page.lines:
        yield _rule(False, line.width, line.x1, line.y1, line.x2, line.y2)


def _rule(is_frame: bool, width: float, *edges: float) -> _Rule:
    a, b, c, d = (round(edge * _GRAIN) for edge in edges)
    return is_frame, round(width * _GRAIN), a, b, c, d


def _compare_images(number: int, page: PlacedPage, ink: InkPage) -> None:
    if len(page.images) != len(ink.stencils):
        raise GateRefused(number, "official_seal")
    for image, (stamp, stencil) in zip(page.images, ink.stencils, strict=True):
        box = image.rectangle
        differences = (
            stamp.x / MM - box.left,
            (ink.height - stamp.y) / MM - box.bottom,
            stamp.width / MM - box.width,
            stamp.height / MM - box.height,
        )
        if any(abs(difference) > _TOLERANCE for difference in differences):
            raise GateRefused(number, "official_seal")
        mask = seal_mask(image.png)
        if (stencil.width, stencil.height) != (mask.width, mask.height) or stencil.bits != mask.pixels:
            raise GateRefused(number, "official_seal")


def _read_again(pdf: bytes, inked: Mapping[int, InkPage]) -> None:
    """PDFium must read what the ink says."""
    from pypdfium2 import PdfiumError

    try:
        read = read_pages(pdf, inked)
    except PdfiumError:
        raise GateRefused(0, "file") from None
    for (number, ink), page in zip(inked.items(), read, strict=True):
        if not _agree(ink, page):
            raise GateRefused(number, "reading")


def _agree(ink: InkPage, read: ReadPage) -> bool:
    return len(ink.glyphs) == len(read.glyphs) and all(
        glyph.shape.text == seen.text
        and abs(glyph.x / MM - seen.x) <= _TOLERANCE
        and abs((ink.height - glyph.y) / MM - seen.y) <= _TOLERANCE
        for glyph, seen in zip(ink.glyphs, read.glyphs, strict=True)
    )
