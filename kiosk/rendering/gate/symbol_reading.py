"""Reads a page's 2D symbols from its raster, as whoever verifies the paper will."""

from __future__ import annotations

from kiosk.rendering.fitting import MM
from kiosk.rendering.pdfium import opened
from kiosk.rendering.placement import PlacedPage

_DOTS_PER_INCH = 300
"""What a good scan has; a module of 0.34 mm is four dots then."""


def read_back(pdf: bytes, number: int, page: PlacedPage) -> bool:
    """Whether page ``number`` (from 1) of the PDF shows just the symbols of ``page``, each readable."""
    from zxingcpp import BarcodeFormat, BarcodeFormats, read_barcodes

    boxes = [symbol.rectangle for symbol in page.symbols]
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    with opened(pdf) as document:
        sheet = document[number - 1]
        width, height = sheet.get_size()
        crop = (left * MM, height - bottom * MM, width - right * MM, top * MM)
        picture = sheet.render(scale=_DOTS_PER_INCH / 72, grayscale=True, crop=crop).to_pil().convert("L")
    found = read_barcodes(picture, formats=BarcodeFormats([BarcodeFormat.QRCode]), try_invert=False)
    return sorted(code.text for code in found) == sorted(symbol.text for symbol in page.symbols)
