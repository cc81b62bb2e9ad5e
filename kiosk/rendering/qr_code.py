"""QR codes (ISO/IEC 18004) as pictures: the symbols of the 2D seal, each with its quiet zone in white."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from functools import lru_cache

from kiosk.rendering.errors import LayoutError

QUIET = 4
"""Modules of the quiet zone on each side (ISO/IEC 18004, 5.3.8)."""

_CAPACITY = (
    *(20, 38, 61, 90, 122, 154, 178, 221, 262, 311, 366, 419, 483, 528, 600, 656, 734, 816, 909, 970),
    *(1035, 1134, 1248, 1326, 1451, 1542, 1637, 1732, 1839, 1994, 2113, 2238, 2369, 2506, 2632, 2780),
    *(2894, 3054, 3220, 3391),
)
_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")


@dataclass(frozen=True)
class Symbol:
    """An opaque picture of ``side`` × ``side`` modules, one pixel each, the quiet zone included: rows of
    1 bit a pixel from the top, padded to bytes; 0 is black. ``deflated`` are the same rows."""

    side: int
    rows: bytes = field(repr=False)
    deflated: bytes = field(repr=False)


def capacity(version: int) -> int:
    """How many alphanumeric characters a code of ``version`` (1–40) holds at error correction level M
    (ISO/IEC 18004, table 7)."""
    return _CAPACITY[version - 1]


@lru_cache(maxsize=16)
def symbol(text: str, version: int) -> Symbol:
    """The QR code of just this version and level M over an alphanumeric ``text``.

    A few are kept: the gate asks for those that the drawing has just drawn. Raises LayoutError for a text
    of other characters, or one that the version can't hold.
    """
    if not _ALPHANUMERIC.fullmatch(text):
        raise LayoutError("two_d_seal", "a text that is not alphanumeric")
    if len(text) > capacity(version):
        problem = f"{len(text)} characters, a code of version {version} holds {capacity(version)}"
        raise LayoutError("two_d_seal", problem)
    modules = _modules(text, version)
    side = len(modules) + 2 * QUIET
    width = -(-side // 8)
    blank = (1 << 8 * width) - 1
    white = [blank.to_bytes(width, "big")] * QUIET
    inked = [(blank ^ dark << 8 * width - len(modules) - QUIET).to_bytes(width, "big") for dark in modules]
    rows = b"".join([*white, *inked, *white])
    return Symbol(side, rows, zlib.compress(rows, 9))


def _modules(text: str, version: int) -> list[int]:
    """Each row's modules as the bits of a number, the leftmost highest; 1 is dark."""
    from zxingcpp import BarcodeFormat, create_barcode

    code = create_barcode(text, BarcodeFormat.QRCode, ec_level="M", version=version)
    image = memoryview(code.to_image(scale=1, add_quiet_zones=False))  # type: ignore[arg-type]
    levels = image.tobytes().translate(_DARK)
    side = 17 + 4 * version
    return [int(levels[start : start + side], 2) for start in range(0, side * side, side)]


_DARK = bytes([ord("1")]) + bytes([ord("0")]) * 255
