"""What comes out of the printer."""

from collections.abc import Callable

import pypdfium2
import pytest

from kiosk.certificates.sealed_document import SealedDocument
from kiosk.rendering.draw import draw
from kiosk.rendering.errors import LayoutError
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.samples import Sample


def text_of_sheet(pdf: bytes, sheet: int) -> str:
    """The face of a sheet, whose back is the page after it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return document[2 * sheet - 2].get_textpage().get_text_range()


def test_six_persons_take_two_sheets_numbered_of_two(two_sheets: Sample, resident_record: Layout) -> None:
    paper = draw(two_sheets, resident_record, copies=1)
    assert (paper.pages_per_copy, paper.sheets) == (2, 2)
    assert "1/2" in text_of_sheet(paper.pdf, 1)
    assert "2/2" in text_of_sheet(paper.pdf, 2)
    assert "髙志" not in text_of_sheet(paper.pdf, 1)
    assert "髙志" in text_of_sheet(paper.pdf, 2)
    assert "以　下　余　白" not in text_of_sheet(paper.pdf, 1)
    assert "以　下　余　白" in text_of_sheet(paper.pdf, 2)


@pytest.mark.parametrize(("persons", "pages"), [(1, 1), (4, 1), (5, 2), (8, 2), (9, 3)])
def test_four_persons_share_a_sheet(
    persons: int, pages: int, household: Sample, resident_record: Layout
) -> None:
    crowd = household.model_copy(update={"persons": (household.persons[0],) * persons})
    assert draw(crowd, resident_record, copies=1).pages_per_copy == pages


def test_copies_follow_one_another(two_sheets: Sample, resident_record: Layout) -> None:
    paper = draw(two_sheets, resident_record, copies=3)
    assert paper.sheets == 6
    with pypdfium2.PdfDocument(paper.pdf) as document:
        assert len(document) == 12
    assert [text_of_sheet(paper.pdf, sheet) for sheet in (3, 4)] == [
        text_of_sheet(paper.pdf, sheet) for sheet in (1, 2)
    ]


def test_the_same_document_gives_the_same_bytes(household: Sample, resident_record: Layout) -> None:
    assert draw(household, resident_record, 2).pdf == draw(household, resident_record, 2).pdf


def test_fonts_are_embedded_and_none_is_named_that_is_not(household: Sample, resident_record: Layout) -> None:
    pdf = draw(household, resident_record, 1).pdf
    assert b"/FontFile2" in pdf
    assert b"Helvetica" not in pdf


def test_a_sealed_document_is_drawn_as_it_came(
    household: Sample, resident_record: Layout, as_document: Callable[..., SealedDocument]
) -> None:
    document = as_document(household, resident_record)
    assert draw(document, resident_record, 1).pdf == draw(household, resident_record, 1).pdf


def test_a_paper_shows_nothing_of_a_person_when_it_is_logged(
    household: Sample, resident_record: Layout
) -> None:
    paper = draw(household, resident_record, 1)
    for shown in (repr(paper), repr(paper.boxes), repr(paper.pages)):
        assert "かつらぎ" not in shown
        assert "城" not in shown


@pytest.mark.parametrize("picture", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\nbroken"])
def test_a_seal_that_is_no_picture_is_refused(
    picture: bytes, household: Sample, resident_record: Layout
) -> None:
    with pytest.raises(LayoutError, match="official_seal"):
        draw(household.model_copy(update={"official_seal": picture}), resident_record, 1)
