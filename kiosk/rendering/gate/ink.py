"""What a PDF puts on paper, page by page, proven from its bytes without any other library.

Every object must be one that our drawing writes, with just these entries, and be used by a page:
there is no place for an annotation, a form field, a layer, a script, an attachment, a turned or cropped
page, a font that is not embedded. A glyph is what its outline is, see :mod:`.embedded_font`; what is read
aloud is what is seen, see :mod:`.structure`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from kiosk.rendering.fonts.pack import FontPack
from kiosk.rendering.gate.catalogue import prove_catalogue
from kiosk.rendering.gate.embedded_font import Shape, prove_font
from kiosk.rendering.gate.page_program import Program, Ruled, Stamped, recognise
from kiosk.rendering.gate.pdf_objects import ForeignPart, PdfFile, Reference, Value, inflated, read_file
from kiosk.rendering.gate.structure import ReadElement, Structure


class InkGlyph(NamedTuple):
    """A shape on the page: its origin on the baseline and its size, in points from the bottom left;
    ``mark`` is the number by which the structure knows its text."""

    shape: Shape
    x: float
    y: float
    points: float
    mark: int


@dataclass(frozen=True)
class Picture:
    """Rows of 1 bit a pixel from the top, padded to bytes; 0 is black. 1 is white where it is ``opaque``, or
    else nothing. ``deflated`` are the rows as they stand in the file."""

    width: float
    height: float
    opaque: bool
    deflated: bytes = field(repr=False)

    def rows(self) -> bytes:
        """Raises ForeignPart."""
        return inflated(self.deflated, "picture")


@dataclass(frozen=True, eq=False)
class InkPage:
    """All ink of one page of ``width`` × ``height`` points, and in which order it is read."""

    width: float
    height: float
    glyphs: tuple[InkGlyph, ...] = field(repr=False)
    ruled: tuple[Ruled, ...] = field(repr=False)
    pictures: tuple[tuple[Stamped, Picture], ...] = field(repr=False)
    elements: tuple[ReadElement, ...] = field(repr=False)


def ink_of(pdf: bytes, title: str, packs: Mapping[str, FontPack]) -> tuple[InkPage, ...]:
    """Every page of a file of that title whose fonts are among ``packs`` (by their names). Pages made of the
    very same objects and read in the same way are the same InkPage. Raises ForeignPart."""
    return _Reader(read_file(pdf), packs).pages(title)


_SYMBOL = ("/ColorSpace", "/DeviceGray")
_MASK = ("/ImageMask", "true")


class _Reader:
    def __init__(self, file: PdfFile, packs: Mapping[str, FontPack]) -> None:
        self._file = file
        self._packs = packs
        self._drawn: dict[str, InkPage] = {}
        self._pages: dict[tuple[str, tuple[ReadElement, ...]], InkPage] = {}
        self._fonts: dict[int, tuple[Shape, ...]] = {}
        self._pictures: dict[int, Picture] = {}

    def pages(self, title: str) -> tuple[InkPage, ...]:
        catalogue = prove_catalogue(self._file, title)
        structure = Structure(self._file, catalogue.structure)
        pages = tuple(self._page(page, catalogue.pages, structure) for page in self._kids(catalogue.pages))
        structure.prove_complete()
        if self._file.asked_for != self._file.objects.keys():
            raise ForeignPart("object that no page uses")
        return pages

    def _kids(self, tree: Reference) -> Iterator[Reference]:
        match self._file.value(tree, "pages"):
            case {"/Type": "/Pages", "/Count": count, "/Kids": list(kids), **more} if not more:
                if count != len(kids) or len(set(map(str, kids))) != len(kids):
                    raise ForeignPart("pages")
            case _:
                raise ForeignPart("pages")
        for kid in kids:
            if not isinstance(kid, Reference):
                raise ForeignPart("pages")
            yield kid

    def _page(self, page: Reference, tree: Reference, structure: Structure) -> InkPage:
        match self._file.value(page, "page"):
            case {
                "/Type": "/Page",
                "/Parent": parent,
                "/Contents": Reference() as contents,
                "/MediaBox": [0, 0, float(width), float(height)],
                "/Resources": resources,
                "/Tabs": "/S",
                "/StructParents": float(key),
                **more,
            } if not more and parent == tree:
                pass
            case _:
                raise ForeignPart("page")
        elements = structure.elements(page, key)
        drawing = str((contents, resources, width, height))
        if drawing not in self._drawn:
            self._drawn[drawing] = self._drawing(contents, resources, width, height, elements)
        drawn = self._drawn[drawing]
        if (drawing, elements) not in self._pages:
            self._pages[drawing, elements] = (
                drawn
                if drawn.elements == elements
                else InkPage(width, height, drawn.glyphs, drawn.ruled, drawn.pictures, elements)
            )
        return self._pages[drawing, elements]

    def _drawing(
        self,
        contents: Reference,
        resources: Value,
        width: float,
        height: float,
        elements: tuple[ReadElement, ...],
    ) -> InkPage:
        program = recognise(self._file.data(contents, {}, "page"))
        fonts, images = self._resources(resources)
        shapes = {name: self._font(font) for name, font in fonts.items()}
        pictures = {name: self._picture(name, image) for name, image in images.items()}
        stamped = tuple((stamp, _named(stamp.name, pictures)) for stamp in program.stamped)
        return InkPage(width, height, tuple(_glyphs(program, shapes)), program.ruled, stamped, elements)

    def _resources(self, resources: Value) -> tuple[dict[str, Reference], dict[str, Reference]]:
        match resources:
            case {"/Font": Reference() as fonts, "/XObject": dict(pictures), **more} if not more:
                return _references(self._file.value(fonts, "resources")), _references(pictures)
            case _:
                raise ForeignPart("resources")

    def _picture(self, name: str, image: Reference) -> Picture:
        """Only a symbol may be opaque: it is known by its name, which the program puts under all text."""
        how = _SYMBOL if name.startswith("/Q") else _MASK
        match self._file.at(image).value:
            case {"/Width": float(width), "/Height": float(height)}:
                entries: dict[str, Value] = {
                    "/Type": "/XObject",
                    "/Subtype": "/Image",
                    "/Width": width,
                    "/Height": height,
                    "/BitsPerComponent": 1.0,
                    "/Filter": "/FlateDecode",
                    how[0]: how[1],
                }
            case _:
                raise ForeignPart("picture")
        deflated = self._file.stream(image, entries, "picture")
        return Picture(width, height, how is _SYMBOL, deflated)

    def _font(self, font: Reference) -> tuple[Shape, ...]:
        if font.number not in self._fonts:
            self._fonts[font.number] = prove_font(self._file, font, self._packs)
        return self._fonts[font.number]


def _references(entries: object) -> dict[str, Reference]:
    if not isinstance(entries, dict):
        raise ForeignPart("resources")
    references = {name: entry for name, entry in entries.items() if isinstance(entry, Reference)}
    if len(references) != len(entries):
        raise ForeignPart("resources")
    return references


_T = TypeVar("_T")


def _named(name: str, known: Mapping[str, _T]) -> _T:
    try:
        return known[name]
    except KeyError:
        raise ForeignPart("resources") from None


def _glyphs(program: Program, fonts: Mapping[str, tuple[Shape, ...]]) -> Iterator[InkGlyph]:
    """Each code's shape at its place (ISO 32000-1, 9.4.4)."""
    x = y = 0.0
    for mark, font, points, spacing, origin, codes in program.written:
        shapes = _named(font, fonts)
        x, y = origin or (x, y)
        for high, low in zip(codes[::2], codes[1::2], strict=True):
            code = high << 8 | low
            if not 0 < code <= len(shapes):
                raise ForeignPart("text")
            shape = shapes[code - 1]
            yield InkGlyph(shape, x, y, points, mark)
            x += shape.advance * points + spacing
