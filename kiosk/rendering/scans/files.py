"""A file that somebody hands in, a photo, a scan or a PDF, as grey pictures of its pages. In memory only."""

from __future__ import annotations

import io
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.rendering.pdfium import opened

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 20_000_000
MOST_PAGES = 12
MOST_PIXELS = 80_000_000
_DOTS_PER_INCH = 300
_LONGEST_SIDE = 5000
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")
_PDF = b"%PDF-"


class Refusal(StrEnum):
    """Why a file is not looked at."""

    UNKNOWN_FORMAT = "unknown-format"
    DAMAGED = "damaged"
    TOO_LARGE = "too-large"
    TOO_MANY_PAGES = "too-many-pages"
    TOO_SLOW = "too-slow"


class ScanRefused(Exception):
    """The file can't be looked at."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def pictures_of(content: bytes) -> Iterator[Image]:
    """Each page or frame as a grey picture (mode L). Raises ScanRefused."""
    if len(content) > MOST_BYTES:
        raise ScanRefused(Refusal.TOO_LARGE)
    return _of_pdf(content) if _PDF in content[:1024] else _of_picture(content)


def _of_pdf(content: bytes) -> Iterator[Image]:
    from pypdfium2 import PdfiumError

    try:
        with opened(content) as document:
            if len(document) > MOST_PAGES:
                raise ScanRefused(Refusal.TOO_MANY_PAGES)
            for page in document:
                scale = min(_DOTS_PER_INCH / 72, _LONGEST_SIDE / max(page.get_size()))
                yield page.render(scale=scale, grayscale=True).to_pil().convert("L")
    except (PdfiumError, ValueError, ZeroDivisionError):
        raise ScanRefused(Refusal.DAMAGED) from None


def _of_picture(content: bytes) -> Iterator[Image]:
    """A bomb is known by the size that it states, before a pixel of it is unpacked."""
    from PIL import Image, UnidentifiedImageError

    Image.init()
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
            if frames > MOST_PAGES:
                raise ScanRefused(Refusal.TOO_MANY_PAGES)
            for frame in range(frames):
                image.seek(frame)
                if image.width * image.height > MOST_PIXELS:
                    raise ScanRefused(Refusal.TOO_LARGE)
                yield _on_white(image)
    except UnidentifiedImageError:
        raise ScanRefused(Refusal.UNKNOWN_FORMAT) from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
        raise ScanRefused(Refusal.DAMAGED) from None


def _on_white(image: Image) -> Image:
    from PIL import Image as Images

    if not image.has_transparency_data:
        return image.convert("L")
    with_alpha = image.convert("LA")
    white = Images.new("L", image.size, 255)
    white.paste(with_alpha.getchannel("L"), mask=with_alpha.getchannel("A"))
    return white
