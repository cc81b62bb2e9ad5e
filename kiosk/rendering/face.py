"""The picture of a face that its back carries in scrambled order: all that is said on it, and its seal.

What the form says is drawn once; the symbols of the 2D seal are left out, since they prove themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from kiosk.rendering.fitting import SetText, fit
from kiosk.rendering.fonts.source import Face
from kiosk.rendering.ground.face_picture import FacePicture, blank, with_ink
from kiosk.rendering.layouts.schema import OFFICIAL_SEAL
from kiosk.rendering.mask import Mask
from kiosk.rendering.official_seal import picture_mask, seal_mask
from kiosk.rendering.placement import PlacedImage, PlacedPage, Rectangle
from kiosk.rendering.writer.form import FormPage

Inked = tuple[Rectangle, Mask]


def mask_of(image: PlacedImage) -> Mask:
    """The ink of a placed picture. Raises LayoutError."""
    return seal_mask(image.png) if image.path == OFFICIAL_SEAL else picture_mask(image.png, image.path)


def face_picture(page: PlacedPage, texts: Iterable[tuple[Face, SetText]], source: str) -> FacePicture:
    """The face; ``texts`` are those of the document, as they are set on it.

    Raises LayoutError for a picture that is none.
    """
    seals = tuple([_inked(image) for image in page.images if image.path == OFFICIAL_SEAL])
    others = [_inked(image) for image in page.images if image.path != OFFICIAL_SEAL]
    return with_ink(_form(FormPage.of(page), page.width, source, seals), texts, (), others)


def own_texts(page: PlacedPage, source: str) -> list[tuple[Face, SetText]]:
    """What the document says on the page, set. Raises TextOverflow or MissingGlyph."""
    return [(text.style.font, fit(text, source)) for text in page.texts if text.path != "text"]


def _inked(image: PlacedImage) -> Inked:
    return image.rectangle, mask_of(image)


@lru_cache(maxsize=32)
def _form(page: FormPage, width: float, source: str, seals: tuple[Inked, ...]) -> FacePicture:
    texts = [(text.style.font, fit(text, source)) for text in page.texts]
    return with_ink(blank(width, page.height), texts, (*page.frames, *page.lines), seals)
