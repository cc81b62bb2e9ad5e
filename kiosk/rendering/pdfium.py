"""PDFium, one thread at a time: the library is not safe to call from two."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_LOCK = Lock()


@contextmanager
def opened(pdf: bytes) -> Iterator[PdfDocument]:
    """A PDF's own bytes, open for reading while the block runs. Raises pypdfium2.PdfiumError."""
    from pypdfium2 import PdfDocument

    with _LOCK:
        document = PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()
