"""How many sheets a PDF takes, for printers that are only a folder or a simulation.

Counted from the document itself, not taken from the job, so that a job of two sheets with three pages
is found out. (pdfium, which would count too, must not run in two threads at once.)
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from drivers.printer.contract import Sides

_PAGE_TREE = re.compile(rb"/Type\s*/Pages\b")
_COUNT = re.compile(rb"/Count\s+(\d+)")


class NotAPrintablePdf(ValueError):
    """No page tree was found in these bytes."""


def count_sheets(pdf: bytes, sides: Sides) -> int:
    """The whole sheets of a PDF: those whose every side has a page. Raises NotAPrintablePdf."""
    return count_pages(pdf) // sides


def count_pages(pdf: bytes) -> int:
    """The pages of a PDF: what the root of its page tree counts (ISO 32000-1 §7.7.3.2).

    The root has the highest count of all nodes, also after incremental updates. Raises
    NotAPrintablePdf for anything that a printer could not print.
    """
    if not pdf.startswith(b"%PDF-"):
        raise NotAPrintablePdf("this does not begin as a PDF")
    counts = [int(count) for node in _page_tree_nodes(pdf) for count in _COUNT.findall(node)[:1]]
    if not counts or max(counts) == 0:
        raise NotAPrintablePdf("no pages were found")
    return max(counts)


def _page_tree_nodes(pdf: bytes) -> Iterator[bytes]:
    for indirect_object in pdf.split(b"endobj"):
        dictionary, _, stream = indirect_object.partition(b"stream")
        if b"/ObjStm" in dictionary and b"/FlateDecode" in dictionary:
            nodes = _inflated(stream).split(b">>")
        else:
            nodes = [dictionary]
        yield from (node for node in nodes if _PAGE_TREE.search(node))


def _inflated(stream: bytes) -> bytes:
    """A compressed object stream (§7.5.7), where newer writers keep the page tree."""
    try:
        return zlib.decompressobj().decompress(stream.lstrip(b"\r\n"))
    except zlib.error as broken:
        raise NotAPrintablePdf("a stream of objects is damaged") from broken
