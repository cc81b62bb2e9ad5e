"""A certificate can be kept for as long as the law asks, and read aloud in the right order."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import pdfa

from kiosk.certificates.kinds import Kind
from kiosk.rendering.draw import draw
from kiosk.rendering.layouts.layout import Layout, find_layout
from kiosk.rendering.samples import Sample, samples_of

SAMPLES = [(kind, name) for kind in Kind for name in samples_of(kind)]


def read_aloud(pdf: bytes, page: int) -> list[tuple[str, list[str]]]:
    """Type and words of each element of a page (from 0), found by pikepdf in the order of the tree."""
    with pikepdf.open(BytesIO(pdf)) as document:
        words = words_by_mark(document.pages[page])
        tree = document.Root.StructTreeRoot.K
        assert tree.S == "/Document"
        return [
            (
                str(element.S),
                [str(element.Alt)] if "/Alt" in element else [words[int(mark)] for mark in element.K],
            )
            for element in tree.K
            if element.Pg.objgen == document.pages[page].objgen
        ]


def words_by_mark(page: pikepdf.Page) -> dict[int, str]:
    """What each piece of marked content says, by the fonts' own maps."""
    maps = {name: to_unicode(font.ToUnicode.read_bytes()) for name, font in page.Resources.Font.items()}
    words: dict[int, str] = {}
    font, mark = "", -1
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                mark = int(operands[1].MCID)
                words[mark] = ""
            case "Tf":
                font = str(operands[0])
            case "Tj":
                codes = bytes(operands[0])
                words[mark] += "".join(maps[font][codes[at : at + 2]] for at in range(0, len(codes), 2))
    return words


def to_unicode(cmap: bytes) -> dict[bytes, str]:
    lines = [line.split() for line in cmap.split(b"\n") if line.startswith(b"<") and line.count(b"<") == 2]
    texts = {key: bytes.fromhex(value[1:-1].decode()) for key, value in lines if key != b"<0000>"}
    return {bytes.fromhex(key[1:-1].decode()): text.decode("utf-16-be") for key, text in texts.items()}


@pytest.mark.parametrize(("kind", "name"), SAMPLES)
def test_every_sample_is_a_pdf_a(kind: Kind, name: str) -> None:
    pdf = draw(samples_of(kind)[name], find_layout(kind), copies=2).pdf
    report = pdfa.validate_written(BytesIO(pdf), pdfa.Flavour.PDFA_2B)
    assert report.passed, report.findings


def test_its_language_title_and_tags_are_told(household: Sample, resident_record: Layout) -> None:
    with pikepdf.open(BytesIO(draw(household, resident_record, 1).pdf)) as document:
        assert str(document.Root.Lang) == "ja"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        with document.open_metadata() as metadata:
            assert metadata["dc:title"] == "住民票の写し"
            assert metadata.pdfa_status == "2B"


def test_a_screen_reader_says_the_title_then_each_label_with_its_value(
    household: Sample, resident_record: Layout
) -> None:
    said = read_aloud(draw(household, resident_record, 1).pdf, 0)
    assert said[0] == ("/H1", ["住民票"])
    assert ("/P", ["住所", "架空県青葉市緑町1丁目2番3号"]) in said
    assert said.index(("/P", ["氏名", "葛\U000e0102城　一郎"])) < said.index(
        ("/P", ["氏名", "葛\U000e0102城　さくら"])
    )
    assert said[-1] == ("/Figure", ["職印"])


def test_a_table_is_read_row_by_row(income_tax: Layout) -> None:
    sample = samples_of(Kind.INCOME_TAX)["income-tax-taxed"]
    said = [words for _, words in read_aloud(draw(sample, income_tax, 1).pdf, 0)]
    for row in sample.tables["income"].rows:
        assert [cell for cell in row if cell] in said


def test_every_sheet_of_every_copy_is_read(two_sheets: Sample, resident_record: Layout) -> None:
    pdf = draw(two_sheets, resident_record, 2).pdf
    one, back, two, back_of_two, *second_copy = (read_aloud(pdf, page) for page in range(8))
    assert second_copy == [one, back, two, back_of_two]
    assert ("/P", ["1/2"]) in one
    assert ("/P", ["2/2"]) in two
    assert back == back_of_two
    assert back[0] == ("/H1", ["この証明書について"])
