"""What stands beside a label on a form, found by where it stands, as an eye finds it: the order in which a
page was written says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

_HEIGHTS = {"氏名": 11.0, "生年月日": 4.0}
"""Labels, and how far above and below their middle their cell goes at least, in points."""

_NEIGHBOURS = ("住民票コード", "住民となった年月日", "性別", "生年月日")
"""Labels that begin the next cell to the right."""

_LINE = 3.0
"""Characters whose middles are no further apart than this, in points, are of one line."""


@dataclass(frozen=True)
class _Box:
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2


def beside(page: pypdfium2.PdfPage, label: str) -> list[str]:
    """The text of the cell to the right of each place where ``label`` is a whole label, from the top of the
    page down, without spaces."""
    text = page.get_textpage()
    characters = [(_box_of(text, place), _unit_of(text, place)) for place in range(text.count_chars())]
    neighbours = [box for name in _NEIGHBOURS for box in _labels(text, name)]
    found: list[str] = []
    for own in sorted(_labels(text, label), key=lambda box: -box.middle):
        height = _HEIGHTS[label]
        ends = [
            other.left
            for other in neighbours
            if other.left > own.right and abs(other.middle - own.middle) < height
        ]
        cell = _Box(own.right, own.middle - height, min(ends, default=page.get_width()), own.middle + height)
        found.append(_read([one for one in characters if _is_within(one[0], cell)]))
    return found


def _labels(text: pypdfium2.PdfTextPage, label: str) -> Iterator[_Box]:
    search = text.search(label)
    while (at := search.get_next()) is not None:
        first, count = at
        after = text.get_text_range(first + count, 1) if first + count < text.count_chars() else ""
        if not after.strip():
            left, last = _box_of(text, first), _box_of(text, first + count - 1)
            yield _Box(left.left, left.bottom, last.right, left.top)


def _read(characters: list[tuple[_Box, bytes]]) -> str:
    lines: list[list[tuple[_Box, bytes]]] = []
    for one in sorted(characters, key=lambda one: -one[0].middle):
        if not lines or lines[-1][0][0].middle - one[0].middle > _LINE:
            lines.append([])
        lines[-1].append(one)
    units = [unit for line in lines for _, unit in sorted(line, key=lambda one: one[0].left)]
    return "".join(b"".join(units).decode("utf-16-le").split())


def _is_within(box: _Box, cell: _Box) -> bool:
    return cell.left <= box.left and box.right <= cell.right and cell.bottom < box.middle < cell.top


def _box_of(text: pypdfium2.PdfTextPage, place: int) -> _Box:
    return _Box(*text.get_charbox(place, loose=True))


def _unit_of(text: pypdfium2.PdfTextPage, place: int) -> bytes:
    """PDFium names a character beyond the first plane, or with a selector, in several parts."""
    return chr(pdfium.FPDFText_GetUnicode(text, place)).encode("utf-16-le", "surrogatepass")
