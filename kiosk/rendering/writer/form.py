"""What no document changes, prepared once: the ruling and the fixed texts of a form's pages as one deflated
program each, and the outlines of their glyphs.

Which of a form's texts and rules stand on its pages differs with the number of persons and with what is
left blank. So it is not the form that is prepared but each set of pages that has come of it so far.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from kiosk.rendering.deflated import Piece, prepared
from kiosk.rendering.fitting import fit
from kiosk.rendering.fonts.embedding import DocumentFonts, FormFonts
from kiosk.rendering.placement import PlacedFrame, PlacedLine, PlacedPage, PlacedText, Rectangle
from kiosk.rendering.showing import MASK_COLOUR, SYMBOL_COLOUR, Showing
from kiosk.rendering.writer.program import artifact, blocks, figure, ruling, stamp, writing

IMAGE, SYMBOL, GROUND, SCRAMBLED = "I", "Q", "G", "S"
"""First letters of the names of pictures on a page; all but the ground are numbered."""


@dataclass(frozen=True, eq=False)
class FormPage:
    """One page without what the document says; equal for documents that differ in that alone.

    ``ground`` and ``scrambled`` are the places of what lies under all else.
    """

    height: float
    texts: tuple[PlacedText, ...] = field(repr=False)
    frames: tuple[PlacedFrame, ...] = field(repr=False)
    lines: tuple[PlacedLine, ...] = field(repr=False)
    images: tuple[Rectangle, ...]
    hidden: tuple[Rectangle, ...]
    symbols: tuple[Rectangle, ...]
    ground: Rectangle | None
    scrambled: tuple[Rectangle, ...]

    @classmethod
    def of(
        cls,
        page: PlacedPage,
        showing: Showing = Showing.PAPER,
        ground: Rectangle | None = None,
        scrambled: tuple[Rectangle, ...] = (),
    ) -> FormPage:
        """That part of a placed page."""
        masked = showing is Showing.MASKED
        return cls(
            page.height,
            tuple([text for text in page.texts if text.path == "text"]),
            page.frames,
            page.lines,
            tuple([image.rectangle for image in page.images if not (masked and image.is_personal)]),
            tuple([image.rectangle for image in page.images if masked and image.is_personal]),
            tuple([symbol.rectangle for symbol in page.symbols]),
            ground,
            scrambled,
        )

    @cached_property
    def _key(self) -> tuple[object, ...]:
        """Equal for equal pages, and quicker to compare. A style is known by its place in memory, for as
        long as the page is kept."""
        return (
            self.height,
            tuple([(text.text, text.rectangle, id(text.style)) for text in self.texts]),
            self.frames,
            self.lines,
            self.images,
            self.hidden,
            self.symbols,
            self.ground,
            self.scrambled,
        )

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FormPage) and self._key == other._key


@dataclass(frozen=True)
class PreparedForm:
    """The program of each page, to be followed by that of the document's own texts, and the fonts."""

    programs: tuple[Piece, ...]
    fonts: FormFonts


@lru_cache(maxsize=64)
def prepare(pages: tuple[FormPage, ...], source: str, showing: Showing) -> PreparedForm:
    """Raises TextOverflow or MissingGlyph."""
    set_pages = [[(text.style.face, fit(text, source)) for text in page.texts] for page in pages]
    fonts = FormFonts(
        [(role, line.characters) for texts in set_pages for role, text in texts for line in text.lines]
    )
    programs = []
    for page, texts in zip(pages, set_pages, strict=True):
        program = _pictures(page, showing, len(texts))
        program += writing(page.height, texts, DocumentFonts(fonts), 0)
        programs.append(prepared(program.encode()))
    return PreparedForm(tuple(programs), fonts)


def _pictures(page: FormPage, showing: Showing, first_mark: int) -> str:
    """All but the texts: what is opaque or lies under comes first."""
    height = page.height
    program = artifact(stamp(GROUND, height, page.ground)) if page.ground is not None else ""
    for number, box in enumerate(page.scrambled, start=1):
        program += artifact(stamp(f"{SCRAMBLED}{number}", height, box))
    mark = first_mark + len(page.images)
    if showing is Showing.PAPER:
        for number, box in enumerate(page.symbols, start=1):
            program += figure(f"{SYMBOL}{number}", height, box, mark)
            mark += 1
    else:
        program += artifact(blocks(height, page.symbols, SYMBOL_COLOUR))
    program += artifact(ruling(height, page.frames, page.lines))
    for number, box in enumerate(page.images, start=1):
        program += figure(f"{IMAGE}{number}", height, box, first_mark + number - 1)
    return program + artifact(blocks(height, page.hidden, MASK_COLOUR))
