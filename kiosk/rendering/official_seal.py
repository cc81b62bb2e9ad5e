"""The official seal (職印) and the document's own pictures in one bit a pixel, their ground left clear."""

from __future__ import annotations

import zlib
from functools import lru_cache
from io import BytesIO

from kiosk.rendering.errors import LayoutError
from kiosk.rendering.layouts.schema import OFFICIAL_SEAL
from kiosk.rendering.mask import Mask

_LARGEST_SIDE = 4000
_DARK = 128


@lru_cache(maxsize=8)
def seal_mask(png: bytes) -> Mask:
    """The seal's dark pixels. It is no personal data, so a few are kept. Raises LayoutError."""
    return _mask(png, OFFICIAL_SEAL, 9)


def picture_mask(png: bytes, path: str) -> Mask:
    """The dark pixels of a picture of the document, which is a resident's and not kept.

    Raises LayoutError, naming ``path``, for anything that is no PNG of a reasonable size.
    """
    return _mask(png, path, 6)


def _mask(png: bytes, path: str, level: int) -> Mask:
    from PIL import Image
    from PIL.PngImagePlugin import PngImageFile

    try:
        with PngImageFile(BytesIO(png)) as image:  # Image.open() would load five other formats first
            if max(image.size) > _LARGEST_SIDE:
                raise LayoutError(path, f"more than {_LARGEST_SIDE} pixels wide or high")
            if image.mode in ("1", "L") and "transparency" not in image.info:
                grey = image.convert("L")
            else:
                ground = Image.new("RGBA", image.size, "white")
                ground.alpha_composite(image.convert("RGBA"))
                grey = ground.convert("L")
    except (OSError, SyntaxError, ValueError) as error:
        raise LayoutError(path, f"no PNG: {type(error).__name__}") from None
    bits = grey.point(_LIGHT, "1")
    return Mask(bits.width, bits.height, zlib.compress(bits.tobytes(), level))


_LIGHT = [0] * _DARK + [255] * (256 - _DARK)
