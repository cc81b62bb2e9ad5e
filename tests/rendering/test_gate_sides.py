"""Symbols, ground and back of a sheet are those of this very document, or the paper is stopped."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.certificates.kinds import Kind
from kiosk.certificates.sealed_document import SealedDocument
from kiosk.rendering.draw import draw, draw_sheets
from kiosk.rendering.gate.check import check, prove
from kiosk.rendering.gate.refusal import GateRefused
from kiosk.rendering.gate.symbol_reading import read_back
from kiosk.rendering.ground.calibration import CHOICES
from kiosk.rendering.layouts.layout import Layout
from kiosk.rendering.placement import PlacedPage, place
from kiosk.rendering.qr_code import symbol
from kiosk.rendering.sample_seal import with_sample_seals
from kiosk.rendering.samples import Sample
from tests.rendering.surgery import Change, Dissected, changed, in_stream, in_value, with_stream

ORDER = "0" * 32


@pytest.fixture
def sealed(two_sheets: Sample, resident_record: Layout) -> Sample:
    """Two sheets, with symbols on each."""
    return with_sample_seals(two_sheets, resident_record, Kind.RESIDENT_RECORD)


def refused(pdf: bytes, content: Sample, layout: Layout) -> tuple[int, str]:
    with pytest.raises(GateRefused) as refusal:
        prove(pdf, content, layout, 1)
    return refusal.value.page, refusal.value.box


@pytest.mark.parametrize("copies", [1, 3])
def test_whole_sheets_pass(copies: int, sealed: Sample, resident_record: Layout) -> None:
    prove(draw(sealed, resident_record, copies).pdf, sealed, resident_record, copies)


def test_a_paper_of_another_number_of_sides_is_stopped(
    sealed: Sample, resident_record: Layout, as_document: Callable[..., SealedDocument]
) -> None:
    document = as_document(sealed, resident_record)
    paper = draw(document, resident_record, 1)
    check(paper, document, resident_record)
    with pytest.raises(GateRefused, match="page 0, sides"):
        check(replace(paper, sides=1), document, resident_record)


def with_symbols(faces: tuple[PlacedPage, ...], texts: list[list[str]]) -> list[PlacedPage]:
    return [
        replace(
            face, symbols=tuple(replace(one, text=text) for one, text in zip(face.symbols, said, strict=True))
        )
        for face, said in zip(faces, texts, strict=True)
    ]


def test_the_symbols_of_another_document_are_stopped(
    sealed: Sample, resident_record: Layout, renamed: Callable[[Sample, str], Sample]
) -> None:
    faces = place(sealed, resident_record)
    theirs = with_sample_seals(renamed(sealed, "隣田　花子"), resident_record, Kind.RESIDENT_RECORD)
    mixed = [list(theirs.two_d_seals[0]), list(sealed.two_d_seals[1])]
    forged = draw_sheets(with_symbols(faces, mixed), resident_record, ORDER)
    assert refused(forged, sealed, resident_record) == (1, "two_d_seal.1")


def test_symbols_in_each_others_place_are_stopped(sealed: Sample, resident_record: Layout) -> None:
    faces = place(sealed, resident_record)
    (first, second), (other,) = sealed.two_d_seals
    mixtures = {
        (1, "two_d_seal.1"): [[second, first], [other]],
        (1, "two_d_seal.2"): [[first, other], [second]],
        (3, "two_d_seal.1"): [[first, second], [first]],
    }
    for place_of_fault, texts in mixtures.items():
        forged = draw_sheets(with_symbols(faces, texts), resident_record, ORDER)
        assert refused(forged, sealed, resident_record) == place_of_fault


def test_a_symbol_missing_moved_or_spread_over_the_text_is_stopped(
    sealed: Sample, resident_record: Layout
) -> None:
    face, other = place(sealed, resident_record)
    first, second = face.symbols
    box = first.rectangle
    changes = {
        "two_d_seal.2": [(first,)],
        "two_d_seal.1": [
            (),
            (second, first),
            (replace(first, rectangle=replace(box, left=box.left + 0.1)), second),
            (replace(first, rectangle=replace(box, top=100, width=90, height=90)), second),
        ],
    }
    for path, forgeries in changes.items():
        for symbols in forgeries:
            forged = draw_sheets([replace(face, symbols=symbols), other], resident_record, ORDER)
            assert refused(forged, sealed, resident_record)[0] == 1
            assert refused(forged, sealed, resident_record)[1].startswith(path[:10])


def test_one_module_changed_is_stopped(sealed: Sample, resident_record: Layout) -> None:
    """Error correction would read it as if nothing were changed."""
    first, *_ = place(sealed, resident_record)[0].symbols
    rows = symbol(first.text, first.version).rows
    edit = with_stream(rows, lambda data: data[:500] + bytes([data[500] ^ 8]) + data[501:])
    forged = changed(draw(sealed, resident_record, 1).pdf, edit)
    assert read_back(forged, 1, place(sealed, resident_record)[0])
    assert refused(forged, sealed, resident_record) == (1, "two_d_seal.1")


def test_symbols_are_read_back_from_the_raster(sealed: Sample, resident_record: Layout) -> None:
    pdf = draw(sealed, resident_record, 1).pdf
    one, two = place(sealed, resident_record)
    assert read_back(pdf, 1, one)
    assert read_back(pdf, 3, two)
    assert not read_back(pdf, 3, one)
    unsealed = draw(sealed.model_copy(update={"two_d_seals": ()}), resident_record, 1).pdf
    assert not read_back(unsealed, 1, one)


def test_a_back_drawn_for_another_order_is_stopped(sealed: Sample, resident_record: Layout) -> None:
    forged = draw_sheets(place(sealed, resident_record), resident_record, "9" * 32)
    assert refused(forged, sealed, resident_record) == (2, "scrambled image")


def images_of_backs(pdf: Dissected) -> list[int]:
    """The places of the scrambled images among the objects."""
    pages = [part for part in pdf.parts if b"/S1 " in part.value]
    return [int(page.value.partition(b"/S1 ")[2].split()[0]) - 1 for page in pages]


def test_backs_in_each_others_place_are_stopped(sealed: Sample, resident_record: Layout) -> None:
    def swap(pdf: Dissected) -> None:
        one, two = images_of_backs(pdf)
        pdf.parts[one], pdf.parts[two] = pdf.parts[two], pdf.parts[one]

    forged = changed(draw(sealed, resident_record, 1).pdf, swap)
    assert refused(forged, sealed, resident_record) == (2, "scrambled image")


def test_the_back_of_a_face_that_said_something_else_is_stopped(
    sealed: Sample, resident_record: Layout, renamed: Callable[[Sample, str], Sample]
) -> None:
    theirs = Dissected(draw(renamed(sealed, "葛\U000e0102城　二郎"), resident_record, 1).pdf)
    stolen = theirs.parts[images_of_backs(theirs)[0]]

    def exchange(pdf: Dissected) -> None:
        pdf.parts[images_of_backs(pdf)[0]] = stolen

    forged = changed(draw(sealed, resident_record, 1).pdf, exchange)
    assert refused(forged, sealed, resident_record) == (2, "scrambled image")


def test_the_ground_of_another_printer_or_of_another_word_is_stopped(
    sealed: Sample, resident_record: Layout
) -> None:
    other = CHOICES[6]
    pdf = draw(sealed, resident_record, 1, calibration=other).pdf
    prove(pdf, sealed, resident_record, 1, calibration=other)
    assert refused(pdf, sealed, resident_record) == (1, "ground")
    form = Layout.received(resident_record.form.replace('"複写"'.encode(), '"見本"'.encode()), "form")
    assert refused(draw(sealed, form, 1).pdf, sealed, resident_record) == (1, "ground")


def moved_behind(pdf: Dissected, beginning: bytes, length: int) -> None:
    """A piece of the first page's program comes last, over all that is written."""
    program = next(part for part in pdf.parts if part.data and part.data.startswith(b"/Artifact BMC"))
    assert program.data is not None
    start = program.data.index(beginning)
    end = program.data.index(b"EMC\n", start) + 4
    assert end - start < length
    program.data = program.data[:start] + program.data[end:] + program.data[start:end]


def symbol_as_artifact(program: bytes) -> bytes:
    start = program.index(b"/Figure")
    end = program.index(b"\n", start)
    return program[:start] + b"/Artifact BMC" + program[end:]


COVERED: dict[str, tuple[Change, str]] = {
    "the ground drawn over the text": (lambda pdf: moved_behind(pdf, b"/Artifact BMC", 100), "drawing"),
    "a symbol drawn over the text": (lambda pdf: moved_behind(pdf, b"/Figure", 100), "drawing"),
    "the ground made opaque": (
        in_value(b"/ImageMask true", b"/ImageMask true", b"/ColorSpace/DeviceGray"),
        "picture",
    ),
    "an opaque picture in the ground's place": (in_stream(b"/Artifact BMC", b"/G Do", b"/Q1 Do"), "drawing"),
    "a symbol without its white ground": (
        in_value(b"/ColorSpace/DeviceGray", b"/ColorSpace/DeviceGray", b"/ImageMask true"),
        "picture",
    ),
    "a symbol turned negative": (
        in_value(b"/ColorSpace/DeviceGray", b"/ColorSpace/DeviceGray", b"/ColorSpace/DeviceGray/Decode[1 0]"),
        "picture",
    ),
    "a symbol that nobody reads aloud": (
        with_stream(b"/Artifact BMC", symbol_as_artifact),
        "drawing",
    ),
    "a ground that is left out": (
        with_stream(b"/Artifact BMC", lambda program: program[program.index(b"EMC\n") + 4 :]),
        "ground",
    ),
    "a ground that is drawn smaller": (in_stream(b"/Artifact BMC", b"q 595.2", b"q 594.2"), "ground"),
}


@pytest.mark.parametrize(("change", "part"), COVERED.values(), ids=COVERED)
def test_what_lies_under_the_text_never_covers_it(
    change: Change, part: str, sealed: Sample, resident_record: Layout
) -> None:
    forged = changed(draw(sealed, resident_record, 1).pdf, change)
    assert refused(forged, sealed, resident_record)[1] == part
