"""The gate lets a paper through only if it is this document, whole, and nothing else."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from kiosk.certificates.kinds import Kind
from kiosk.certificates.proof import Proof
from kiosk.certificates.sealed_document import SealedDocument
from kiosk.rendering.draw import draw, draw_sheets
from kiosk.rendering.fonts.source import FontRole
from kiosk.rendering.gate.check import check, prove
from kiosk.rendering.gate.refusal import GateRefused
from kiosk.rendering.layouts.layout import Layout, find_layout
from kiosk.rendering.placement import PlacedImage, PlacedLine, PlacedPage, PlacedText, place
from kiosk.rendering.samples import Sample, samples_of
from tests.rendering.surgery import changed, with_stream

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
    paper = replace(draw(document, resident_record, 1), pdf=bound(mixed, resident_record))
    with pytest.raises(GateRefused) as refusal:
        check(paper, document, resident_record)
    assert (refusal.value.page, refusal.value.box) == (3, "persons.6.birth_date")


def test_swapped_pages_are_stopped(two_sheets: Sample, resident_record: Layout, as_document: Seal) -> None:
    document = as_document(two_sheets, resident_record)
    paper = draw(document, resident_record, 1)
    swapped = replace(paper, pdf=bound(paper.pages[::-1], resident_record))
    with pytest.raises(GateRefused, match="page 1"):
        check(swapped, document, resident_record)


def test_a_wrong_second_copy_is_stopped(
    household: Sample, resident_record: Layout, as_document: Seal, renamed: Rename
) -> None:
    document = as_document(household, resident_record, 2)
    (mine,) = place(document, resident_record)
    (theirs,) = place(renamed(household, "隣田　花子"), resident_record)
    pdf = bound((mine, theirs), resident_record)
    with pytest.raises(GateRefused) as refusal:
        check(replace(draw(document, resident_record, 2), pdf=pdf), document, resident_record)
    assert refusal.value.page == 3


Pages = list[PlacedPage]


def bound(faces: Sequence[PlacedPage], layout: Layout) -> bytes:
    """The sheets in one file, each drawn by itself."""
    return draw_sheets(faces, layout, "0" * 32)


def with_texts(page: PlacedPage, **texts: str) -> PlacedPage:
    """The page with other words in some boxes; a dot of their paths is written as ``__``."""
    words = {path.replace("__", "."): text for path, text in texts.items()}
    assert words.keys() <= {text.path for text in page.texts}
    return replace(
        page, texts=tuple(replace(text, text=words.get(text.path, text.text)) for text in page.texts)
    )


def without(page: PlacedPage, path: str) -> PlacedPage:
    assert any(text.path == path for text in page.texts)
    return replace(page, texts=tuple(text for text in page.texts if text.path != path))


def text_at(page: PlacedPage, path: str) -> PlacedText:
    return next(text for text in page.texts if text.path == path)


def persons_swapped(content: Sample) -> Sample:
    first, second, *others = content.persons
    return content.model_copy(update={"persons": (second, first, *others)})


WHOLE = {
    "one sheet, one copy": ("household", 1),
    "one sheet, three copies": ("household", 3),
    "two sheets, one copy": ("two-sheets", 1),
    "two sheets, two copies": ("two-sheets", 2),
}


@pytest.mark.parametrize(("sample", "copies"), WHOLE.values(), ids=WHOLE.keys())
def test_only_the_right_sheets_in_the_right_order_pass(
    sample: str, copies: int, resident_record: Layout, renamed: Rename
) -> None:
    """Every mix-up is made in each copy in turn."""
    content = samples_of(Kind.RESIDENT_RECORD)[f"resident-record-{sample}"]
    neighbour = renamed(content, "隣田　花子")
    mine = list(place(content, resident_record))
    last_visit = list(place(neighbour, resident_record))
    prove(bound(mine * copies, resident_record), content, resident_record, copies)
    for copy in range(copies):
        start = copy * len(mine)
        first, *rest = mine
        person = text_at(first, "persons.1.name")
        address = text_at(first, "fields.address")
        wrong: dict[str, tuple[str, Pages]] = {
            "a stale page of the last visit": ("persons.1.name", [last_visit[0], *rest]),
            "a neighbour's name": ("persons.2.name", [with_texts(first, persons__2__name="隣田"), *rest]),
            "two fields swapped": (
                "fields.address",
                [with_texts(first, fields__address=person.text, persons__1__name=address.text), *rest],
            ),
            "two persons swapped": (
                "text outside the boxes",  # the second has a former name
                [place(persons_swapped(content), resident_record)[0], *rest],
            ),
            "a field missing": ("persons.1.sex", [without(first, "persons.1.sex"), *rest]),
            "a field twice in its box": (
                "persons.1.name",
                [replace(first, texts=(*first.texts, person)), *rest],
            ),
            "a field twice, once elsewhere": (
                "text outside the boxes",
                [
                    replace(
                        first,
                        texts=(*first.texts, replace(person, rectangle=replace(person.rectangle, top=265))),
                    ),
                    *rest,
                ],
            ),
        }
        for name, (box, pages) in wrong.items():
            sheets = mine * copies
            sheets[start : start + len(mine)] = pages
            with pytest.raises(GateRefused) as refusal:
                prove(bound(sheets, resident_record), content, resident_record, copies)
            assert (refusal.value.page, refusal.value.box) == (2 * start + 1, box), name
        if rest:
            sheets = mine * copies
            sheets[start : start + 2] = sheets[start : start + 2][::-1]
            with pytest.raises(GateRefused) as refusal:
                prove(bound(sheets, resident_record), content, resident_record, copies)
            assert refusal.value.page == 2 * start + 1
    for sheets in (mine * copies + mine[:1], mine * copies + last_visit[:1], mine * copies * 2):
        with pytest.raises(GateRefused, match="page 0, pages"):
            prove(bound(sheets, resident_record), content, resident_record, copies)
    with pytest.raises(GateRefused, match="page 0, "):
        prove(bound((mine * copies)[1:] or last_visit * 2, resident_record), content, resident_record, copies)


def test_copies_that_differ_in_the_order_of_their_sheets_are_stopped(
    two_sheets: Sample, resident_record: Layout
) -> None:
    one, two = place(two_sheets, resident_record)
    for sheets, page in (([one, one, two, two], 3), ([one, two, two, one], 5)):
        with pytest.raises(GateRefused) as refusal:
            prove(bound(sheets, resident_record), two_sheets, resident_record, 2)
        assert refusal.value.page == page


def test_a_field_in_the_box_of_another_is_stopped(household: Sample, resident_record: Layout) -> None:
    (page,) = place(household, resident_record)
    there = text_at(page, "persons.1.furigana").rectangle
    texts = tuple(
        replace(text, rectangle=there) if text.path == "persons.1.name" else text for text in page.texts
    )
    with pytest.raises(GateRefused):
        prove(bound([replace(page, texts=texts)], resident_record), household, resident_record, 1)


def test_text_where_the_document_has_none_is_stopped(household: Sample, resident_record: Layout) -> None:
    (page,) = place(household, resident_record)
    sentence = text_at(page, "fields.certification")
    for top in (270.0, 3.0):
        stray = replace(sentence, rectangle=replace(sentence.rectangle, top=top))
        with pytest.raises(GateRefused, match="text outside the boxes"):
            prove(
                bound([replace(page, texts=(*page.texts, stray))], resident_record),
                household,
                resident_record,
                1,
            )


@pytest.mark.parametrize("style", [{"largest": 5.0, "smallest": 1.0}, {"largest": 20.0, "smallest": 20.0}])
def test_a_name_smaller_or_larger_than_its_style_allows_is_stopped(
    style: dict[str, float], household: Sample, resident_record: Layout
) -> None:
    (page,) = place(household, resident_record)
    texts = tuple(
        replace(text, style=text.style.model_copy(update=style)) if text.path == "persons.1.name" else text
        for text in page.texts
    )
    with pytest.raises(GateRefused, match=r"persons\.1\.name|outside"):
        prove(bound([replace(page, texts=texts)], resident_record), household, resident_record, 1)


def test_a_text_whose_characters_lie_on_one_another_is_stopped(
    household: Sample, resident_record: Layout
) -> None:
    def squeezed(program: bytes) -> bytes:
        title = re.search(rb"/P<</MCID 0>>BDC\n(\d+\.\d+) Tc\n", program)
        assert title is not None
        return program.replace(title[1] + b" Tc", b"-19 Tc", 1)

    pdf = changed(draw(household, resident_record, 1).pdf, with_stream(b"/Artifact", squeezed))
    with pytest.raises(GateRefused, match="page 1, text"):
        prove(pdf, household, resident_record, 1)


def in_gothic(layout: Layout) -> Layout:
    """The layout with names in gothic, for which mincho stands in where it lacks a character."""
    whole = json.loads(layout.form)
    whole["styles"]["name"]["font"] = "gothic"
    return Layout.received(json.dumps(whole).encode(), layout.source)


def test_a_name_in_another_font_of_the_form_is_stopped(household: Sample, resident_record: Layout) -> None:
    gothic = in_gothic(resident_record)
    prove(draw(household, gothic, 1).pdf, household, gothic, 1)
    with pytest.raises(GateRefused, match=r"page 1, persons\.1\.name"):
        prove(draw(household, resident_record, 1).pdf, household, gothic, 1)
    with pytest.raises(GateRefused, match="page 0, font"):
        prove(draw(household, gothic, 1).pdf, household, resident_record, 1)


def test_a_fallback_where_the_first_font_has_the_character_is_stopped(
    household: Sample, resident_record: Layout, renamed: Rename
) -> None:
    gothic = in_gothic(resident_record)
    (page,) = place(renamed(household, "市\U00020bb7"), gothic)
    prove(bound([page], gothic), renamed(household, "市\U00020bb7"), gothic, 1)
    name = text_at(page, "persons.1.name")
    assert name.style.font is FontRole.GOTHIC
    mincho = replace(name, style=name.style.model_copy(update={"font": FontRole.MINCHO}))
    texts = tuple(mincho if text is name else text for text in page.texts)
    with pytest.raises(GateRefused, match=r"persons\.1\.name"):
        prove(bound([replace(page, texts=texts)], gothic), renamed(household, "市\U00020bb7"), gothic, 1)


def test_what_pdfium_reads_otherwise_is_stopped(
    household: Sample, resident_record: Layout, renamed: Rename
) -> None:
    """It takes the ligature apart. Our own reading doesn't: both have to agree."""
    gothic = in_gothic(resident_record)
    content = renamed(household, "\ufb01")
    with pytest.raises(GateRefused, match="page 1, reading"):
        prove(draw(content, gothic, 1).pdf, content, gothic, 1)


def png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, format="PNG")
    return out.getvalue()


def test_a_missing_moved_or_scaled_seal_is_stopped(household: Sample, resident_record: Layout) -> None:
    (page,) = place(household, resident_record)
    (seal,) = page.images
    box = seal.rectangle
    wrong = [
        replace(box, left=20),
        replace(box, top=box.top - 0.5),
        replace(box, width=box.width * 0.95),
        replace(box, top=box.top + 1, height=box.height - 1),
    ]
    moved = [(replace(seal, rectangle=rectangle),) for rectangle in wrong]
    for images in ((), *moved):
        with pytest.raises(GateRefused, match="page 1, official_seal"):
            prove(bound([replace(page, images=images)], resident_record), household, resident_record, 1)
    for images in ((seal, seal), (seal, moved[0][0])):
        with pytest.raises(GateRefused, match="page 1, a picture too many"):
            prove(bound([replace(page, images=images)], resident_record), household, resident_record, 1)


def test_the_seal_of_another_municipality_is_stopped(household: Sample, resident_record: Layout) -> None:
    (page,) = place(household, resident_record)
    (seal,) = page.images
    right = Image.open(BytesIO(seal.png)).convert("RGB")
    speck = right.copy()
    speck.putpixel(
        (right.width // 2, 1), (0, 0, 0) if right.getpixel((right.width // 2, 1))[0] > 127 else (255,) * 3
    )
    others = {
        "another seal": ImageOps.flip(right),
        "a blank": Image.new("RGB", right.size, "white"),
        "all ink": Image.new("RGB", right.size, "black"),
        "its negative": ImageOps.invert(right),
        "one of fewer pixels": right.resize((right.width // 2, right.height // 2)),
        "one pixel changed": speck,
    }
    for name, other in others.items():
        images = (PlacedImage(seal.rectangle, seal.path, png(other)),)
        with pytest.raises(GateRefused) as refusal:
            prove(bound([replace(page, images=images)], resident_record), household, resident_record, 1)
        assert (refusal.value.page, refusal.value.box) == (1, "official_seal"), name


def test_rules_other_than_those_of_the_form_are_stopped(household: Sample, resident_record: Layout) -> None:
    (page,) = place(household, resident_record)
    first, *others = page.frames
    bar = PlacedLine(50, 100, 90, 100, 8)
    changes: list[PlacedPage] = [
        replace(page, frames=tuple(others)),
        replace(page, frames=(), lines=()),
        replace(page, frames=(replace(first, width=first.width + 0.5), *others)),
        replace(page, frames=(replace(first, rectangle=replace(first.rectangle, left=19)), *others)),
        replace(page, lines=(*page.lines, bar)),
    ]
    for change in changes:
        with pytest.raises(GateRefused, match="page 1, rules"):
            prove(bound([change], resident_record), household, resident_record, 1)


def test_a_sheet_of_another_size_is_stopped(household: Sample, resident_record: Layout) -> None:
    (page,) = place(household, resident_record)
    with pytest.raises(GateRefused, match="page 1, page size"):
        prove(bound([replace(page, height=300)], resident_record), household, resident_record, 1)


def test_a_preview_of_another_document_is_stopped(
    household: Sample, resident_record: Layout, as_document: Seal, renamed: Rename
) -> None:
    document = as_document(household, resident_record)
    theirs = place(renamed(household, "隣田　花子"), resident_record)
    with pytest.raises(GateRefused, match="preview"):
        check(replace(draw(document, resident_record, 1), pages=theirs), document, resident_record)


def test_what_was_proven_is_bound_to_the_order_and_to_the_very_bytes(
    household: Sample, resident_record: Layout, as_document: Seal
) -> None:
    document = as_document(household, resident_record)
    paper = draw(document, resident_record, 1)
    proof = check(paper, document, resident_record)
    assert proof == Proof.of(document.order_id, paper.pdf)
    assert proof != Proof.of("9" * 32, paper.pdf)
    assert proof != Proof.of(document.order_id, paper.pdf + b"\n")


def test_a_page_too_many_or_too_few_is_stopped(household: Sample, resident_record: Layout) -> None:
    for copies in (1, 3):
        with pytest.raises(GateRefused, match="pages"):
            prove(draw(household, resident_record, copies).pdf, household, resident_record, 2)


def test_what_is_no_pdf_is_stopped(household: Sample, resident_record: Layout) -> None:
    with pytest.raises(GateRefused, match="header"):
        prove(b"%PDF-nonsense", household, resident_record, 1)


def test_a_paper_of_other_copies_or_another_layout_is_stopped(
    household: Sample, resident_record: Layout, as_document: Seal
) -> None:
    document = as_document(household, resident_record, 1)
    with pytest.raises(GateRefused, match="copies"):
        check(draw(document, resident_record, 2), document, resident_record)
    other = Layout.received(resident_record.form + b"\n", resident_record.source)
    with pytest.raises(GateRefused, match="layout"):
        check(draw(document, other, 1), document, other)


@settings(deadline=None)
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
    pdf = bound([replace(page, texts=texts)], layout)
    with pytest.raises(GateRefused):
        prove(pdf, content, layout, 1)
