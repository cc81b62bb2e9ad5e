"""The gate: proves from a PDF's own bytes that it is this document, whole, and nothing else.

It trusts nothing that the drawing remembers: the document is placed anew on the layout, and every
page of every copy is read back, twice. :mod:`.ink` reads the bytes by a grammar of our own that knows
only what our drawing writes, down to each glyph's outline; PDFium, whose reading of the same bytes owes
nothing to ours, must see the same characters at the same places, and a reader of 2D codes must find in
PDFium's raster of the page what its symbols say. A glyph outside its box, a field that is missing, one text
on another, another text, rule, picture, tag or object in the file stops the paper. A back must carry the
scrambled image of the very face before it.

What it can't see: whether the document itself is true (the seal and the bindings prove whose it is);
whether the font pack's outlines are the right ones (the tests compare them with the font's own file);
where in its box a text stands, so long as it is whole, legible and inside; and what the printer makes
of the bytes once they are spooled.
"""

from __future__ import annotations

from collections import defaultdict
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
from kiosk.rendering.gate.pictures import Expected, expected_pictures, prove_pictures
from kiosk.rendering.gate.reading import ReadPage, read_pages
from kiosk.rendering.gate.refusal import GateRefused
from kiosk.rendering.gate.structure import ReadElement
from kiosk.rendering.gate.symbol_reading import read_back
from kiosk.rendering.ground.calibration import STANDARD, Calibration
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.placement import PlacedPage, PlacedText, Rectangle, place
from kiosk.rendering.reading_order import passages
from kiosk.rendering.sides import Side, sides_of
from kiosk.rendering.writer.archive import text_string

_TOLERANCE = 0.2
"""Millimetres by which what is read may differ: PDF numbers are rounded."""

_ASCENT = 0.88
"""Share of the em above the baseline in Japanese fonts (OpenType ``BASE``, ideographic em-box)."""

_SIZE_TOLERANCE = 0.01
"""Points by which a size may leave those of its style."""

_DECIMALS = 3
"""Of points, in which rules are written."""


def check(
    paper: Paper, document: SealedDocument, layout: Layout, *, calibration: Calibration = STANDARD
) -> Proof:
    """Prove that ``paper.pdf`` is ``document`` on ``layout`` in as many copies as were ordered, its ground
    for a printer so calibrated, and that what the screen will show and the sheets that will be counted are
    those of the same document.

    Raises GateRefused; LayoutError if the document can't be placed at all.
    """
    if document.layout_sha256 != layout.sha256:
        raise GateRefused(0, "layout")
    if document.choices.copies != paper.copies:
        raise GateRefused(0, "copies")
    if document.pages != layout.page_count(document):
        raise GateRefused(0, "pages")
    if paper.sides != (1 if layout.file.back is None else 2):
        raise GateRefused(0, "sides")
    prove(paper.pdf, document, layout, paper.copies, calibration=calibration)
    if paper.pages != place(document, layout):
        raise GateRefused(0, "preview")
    return Proof.of(document.order_id, paper.pdf)


def prove(
    pdf: bytes, content: Content, layout: Layout, copies: int, *, calibration: Calibration = STANDARD
) -> None:
    """Prove that ``pdf`` is ``copies`` times ``content`` on ``layout``. Raises GateRefused."""
    faces = place(content, layout)
    sides = sides_of(faces, layout, content.order_id, calibration)
    try:
        inked = ink_of(pdf, layout.title, _packs(sides))
    except ForeignPart as foreign:
        raise GateRefused(0, foreign.part) from None
    if len(inked) != len(sides) * copies:
        raise GateRefused(0, "pages")
    proven: dict[tuple[InkPage, int], int] = {}
    per_face = len(sides) // len(faces)
    wanted = chain.from_iterable(repeat(tuple(enumerate(sides)), copies))
    for number, ((index, side), ink) in enumerate(zip(wanted, inked, strict=True), start=1):
        if (ink, index) not in proven:
            _compare(number, side, faces[index // per_face], layout.source, ink)
            proven[ink, index] = number
    _read_again(pdf, {number: ink for (ink, _), number in proven.items()})
    for (_, index), number in proven.items():
        if sides[index].page.symbols and not read_back(pdf, number, sides[index].page):
            raise GateRefused(number, "two_d_seal")


def _packs(sides: Iterable[Side]) -> dict[str, FontPack]:
    faces = {text.style.face for side in sides for text in side.page.texts}
    return {pack.name: pack for face in faces for pack in font_chain(face).packs}


def _compare(number: int, side: Side, face: PlacedPage, source: str, ink: InkPage) -> None:
    page = side.page
    if abs(ink.width / MM - page.width) > _TOLERANCE or abs(ink.height / MM - page.height) > _TOLERANCE:
        raise GateRefused(number, "page size")
    marks = _compare_texts(number, page, ink)
    if sorted(_drawn_rules(ink)) != sorted(_expected_rules(page)):
        raise GateRefused(number, "rules")
    expected = expected_pictures(side, face, source)
    prove_pictures(number, expected, ink)
    if list(ink.elements) != _expected_elements(page, marks, expected, ink):
        raise GateRefused(number, "reading order")


def _compare_texts(number: int, page: PlacedPage, ink: InkPage) -> list[int]:
    """The mark of each text of the page."""
    found: list[list[InkGlyph]] = [[] for _ in page.texts]
    index = 0
    for glyph in ink.glyphs:
        if not index < len(found) or not _lies_in(glyph, ink.height, page.texts[index].rectangle):
            index = _box_of(glyph, ink.height, page.texts, index, number)
        found[index].append(glyph)
    for text, glyphs in zip(page.texts, found, strict=True):
        if "".join(glyph.shape.text for glyph in glyphs) != text.text or not _is_set(glyphs, text):
            raise GateRefused(number, text.path)
    return [glyphs[0].mark for glyphs in found]


def _expected_elements(
    page: PlacedPage, marks: Sequence[int], expected: Sequence[Expected], ink: InkPage
) -> list[ReadElement]:
    """Each text in its place of the reading order, then each picture that says something in its words."""
    elements = [
        ReadElement(f"/{tag}", tuple(marks[index] for index in texts), b"")
        for tag, texts in passages(page.texts)
    ]
    for one, (stamp, _) in sorted(zip(expected, ink.pictures, strict=True), key=lambda pair: pair[0].turn):
        if one.words:
            elements.append(ReadElement("/Figure", (stamp.mark,), text_string(one.words).encode()))
    return elements


def _box_of(glyph: InkGlyph, height: float, texts: Sequence[PlacedText], last: int, number: int) -> int:
    """The box of a glyph, sought from the one after the ``last``: mostly it is the next."""
    for index in chain(range(last + 1, len(texts)), range(last)):
        if _lies_in(glyph, height, texts[index].rectangle):
            return index
    raise GateRefused(number, "text outside the boxes")


def _lies_in(glyph: InkGlyph, height: float, box: Rectangle) -> bool:
    shape, x, y, points, _ = glyph
    baseline = (height - y) / MM
    return (
        box.left - _TOLERANCE <= x / MM
        and (x + shape.advance * points) / MM <= box.right + _TOLERANCE
        and box.top - _TOLERANCE <= baseline - _ASCENT * points / MM
        and baseline <= box.bottom
    )


def _is_set(glyphs: Sequence[InkGlyph], text: PlacedText) -> bool:
    """Whether all are one text to who reads it aloud, of the style's font and of one size that it allows,
    each beside the last or on the next line, none upon another."""
    style, fonts = text.style, font_chain(text.style.face)
    points, text_mark = glyphs[0].points, glyphs[0].mark
    if not style.smallest - _SIZE_TOLERANCE <= points <= style.largest + _SIZE_TOLERANCE:
        return False
    slack = _TOLERANCE * MM
    end, line = glyphs[0].x, glyphs[0].y
    for shape, x, y, size, mark in glyphs:
        beside = y == line and x >= end - slack
        if (size, mark) != (points, text_mark) or not (beside or y <= line - points + slack):
            return False
        if not _is_of(shape, fonts):
            return False
        end, line = x + shape.advance * points, y
    return True


def _is_of(shape: Shape, fonts: FontChain) -> bool:
    placed = fonts.place(shape.character)
    return placed is not None and fonts.packs[placed[0]] is shape.pack


_Rule = tuple[bool, float, float, float, float, float]


def _drawn_rules(ink: InkPage) -> Iterator[_Rule]:
    for is_frame, width, edges in ink.ruled:
        yield (is_frame, width, *edges)


def _expected_rules(page: PlacedPage) -> Iterator[_Rule]:
    height = page.height
    for frame in page.frames:
        box = frame.rectangle
        yield _rule(True, frame.width, box.left, height - box.bottom, box.width, box.height)
    for line in page.lines:
        yield _rule(False, line.width, line.x1, height - line.y1, line.x2, height - line.y2)


def _rule(is_frame: bool, width: float, *edges: float) -> _Rule:
    a, b, c, d = (round(edge * MM, _DECIMALS) for edge in edges)
    return is_frame, round(width * MM, _DECIMALS), a, b, c, d


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
    """Whether the same characters stand at the same places. In which order PDFium reads boxes that stand
    side by side, their baselines almost one, is its own affair."""
    places: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for seen in read.glyphs:
        places[seen.text].append((seen.x, seen.y))
    for glyph in ink.glyphs:
        x, y = glyph.x / MM, (ink.height - glyph.y) / MM
        found = next((one for one in places[glyph.shape.text] if _is_at(one, x, y)), None)
        if found is None:
            return False
        places[glyph.shape.text].remove(found)
    return not any(places.values())


def _is_at(place: tuple[float, float], x: float, y: float) -> bool:
    return abs(place[0] - x) <= _TOLERANCE and abs(place[1] - y) <= _TOLERANCE
