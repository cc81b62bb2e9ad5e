"""The tags of a document (ISO 32000-1, 14.7): what is read on each page, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.rendering.writer.archive import text_string
from kiosk.rendering.writer.pdf_file import PdfFile


@dataclass(frozen=True, slots=True)
class Element:
    """Marked content of one page that belongs together; ``words`` are said in the place of a picture."""

    tag: str
    marks: tuple[int, ...]
    words: str = ""


class Structure:
    """The tree, page by page."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self.root = file.reserve()
        self._document = file.reserve()
        self._elements: list[int] = []
        self._parents: list[int] = []

    def add_page(self, page: int, elements: Sequence[Element]) -> int:
        """The page's key in the tree of parents, for an object ``page`` with these elements."""
        by_mark: dict[int, int] = {}
        for element in elements:
            marks = " ".join(map(str, element.marks))
            words = f"/Alt{text_string(element.words)}" if element.words else ""
            number = self._file.add(
                f"<</S/{element.tag}/P {self._document} 0 R/Pg {page} 0 R/K[{marks}]{words}>>"
            )
            self._elements.append(number)
            by_mark.update(dict.fromkeys(element.marks, number))
        self._parents.append(self._file.add(f"[{_references([by_mark[mark] for mark in sorted(by_mark)])}]"))
        return len(self._parents) - 1

    def finish(self) -> None:
        """Write the tree's root."""
        parents = " ".join(f"{key} {number} 0 R" for key, number in enumerate(self._parents))
        self._file.fill(
            self.root,
            f"<</Type/StructTreeRoot/K {self._document} 0 R/ParentTree<</Nums[{parents}]>>"
            f"/ParentTreeNextKey {len(self._parents)}>>",
        )
        self._file.fill(self._document, f"<</S/Document/P {self.root} 0 R/K[{_references(self._elements)}]>>")


def _references(numbers: Sequence[int]) -> str:
    return " ".join([f"{number} 0 R" for number in numbers])
