"""The texts of the 2D codes in one picture, however it was taken."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kiosk.certificates.two_d_seal.symbols import gather

if TYPE_CHECKING:
    from PIL.Image import Image

_LARGE = 12_000_000
"""Pixels of a picture that shows an A4 page well; what has more is reduced after the first look."""


def texts_at_a_glance(picture: Image) -> frozenset[str]:
    """What stands in the QR codes of a grey picture (mode L), in any direction, if it is easy to read."""
    return _read((picture,))


def texts_of(picture: Image) -> frozenset[str]:
    """What stands in the QR codes of a grey picture (mode L), in any direction.

    The picture is looked at in several ways, the quickest first, until a whole seal was found.
    """
    return _read(_looks(picture))


def _read(looks: Iterable[Image]) -> frozenset[str]:
    from zxingcpp import BarcodeFormat, BarcodeFormats, Binarizer, read_barcodes

    wanted = BarcodeFormats([BarcodeFormat.QRCode])
    found: set[str] = set()
    for look in looks:
        for binarizer in (Binarizer.LocalAverage, Binarizer.GlobalHistogram):
            codes = read_barcodes(look, formats=wanted, try_invert=False, binarizer=binarizer)
            found.update(code.text for code in codes)
            if gather(found).is_whole:
                return frozenset(found)
    return frozenset(found)


def _looks(picture: Image) -> Iterator[Image]:
    """As it is; then against blur, noise, grain, thin dark lines, and small blurred pictures."""
    from PIL.Image import Resampling
    from PIL.ImageFilter import GaussianBlur, MaxFilter, MedianFilter, UnsharpMask

    def scaled(factor: float) -> Image:
        size = (round(picture.width * factor) or 1, round(picture.height * factor) or 1)
        return picture.resize(size, Resampling.LANCZOS)

    yield picture
    picture = picture.reduce(math.ceil(math.sqrt(picture.width * picture.height / _LARGE)))
    yield picture.filter(UnsharpMask(3, 250, 2))
    yield scaled(0.7)
    yield picture.filter(GaussianBlur(1)).filter(UnsharpMask(4, 300, 2))
    yield picture.filter(MaxFilter(3))
    yield picture.filter(MedianFilter(3))
    larger = scaled(min(2, math.sqrt(4 * _LARGE / (picture.width * picture.height))))
    yield larger
    yield larger.filter(UnsharpMask(6, 250, 2))
