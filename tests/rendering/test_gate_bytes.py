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
from kiosk.rendering.gate.check import prove
from kiosk.rendering.gate.reading import read_pages
from kiosk.rendering.gate.refusal import GateRefused
from kiosk.rendering.layouts.layout import Layout, find_layout
from kiosk.rendering.preview import rasterise
from kiosk.rendering.samples import Sample, samples_of
from tests.rendering.surgery import Change, Dissected, changed, in_stream, in_value, with_stream

PROGRAM = b"/Artifact BMC\n"
PAGE = b"/Type/Page/"
CATALOGUE = b"/Type/Catalog"
FONT = b"/Subtype/Type0"
DESCENDANT = b"/Subtype/CIDFontType2"
DESCRIPTOR = b"/Type/FontDescriptor"
PICTURE = b"/Subtype/Image"
TRUETYPE = b"\0\1\0\0"
TEXT = b"BT\n"


def refused(forged: bytes, content: Sample, layout: Layout) -> str:
    with pytest.raises(GateRefused) as refusal:
        prove(forged, content, layout, 1)
    return refusal.value.box


def in_program(old: bytes, new: bytes) -> Change:
    return in_stream(PROGRAM, old, new)


def before_all(operators: bytes) -> Change:
    return with_stream(PROGRAM, lambda program: operators + program)


def before_text(operators: bytes) -> Change:
    return in_program(TEXT, operators + TEXT)


def in_text(operators: bytes) -> Change:
    return in_program(b"BDC\n1 0 0 1", b"BDC\n" + operators + b"1 0 0 1")


def before_end(operators: bytes) -> Change:
    return with_stream(PROGRAM, lambda program: program.removesuffix(b"ET\n") + operators + b"ET\n")


def after_all(operators: bytes) -> Change:
    return with_stream(PROGRAM, lambda program: program + operators)


OPERATORS = {
    "text in no ink": in_text(b"3 Tr\n"),
    "text in white": before_text(b"1 1 1 rg\n"),
    "text in white, by its grey": before_text(b"1 g\n"),
    "text in a white of a colour space": before_text(b"/DeviceRGB cs 1 1 1 sc\n"),
    "text clipped away": before_text(b"0 0 1 1 re W n\n"),
    "text that is a clip": in_text(b"7 Tr\n"),
    "text stretched to nothing": in_text(b".01 Tz\n"),
    "text raised out of its line": in_text(b"400 Ts\n"),
    "text covered by a white rectangle": after_all(b"q\n1 1 1 rg\n0 0 600 900 re f\nQ\n"),
    "text covered by a picture": after_all(b"q\n1 0 0 1 0 0 cm\nBI /W 1 /H 1 /IM true ID \0 EI\nQ\n"),
    "a black bar": after_all(b"100 100 200 50 re f\n"),
    "a filled outline": after_all(b"100 100 m 200 100 l 150 200 l f\n"),
    "a curve": after_all(b".2 w\n100 100 m 110 120 130 120 140 100 c S\n"),
    "a picture drawn once more over the text": after_all(
        b"/Figure<</MCID 300>>BDC\nq 90.000 0 0 90.000 100.000 100.000 cm/I1 Do Q\nEMC\n"
    ),
    "dashes in place of rules": before_text(b"[1 100] 0 d\n"),
    "a layer that may be off": before_text(b"/OC /MC0 BDC\n"),
    "a graphics state": before_text(b"/GS0 gs\n"),
    "a shading": after_all(b"/Sh0 sh\n"),
    "a turned page": before_all(b"0 1 -1 0 595 0 cm\n"),
    "a page moved": before_all(b"1 0 0 1 9 0 cm\n"),
    "a page drawn smaller": before_all(b".5 0 0 .5 0 0 cm\n"),
    "a turned line of text": in_program(b"1 0 0 1 ", b"0 1 -1 0 "),
    "a text said as another": in_program(b"/P<</MCID 1>>", b"/P<</MCID 1/ActualText<feff4e00>>>"),
    "a text described": in_program(b"/P<</MCID 1>>", b"/P<</MCID 1/Alt<feff4e00>>>"),
    "a text that nobody reads": in_program(b"/P<</MCID 1>>BDC", b"/Artifact BMC"),
    "a text of another kind": in_program(b"/P<</MCID 1>>BDC", b"/Span<</MCID 1>>BDC"),
    "two texts of one number": in_program(b"/P<</MCID 1>>BDC", b"/P<</MCID 2>>BDC"),
    "a text that is not ended": before_end(b"/P<</MCID 300>>BDC\n1 0 0 1 300.0"),
    "a picture that is not ended": before_text(b"/Figure<</MCID 300>>BDC\nq 6"),
    "a rule that is not ended": in_program(b"S\n", b"1 0 "),
    "a text marked within a text": in_text(b"/Span<</ActualText<feff4e00>>>BDC\nEMC\n"),
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
    return in_value(CATALOGUE, b"/Type/Catalog", b"/Type/Catalog" + entries)


def page(entries: bytes) -> Change:
    return in_value(PAGE, b"/Tabs/S", b"/Tabs/S" + entries)


ELEMENT = b"<</S/P/P "
ROOT = b"/Type/StructTreeRoot"


def a_text_left_out(pdf: Dissected) -> None:
    """Of the elements and of the list of them by mark, so that both still fit together."""
    document = pdf.having(b"<</S/Document")
    owners = next(part for part in pdf.parts if part.value.startswith(b"["))
    last = re.findall(rb"\d+ 0 R", owners.value)[-1]
    for part in (document, owners):
        part.value = part.value.replace(b" " + last, b"")


def read_backwards(pdf: Dissected) -> None:
    document = pdf.having(b"<</S/Document")
    elements = re.findall(rb"\d+ 0 R", document.value.partition(b"/K")[2])
    document.value = document.value.partition(b"/K")[0] + b"/K[" + b" ".join(elements[::-1]) + b"]>>"


def two_swapped(pdf: Dissected) -> None:
    document = pdf.having(b"<</S/Document")
    document.value = re.sub(rb"(\d+ 0 R) (\d+ 0 R) (\d+ 0 R)", rb"\1 \3 \2", document.value, count=1)


def value_before_label(pdf: Dissected) -> None:
    element = next(part for part in pdf.parts if re.search(rb"/K\[\d+ \d+\]", part.value))
    element.value = re.sub(rb"/K\[(\d+) (\d+)\]", rb"/K[\2 \1]", element.value)


TAGS = {
    "a text said as another": (in_value(ELEMENT, b"<<", b"<</ActualText<feff4e00>"), "structure"),
    "a text described": (in_value(ELEMENT, b"<<", b"<</Alt<feff4e00>"), "structure"),
    "an abbreviation written out": (in_value(ELEMENT, b"<<", b"<</E<feff4e00>"), "structure"),
    "a text in another language": (in_value(ELEMENT, b"<<", b"<</Lang(en)"), "structure"),
    "a title of its own": (in_value(ELEMENT, b"<<", b"<</T<feff4e00>"), "structure"),
    "a seal described otherwise": (in_value(b"/S/Figure", b"<feff8077", b"<feff4e00"), "reading order"),
    "a seal without words": (in_value(b"/S/Figure", b"/Alt<feff80775370>", b""), "reading order"),
    "a text that is an artifact": (in_value(ELEMENT, b"/S/P", b"/S/Artifact"), "reading order"),
    "two titles": (in_value(ELEMENT, b"/S/P", b"/S/H1"), "reading order"),
    "texts read backwards": (read_backwards, "structure"),
    "two texts read in each other's place": (two_swapped, "reading order"),
    "a value before its label": (value_before_label, "reading order"),
    "a text left out": (a_text_left_out, "structure"),
    "a text read twice": (in_value(ELEMENT, b"/K[1]", b"/K[1 1]"), "structure"),
    "a role given to a type": (in_value(ROOT, b"<<", b"<</RoleMap<</P/Artifact>>"), "structure"),
    "classes": (in_value(ROOT, b"<<", b"<</ClassMap<<>>"), "structure"),
    "an element of no page": (in_value(ELEMENT, b"/Pg", b"/Pg 1 0 R/Other"), "structure"),
}


@pytest.mark.parametrize(("change", "part"), TAGS.values(), ids=TAGS.keys())
def test_tags_that_tell_otherwise_than_the_ink_are_refused(
    change: Change, part: str, household: Sample, resident_record: Layout
) -> None:
    forged = changed(draw(household, resident_record, 1).pdf, change)
    assert refused(forged, household, resident_record) == part


def lock(pdf: Dissected) -> None:
    pdf.trailer = pdf.trailer.replace(b"/Info", b"/Encrypt 1 0 R\n/Info")


def unused(pdf: Dissected) -> None:
    pdf.add(b"<<\n/Type /Annot\n>>")


def another_program(pdf: Dissected) -> None:
    program = next(part for part in pdf.parts if part.data and part.data.startswith(PROGRAM))
    number = pdf.add(program.value, program.data)
    part = pdf.having(PAGE)
    part.value = re.sub(rb"/Contents \d+", b"/Contents %d" % number, part.value)


OBJECTS = {
    "a note on the page": (page(b"/Annots[]"), "page"),
    "a page turned by its dictionary": (page(b"/Rotate 90"), "page"),
    "a larger unit": (page(b"/UserUnit 2"), "page"),
    "a crop": (page(b"/CropBox[0 0 300 400]"), "page"),
    "a transparency group": (page(b"/Group<</S/Transparency>>"), "page"),
    "something to do at the page": (page(b"/AA<<>>"), "page"),
    "a page of no tree": (in_value(PAGE, b"/Parent ", b"/Parent 1"), "page"),
    "a page box that is shifted": (in_value(PAGE, b"[0 0 595", b"[9 0 595"), "page"),
    "the name given twice": (page(b"/Tabs/R"), "object"),
    "the name written otherwise": (page(b"/Rotat#65 90"), "object"),
    "a form field": (catalogue(b"/AcroForm<<>>"), "catalogue"),
    "layers": (catalogue(b"/OCProperties<<>>"), "catalogue"),
    "a script": (catalogue(b"/OpenAction<</S/JavaScript/JS(app.beep\\(\\))>>"), "catalogue"),
    "an attachment": (catalogue(b"/Names<</EmbeddedFiles<<>>>>"), "catalogue"),
    "another language": (in_value(CATALOGUE, b"(ja)", b"(en)"), "catalogue"),
    "a title of another": (in_value(b"<</Title", b"<feff", b"<feff4e00"), "information"),
    "an author": (in_value(b"<</Title", b"<</Title", b"<</Author(x)/Title"), "information"),
    "words in the metadata": (in_stream(b"<?xpacket", b"<dc:lang", b"<!-- x --><dc:lang"), "metadata"),
    "another profile of grey": (in_stream(b"\0\0\1", b"mntr", b"scnr"), "output intent"),
    "an object of no page": (unused, "object that no page uses"),
    "a program shown in place of ours": (another_program, "object that no page uses"),
    "a picture inverted": (in_value(PICTURE, b"/Height", b"/Decode[1 0]/Height"), "picture"),
    "half a pixel more": (in_value(b"/Width 543", b"/Width 543", b"/Width 543.5"), "official_seal"),
    "a picture in grey": (in_value(PICTURE, b"/ImageMask true", b"/ColorSpace/DeviceGray"), "picture"),
    "a font that is not embedded": (in_value(DESCRIPTOR, b"/FontFile2", b"/NoFontFile"), "font"),
    "a font of another name": (in_value(FONT, b"IPAmjMincho", b"MSMincho"), "font"),
    "codes read in another way": (in_value(FONT, b"/Identity-H", b"/Identity-V"), "font"),
    "a box that crops glyphs": (in_value(DESCRIPTOR, b"/FontBBox[-263", b"/FontBBox[999"), "font"),
    "glyphs of a named collection": (in_value(DESCENDANT, b"(Identity)", b"(Japan1)"), "font"),
    "a font that ends early": (in_value(b"/Length1", b"/Length1 ", b"/Length1 1 % "), "object"),
    "other widths": (in_value(DESCENDANT, b"[1000 1000", b"[1000 900"), "font"),
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
    ("order", "part"),
    [
        ((0, 2, 1, 3), "structure"),
        ((1, 0, 2, 3), "structure"),
        ((0, 3, 2, 1), "structure"),
        ((0, 1, 2, 2), "pages"),
        ((0, 1, 2), "structure"),
        ((), "structure"),
    ],
    ids=[
        "sheet 1 twice, then 2",
        "sheets swapped",
        "equal sheets swapped",
        "one twice",
        "one missing",
        "none",
    ],
)
def test_the_sheets_of_all_copies_are_listed_and_read_in_their_order(
    order: tuple[int, ...], part: str, two_sheets: Sample, resident_record: Layout
) -> None:
    """Copies share their sheets' drawings, so the list alone says which comes when."""

    def reorder(pdf: Dissected) -> None:
        tree = pdf.having(b"/Kids")
        kids = re.findall(rb"\d+ 0 R", tree.value)
        listed = b" ".join(kids[place] for place in order)
        tree.value = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(order), listed)

    pdf = changed(draw(two_sheets, resident_record, 2).pdf, reorder)
    with pytest.raises(GateRefused) as refusal:
        prove(pdf, two_sheets, resident_record, 2)
    assert (refusal.value.page, refusal.value.box) == (0, part)


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
    profile = re.search(rb"/N 1/Filter/FlateDecode/Length (\d+)>>\nstream\n.*?endstream", good, re.DOTALL)
    assert profile is not None
    length = int(profile[1])
    longer = profile[0].replace(b"/Length %d" % length, b"/Length %d" % (length + 1))
    for said, part in ((longer, "stream"), (longer.replace(b"\nend", b" \nend"), "output intent")):
        moved = good.replace(profile[0], said)
        places = [found.start() for found in re.finditer(rb"(?m)^\d+ 0 obj$", moved)]
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        moved = re.sub(rb"(?:\d{10} 00000 n \n)+", table, moved)
        moved = re.sub(rb"startxref\n\d+", b"startxref\n%d" % moved.rindex(b"xref\n0"), moved)
        assert refused(moved, household, resident_record) == part


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
    read, _ = read_pages(lying)
    said = "".join(glyph.text for glyph in read.glyphs)
    assert "渡邊" in said
    assert "渡辺" not in said
    assert refused(lying, renamed(household, "渡邊"), resident_record) == "font"


def test_codes_of_no_glyph_are_refused(household: Sample, resident_record: Layout) -> None:
    good = draw(household, resident_record, 1).pdf
    for codes, part in ((b"FFFF", "text"), (b"0000", "text"), (b"000", "drawing")):
        extra = before_end(b"/P<</MCID 300>>BDC\n1 0 0 1 300 300 Tm<" + codes + b">Tj\nEMC\n")
        assert refused(changed(good, extra), household, resident_record) == part


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
