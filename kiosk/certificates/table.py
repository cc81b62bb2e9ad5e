"""A table of a document, as it is printed. Apart from the sealed document: drawing loads no signatures."""

from __future__ import annotations

from kiosk.certificates.messages import Message


class Table(Message):
    """Rows of a table box, each a tuple of cells as printed."""

    rows: tuple[tuple[str, ...], ...]
