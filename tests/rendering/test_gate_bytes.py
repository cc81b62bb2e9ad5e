"""What no reader of text can see: the gate knows every object, operator and outline of the file."""

import re
import struct
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.certificates.kinds import Kind
from kiosk.rendering.draw import draw
from kiosk.rendering.gate.check import GateRefused, prove
from kiosk.rendering.gate.reading import read_pages
from kiosk.rendering.layouts.layout import Layout, find_layout
from kiosk.rendering.preview import rasterise
from kiosk.rendering.samples import Sample, samples_of
from tests.rendering.surgery import Change, Dissected, changed, in_data, in_value

FORM = b"/Subtype /Form"
PAGE = b"/Type /Page\n"
CATALOGUE = b"/Type /Catalog"
FONT = b"/Subtype /Type0"
DESCENDANT = b"/Subtype /CIDFontType2"
DESCRIPTOR = b"/Type /FontDescriptor"
PICTURE = b"/Subtype /Image"
TRUETYPE = b"\0\1\0\0"
TEXT = b"BT 1 0 0 1 0 0 Tm "


def refused(forged: bytes, content: Sample, layout: Layout) -> str:
    with pytest.raises(GateRefused) as refusal:
        prove(forged, content, layout, 1)
    return refusal.value.box


def before_text(operators: bytes) -> Change:
    return in_data(FORM, TEXT, operators + TEXT)


def in_text(operators: bytes) -> Change:
    return in_data(FORM, TEXT, TEXT + operators)


def after_all(operators: bytes) -> Change:
    def change(pdf: Dissected) -> None:
        form = pdf.having(FORM)
        assert form.data is not None
        form.data += operators

    return change


OPERATORS = {
    "text in no ink": in_text(b"3 Tr "),
    "text in white": before_text(b"1 1 1 rg\n"),
    "text in white, by its grey": before_text(b"1 g\n"),
    "text in a white of a colour space": before_text(b"/DeviceRGB cs 1 1 1 sc\n"),
    "text clipped away": before_text(b"0 0 1 1 re W n\n"),
    "text that is a clip": in_text(b"7 Tr "),
    "text stretched to nothing": in_text(b".01 Tz "),
    "text raised out of its line": in_text(b"400 Ts "),
    "text covered by a white rectangle": after_all(b"\nq\n1 1 1 rg\n0 0 600 900 re f\nQ\n"),
    "text covered by a picture": after_all(b"\nq\n1 0 0 1 0 0 cm\nBI /W 1 /H 1 /IM true ID \0 EI\nQ\n"),
    "a black bar": after_all(b"\n100 100 200 50 re f\n"),
    "a filled outline": after_all(b"\n100 100 m 200 100 l 150 200 l f\n"),
    "a curve": after_all(b"\n.2 w\nn 100 100 m 110 120 130 120 140 100 c S\n"),
    "dashes in place of rules": before_text(b"[1 100] 0 d\n"),
    "a layer that may be off": before_text(b"/OC /MC0 BDC\n"),
    "a graphics state": before_text(b"/GS0 gs\n"),
    "a shading": after_all(b"\n/Sh0 sh\n"),
    "a turned page": in_data(FORM, b"1 0 0 1 0 0 cm", b"0 1 -1 0 595 0 cm"),
    "a page moved": in_data(FORM, b"1 0 0 1 0 0 cm", b"1 0 0 1 9 0 cm"),
    "a turned line of text": in_data(FORM, b"1 0 0 1 218.2677", b"0 1 -1 0 229.0394"),
    "a page that shows a form smaller": in_data(b"/Length 40", b"1 0 0 1 0 0 cm", b".5 0 0 .5 0 0 cm"),
}


@pytest.mark.parametrize("change", OPERATORS.values(), ids=OPERATORS.keys())
def test_an_operator_that_our_drawing_has_not_is_refused(
    change: Change, household: Sample, resident_record: Layout
) -> None:
    forged = changed(draw(household, resident_record, 1).pdf, change)
    assert refused(forged, household, resident_record) == "drawing"


@pytest.mark.parametrize("hidden", ["text in no ink", "text in white", "text covered by a white rectangle"])
def test_hidden_text_reads_as_if_nothing_were_hidden(
    hidden: str, household: Sample, resident_record: Layout
) -> None:
    """So a reading of the text alone would let it through."""
    good = draw(household, resident_record, 1).pdf
    forged = changed(good, OPERATORS[hidden])
    assert read_pages(forged) == read_pages(good)
    assert rasterise(forged, 600).rgba != rasterise(good, 600).rgba


def catalogue(entries: bytes) -> Change:
    return in_value(CATALOGUE, b"/PageMode", entries + b" /PageMode")


def page(entries: bytes) -> Change:
    return in_value(PAGE, b"/Rotate 0", entries)


def lock(pdf: Dissected) -> None:
    pdf.trailer = pdf.trailer.replace(b"/Info", b"/Encrypt 1 0 R\n/Info")


def unused(pdf: Dissected) -> None:
    pdf.add(b"<<\n/Type /Annot\n>>")


def another_form(pdf: Dissected) -> None:
    form = pdf.having(FORM)
    number = pdf.add(form.value, form.data)
    part = pdf.having(PAGE)
    part.value = re.sub(rb"(/FormXob.page-1) \d+ 0 R", rb"\1 %d 0 R" % number, part.value)


OBJECTS = {
    "a note on the page": (page(b"/Rotate 0 /Annots [ ]"), "page"),
    "a page turned by its dictionary": (page(b"/Rotate 90"), "page"),
    "a larger unit": (page(b"/Rotate 0 /UserUnit 2"), "page"),
    "a crop": (page(b"/Rotate 0 /CropBox [ 0 0 300 400 ]"), "page"),
    "a transparency group": (page(b"/Rotate 0 /Group <<\n/S /Transparency\n>>"), "page"),
    "something to do at the page": (page(b"/Rotate 0 /AA <<\n>>"), "page"),
    "a page of no tree": (in_value(PAGE, b"/Parent ", b"/Parent 1"), "page"),
    "a page box that is shifted": (in_value(PAGE, b"[ 0 0 595", b"[ 9 0 595"), "page"),
    "the name given twice": (page(b"/Rotate 0 /Rotate 90"), "object"),
    "the name written otherwise": (page(b"/Rotat#65 90 /Rotate 0"), "object"),
    "a form field": (catalogue(b"/AcroForm <<\n>>"), "catalogue"),
    "layers": (catalogue(b"/OCProperties <<\n>>"), "catalogue"),
    "a script": (catalogue(b"/OpenAction <<\n/S /JavaScript /JS (app.beep\\(\\))\n>>"), "catalogue"),
    "an attachment": (catalogue(b"/Names <<\n/EmbeddedFiles <<\n>>\n>>"), "catalogue"),
    "an object of no page": (unused, "object that no page uses"),
    "a form shown in place of ours": (another_form, "object that no page uses"),
    "a form cropped": (in_value(FORM, b"/BBox [ 0 0 595.2756", b"/BBox [ 0 0 300.0000"), "drawing"),
    "a form stretched": (in_value(FORM, b"/Matrix [ 1 0", b"/Matrix [ 2 0"), "drawing"),
    "a picture inverted": (in_value(PICTURE, b"/Height", b"/Decode [ 1 0 ] /Height"), "picture"),
    "half a pixel more": (in_value(PICTURE, b"/Width 543", b"/Width 543.5"), "official_seal"),
    "a picture in grey": (in_value(PICTURE, b"/ImageMask true", b"/ColorSpace /DeviceGray"), "picture"),
    "a font that is not embedded": (in_value(DESCRIPTOR, b"/FontFile2", b"/NoFontFile"), "font"),
    "a font of another name": (in_value(FONT, b"IPAmjMincho", b"MSMincho"), "font"),
    "codes read in another way": (in_value(FONT, b"/Identity-H", b"/Identity-V"), "font"),
    "a box that crops glyphs": (in_value(DESCRIPTOR, b"/FontBBox [ -263", b"/FontBBox [ 999"), "font"),
    "glyphs of a named collection": (in_value(DESCENDANT, b"(Identity)", b"(Japan1)"), "font"),
    "a font that ends early": (in_value(b"/Length1", b"/Length1 ", b"/Length1 1 % "), "font"),
    "other widths": (in_value(DESCENDANT, b"[ 1000 1000", b"[ 1000 900"), "font"),
    "a lock": (lock, "trailer"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "part"), OBJECTS.values(), ids=OBJECTS.keys())
def test_an_entry_that_our_drawing_has_not_is_refused(
    change: Change, part: str, household: Sample, resident_record: Layout
) -> None:
    forged = changed(draw(household, resident_record, 1).pdf, change)
    assert refused(forged, household, resident_record) == part


def test_taking_apart_and_sewing_together_changes_nothing(household: Sample, resident_record: Layout) -> None:
    prove(changed(draw(household, resident_record, 1).pdf, lambda pdf: None), household, resident_record, 1)


@pytest.mark.parametrize(
    ("order", "page", "box"),
    [
        ((0, 2, 1, 3), 2, "text"),
        ((1, 0, 2, 3), 1, "text"),
        ((0, 3, 2, 1), None, None),
        ((0, 1, 2, 2), 0, "pages"),
        ((0, 1, 2), 0, "pages"),
    ],
    ids=["sheet 1 twice, then sheet 2", "sheets swapped", "equal sheets swapped", "one twice", "one missing"],
)
def test_the_sheets_of_all_copies_are_listed_in_their_order(
    order: tuple[int, ...], page: int | None, box: str | None, two_sheets: Sample, resident_record: Layout
) -> None:
    """Copies share their sheets' drawings, so the list alone says which comes when."""

    def reorder(pdf: Dissected) -> None:
        tree = pdf.having(b"/Kids")
        kids = re.findall(rb"\d+ 0 R", tree.value)
        listed = b" ".join(kids[place] for place in order)
        tree.value = re.sub(rb"/Kids \[.*\]", b"/Kids [ " + listed + b" ]", tree.value)

    pdf = changed(draw(two_sheets, resident_record, 2).pdf, reorder)
    if page is None:
        prove(pdf, two_sheets, resident_record, 2)
        return
    with pytest.raises(GateRefused) as refusal:
        prove(pdf, two_sheets, resident_record, 2)
    assert refusal.value.page == page
    assert box in refusal.value.box


def test_a_file_with_something_behind_or_between_its_objects_is_refused(
    household: Sample, resident_record: Layout, renamed: Callable[[Sample, str], Sample]
) -> None:
    good = draw(household, resident_record, 1).pdf
    theirs = draw(renamed(household, "隣田　花子"), resident_record, 1).pdf
    assert refused(good + theirs, household, resident_record) == "end of file"
    assert refused(theirs + good, household, resident_record) == "end of file"
    update = good + b"1 0 obj\n<<\n>>\nendobj\nxref\n0 1\ntrailer\n<<\n/Prev 1\n>>\nstartxref\n1\n%%EOF\n"
    assert refused(update, household, resident_record) == "end of file"
    for between in (b"\n", b"1 0 obj\n<<\n>>\nendobj\n"):
        twice = good.replace(b"endobj\n2 0 obj", b"endobj\n" + between + b"2 0 obj", 1)
        assert refused(twice, household, resident_record) == "table of objects"


def test_a_file_that_says_other_lengths_than_it_has_is_refused(
    household: Sample, resident_record: Layout
) -> None:
    good = draw(household, resident_record, 1).pdf
    size = re.sub(rb"/Size (\d+)", lambda found: b"/Size %d" % (int(found[1]) - 1), good)
    assert refused(size, household, resident_record) == "trailer"
    *before, last = good.rpartition(b"/Length ")
    length = int(last[:2])
    longer = b"".join(before) + b"%d" % (length + 1) + last[2:].replace(b"endstream", b" endstream", 1)
    start = longer.rindex(b"xref\n0")
    longer = re.sub(rb"startxref\n\d+", b"startxref\n%d" % start, longer)
    assert refused(longer, household, resident_record) == "stream"


def with_stream(beginning: bytes, edit: Callable[[bytes], bytes]) -> Change:
    """Edits the stream that begins so."""

    def change(pdf: Dissected) -> None:
        part = next(part for part in pdf.parts if part.data and part.data.startswith(beginning))
        assert part.data is not None
        edited = edit(part.data)
        assert edited != part.data
        part.data = edited

    return change


def in_map(old: bytes, new: bytes) -> Change:
    """Replaces an entry of the font's map back to Unicode."""
    return with_stream(b"/CIDInit", lambda data: data.replace(old, new, 1))


def in_table(table: bytes, place: int) -> Change:
    """Turns over one bit of a table of the embedded font."""

    def edit(font: bytes) -> bytes:
        (start,) = struct.unpack_from(">I", font, font.index(table) + 8)
        at = start + place
        return font[:at] + bytes([font[at] ^ 1]) + font[at + 1 :]

    return with_stream(TRUETYPE, edit)


FONTS = {
    "an outline": in_table(b"glyf", 40),
    "where an outline begins": in_table(b"loca", 11),
    "an advance": in_table(b"hmtx", 5),
    "the em": in_table(b"head", 19),
    "the number of glyphs": in_table(b"maxp", 5),
    "the program of the font": in_table(b"fpgm", 8),
    "the program of the sizes": in_table(b"prep", 3),
    "the values of the programs": in_table(b"cvt ", 3),
    "another table": with_stream(TRUETYPE, lambda font: font.replace(b"fpgm", b"GSUB", 1)),
    "a file of another kind": with_stream(TRUETYPE, lambda font: b"OTTO" + font[4:]),
    "a file cut short": with_stream(TRUETYPE, lambda font: font[:200]),
    "two characters of one code": in_map(b"<4F4F>", b"<4F4F6C11>"),
    "a selector left out": in_map(b"<845BDB40DD02>", b"<845B>"),
    "a character that the font lacks": in_map(b"<4F4F>", b"<0041030A>"),
    "two codes in each other's place": in_map(
        b"<0001> <4F4F>\n<0002> <6C11>", b"<0002> <6C11>\n<0001> <4F4F>"
    ),
    "a code twice": in_map(b"<0002> <6C11>", b"<0001> <6C11>"),
    "a code left out": in_map(b"<0002> <6C11>\n", b""),
    "a range of codes": in_map(b"endcmap", b"1 beginbfrange\n<0001> <0002> <4F4F>\nendbfrange\nendcmap"),
}


@pytest.mark.parametrize("change", FONTS.values(), ids=FONTS.keys())
def test_an_embedded_font_that_differs_from_the_installed_one_is_refused(
    change: Change, household: Sample, resident_record: Layout
) -> None:
    forged = changed(draw(household, resident_record, 1).pdf, change)
    assert refused(forged, household, resident_record) == "font"


def test_a_map_that_says_the_right_name_over_the_wrong_glyph_is_refused(
    household: Sample, resident_record: Layout, renamed: Callable[[Sample, str], Sample]
) -> None:
    """The text of this PDF is 渡邊's; its ink is 渡辺's."""
    wrong = draw(renamed(household, "渡辺"), resident_record, 1).pdf
    lying = changed(wrong, in_map(b"<8FBA>", b"<908A>"))
    (read,) = read_pages(lying)
    said = "".join(glyph.text for glyph in read.glyphs)
    assert "渡邊" in said
    assert "渡辺" not in said
    assert refused(lying, renamed(household, "渡邊"), resident_record) == "font"


def test_codes_of_no_glyph_are_refused(household: Sample, resident_record: Layout) -> None:
    good = draw(household, resident_record, 1).pdf
    for codes in (b"\\377\\377", b"\\000\\000", b"\\000"):
        extra = in_text(b"1 0 0 1 300 300 Tm /F1+0 9 Tf 10.8 TL (" + codes + b") Tj ")
        assert refused(changed(good, extra), household, resident_record) == "text"


@cache
def specimen() -> tuple[bytes, Sample, Layout, bytes]:
    layout = find_layout(Kind.RESIDENT_RECORD)
    content = samples_of(Kind.RESIDENT_RECORD)["resident-record-household"]
    pdf = draw(content, layout, 1).pdf
    return pdf, content, layout, rasterise(pdf, 900).rgba


def refused_or_the_same_picture(pdf: bytes) -> None:
    _, content, layout, picture = specimen()
    try:
        prove(pdf, content, layout, 1)
    except GateRefused:
        return
    assert rasterise(pdf, 900).rgba == picture


@st.composite
def one_byte_changed(draw_from: st.DrawFn) -> bytes:
    """Half of the places lie outside the streams, whose own checksums refuse nearly all."""
    pdf = bytearray(specimen()[0])
    between = re.finditer(rb"endstream.*?(?:stream|$)", pdf, re.DOTALL)
    plain = [at for found in between for at in range(*found.span())]
    place_of = st.sampled_from(plain) | st.integers(0, len(pdf) - 1)
    pdf[draw_from(place_of)] = draw_from(st.integers(0, 255))
    return bytes(pdf)


@st.composite
def one_object_changed(draw_from: st.DrawFn) -> bytes:
    """One byte of a value or of a stream before it is deflated, an object in another's place, or none."""
    dissected = Dissected(specimen()[0])
    part, other = (draw_from(st.sampled_from(dissected.parts)) for _ in range(2))
    match draw_from(st.sampled_from(["value", "data", "other", "gone"])):
        case "value":
            part.value = _one_byte(part.value, draw_from)
        case "data" if part.data:
            part.data = _one_byte(part.data, draw_from)
        case "other":
            part.value, part.data = other.value, other.data
        case _:
            dissected.parts.remove(part)
    return dissected.sewn()


def _one_byte(content: bytes, draw_from: st.DrawFn) -> bytes:
    at = draw_from(st.integers(0, len(content) - 1))
    return content[:at] + bytes([draw_from(st.integers(0, 255))]) + content[at + 1 :]


@settings(max_examples=150, deadline=None)
@given(one_byte_changed())
def test_one_byte_changed_is_refused_or_prints_the_same(pdf: bytes) -> None:
    refused_or_the_same_picture(pdf)


@settings(max_examples=150, deadline=None)
@given(one_object_changed())
def test_one_object_changed_is_refused_or_prints_the_same(pdf: bytes) -> None:
    refused_or_the_same_picture(pdf)
