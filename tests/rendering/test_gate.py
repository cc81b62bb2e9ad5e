"""The gate lets a paper through only if it is this document, whole, and nothing else."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.certificates.kinds import Kind
from kiosk.certificates.sealed_document import SealedDocument
from kiosk.rendering.draw import draw, draw_pages
from kiosk.rendering.gate import GateRefused, check, prove
from kiosk.rendering.layouts.layout import Layout, find_layout
from kiosk.rendering.placement import PlacedPage, place
from kiosk.rendering.samples import Sample, samples_of

Seal = Callable[..., SealedDocument]
Rename = Callable[[Sample, str], Sample]


@pytest.mark.parametrize("copies", [1, 3])
def test_the_right_paper_passes(
    copies: int, two_sheets: Sample, resident_record: Layout, as_document: Seal
) -> None:
    document = as_document(two_sheets, resident_record, copies)
    check(draw(document, resident_record, copies), document, resident_record)


def test_another_persons_paper_is_stopped(
    household: Sample, resident_record: Layout, as_document: Seal, renamed: Rename
) -> None:
    mine = as_document(household, resident_record)
    theirs = as_document(renamed(household, "隣田　花子"), resident_record)
    with pytest.raises(GateRefused) as refusal:
        check(draw(theirs, resident_record, 1), mine, resident_record)
    assert (refusal.value.page, refusal.value.box) == (1, "persons.1.name")
    assert "隣田" not in str(refusal.value)
    assert "葛" not in str(refusal.value)


def test_the_base_character_in_place_of_its_variant_is_stopped(
    household: Sample, resident_record: Layout, as_document: Seal, renamed: Rename
) -> None:
    mine = as_document(renamed(household, "渡邉\U000e010f"), resident_record)
    base_only = draw(renamed(household, "渡邉"), resident_record, 1)
    with pytest.raises(GateRefused, match=r"persons.1.name"):
        check(base_only, mine, resident_record)


def test_sheet_two_of_another_household_is_stopped(
    two_sheets: Sample, resident_record: Layout, as_document: Seal
) -> None:
    """Tokushima, 2023-03: sheet 2 of 3 was another person's."""
    document = as_document(two_sheets, resident_record)
    *first, last = two_sheets.persons
    others = two_sheets.model_copy(update={"persons": (*first, {**last, "birth_date": "平成2年2月2日"})})
    mixed = (place(document, resident_record)[0], place(others, resident_record)[1])
    paper = replace(draw(document, resident_record, 1), pdf=draw_pages(mixed, "", "test"))
    with pytest.raises(GateRefused) as refusal:
        check(paper, document, resident_record)
    assert (refusal.value.page, refusal.value.box) == (2, "persons.6.birth_date")


def test_swapped_pages_are_stopped(two_sheets: Sample, resident_record: Layout, as_document: Seal) -> None:
    document = as_document(two_sheets, resident_record)
    paper = draw(document, resident_record, 1)
    swapped = replace(paper, pdf=draw_pages(paper.pages[::-1], "", "test"))
    with pytest.raises(GateRefused, match="page 1"):
        check(swapped, document, resident_record)


def test_a_wrong_second_copy_is_stopped(
    household: Sample, resident_record: Layout, as_document: Seal, renamed: Rename
) -> None:
    document = as_document(household, resident_record, 2)
    (mine,) = place(document, resident_record)
    (theirs,) = place(renamed(household, "隣田　花子"), resident_record)
    pdf = draw_pages((mine, replace(theirs, number=2)), "", "test")
    with pytest.raises(GateRefused) as refusal:
        check(replace(draw(document, resident_record, 2), pdf=pdf), document, resident_record)
    assert refusal.value.page == 2


def tampered(page: PlacedPage, path: str, **changes: object) -> bytes:
    texts = tuple(replace(text, **changes) if text.path == path else text for text in page.texts)
    return draw_pages((replace(page, texts=texts),), "", "test")


def test_a_missing_field_is_stopped(household: Sample, resident_record: Layout) -> None:
    (page,) = place(household, resident_record)
    without = replace(page, texts=tuple(text for text in page.texts if text.path != "persons.2.old_name"))
    with pytest.raises(GateRefused, match=r"persons.2.old_name"):
        prove(draw_pages((without,), "", "test"), household, resident_record, 1)


def test_a_field_in_the_box_of_another_is_stopped(household: Sample, resident_record: Layout) -> None:
    (page,) = place(household, resident_record)
    there = next(text.rectangle for text in page.texts if text.path == "persons.1.furigana")
    with pytest.raises(GateRefused):
        prove(tampered(page, "persons.1.name", rectangle=there), household, resident_record, 1)


def test_text_where_the_document_has_none_is_stopped(household: Sample, resident_record: Layout) -> None:
    (page,) = place(household, resident_record)
    sentence = next(text for text in page.texts if text.path == "fields.certification")
    for top in (228.0, 4.0):
        stray = replace(sentence, rectangle=replace(sentence.rectangle, top=top))
        pdf = draw_pages((replace(page, texts=(*page.texts, stray)),), "", "test")
        with pytest.raises(GateRefused, match="text outside the boxes"):
            prove(pdf, household, resident_record, 1)


def test_a_missing_or_moved_seal_is_stopped(household: Sample, resident_record: Layout) -> None:
    (page,) = place(household, resident_record)
    (seal,) = page.images
    moved = replace(seal, rectangle=replace(seal.rectangle, left=20))
    for images in ((), (moved,), (seal, moved)):
        with pytest.raises(GateRefused, match="official_seal"):
            prove(draw_pages((replace(page, images=images),), "", "test"), household, resident_record, 1)


def test_a_page_too_many_or_too_few_is_stopped(household: Sample, resident_record: Layout) -> None:
    for copies in (1, 3):
        with pytest.raises(GateRefused, match="pages"):
            prove(draw(household, resident_record, copies).pdf, household, resident_record, 2)


def test_what_is_no_pdf_is_stopped(household: Sample, resident_record: Layout) -> None:
    with pytest.raises(GateRefused, match="file"):
        prove(b"%PDF-nonsense", household, resident_record, 1)


def test_a_paper_of_other_copies_or_another_layout_is_stopped(
    household: Sample, resident_record: Layout, as_document: Seal
) -> None:
    document = as_document(household, resident_record, 1)
    with pytest.raises(GateRefused, match="copies"):
        check(draw(document, resident_record, 2), document, resident_record)
    other = Layout.parse(resident_record.toml + b"\n# another\n")
    with pytest.raises(GateRefused, match="layout"):
        check(draw(document, other, 1), document, other)


@given(st.data())
def test_no_single_field_can_differ(data: st.DataObject) -> None:
    layout = find_layout(Kind.RESIDENT_RECORD)
    content = samples_of(Kind.RESIDENT_RECORD)["resident-record-foreign-resident"]
    (page,) = place(content, layout)
    text = data.draw(st.sampled_from(page.texts))
    other = data.draw(
        st.sampled_from(["一", "1", text.text[:-1], text.text + "二"]).filter(
            lambda words: words != text.text
        )
    )
    small = text.style.model_copy(update={"smallest": 2.0})
    changed = [replace(text, text=other, style=small)] if other else []
    texts = tuple(one for each in page.texts for one in (changed if each is text else [each]))
    pdf = draw_pages((replace(page, texts=texts),), "", "test")
    with pytest.raises(GateRefused):
        prove(pdf, content, layout, 1)
