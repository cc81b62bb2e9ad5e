"""QR codes (ISO/IEC 18004) as pictures: the symbols of the 2D seal, each with its quiet zone in white."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field

from kiosk.certificates.two_d_seal.symbols import capacity
from kiosk.rendering.errors import LayoutError

QUIET = 4
"""Modules of the quiet zone on each side (ISO/IEC 18004, 5.3.8)."""

_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")


@dataclass(frozen=True)
class Symbol:
    """An opaque picture of ``side`` × ``side`` modules, one pixel each, the quiet zone included: rows of
    1 bit a pixel from the top, padded to bytes; 0 is black. ``deflated`` are the same rows."""

    side: int
    rows: bytes = field(repr=False)
    deflated: bytes = field(repr=False)


def symbol(text: str, version: int) -> Symbol:
    """The QR code of just this version and level M over an alphanumeric ``text``.

    Raises LayoutError for a text of other characters, or one that the version can't hold. None is kept: a
    symbol of the 2D seal holds a resident's words.
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
