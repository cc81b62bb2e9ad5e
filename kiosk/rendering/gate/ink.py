"""What a PDF puts on paper, page by page, proven from its bytes without any other library.

Every object must be one that our drawing writes, with just these entries, and be used by a page:
there is no place for an annotation, a form field, a layer, a script, an attachment, a turned or cropped
page, a font that is not embedded. A glyph is what its outline is, see :mod:`.embedded_font`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from kiosk.rendering.fonts.pack import FontPack
from kiosk.rendering.gate.embedded_font import Shape, prove_font
from kiosk.rendering.gate.page_program import Program, Ruled, Stamped, page_form, recognise
from kiosk.rendering.gate.pdf_objects import ForeignPart, PdfFile, Reference, Value, read_file


class InkGlyph(NamedTuple):
    """A shape on the page: its origin on the baseline and its size, in points from the bottom left."""

    shape: Shape
    x: float
    y: float
    points: float


@dataclass(frozen=True)
class Stencil:
    """Rows of 1 bit a pixel from the top, padded to bytes; 0 is ink."""

    width: float
    height: float
    bits: bytes = field(repr=False)


@dataclass(frozen=True, eq=False)
class InkPage:
    """All ink of one page of ``width`` × ``height`` points."""

    width: float
    height: float
    glyphs: tuple[InkGlyph, ...] = field(repr=False)
    ruled: tuple[Ruled, ...] = field(repr=False)
    stencils: tuple[tuple[Stamped, Stencil], ...] = field(repr=False)


def ink_of(pdf: bytes, packs: Mapping[str, FontPack]) -> tuple[InkPage, ...]:
    """Every page of a file whose fonts are among ``packs`` (by their names). Pages made of the very same
    objects are the same InkPage. Raises ForeignPart."""
    return _Reader(read_file(pdf), packs).pages()


class _Reader:
    def __init__(self, file: PdfFile, packs: Mapping[str, FontPack]) -> None:
        self._file = file
        self._packs = packs
        self._pages: dict[tuple[int, float, float], InkPage] = {}
        self._fonts: dict[int, tuple[Shape, ...]] = {}
        self._stencils: dict[int, Stencil] = {}

    def pages(self) -> tuple[InkPage, ...]:
        match self._file.trailer:
            case {
                "/ID": [bytes(), bytes()],
                "/Info": Reference() as info,
                "/Root": Reference() as root,
                "/Size": size,
                **more,
            } if not more and size == len(self._file.objects) + 1:
                pass
            case _:
                raise ForeignPart("trailer")
        match self._file.value(info, "information"):
            case dict(entries) if all(isinstance(entry, bytes | str) for entry in entries.values()):
                pass
            case _:
                raise ForeignPart("information")
        pages = tuple(self._page(page, parent) for page, parent in self._kids(root))
        if self._file.asked_for != self._file.objects.keys():
            raise ForeignPart("object that no page uses")
        return pages

    def _kids(self, root: Reference) -> Iterator[tuple[Reference, Reference]]:
        match self._file.value(root, "catalogue"):
            case {
                "/Type": "/Catalog",
                "/Pages": Reference() as tree,
                "/PageMode": "/UseNone",
                "/Lang": bytes(),
                **more,
            } if not more:
                pass
            case _:
                raise ForeignPart("catalogue")
        match self._file.value(tree, "pages"):
            case {"/Type": "/Pages", "/Count": count, "/Kids": list(kids), **more} if not more:
                if count != len(kids) or len(set(map(str, kids))) != len(kids):
                    raise ForeignPart("pages")
            case _:
                raise ForeignPart("pages")
        for kid in kids:
            if not isinstance(kid, Reference):
                raise ForeignPart("pages")
            yield kid, tree

    def _page(self, page: Reference, tree: Reference) -> InkPage:
        match self._file.value(page, "page"):
            case {
                "/Type": "/Page",
                "/Parent": parent,
                "/Contents": Reference() as contents,
                "/MediaBox": [0, 0, float(width), float(height)],
                "/Rotate": 0,
                "/Trans": dict(transition),
                "/Resources": resources,
                **more,
            } if not (more or transition) and parent == tree:
                pass
            case _:
                raise ForeignPart("page")
        program = self._file.data(contents, {"/Filter", "/Length"}, "page")
        fonts, forms = self._resources(resources)
        for font in fonts.values():
            self._font(font)
        for form in forms.values():
            if (form.number, width, height) not in self._pages:
                self._pages[form.number, width, height] = self._form(form, width, height)
        return self._pages[_named(page_form(program), forms).number, width, height]

    def _form(self, form: Reference, width: float, height: float) -> InkPage:
        drawn = self._file.at(form)
        match drawn.value:
            case {
                "/Type": "/XObject",
                "/Subtype": "/Form",
                "/FormType": 1,
                "/Matrix": [1, 0, 0, 1, 0, 0],
                "/BBox": [0, 0, right, top],
                "/Filter": _,
                "/Length": _,
                "/Resources": resources,
                **more,
            } if not more and (right, top) == (width, height) and drawn.data is not None:
                program = recognise(drawn.data)
            case _:
                raise ForeignPart("drawing")
        fonts, images = self._resources(resources)
        shapes = {name: self._font(font) for name, font in fonts.items()}
        stencils = {name: self._stencil(image) for name, image in images.items()}
        stamped = tuple((stamp, _named(stamp.name, stencils)) for stamp in program.stamped)
        return InkPage(width, height, tuple(_glyphs(program, shapes)), program.ruled, stamped)

    def _resources(self, resources: Value) -> tuple[dict[str, Reference], dict[str, Reference]]:
        match resources:
            case {"/Font": Reference() as fonts, "/ProcSet": list(), **more} if more.keys() <= {"/XObject"}:
                return (
                    _references(self._file.value(fonts, "resources")),
                    _references(more.get("/XObject", {})),
                )
            case _:
                raise ForeignPart("resources")

    def _stencil(self, image: Reference) -> Stencil:
        if image.number not in self._stencils:
            drawn = self._file.at(image)
            match drawn.value:
                case {
                    "/Type": "/XObject",
                    "/Subtype": "/Image",
                    "/ImageMask": True,
                    "/BitsPerComponent": 1,
                    "/Width": float(width),
                    "/Height": float(height),
                    "/Filter": _,
                    "/Length": _,
                    **more,
                } if not more and drawn.data is not None:
                    self._stencils[image.number] = Stencil(width, height, drawn.data)
                case _:
                    raise ForeignPart("picture")
        return self._stencils[image.number]

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
    for font, points, spacing, origin, codes in program.written:
        shapes = _named(font, fonts)
        x, y = origin or (x, y)
        if len(codes) % 2:
            raise ForeignPart("text")
        for high, low in zip(codes[::2], codes[1::2], strict=True):
            code = high << 8 | low
            if not 0 < code <= len(shapes):
                raise ForeignPart("text")
            shape = shapes[code - 1]
            yield InkGlyph(shape, x, y, points)
            x += shape.advance * points + spacing
