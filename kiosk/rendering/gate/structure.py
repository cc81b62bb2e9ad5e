"""The tags of a PDF, read by the narrowest grammar: elements of marked content, page after page.

A tag can say other words than those that are seen, or leave some out (ISO 32000-1, 14.9). Here an element has
no words of its own but those of a picture, all marked content belongs to just one element, and what its order
is can be compared with what it should be.
"""

from __future__ import annotations

from typing import NamedTuple

from kiosk.rendering.gate.pdf_objects import ForeignPart, PdfFile, Reference, Value

_PART = "structure"


class ReadElement(NamedTuple):
    """The type of an element, its marked content in the order in which it is read, and the words of a
    picture, a string as written."""

    tag: str
    marks: tuple[int, ...]
    words: bytes


class Structure:
    """The elements of each page of a file."""

    def __init__(self, file: PdfFile, root: Reference) -> None:
        """Raises ForeignPart."""
        self._file = file
        match file.value(root, _PART):
            case {
                "/Type": "/StructTreeRoot",
                "/K": Reference() as document,
                "/ParentTree": {"/Nums": list(parents), **more_parents},
                "/ParentTreeNextKey": following,
                **more,
            } if not (more or more_parents) and following == len(parents) // 2:
                pass
            case _:
                raise ForeignPart(_PART)
        match file.value(document, _PART):
            case {"/S": "/Document", "/P": parent, "/K": list(elements), **more} if not more:
                if parent != root:
                    raise ForeignPart(_PART)
            case _:
                raise ForeignPart(_PART)
        if parents[::2] != list(range(len(parents) // 2)) or len(parents) % 2:
            raise ForeignPart(_PART)
        self._parents = parents[1::2]
        self._document = document
        self._elements = elements
        self._next_page = 0
        self._next_element = 0

    def elements(self, page: Reference, key: float) -> tuple[ReadElement, ...]:
        """Those of the next page, which the tree of parents has under ``key``. Raises ForeignPart."""
        if key != self._next_page or key >= len(self._parents):
            raise ForeignPart(_PART)
        listed = self._parents[self._next_page]
        self._next_page += 1
        owners: Value = self._file.value(listed, _PART) if isinstance(listed, Reference) else []
        found: list[ReadElement] = []
        owned: dict[int, Reference] = {}
        while self._next_element < len(self._elements):
            reference = self._elements[self._next_element]
            if not isinstance(reference, Reference):
                raise ForeignPart(_PART)
            read = self._element(reference, page)
            if read is None:
                break
            self._next_element += 1
            found.append(read)
            for mark in read.marks:
                if mark in owned:
                    raise ForeignPart(_PART)
                owned[mark] = reference
        if owners != [owned[mark] for mark in sorted(owned)] or sorted(owned) != list(range(len(owned))):
            raise ForeignPart(_PART)
        return tuple(found)

    def prove_complete(self) -> None:
        """Raise ForeignPart if an element or a parent is left that no page has."""
        if (self._next_page, self._next_element) != (len(self._parents), len(self._elements)):
            raise ForeignPart(_PART)

    def _element(self, reference: Reference, page: Reference) -> ReadElement | None:
        """None for an element of another page."""
        match self._file.value(reference, _PART):
            case {"/S": str(tag), "/P": parent, "/Pg": of, "/K": list(marks), **more}:
                if of != page:
                    return None
            case _:
                raise ForeignPart(_PART)
        words = more.pop("/Alt", b"") if tag == "/Figure" else b""
        if more or parent != self._document or not isinstance(words, bytes):
            raise ForeignPart(_PART)
        numbers = tuple(int(mark) for mark in marks if isinstance(mark, float) and mark.is_integer())
        if len(numbers) != len(marks):
            raise ForeignPart(_PART)
        return ReadElement(tag, numbers, words)
