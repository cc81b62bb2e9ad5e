"""Puts a placed page on a reportlab canvas."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from io import BytesIO
from typing import TYPE_CHECKING, Any

from kiosk.rendering.fitting import MM, SetText, fit
from kiosk.rendering.fonts.source import FontRole
from kiosk.rendering.official_seal import seal_mask
from kiosk.rendering.placement import PlacedFrame, PlacedImage, PlacedLine, PlacedPage, PlacedText

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MASK_COLOUR = (0x9D / 255, 0xB7 / 255, 0xF9 / 255)
"""Blue 300 of the Digital Agency's design tokens."""

_BAR_RISE = 0.84
_BAR_HEIGHT = 0.92
"""A bar's upper edge above the baseline and its height, in em."""


class Showing(Enum):
    """What of a page is drawn: everything, for paper only; what a screen may show; no personal text."""

    PAPER = "paper"
    SCREEN = "screen"
    MASKED = "masked"


@dataclass(frozen=True)
class SetPage:
    """A page whose texts are all set: drawing it can't fail any more. ``hidden`` become bars."""

    page: PlacedPage
    shown: tuple[tuple[FontRole, SetText], ...] = field(repr=False)
    hidden: tuple[SetText, ...] = field(repr=False)


def set_page(page: PlacedPage, source: str, showing: Showing) -> SetPage:
    """Set every text of ``page``. Raises TextOverflow or MissingGlyph."""
    shown: list[tuple[FontRole, SetText]] = []
    hidden: list[SetText] = []
    for text in page.texts:
        if showing is Showing.MASKED and text.is_personal:
            hidden.append(fit(text, source))
        else:
            shown.append((text.style.font, fit(_as_shown(text, showing), source)))
    return SetPage(page, tuple(shown), tuple(hidden))


def _as_shown(text: PlacedText, showing: Showing) -> PlacedText:
    if showing is Showing.PAPER or text.on_screen is None:
        return text
    return replace(text, text=text.on_screen)


def new_canvas(width: float, height: float, title: str) -> Canvas:
    """A reportlab canvas of that size in mm whose bytes depend on nothing but what is drawn."""
    from reportlab.pdfgen.canvas import Canvas

    from kiosk.rendering.fonts.embedding import reportlab_font

    canvas = Canvas(
        BytesIO(),
        pagesize=(width * MM, height * MM),
        pageCompression=1,
        invariant=1,
        initialFontName=reportlab_font(FontRole.MINCHO),  # type: ignore[arg-type]
        lang="ja",
    )
    canvas.setTitle(title)
    canvas.setAuthor("")
    return canvas


def paint(canvas: Canvas, setting: SetPage) -> None:
    """Draw the page: ruling, texts, bars over what is hidden, the official seal."""
    page = setting.page
    _paint_ruling(canvas, page.height, page.frames, page.lines)
    _paint_texts(canvas, page.height, setting.shown)
    _paint_bars(canvas, page.height, setting.hidden)
    for image in page.images:
        _paint_image(canvas, page.height, image)


def _paint_ruling(
    canvas: Canvas, height: float, frames: Iterable[PlacedFrame], lines: Iterable[PlacedLine]
) -> None:
    by_width: defaultdict[float, list[PlacedFrame | PlacedLine]] = defaultdict(list)
    for frame in frames:
        by_width[frame.width].append(frame)
    for line in lines:
        by_width[line.width].append(line)
    for width, rules in sorted(by_width.items()):
        canvas.setLineWidth(width * MM)
        path = canvas.beginPath()
        for rule in rules:
            if isinstance(rule, PlacedFrame):
                box = rule.rectangle
                path.rect(box.left * MM, (height - box.bottom) * MM, box.width * MM, box.height * MM)
            else:
                path.moveTo(rule.x1 * MM, (height - rule.y1) * MM)
                path.lineTo(rule.x2 * MM, (height - rule.y2) * MM)
        canvas.drawPath(path, stroke=1, fill=0)


def _paint_texts(canvas: Canvas, height: float, texts: Iterable[tuple[FontRole, SetText]]) -> None:
    from kiosk.rendering.fonts.embedding import reportlab_font

    writer = canvas.beginText()
    font, extra = None, 0.0
    for role, text in texts:
        if font != (role, text.points):
            font = (role, text.points)
            writer.setFont(reportlab_font(role), text.points)
        for line in text.lines:
            if extra != line.extra:
                extra = line.extra
                writer.setCharSpace(extra * MM)
            writer.setTextOrigin(line.x * MM, (height - line.y) * MM)
            writer.textOut(line.text)
    canvas.drawText(writer)


def _paint_bars(canvas: Canvas, height: float, texts: Iterable[SetText]) -> None:
    canvas.saveState()
    canvas.setFillColorRGB(*MASK_COLOUR)
    for text in texts:
        for line in text.lines:
            bottom = (height - line.y) * MM + text.points * (_BAR_RISE - _BAR_HEIGHT)
            canvas.rect(line.x * MM, bottom, line.width * MM, text.points * _BAR_HEIGHT, stroke=0, fill=1)
    canvas.restoreState()


def _paint_image(canvas: Canvas, height: float, image: PlacedImage) -> None:
    """Draw the seal as a stencil: ink is painted black, the ground stays what it was.

    reportlab's own ``drawImage`` would decode, convert and deflate the picture for every document.
    """
    from reportlab.pdfbase import pdfdoc

    mask = seal_mask(image.png)
    name = f"seal-{hashlib.sha256(image.png).hexdigest()[:16]}"
    document: Any = canvas._doc  # type: ignore[attr-defined]
    if document.getXObjectName(name) not in document.idToObject:
        stream = pdfdoc.PDFStream()
        stream.content = mask.deflated
        for key, value in {
            "Type": pdfdoc.PDFName("XObject"),
            "Subtype": pdfdoc.PDFName("Image"),
            "Width": mask.width,
            "Height": mask.height,
            "ImageMask": pdfdoc.PDFtrue,
            "BitsPerComponent": 1,
            "Filter": pdfdoc.PDFName("FlateDecode"),
        }.items():
            stream.dictionary[key] = value
        document.addForm(name, stream)
    box = image.rectangle
    canvas.saveState()
    canvas.translate(box.left * MM, (height - box.bottom) * MM)
    canvas.scale(box.width * MM, box.height * MM)
    canvas.doForm(name)
    canvas.restoreState()
