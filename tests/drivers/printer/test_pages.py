"""The pages of a document are counted from the document."""

from __future__ import annotations

import zlib

import pypdfium2
import pytest

from drivers.printer.pages import NotAPrintablePdf, count_pages
from tests.drivers.printer.documents import document


@pytest.mark.parametrize("pages", [1, 2, 25])
def test_as_many_as_a_pdf_reader_counts(pages: int) -> None:
    pdf = document(pages)

    assert count_pages(pdf) == len(pypdfium2.PdfDocument(pdf)) == pages


def test_a_page_tree_in_a_compressed_object_stream() -> None:
    objects = b"1 0 2 40 << /Type /Catalog /Pages 2 0 R >> << /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>"
    pdf = (
        b"%PDF-1.7\n9 0 obj << /Type /ObjStm /N 2 /First 8 /Filter /FlateDecode >>\nstream\n"
        + zlib.compress(objects)
        + b"\nendstream endobj"
    )

    assert count_pages(pdf) == 2


def test_a_document_that_was_added_to_has_the_pages_of_its_whole_tree() -> None:
    subtree = b"7 0 obj << /Type /Pages /Parent 1 0 R /Kids [8 0 R] /Count 1 >> endobj"

    assert count_pages(document(3) + subtree) == 3


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"hello",
        b"%PDF-1.7\nno page at all",
        b"%PDF-1.7\n1 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj",
        b"%PDF-1.7\n1 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\nbroken\nendstream endobj",
        b"%PDF-1.7\n" + b"<< " * 100_000,
    ],
)
def test_what_no_printer_could_print_is_refused(junk: bytes) -> None:
    with pytest.raises(NotAPrintablePdf):
        count_pages(junk)
