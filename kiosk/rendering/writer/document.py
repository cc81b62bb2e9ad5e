"""A document's pages as a PDF, for paper a tagged PDF/A-2b: every copy in one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiosk.rendering.deflated import Piece, joined, passing
from kiosk.rendering.face import face_picture, mask_of
from kiosk.rendering.fitting import MM, SetText, fit
from kiosk.rendering.fonts.embedding import DocumentFonts, font_objects
from kiosk.rendering.fonts.source import Face
from kiosk.rendering.ground.scramble import scrambled
from kiosk.rendering.layouts.schema import OFFICIAL_SEAL
from kiosk.rendering.mask import Mask
from kiosk.rendering.placement import PlacedText, Rectangle
from kiosk.rendering.qr_code import symbol
from kiosk.rendering.reading_order import PICTURE_WORDS, SEAL_WORDS, SYMBOL_WORDS, passages
from kiosk.rendering.showing import MASK_COLOUR, Showing
from kiosk.rendering.sides import Side
from kiosk.rendering.writer.archive import LANGUAGE, OUTPUT_CONDITION, grey_profile, metadata, text_string
from kiosk.rendering.writer.form import GROUND, IMAGE, SCRAMBLED, SYMBOL, FormPage, prepare
from kiosk.rendering.writer.pdf_file import FONTS, PdfFile
from kiosk.rendering.writer.program import artifact, blocks, writing
from kiosk.rendering.writer.structure import Element, Structure

_BAR_RISE = 0.84
_BAR_HEIGHT = 0.92
"""A bar's upper edge above the baseline and its height, in em."""


def write(sides: Sequence[Side], title: str, source: str, *, copies: int, showing: Showing) -> bytes:
    """The PDF of all sides, ``copies`` times one after another; each is written once and used by all.

    Raises LayoutError: TextOverflow, MissingGlyph, or a picture that is none.
    """
    form = tuple(
        FormPage.of(
            side.page, showing, side.place_of_ground, tuple([one.rectangle for one in side.scrambled])
        )
        for side in sides
    )
    prepared = prepare(form, source, showing)
    fonts = DocumentFonts(prepared.fonts)
    written: list[_Page] = []
    for side, blank, program in zip(sides, form, prepared.programs, strict=True):
        written.append(_Page(side, blank, program, fonts, source, showing, written[-1] if written else None))
    file = PdfFile()
    tree = file.reserve()
    pictures = _Pictures(file)
    bodies = [page.body(file, pictures, tree) for page in written]
    kids: list[int] = []
    structure = Structure(file) if showing is Showing.PAPER else None
    for _ in range(copies):
        for page, body in zip(written, bodies, strict=True):
            number = file.reserve()
            tagged = f"/Tabs/S/StructParents {structure.add_page(number, page.elements)}" if structure else ""
            file.fill(number, f"<<{body}{tagged}>>")
            kids.append(number)
    file.fill(tree, f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>")
    embedded = font_objects(fonts, file.add, file.stream)
    file.fill(FONTS, f"<<{''.join(f'/F{index} {font} 0 R' for index, font in enumerate(embedded))}>>")
    return _finished(file, tree, structure, title)


def _finished(file: PdfFile, tree: int, structure: Structure | None, title: str) -> bytes:
    information = file.add(f"<</Title{text_string(title)}>>")
    catalogue = f"/Type/Catalog/Pages {tree} 0 R/Lang({LANGUAGE})"
    if structure is not None:
        structure.finish()
        packet = file.stream("/Type/Metadata/Subtype/XML", metadata(title), deflated=False)
        profile = file.stream("/N 1", grey_profile()[1])
        intent = file.add(
            f"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier({OUTPUT_CONDITION})"
            f"/DestOutputProfile {profile} 0 R>>"
        )
        catalogue += (
            f"/Metadata {packet} 0 R/OutputIntents[{intent} 0 R]/MarkInfo<</Marked true>>"
            f"/StructTreeRoot {structure.root} 0 R/ViewerPreferences<</DisplayDocTitle true>>"
        )
    return file.finished(file.add(f"<<{catalogue}>>"), information)


class _Pictures:
    """The pictures of a file, each written once."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._masks: dict[Mask, int] = {}

    def mask(self, mask: Mask) -> int:
        if mask not in self._masks:
            size = f"/Width {mask.width}/Height {mask.height}"
            self._masks[mask] = self._file.stream(
                f"/Type/XObject/Subtype/Image{size}/ImageMask true/BitsPerComponent 1", mask.deflated
            )
        return self._masks[mask]

    def symbol(self, text: str, version: int) -> int:
        drawn = symbol(text, version)
        size = f"/Width {drawn.side}/Height {drawn.side}"
        return self._file.stream(
            f"/Type/XObject/Subtype/Image{size}/ColorSpace/DeviceGray/BitsPerComponent 1", drawn.deflated
        )


class _Page:
    """One side with its texts set: nothing of it can be refused any more but pictures."""

    def __init__(
        self,
        side: Side,
        form: FormPage,
        program: Piece,
        fonts: DocumentFonts,
        source: str,
        showing: Showing,
        before: _Page | None,
    ) -> None:
        self._side = side
        self._source = source
        self._showing = showing
        self._before = before
        page = side.page
        on_paper = showing is Showing.PAPER
        figures = len(form.images) + (len(form.symbols) if on_paper else 0)
        first_mark = len(form.texts) + figures
        shown: list[tuple[Face, SetText]] = []
        bars: list[Rectangle] = []
        self._marks: list[int] = []
        self._shown = shown
        of_form = 0
        for text in page.texts:
            if text.path == "text":
                self._marks.append(of_form)
                of_form += 1
            elif showing is Showing.MASKED and text.is_personal:
                bars += _bars(fit(text, source))
            else:
                self._marks.append(first_mark + len(shown))
                shown.append((text.style.face, fit(_as_shown(text, showing), source)))
        own = writing(page.height, shown, fonts, first_mark)
        own += artifact(blocks(page.height, bars, MASK_COLOUR))
        self._contents = joined((program, passing(own.encode())))

    @property
    def elements(self) -> list[Element]:
        """What is read: texts in their order, then pictures."""
        page = self._side.page
        found = [
            Element(tag, tuple([self._marks[index] for index in texts]))
            for tag, texts in passages(page.texts)
        ]
        mark = sum(text.path == "text" for text in page.texts)
        words = [SEAL_WORDS if image.path == OFFICIAL_SEAL else PICTURE_WORDS for image in page.images]
        words += [SYMBOL_WORDS] * len(page.symbols)
        return found + [Element("Figure", (mark + index,), said) for index, said in enumerate(words)]

    def body(self, file: PdfFile, pictures: _Pictures, tree: int) -> str:
        """The page's entries but for its tags."""
        side, page = self._side, self._side.page
        contents = file.stream("", self._contents)
        named: dict[str, int] = {}
        if side.ground is not None:
            named[GROUND] = pictures.mask(side.ground)
        for number, one in enumerate(side.scrambled, start=1):
            named[f"{SCRAMBLED}{number}"] = pictures.mask(self._scrambled_face(one.key))
        if self._showing is Showing.PAPER:
            for number, code in enumerate(page.symbols, start=1):
                named[f"{SYMBOL}{number}"] = pictures.symbol(code.text, code.version)
        shown = [one for one in page.images if not (self._showing is Showing.MASKED and one.is_personal)]
        for number, image in enumerate(shown, start=1):
            named[f"{IMAGE}{number}"] = pictures.mask(mask_of(image))
        objects = "".join(f"/{name} {number} 0 R" for name, number in named.items())
        return (
            f"/Type/Page/Parent {tree} 0 R/MediaBox[0 0 {page.width * MM:.3f} {page.height * MM:.3f}]"
            f"/Contents {contents} 0 R/Resources<</Font {FONTS} 0 R/XObject<<{objects}>>>>"
        )

    def _scrambled_face(self, key: bytes) -> Mask:
        face = self._before
        if face is None:
            raise ValueError("a back without a face")
        return scrambled(face_picture(face._side.page, face._shown, self._source), key)


def _as_shown(text: PlacedText, showing: Showing) -> PlacedText:
    if showing is Showing.PAPER or text.on_screen is None:
        return text
    return replace(text, text=text.on_screen)


def _bars(text: SetText) -> list[Rectangle]:
    """What stands on a screen in the place of a text."""
    em = text.points / MM
    return [Rectangle(line.x, line.y - em * _BAR_RISE, line.width, em * _BAR_HEIGHT) for line in text.lines]
