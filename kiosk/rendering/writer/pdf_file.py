"""A PDF's objects, their places and its trailer, by reportlab; what is in the objects is written by us.

reportlab keeps the numbers and writes header, table of places, identifier and trailer. Its own dictionaries
and streams are formatted key by key for every document, which takes longer than all else on a page.
"""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase import pdfdoc

FONTS = 1
"""Number of the object that reportlab makes for a document's fonts."""


class _Written(pdfdoc.PDFObject):
    """An object that is written already."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = content

    def format(self, document: object) -> bytes:
        return self.content


class PdfFile:
    """Objects are numbered from 1 in the order in which they are added."""

    def __init__(self) -> None:
        self._document: Any = pdfdoc.PDFDocument(invariant=1, pdfVersion=(1, 7))
        self._objects: dict[int, _Written] = {FONTS: _Written()}
        self._document.idToObject[pdfdoc.BasicFonts] = self._objects[FONTS]

    def reserve(self) -> int:
        """The number of an object that is filled later."""
        written = _Written()
        self._document.Reference(written)
        number: int = self._document.objectcounter
        self._objects[number] = written
        return number

    def fill(self, number: int, content: str | bytes) -> None:
        """Write a reserved object."""
        self._objects[number].content = content.encode("latin-1") if isinstance(content, str) else content

    def add(self, content: str | bytes) -> int:
        """The number of a new object."""
        number = self.reserve()
        self.fill(number, content)
        return number

    def stream(self, entries: str, data: bytes, *, deflated: bool = True) -> int:
        """The number of a new stream with these entries besides its length."""
        how = "/Filter/FlateDecode" if deflated else ""
        opening = f"<<{entries}{how}/Length {len(data)}>>\nstream\n".encode("latin-1")
        return self.add(b"".join((opening, data, b"\nendstream")))

    def finished(self, catalogue: int, information: int) -> bytes:
        """The whole file. Equal objects give equal bytes, the identifier is of what they hold."""
        self._document.updateSignature(b"".join([written.content for written in self._objects.values()]))
        self._document.Catalog = self._objects[catalogue]
        self._document.info = self._objects[information]
        pdf: bytes = self._document.format()
        return pdf
