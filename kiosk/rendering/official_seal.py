"""The official seal (職印) as a one-bit picture that is printed in black, its ground left clear."""

from __future__ import annotations

import zlib
from functools import lru_cache
from io import BytesIO

from kiosk.rendering.errors import LayoutError
from kiosk.rendering.mask import Mask

_LARGEST_SIDE = 4000
_DARK = 128


@lru_cache(maxsize=8)
def seal_mask(png: bytes) -> Mask:
    """The picture's dark pixels. A seal is no personal data, so a few are kept.

    Raises LayoutError for anything that is no PNG of a reasonable size.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(png), formats=["PNG"]) as image:
            if max(image.size) > _LARGEST_SIDE:
                raise LayoutError("official_seal", f"more than {_LARGEST_SIDE} pixels wide or high")
            ground = Image.new("RGBA", image.size, "white")
            ground.alpha_composite(image.convert("RGBA"))
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise LayoutError("official_seal", f"no PNG: {type(error).__name__}") from None
    bits = ground.convert("L").point(lambda level: 255 if level >= _DARK else 0).convert("1")
    return Mask(bits.width, bits.height, zlib.compress(bits.tobytes(), 9))
