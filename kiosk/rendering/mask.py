"""A one-bit picture that is printed in black, its ground left clear: what a PDF calls an ImageMask."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Mask:
    """Rows of 1 bit a pixel from the top, padded to bytes, deflated; 0 is ink."""

    width: int
    height: int
    deflated: bytes = field(repr=False)

    @cached_property
    def pixels(self) -> bytes:
        """The rows, inflated."""
        return zlib.decompress(self.deflated)
