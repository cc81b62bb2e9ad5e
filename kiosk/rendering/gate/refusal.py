"""What the gate says of a paper that it stops."""

from __future__ import annotations


class GateRefused(Exception):
    """The PDF is not the document. ``page`` counts from 1 over all copies, 0 is the whole file; ``box``
    is the path of the box at fault, or the part of the file. No text of either is quoted."""

    def __init__(self, page: int, box: str) -> None:
        super().__init__(f"page {page}, {box}")
        self.page = page
        self.box = box
